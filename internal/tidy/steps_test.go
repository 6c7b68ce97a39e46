package tidy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/steps"
)

// Law: a step has one name: its key in YAML, its file in flows/steps and its page in docs/steps.
func TestStepsHaveOneName(t *testing.T) {
	kinds := map[string]bool{}
	for _, spec := range steps.All() {
		kinds[spec.Kind] = true
		for _, name := range []string{"flows/steps/" + spec.Kind + ".go", "docs/steps/" + spec.Kind + ".md"} {
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err != nil {
				t.Errorf("the step %s has no %s", spec.Kind, name)
			}
		}
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "steps", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		kind := strings.TrimSuffix(filepath.Base(page), ".md")
		if kind != "README" && !kinds[kind] {
			t.Errorf("docs/steps/%s.md is the page of no step", kind)
		}
	}
}

// Law: each spec's function stands in the file of its kind.
func TestSpecsStandInTheirFiles(t *testing.T) {
	for _, spec := range steps.All() {
		text, err := os.ReadFile(filepath.Join(root, "flows", "steps", spec.Kind+".go"))
		if err == nil && !strings.Contains(string(text), `"`+spec.Kind+`",`) {
			t.Errorf("flows/steps/%s.go does not hold the spec of %s", spec.Kind, spec.Kind)
		}
	}
}
