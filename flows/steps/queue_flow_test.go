package steps

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Law: a flow of those who wait that cannot hold what it is given, or waits within itself, is a finding.
func TestWaitingFlowsThatMakeNoSense(t *testing.T) {
	registry, err := flows.NewRegistry(All()...)
	if err != nil {
		t.Fatal(err)
	}
	for params, says := range map[string]string{
		"{position: 0, size: 0, agents: 0, waited: null, ewt: null, key: ''}": "",
		"{position: none}": "the parameter position of during is a text, and is given a whole number here; write position: null",
		"{waited: 0s}":     "the parameter waited of during is a text, and is given a duration here; write waited: null",
	} {
		doc, _ := source.Parse("f", "numbers: {s: m}\nflows:\n  m: [{queue: {queue: sales, waiting_flow: during}}]\n  during: {params: "+params+", steps: [{play: one}]}\n")
		_, findings := flows.Compile(doc, registry)
		said := ""
		for _, f := range findings {
			if f.Rule == "wrong-type" {
				said += f.Message
			}
		}
		if !strings.HasPrefix(said, says) || says == "" && said != "" {
			t.Errorf("%s: %q, want %q", params, said, says)
		}
	}
	doc, _ := source.Parse("f", "numbers: {s: m}\nflows: {m: [{queue: {queue: sales, waiting_flow: m}}]}\n")
	if _, findings := flows.Compile(doc, registry); !strings.Contains(fmt.Sprint(findings), "m would wait within itself") {
		t.Errorf("a flow that waits within itself: %v", findings)
	}
}
