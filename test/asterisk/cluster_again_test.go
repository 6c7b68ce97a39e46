//go:build linux && asterisk

package asterisk

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: a caller whom a flow sends to where the dialplan enters Stasis again is a new caller there, at once: that they have
// left and that they come in is told by two sockets.
func TestTeamCallersComeAgainAtOnce(t *testing.T) {
	const callers, times = 20, 3
	again := "- play: beep\n- continue: {context: callers, extension: NEXT}"
	tm := teamOf(t, sideBySide("", []string{"- answer\n" + strings.Replace(again, "NEXT", numbered(1), 1),
		strings.Replace(again, "NEXT", numbered(2), 1), "- play: beep\n- hangup"}), "n1", "n2")
	for _, one := range tm.now {
		one.again = true
	}
	w := watch(t)
	l := newLine(t, w, "8941")
	for range callers {
		l.ring(numbered(0), sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(awaitTimeout))
	}
	for from := range l.runs {
		l.tells(from, "callers/"+numbered(0)+" Stasis", "answered", "hears beep", "callers/"+numbered(1)+" Stasis",
			"hears beep", "callers/"+numbered(2)+" Stasis", "hears beep", "ended 16")
	}
	tm.eventually(t, awaitTimeout, "the journals to have the ends of all calls", func() bool {
		ends := 0
		for _, of := range tm.endings(t) {
			ends += of
		}
		return ends == callers*times
	})
	tm.awaitNothing(t)
	tm.awaitCalls(t, 0)
	for _, no := range []string{"an orphan", "back to the dialplan"} {
		if tm.told(no) != 0 {
			t.Errorf("the log has %q", no)
		}
	}
}
