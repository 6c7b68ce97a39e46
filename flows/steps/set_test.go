package steps

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Law: what belongs to every step is no variable of set.
func TestSetHasNoKeysOfSteps(t *testing.T) {
	for key, faulty := range map[string]bool{"when": true, "id": true, "on_error": true, "whenever": false} {
		doc, findings := source.Parse("f", "numbers: {2: main}\nflows: {main: [set: {vip: true, "+key+": '1'}]}\n")
		registry, err := flows.NewRegistry(All()...)
		if err != nil {
			t.Fatal(err)
		}
		_, more := flows.Compile(doc, registry)
		findings = append(findings, more...)
		told := len(findings) == 1 && findings[0].Rule == "unknown-key" &&
			strings.Contains(findings[0].Message, "`"+key+"` stands beside `set`")
		if told != faulty || !faulty && len(findings) > 0 {
			t.Errorf("%s: %v", key, findings)
		}
	}
}
