package app

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: the bridge in which an agent on their line and a customer have met ends with them, though the process has died
// before it could write down that it had made it.
func TestABridgeThatNobodyHasWrittenDown(t *testing.T) {
	for range 20 { // whether the agent is on the line again at the first look at bridges is a matter of chance
		var calls *memstore.Bucket
		note := func(o *Options) { calls, _ = o.calls.(distant).Bucket.(*memstore.Bucket) }
		inQueues(t, linedCalls, note, func(h *house, again func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			agent := h.answers("PJSIP/1001")
			customer := h.answers("PJSIP/5551@trunk")
			time.Sleep(10 * time.Second) // the agent has heard who it is
			calls.Fail(memstore.Faults{Away: true})
			customer.Press("1")
			time.Sleep(100 * time.Millisecond)
			if len(h.srv.Bridges()) == 0 {
				t.Fatalf("they do not meet\n%s", h.logged())
			}
			calls.Fail(memstore.Faults{}) // for the next process
			again(2 * time.Second)
			time.Sleep(time.Second)
			agent.Hangup(16)
			time.Sleep(time.Second)
			customer.Hangup(16)
			time.Sleep(time.Minute)
		})
	}
}
