package call

import (
	"context"
	"net/http"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestALegThatIsNotInStasisYet: Asterisk refuses what concerns a leg that it has only just made. It is asked again until
// the leg is there, and never after it has taken the request; one that never gets there is ended.
func TestALegThatIsNotInStasisYet(t *testing.T) {
	for _, c := range []struct {
		name, step, operation string
		status, times         int
		ends                  string
		asked                 int
	}{
		{"dialling", "targets: PJSIP/100", "channels.dial", http.StatusConflict, 3, "answered", 4},
		{"joining", "targets: PJSIP/100, early_media: callee", "channels.dial", http.StatusConflict, 3, "answered", 4},
		{"a name that is taken yet", "targets: PJSIP/100", "channels.create", http.StatusConflict, 3, "answered", 4},
		{"never", "targets: PJSIP/100", "channels.dial", http.StatusConflict, -1, "congestion", legTries},
		{"another refusal", "targets: PJSIP/100", "channels.dial", http.StatusInternalServerError, -1, "unavailable", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := walks(t, c.step, func(s *fakeari.Server) {
				s.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16))
				s.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: c.operation, Status: c.status, Times: c.times})
				if c.name == "joining" {
					s.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "bridges.addChannel", After: 1,
						Status: http.StatusUnprocessableEntity, Times: 3})
				}
			}, func(ctx context.Context, x *exchange) { _, _ = x.caller.AwaitEnd(ctx) })
			asked := 0
			for _, r := range x.srv.Requests() {
				if r.Operation == c.operation {
					asked++
				}
			}
			if x.status() != c.ends || asked != c.asked {
				t.Errorf("%q after %d requests; %s", x.status(), asked, x.legs())
			}
		})
	}
}
