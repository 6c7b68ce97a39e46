package acd

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: a new owner is told of all places before its first offer, also by who is just telling the one before, and gets no
// answer: nobody overtakes.
func TestWhoTellsTheDeadTellsTheNextOwner(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		busy := h.join(all[1], "busy", nil)
		time.Sleep(100 * time.Millisecond)
		busy.talks()
		first := h.join(all[1], "first", nil)
		time.Sleep(time.Second)
		h.kill("n1")
		stop, err := h.post.Answer("n1", func(ctx context.Context, _ []byte) []byte { // as a machine that has no power
			<-ctx.Done()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		time.Sleep(2 * time.Second)
		h.queues.Clear() // nothing but the calls can tell
		late := h.join(all[2], "late", nil)
		second := h.join(all[1], "second", nil) // of whom n1 is being told
		time.Sleep(10 * time.Millisecond)
		h.own("n3")
		busy.becomes(flows.OfferOver)
		time.Sleep(testLease/beatsPerLease + time.Second)
		if offers := first.look().Offers; len(offers) != 1 {
			t.Errorf("the first is offered %+v, %+v were", offers, all[2].kinds(queue.EntryOffered))
		}
		for _, c := range []*caller{first, second, late} {
			c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		}
		time.Sleep(time.Second)
	})
}
