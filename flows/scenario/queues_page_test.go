package scenario_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/ariapp/ariapp/flows/scenario"
)

// Law: the flows of the page on queues compile, and its tests pass.
func TestQueuesPage(t *testing.T) {
	page, err := os.ReadFile(shippedFolder + "docs/queues.md")
	if err != nil {
		t.Fatal(err)
	}
	first := func(language string) string {
		found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(string(page))
		if found == nil {
			t.Fatalf("the page has no %s", language)
		}
		return found[1]
	}
	program, _ := compiled(t, "ivr.yaml", first("yaml"))
	for _, c := range parsed(t, program, first("yml")).Cases {
		if result := scenario.Run(t.Context(), scenario.Setting{Program: program, Spell: spell}, c); !result.Passed() {
			t.Errorf("%s: %v\n%s", c.Title(), result.Failures, traceOf(result))
		}
	}
}
