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

// Law: hidden keys say that they are hidden; those that a question takes that is not secret are told then, with
// which of the keys they are; those of a secret question, or of a question inside of one that is hidden, never.
func TestKeysTypedAheadAreToldWhenTheyAreTaken(t *testing.T) {
	program := compile(t, "flows:\n  main:\n    - answer\n    - play: welcome\n"+
		"    - collect: {prompt: account, length: 3}\n    - menu: {prompt: choose, pin: {value: \"9876\", prompt: pin}, choices: {1: exit}}\n")
	for script, want := range map[string]string{
		"100ms 5551 @pin 9876 @choose 1":    "****taken 555 as 1; ****1",
		"100ms * @account 1s 55* @choose 1": "*taken * as 1; 55*",
		"100ms 5 @account 9":                "*taken 5 as 1; 9",
		"2500ms 5556":                       "555*",
	} {
		acts, err := flowtest.ParseScript(script)
		if err != nil {
			t.Fatal(err)
		}
		p, told := dialIn(t, program, flowtest.Options{}, acts...), ""
		for _, f := range p.facts {
			switch f.Kind {
			case flows.KeyWas:
				if told += f.Text; f.Outcome != "" && (f.Outcome != flows.Masked || f.Text != "*") {
					t.Errorf("%s: %+v", script, f)
				}
			case flows.KeysTaken:
				told += "taken " + f.Text + " as " + f.Outcome + "; "
			}
		}
		if told != want {
			t.Errorf("%s: %q, want %q\n%s", script, told, want, p)
		}
	}
}
