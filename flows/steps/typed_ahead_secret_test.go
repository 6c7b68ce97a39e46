package steps

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// A caller who knows the way types account and PIN in one go. The PIN is typed
// before its question is asked, and all the same in no fact.
func TestAPINThatIsTypedAheadIsInNoFact(t *testing.T) {
	program := compile(t, "flows:\n  main:\n    - answer\n    - play: welcome\n"+
		"    - collect: {prompt: account, length: 3}\n    - collect: {id: pin, prompt: pin, length: 4, secret: true}\n"+
		"    - log: '${same(steps.pin.value, \"9876\")}'\n")
	for script, taken := range map[string]string{
		"100ms 5559876":   "false", // a secret question throws away what was typed before it
		"2500ms 5559876":  "true",  // these come while it is asked
		"2500ms 555#9876": "true",
	} {
		acts, err := flowtest.ParseScript(script)
		if err != nil {
			t.Fatal(err)
		}
		p := dialIn(t, program, flowtest.Options{}, acts...)
		keys := ""
		for _, f := range p.facts {
			if f.Kind == flows.KeyWas {
				keys += f.Text
			}
		}
		if p.logged() != taken {
			t.Errorf("%s: the PIN was right: %s, want %s\n%s", script, p.logged(), taken, p)
		}
		if strings.ContainsAny(keys, "9876") {
			t.Errorf("%s: the facts have the keys %s", script, keys)
		}
	}
}
