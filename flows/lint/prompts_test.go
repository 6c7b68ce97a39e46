package lint_test

import (
	"path"
	"strings"

	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
)

// promptsOf are the prompts that a case has beside it by a comment: `# folder: welcome fr/welcome`.
func promptsOf(doc *source.Document) *lint.Prompts {
	for _, line := range doc.Lines(doc.Files[0]) {
		list, ok := strings.CutPrefix(line, "# folder: ")
		if !ok {
			continue
		}
		prompts := &lint.Prompts{Own: map[string][]string{}, Default: "en", Sounds: []string{"hello-world", "vm-goodbye"},
			Beside: []string{"sorry"}}
		for file := range strings.FieldsSeq(list) {
			language := strings.TrimSuffix(path.Dir(file), ".")
			prompts.Own[path.Base(file)] = append(prompts.Own[path.Base(file)], language)
		}
		return prompts
	}
	return nil
}
