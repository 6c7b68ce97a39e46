package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a customer whose call Asterisk could not make, as the trunk was away, was not called: that is no attempt, and they
// are called when it can.
func TestATrunkThatIsAwayCostsNoAttempt(t *testing.T) {
	var facts notedFacts
	text := strings.Replace(customerFirst, "attempts: 3", "attempts: 1", 1)
	inQueues(t, text, facts.note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		busy := h.call("200")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		h.wantsBack("5551")
		h.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.originateWithId", Times: 4})
		talk.Hangup(16)
		h.ends(busy, fakeari.EndHangup, 16)
		time.Sleep(3 * time.Minute)
		customer := h.answers("PJSIP/5551@trunk")
		time.Sleep(3 * time.Second)
		customer.Press("1")
		agent := h.answers("PJSIP/1001")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
	for _, f := range facts.ofKind(queue.EntryEnded) {
		if f.Result == queue.Failed {
			t.Errorf("ended is %+v", f)
		}
	}
}
