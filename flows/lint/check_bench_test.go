package lint_test

import (
	"os"
	"testing"

	"github.com/ariapp/ariapp/flows/lint"
)

// BenchmarkCheck is what the rules cost each time that the shipped file is loaded.
func BenchmarkCheck(b *testing.B) {
	text, err := os.ReadFile("../../ivr.yaml")
	if err != nil {
		b.Fatal(err)
	}
	doc, program := compiledOf(b, string(text))
	for b.Loop() {
		if findings := lint.Check(doc, program, lint.Outside{}); findings.HasErrors() {
			b.Fatal(findings)
		}
	}
}
