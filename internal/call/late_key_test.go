package call

import (
	"context"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: the key by which a callee takes a call is no key to the caller, and they hear each other all the same; what
// the callee presses afterwards is one.
func TestTheKeyThatTakesTheCallIsForUsAlone(t *testing.T) {
	for _, early := range []string{"ring", "moh", "callee", "none"} {
		for _, keys := range []string{"1", "*1"} {
			t.Run(early+" "+keys, func(t *testing.T) {
				x := walks(t, "targets: PJSIP/100, early_media: "+early+", confirm: {prompt: take-it, accept: '"+keys+"'}",
					func(s *fakeari.Server) {
						s.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.Press(time.Second, keys),
							fakeari.Speak(2*time.Second, time.Second), fakeari.Press(time.Second, "7"), fakeari.HangUp(2*time.Second, 16))
					}, func(ctx context.Context, x *exchange) { _, _ = x.caller.AwaitEnd(ctx) })
				if x.status() != "answered" || x.caller.Keys() != "7" {
					t.Errorf("%q, and the caller had the keys %q", x.status(), x.caller.Keys())
				}
			})
		}
	}
}
