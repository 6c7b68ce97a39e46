package steps

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestConfirm has a row for each answer to "is that right?".
func TestConfirm(t *testing.T) {
	const confirm = "prompt: ask, length: 2, confirm: {prompt: [got, 'digits:${steps.c.value}'], timeout: 1s"
	for name, c := range map[string]struct{ fields, script, want, heard string }{
		"accepted":                     {confirm + "}", "@ask 12 @got 1", "12 ok  1", "ask/0s got/0s"},
		"asked with what was keyed in": {confirm + "}", "@ask 12 1500ms 1", "12 ok  1", "ask/0s got digits:12"},
		"rejected, then right":         {confirm + "}", "@ask 12 @got 2 @ask 34 @got 1", "34 ok  2", "ask/0s got/0s ask/0s got/0s"},
		"rejected each time":           {confirm + "}, attempts: 2", "@ask 12 @got 2 @ask 34 @got 2", " max_attempts rejected 2", "ask/0s got/0s ask/0s got/0s"},
		"silence asks it again":        {confirm + "}", "@ask 12 @got @got 1", "12 ok  1", "ask/0s got digits:12 got/0s"},
		"silence to the end is a wrong entry": {confirm + ", attempts: 2}, attempts: 1", "@ask 12", " max_attempts nomatch 1",
			"ask/0s got digits:12 got digits:12"},
		"another key asks it again": {confirm + "}", "@ask 12 @got 7 @got 1", "12 ok  1", "ask/0s got/0s got/0s"},
		"keys of one's own":         {confirm + ", accept: '*', retry: 0}", "@ask 12 @got *", "12 ok  1", "ask/0s got/0s"},
		"typed ahead":               {confirm + "}", "@ask 12 1", "12 ok  1", "ask/0s"},
		"a handler after silence":   {confirm + ", attempts: 1}, attempts: 2, on_nomatch: {play: wrong}", "@ask 12 @wrong @ask 34 @got 1", "34 ok  2", "ask/0s got digits:12 wrong ask/0s got/0s"},
	} {
		text := "flows:\n  main:\n    - answer\n    - collect: {id: c, " + c.fields +
			"}\n    - log: '${steps.c.value} ${steps.c.status} ${steps.c.reason} ${steps.c.attempt}'\n"
		p := dialIn(t, compile(t, text), flowtest.Options{DefaultLength: 500e6}, script(t, c.script)...)
		if p.logged() != c.want || p.heard() != c.heard {
			t.Errorf("%s: logged %q, want %q\nheard %q, want %q\n%s", name, p.logged(), c.want, p.heard(), c.heard, p)
		}
	}
}

// TestSecretsAreNeverTold: not the entry, not a PIN, not what is keyed in while
// a wrong entry is being complained of; and a comparison is all that one can do.
func TestSecretsAreNeverTold(t *testing.T) {
	const text = `
config: {pin: "8642"}
flows:
  main:
    - menu: {prompt: menu, pin: {value: "${config.pin}", prompt: door}, choices: {5: exit}}
    - collect: {id: c, prompt: ask, min: 4, max: 6, secret: true, pattern: _97., on_nomatch: {play: wrong},
                confirm: {prompt: sure}}
    - log: "${steps.c.status} ${same(steps.c.value, '9753')} ${same('9753', steps.c.value)} ${same(steps.c.value, steps.c.value)}"
    - set: {all: "${steps}", one: "${steps.c.value}"}
    - log: "${toJSON(steps)}"
    - log: {text: "${string(steps)} ${string(vars.one)} ${same(vars.one, '1')}"}
`
	p := dialIn(t, compile(t, text), flowtest.Options{},
		script(t, "@door 8642# @menu 5 @ask 1 @wrong 9753 200ms 864 @ask 9753# @sure 1")...)
	facts, err := json.Marshal(p.facts)
	if err != nil {
		t.Fatal(err)
	}
	told := string(facts) + p.String() + fmt.Sprintf("%+v %#v", p.facts, p.facts) + p.heard()
	for _, secret := range []string{"9753", "8642"} {
		if strings.Contains(told, secret) {
			t.Errorf("%q was told:\n%s", secret, p)
		}
	}
	for _, f := range p.facts {
		if f.Kind == flows.KeyWas && f.Text != "*" && f.Text != "5" {
			t.Errorf("the key %q was told by %s\n%s", f.Text, f.Step, p)
		}
	}
	if !strings.HasPrefix(p.logged(), "ok true true true; ") || !strings.Contains(p.logged(), "*** false") {
		t.Errorf("logged %q\n%s", p.logged(), p)
	}
	shown := 0
	for _, f := range p.facts {
		if f.Kind == flows.KeyWas && f.Text == "5" {
			shown++
		}
	}
	if shown != 1 {
		t.Errorf("the menu behind the PIN told its key %d times", shown)
	}
}

// TestASecretClearsTheTypeAhead: nothing keyed in before answers a secret question.
func TestASecretClearsTheTypeAhead(t *testing.T) {
	const text = `flows: {main: [play: hi, {collect: {id: c, prompt: ask, length: 2, secret: true}}, log: "${same(steps.c.value, '34')}"]}`
	p := dialIn(t, compile(t, text), flowtest.Options{}, script(t, "500ms 12 @ask 34")...)
	if p.logged() != "true" || p.heard() != "hi ask/0s" {
		t.Errorf("logged %q, heard %q\n%s", p.logged(), p.heard(), p)
	}
}
