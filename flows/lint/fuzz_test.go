package lint_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// Law: whatever a file holds, the rules come to an end; their findings stand in the
// file, and what they offer to mend can be mended.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, findings := source.Parse("ivr.yaml", text)
		program, more := flows.Compile(doc, registry)
		findings = append(findings, more...)
		if program != nil {
			findings = append(findings, lint.Check(doc, program, lint.Outside{})...)
		}
		var fixes []source.Fix
		for _, finding := range lint.Heed(doc, findings, program != nil) {
			if finding.Line < 1 || finding.Line > len(doc.Lines("ivr.yaml"))+1 || finding.Message == "" {
				t.Errorf("a finding of nowhere: %+v", finding)
			}
			if finding.Fix != nil {
				fixes = append(fixes, *finding.Fix)
			}
		}
		if _, made, err := source.Apply("ivr.yaml", text, fixes); err != nil || len(made) == 0 && len(fixes) > 0 {
			t.Errorf("%d fixes, %d made, %v", len(fixes), len(made), err)
		}
	})
}
