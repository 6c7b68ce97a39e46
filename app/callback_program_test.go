package app

import (
	"encoding/json"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: a call that calls somebody back and that a process of an older version has kept is at a step of the program that
// was made then, to the letter: it goes on with that.
func TestProgramsOfKeptCallBacksStay(t *testing.T) {
	for kept, text := range map[string]string{
		`{"back":{"queue":"sales","customer":"PJSIP/5551@trunk",` +
			`"confirm":{"Key":"1","Timeout":10000000000,"Prompt":null}}}`: `[{menu: {id: first, prompt: ["vm-press","digits:1"], first_timeout: 10s, max_noinput: 2, ` +
			`on_exhausted: hangup, choices: {"1": [{queue: {id: second, queue: "sales"}}]}}}, hangup]`,
		`{"back":{"queue":"sales","customer":"PJSIP/5551@trunk"}}`: `[{queue: {id: second, queue: "sales"}}, hangup]`,
		`{"back":{"queue":"sales","line":true,"told":["beep"],"waits":60000000000}}`: `[{play: {media: ["beep"]}}, ` +
			`{hold: {id: line, time: 1m0s}}, hangup]`,
		`{"back":{"queue":"sales","line":true,"waits":60000000000,"confirm":{"Key":"5","Timeout":2000000000,` +
			`"Prompt":["press"]}}}`: `[{menu: {id: first, prompt: ["press"], first_timeout: 2s, max_noinput: 2, ` +
			`on_exhausted: hangup, choices: {"5": [{hold: {id: line, time: 1m0s}}]}}}, hangup]`,
	} {
		var o keptOutgoing
		if err := json.Unmarshal([]byte(kept), &o); err != nil {
			t.Fatal(err)
		}
		program, err := o.Back.program()
		if err != nil {
			t.Fatal(err)
		}
		was, _ := source.Parse(connectFlow, "numbers: {s: connect}\nflows: {connect: "+text+"}\n")
		if program.Version != was.Version() {
			t.Errorf("%s has another program now", kept)
		}
	}
}
