//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: a socket that brings nothing any more, though TCP stays open, is noticed within five seconds and replaced. Who
// came in meanwhile is heard, who was there goes on, and who has left is over.
func TestSilentSocket(t *testing.T) {
	const noticed, slack = 5 * time.Second, 3 * time.Second // a busy machine may need some time for the rest
	for n, both := range []bool{false, true} {
		t.Run(fmt.Sprintf("both ways %v", both), func(t *testing.T) {
			p := between(t)
			d, w := start(t, shipped(t, map[string]string{"url: " + shippedURL: "url: " + p.url()})), watch(t)
			l := newLine(t, w, fmt.Sprintf("87%d", n+6))
			goesOn := l.ring("200", sip.Answered(), sip.Pause(15*time.Second), sip.Press("0"), sip.ExpectByeWithin(dialled))
			hangsUp := l.ring("200", sip.Answered(), sip.Pause(4*time.Second), sip.Hangup())
			w.await(t, goesOn, greeting, 1)
			w.await(t, hangsUp, greeting, 1)
			p.silence(both)
			silent := time.Now()
			late := l.ring("200", sip.Answered(), sip.Pause(2*time.Second), sip.Press("0"), sip.ExpectByeWithin(dialled))
			d.awaitLogged(t, "connected again", 1)
			took := time.Since(silent)
			t.Logf("replaced after %v", took)
			if took > noticed+slack {
				t.Errorf("the socket was replaced after %v", took)
			}
			l.tells(hangsUp, "callers/200 Stasis", "answered", greeting, gone)
			l.tells(late, "callers/200 Stasis", "answered", greeting, sentTo("operator"))
			l.tells(goesOn, "callers/200 Stasis", "answered", greeting, sentTo("operator"))
			d.awaitIdle(t, 3)
		})
	}
}
