package explain

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: a text is explained from the flow of messages on; what is written is not known beforehand.
func TestText(t *testing.T) {
	o := read(t, `
messages: {flow: texts}
numbers: {200: main}
vars: {message_text: "", other: ""}
flows:
  main: [hangup]
  texts:
    - if: {is: vars.message_text == "stop", then: {log: stops}}
    - log: {text: other, when: vars.other != ""}
    - log: {text: boss, when: call.from == "100"}
`)
	o.Text, o.To = true, ""
	want := `      100 writes to any number on Thu 2026-11-26 09:00 UTC
f:2   ├─ messages takes it, and leads to texts
      │  └─ vars.message_text is what is written
f:7   └─ flow texts
f:8      ├─ asks itself whether vars.message_text == "stop" (it depends on the call)
f:8      │  ├─ then: logs stops
f:8      │  └─ else: goes on
f:9      ├─ passed over: logs other (vars.other != "" does not hold)
f:10     ├─ logs boss
f:7      └─ the flow is at its end, and the call with it
`
	if diff := cmp.Diff(want, explained(t, o)); diff != "" {
		t.Error(diff)
	}
	o = read(t, "\nnumbers: {200: main}\nflows: {main: [hangup]}\n")
	o.Text = true
	if _, err := Explain(t.Context(), o); !errors.Is(err, ErrNoTexts) {
		t.Errorf("a file that takes no texts: %v", err)
	}
}
