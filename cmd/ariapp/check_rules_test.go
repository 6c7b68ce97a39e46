package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/lint"
	"github.com/ariapp/ariapp/flows/source"
)

// Law: the pages of rules about what stands beside the flows say what check says:
// of the wrong example, and of the right one.
func TestRulesBesideTheFlows(t *testing.T) {
	notHere := []string{"too-deep", "missing-sound"} // a sketch, and what only an Asterisk knows
	for _, rule := range append(lint.Rules(), lint.Held()...) {
		if !rule.Beside || slices.Contains(notHere, rule.Name) || !strings.Contains(rule.Bad, "\nflows:") {
			continue // an example that is no whole file shows what is beside it
		}
		t.Run(rule.Name, func(t *testing.T) {
			if !says(t, rule, rule.Bad) {
				t.Error("the wrong example is right")
			}
			if says(t, rule, rule.Good) && rule.Name != "speech" { // a program that need not be installed here
				t.Error("the right example is wrong")
			}
		})
	}
}

// says tells whether check has a finding of the rule in a file.
func says(t *testing.T, rule lint.Rule, text string) bool {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "prompts"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "ivr.yaml")
	if !strings.Contains(text, "asterisk:") && rule.Name != "no-asterisk" {
		text = "asterisk: {password: secret}\n" + text
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	findings, err := check(t.Context(), []string{path}, false)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range findings {
		found = found || f.Rule == rule.Name
		if f.Rule != rule.Name && f.Severity == source.Error {
			t.Errorf("beside it: %s", f)
		}
	}
	return found
}
