package scenario_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/ariapp/ariapp/flows/scenario"
)

// Law: every example of the manual's page is a test file without findings, and
// its tests pass with the shipped flows.
func TestPage(t *testing.T) {
	setting := shipped(t)
	page, err := os.ReadFile(shippedFolder + "docs/testing-flows.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(examples) < 5 {
		t.Fatalf("the page has %d examples", len(examples))
	}
	for _, example := range examples {
		for _, c := range parsed(t, setting.Program, example[1]).Cases {
			if result := scenario.Run(t.Context(), setting, c); !result.Passed() {
				t.Errorf("%s: %v\n%s", c.Title(), result.Failures, traceOf(result))
			}
		}
	}
}
