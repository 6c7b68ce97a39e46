package steps

import (
	"fmt"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: the way that is foreseen of a split or a switch is the one that the call takes.
func TestForeseenWaysAreTaken(t *testing.T) {
	for i := range 40 {
		named := ""
		if i%2 == 0 {
			named = fmt.Sprintf(", name: deal%d", i)
		}
		program := compile(t, fmt.Sprintf("flows:\n  main:\n    - split: {ways: [{weight: 1}, {weight: 1}, {weight: 2}]%s}\n"+
			"    - switch: {value: '%d', cases: {'0|1|2|3': hangup, '4': answer}}\n", named, i%6))
		taken := map[string]string{}
		for _, fact := range dialIn(t, program, flowtest.Options{}).facts {
			if fact.Kind == flows.WayTaken {
				taken[fact.Step] = fact.Text
			}
		}
		steps := program.Flow("main").Block.Steps
		dealt, ok := steps[0].Step.(interface {
			Deal(by, address string) (string, bool)
		}).Deal("100", steps[0].Address)
		if !ok || dealt != taken["main/1"] {
			t.Errorf("foreseen is %q, %v; the call took %q", dealt, ok, taken["main/1"])
		}
		label := steps[1].Step.(interface{ Case(string) string }).Case(fmt.Sprint(i % 6))
		if label != taken["main/2"] {
			t.Errorf("foreseen is %q; the call took %q", label, taken["main/2"])
		}
	}
}

// Law: who withholds his number is dealt by what only the call knows.
func TestNobodyIsDealtBeforehand(t *testing.T) {
	if label, ok := (split{ways: []way{{weight: 1}}}).Deal("", "main/1"); ok {
		t.Errorf("%s is foreseen", label)
	}
}
