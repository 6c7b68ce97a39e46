package steps

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// A caller may come back to a menu as often as they like, as long as they press
// keys; one who does nothing is stuck at some point.
func TestACallerWhoPressesKeysIsNotStuck(t *testing.T) {
	program := compile(t, "flows:\n  main:\n    - menu: {id: top, prompt: ask, max_noinput: 1, choices: {1: {goto: top}, 2: hangup},"+
		" on_exhausted: {goto: top}}\n")
	script, err := flowtest.ParseScript(strings.Repeat("@ask 500ms 1 ", 25) + "@ask 500ms 2")
	if err != nil {
		t.Fatal(err)
	}
	if p := dialIn(t, program, flowtest.Options{}, script...); p.outcome.Status != flows.Ended {
		t.Errorf("25 times back and then 2: %+v\n%s", p.outcome, p)
	}
	if p := dialIn(t, program, flowtest.Options{}); p.outcome.Status != flows.Failed ||
		!strings.Contains(p.outcome.Err.Error(), "max_same_step") {
		t.Errorf("silence for ever: %+v", p.outcome)
	}
}

// A step with a fault leaves results all the same: using them is no second fault.
func TestOneMistakeIsOneFinding(t *testing.T) {
	_, findings := tryCompile(t, "numbers: {_.: main}\nflows:\n  main:\n    - collect: {id: nr, length: six}\n"+
		"    - log: '${steps.nr.value} ${steps.nr.status}'\n")
	if len(findings) != 1 {
		t.Errorf("got %v", findings)
	}
}
