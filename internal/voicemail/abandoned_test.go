package voicemail

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Law: what a process before has begun to record is not ended as long as its call goes on, or nobody can tell; when the
// call is over it is the message. What another instance goes on with is that one's message.
func TestAMessageWhoseCallGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		elsewhere bool
		err       error
		at, then  string // what is in the mailbox while the call goes on, and when it is over
		notes     int    // while it goes on
	}{
		"it goes on here":               {then: "INBOX:a/3s", notes: 1},
		"nobody can tell":               {err: errDown, then: "INBOX:a/3s", notes: 1},
		"another instance goes on with": {elsewhere: true},
	} {
		folder := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			index, a := newMoody(nil), &asterisks{live: map[string]bool{"voicemail/100/a": true},
				keeps: map[string]string{"pbx/voicemail/100/a": strings.Repeat("x", wavHead+3*wavRate)}}
			first := begins(t, folder, index, a)
			m := message("100", "a", time.Now())
			m.Call = "c1"
			if err := first.office.Expect(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			rest(14 * time.Second)
			first.end()
			var over atomic.Bool
			next := begins(t, folder, index, a, func(o *Options) {
				o.Call = func(_ context.Context, asterisk, call string) (bool, bool, error) {
					if asterisk != "pbx" || call != "c1" {
						t.Errorf("%s: asked for %s on %s", name, call, asterisk)
					}
					if over.Load() {
						return false, false, nil
					}
					return true, c.elsewhere, c.err
				}
			})
			defer next.end()
			rest(time.Minute)
			if got := next.inBox("100"); got != c.at || !a.live["voicemail/100/a"] || len(notes(t, folder)) != c.notes {
				t.Errorf("%s: there is %q, recorded on: %v, notes %q", name, got, a.live, notes(t, folder))
			}
			over.Store(true)
			rest(10 * time.Second)
			if got := next.inBox("100"); got != c.then || a.live["voicemail/100/a"] != c.elsewhere || len(notes(t, folder)) > 0 {
				t.Errorf("%s: when the call is over there is %q, recorded on: %v, notes %q", name, got, a.live, notes(t, folder))
			}
			rows, err := next.post.index.rows(t.Context(), "100")
			if places := len(rows); err != nil || places > 0 != (c.then != "") {
				t.Errorf("%s: %d places are taken, %v", name, places, err)
			}
		})
	}
}
