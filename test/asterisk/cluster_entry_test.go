//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// entryDeaths is how often the holder of the entry dies, entryCalls how many come in about then.
	entryDeaths = 6
	entryCalls  = 10
)

// Law: whoever comes in when the one who has the entry dies, whether it is started again at once or not, is answered by an
// instance within ten seconds, or goes to the dialplan's fallback: nobody hears nothing for longer, each call ends once.
func TestTeamEntryDies(t *testing.T) {
	tm, w := teamOf(t, sideBySide("", []string{"- answer\n- play: beep\n- continue: {context: onward, extension: sales}"}), "n1", "n2", "n3"), watch(t)
	longest, fallen, entered := time.Duration(0), 0, 0
	for i := range entryDeaths {
		home, _ := tm.holder(t)
		from := fmt.Sprintf("893%d", i)
		run, err := phone().Start(t.Context(), sip.Call{To: numbered(0), From: from + sip.EachNumber, Script: sip.Script{
			sip.AnsweredWithin(2 * goesOnWithin), sip.ExpectByeWithin(outlasts)}}, sip.Load{Calls: entryCalls, Rate: 400})
		if err != nil {
			t.Fatal(err)
		}
		w.await(t, from+"1", "callers/"+numbered(0)+" Stasis", 1)
		pass(t, time.Duration(i)*time.Millisecond)
		tm.loses(t, home)
		if i%2 == 1 {
			tm.beginAlone(t, home)
		}
		if _, err := run.Wait(); err != nil {
			t.Error(err)
		}
		for n := range entryCalls {
			caller := fmt.Sprintf("%s%d", from, n+1)
			story := w.ended(t, caller)
			took := w.between(caller, "callers/"+numbered(0)+" Stasis", "answered")
			longest = max(longest, took)
			switch told := fmt.Sprint(story); {
			case strings.Contains(told, "onward/sales"):
				entered++
			case strings.Contains(told, "callers/"+numbered(0)+fallback):
				fallen++
			default:
				t.Errorf("%s got nowhere: %q", caller, story)
			}
			if took > goesOnWithin {
				t.Errorf("%s heard nothing for %v: %q", caller, took, story)
			}
		}
		if i%2 == 0 {
			tm.beginAlone(t, home)
		}
		tm.awaitAll(t)
	}
	t.Logf("%d of %d were answered by an instance, %d by the dialplan; the longest silence was %v", entered,
		entryDeaths*entryCalls, fallen, longest)
	tm.awaitNothing(t)
	tm.awaitCalls(t, 0)
	for call, times := range tm.endings(t) {
		if times != 1 {
			t.Errorf("the journals have %d ends of %s", times, call)
		}
	}
}
