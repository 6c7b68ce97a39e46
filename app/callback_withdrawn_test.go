package app

import (
	"context"
	"testing"
	"time"
)

// Law: the telephone of a customer whose wish is withdrawn does not ring on, whoever was called first, nor is anybody called
// for it later.
func TestAWithdrawnCallBackDoesNotRingOn(t *testing.T) {
	for _, way := range []string{"agent_first", "customer_first", "standby"} {
		text := linedCalls
		if way == "customer_first" {
			text = customerFirst
		}
		inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
			line := h.wantsOne(way)
			if way == "agent_first" {
				h.answers("PJSIP/1001")
			}
			customer := h.rings("PJSIP/5551@trunk")
			waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
			if err != nil || len(waiting) != 1 {
				t.Fatalf("waiting are %+v, %v", waiting, err)
			}
			if err := h.hall().hall.Withdraw(context.Background(), waiting[0].ID); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if !isOver(customer.Call) {
				t.Errorf("%s: the customer rings for nobody\n%s", way, h.logged())
			}
			time.Sleep(10 * time.Minute)
			if n := h.calledTimes("PJSIP/5551@trunk"); n != 1 {
				t.Errorf("%s: called %d times", way, n)
			}
			if line != nil {
				line.Hangup(16)
				time.Sleep(5 * time.Second)
			}
		})
	}
}
