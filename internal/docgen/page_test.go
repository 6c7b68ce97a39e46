package docgen_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/docgen"
)

var update = flag.Bool("update", false, "write the pages anew")

const folder = "../../docs/steps"

func pages() map[string]string {
	pages := map[string]string{"README.md": docgen.Index(steps.All())}
	for _, spec := range steps.All() {
		pages[spec.Kind+".md"] = docgen.Page(spec)
	}
	return pages
}

// Law: docs/steps holds what the specs say, and nothing else.
func TestPagesAreThoseOfTheSpecs(t *testing.T) {
	want := pages()
	if *update {
		write(t, want)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[entry.Name()] = string(text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/steps has drifted; run `task docs` (-specs +pages):\n%s", diff)
	}
}

// write replaces all pages.
func write(t *testing.T, pages map[string]string) {
	t.Helper()
	old, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range old {
		if err := os.Remove(page); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Law: every step documents itself whole, and its example compiles and uses it.
func TestSpecsAreDocumented(t *testing.T) {
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range steps.All() {
		t.Run(spec.Kind, func(t *testing.T) {
			for _, sentence := range sentences(spec) {
				if !strings.HasSuffix(strings.TrimSuffix(sentence, ")"), ".") {
					t.Errorf("%q is no sentence", sentence)
				}
			}
			doc, findings := source.Parse("example.yaml",
				"numbers: {_.: main}\nflows:\n  main:\n"+indented(spec.Example))
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			program, findings := flows.Compile(doc, registry)
			for _, finding := range findings {
				t.Error(finding.Format())
			}
			used := false
			if program != nil {
				program.EachStep(func(step *flows.Placed) { used = used || step.Kind == spec.Kind })
			}
			if !used {
				t.Errorf("the example has no %s", spec.Kind)
			}
		})
	}
}

func sentences(spec *flows.Spec) []string {
	list := []string{spec.Summary}
	if spec.Doc != "" {
		list = append(list, spec.Doc)
	}
	for _, field := range spec.Fields {
		list = append(list, field.Doc)
	}
	for _, result := range spec.Result {
		list = append(list, result.Doc)
	}
	return list
}

func indented(example string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(example, "\n"), "\n", "\n    ") + "\n"
}
