//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// cutFor is how long the way to Asterisk is cut, longer than any step of those takes who are in it.
const cutFor = 4 * time.Second

// Law: whoever comes to their next step while the way to Asterisk is cut waits for it, and goes on: nobody is hung up,
// nobody begins anew, each call ends once.
func TestCutConnectionUnderSteps(t *testing.T) {
	flows := []string{
		"- answer\n- repeat: {times: 4, steps: [{play: beep}, {wait: 500ms}]}" + onward("played"),
		"- answer\n- repeat: {times: 3, steps: [{moh: {time: 1s}}]}" + onward("music"),
		"- answer\n- repeat: {times: 3, steps: [{tone: {name: ring, time: 1s}}]}" + onward("tone"),
		"- answer\n- wait: 2s\n- say: {digits: \"12\"}" + onward("said"),
		"- answer\n- collect: {id: c, prompt: beep, length: 1, first_timeout: 1s, attempts: 3}" + onward("asked"),
		"- ring: 2s\n- answer" + onward("rang"),
		"- answer\n- wait: 2s\n- dial: {id: d, targets: ['Local/9909@callers/n'], continue: true}" + onward("dialled"),
	}
	lands := []string{"played", "music", "tone", "said", "asked", "rang", "dialled"}
	p := between(t)
	text := strings.Replace(partyHead, "${env.RIG_URL}", p.url(), 1) + sideBySide("", flows)
	d, w := start(t, writeFile(t, text, t.TempDir(), "ivr.yaml")), watch(t)
	l := newLine(t, w, "858")
	for i := range flows {
		l.ring(numbered(i), sip.AnsweredWithin(2*awaitTimeout), sip.ExpectByeWithin(outlasts))
	}
	for i := range flows {
		w.await(t, fmt.Sprintf("858%d", i), "callers/"+numbered(i)+" Stasis", 1)
	}
	pass(t, 500*time.Millisecond)
	p.hold()
	pass(t, cutFor)
	if n := len(d.ends()); n > 0 {
		t.Errorf("%d calls have ended while Asterisk could not be asked", n)
	}
	p.letGo()
	for i, extension := range lands {
		from := fmt.Sprintf("858%d", i)
		allServed(t, l.runs[from])
		if story := w.ended(t, from); !slices.Equal(story[max(0, len(story)-2):], []string{"onward/" + extension + " Playback", "ended 16"}) {
			t.Errorf("%s: the story is %q", extension, story)
		}
	}
	d.awaitIdle(t, len(flows))
	d.neverLogged(t, "an orphan was found")
	d.neverLogged(t, "a step failed")
}
