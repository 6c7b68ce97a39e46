package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Law: where the process dies while the agent is rung, or told, and the customer was not called yet, that is no attempt:
// they are called by the next one.
func TestAProcessThatDiesBeforeTheCustomerIsCalledCostsNoAttempt(t *testing.T) {
	for _, answered := range []bool{false, true} {
		var facts notedFacts
		text := strings.Replace(linedCalls, "attempts: 3", "attempts: 1", 1)
		inQueues(t, text, facts.note, func(h *house, again func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			leg := h.rings("PJSIP/1001")
			time.Sleep(time.Second)
			if answered {
				leg.Answer()
				time.Sleep(2 * time.Second)
			}
			again(2 * time.Second)
			agent, customer := h.taken("agent_first")
			time.Sleep(toldFor)
			h.together("called back", customer, agent)
			if n := h.calledTimes("PJSIP/5551@trunk"); n != 1 {
				t.Errorf("answered is %v: called %d times\n%s", answered, n, h.logged())
			}
			customer.Hangup(16)
			time.Sleep(5 * time.Second)
		})
		for _, f := range facts.ofKind(queue.EntryEnded) {
			if f.Result == queue.Failed {
				t.Errorf("answered is %v: ended is %+v", answered, f)
			}
		}
	}
}
