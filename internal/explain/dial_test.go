package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: what comes of dialling is not known beforehand: every way is told.
func TestDial(t *testing.T) {
	o := read(t, `
numbers: {200: main}
flows:
  main:
    - dial:
        id: d
        targets: [PJSIP/101, PJSIP/102]
        exit_keys: {0: {play: box}}
        on_busy: {play: engaged}
        on_no_answer: hangup
    - play: bye
`)
	want := `      100 calls 200 on Thu 2026-11-26 09:00 UTC
f:2   ├─ 200 takes it, and leads to main
f:4   └─ flow main
f:5      ├─ d: dial PJSIP/101, PJSIP/102
f:8      │  ├─ key 0: plays box
f:9      │  ├─ busy: plays engaged
f:10     │  ├─ no answer: hangs up
f:5      │  ├─ unreached: goes on
f:5      │  └─ over: hangs up
f:11     ├─ plays bye
f:4      └─ the flow is at its end, and the call with it
`
	if diff := cmp.Diff(want, explained(t, o)); diff != "" {
		t.Error(diff)
	}
}
