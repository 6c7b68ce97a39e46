package simulate

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// Law: what the daemon would not play is not played here either.
func TestWhatCannotBeSaidFails(t *testing.T) {
	told := &strings.Builder{}
	call := Call{Program: programOf(t, "numbers: {1: main}\nvars: {n: 1}\nflows: {main: [{say: {number: '${vars.n/(vars.n-1)}'}}]}\n"),
		To: "1", Out: told}
	outcome, err := call.ByScript("")
	if err != nil || outcome.Status != flows.Failed || !strings.Contains(told.String(), "+Inf") {
		t.Errorf("%+v, %v\n%s", outcome, err, told)
	}
}

// Law: a script that waits for what never plays is told of.
func TestAScriptThatWaitsInVain(t *testing.T) {
	for script, want := range map[string]bool{"@nothere 1": true, "@b 1": true, "@a 1": false, "1s 1": false} {
		told := &strings.Builder{}
		call := Call{Program: programOf(t, "numbers: {1: main}\nflows: {main: [{play: a}]}\n"), To: "1", Out: told}
		if _, err := call.ByScript(script); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(told.String(), "The script waited for @"); got != want {
			t.Errorf("%s: told %v\n%s", script, got, told)
		}
	}
}
