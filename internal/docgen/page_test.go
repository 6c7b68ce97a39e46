package docgen_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/docgen"
)

var update = flag.Bool("update", false, "write the pages anew")

func pages() map[string]string {
	pages := map[string]string{"README.md": docgen.Index(steps.All())}
	for _, spec := range steps.All() {
		pages[spec.Kind+".md"] = docgen.Page(spec)
	}
	return pages
}

func rulePages() map[string]string {
	pages := map[string]string{"README.md": docgen.RuleIndex(lint.Rules(), lint.Held())}
	for _, rule := range append(lint.Rules(), lint.Held()...) {
		pages[rule.Name+".md"] = docgen.RulePage(rule)
	}
	return pages
}

// Law: docs/steps and docs/rules hold what the specs and rules say, and nothing else.
func TestPagesAreThoseOfTheSpecs(t *testing.T) {
	for folder, want := range map[string]map[string]string{"../../docs/steps": pages(), "../../docs/rules": rulePages()} {
		if *update {
			write(t, folder, want)
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
			t.Errorf("%s has drifted; run `task docs` (-specs +pages):\n%s", folder, diff)
		}
	}
}

// write replaces all pages of a folder.
func write(t *testing.T, folder string, pages map[string]string) {
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

// Law: a rule's page is made of sentences, and no rule has two pages.
func TestRulesAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range append(lint.Rules(), lint.Held()...) {
		if seen[rule.Name] {
			t.Errorf("%s stands twice", rule.Name)
		}
		seen[rule.Name] = true
		for _, text := range []string{rule.Summary, rule.Doc} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no sentence", rule.Name, text)
			}
		}
	}
}

// Law: every step documents itself whole, and its example compiles, uses it and has no error.
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
				for _, finding := range lint.Check(doc, program, lint.Outside{}) {
					if finding.Severity == source.Error {
						t.Error(finding.Format())
					}
				}
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
