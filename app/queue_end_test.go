package app

import (
	"context"
	"testing"

	"github.com/ariapp/ariapp/internal/queue"
)

// Law: what queues are told that end begins nothing: another instance may tell them something at any time, and nobody would
// wait for it. A call-back whose turn it is then is found by who comes next, as it is kept.
func TestQueuesThatEndBeginNothing(t *testing.T) {
	inHouse(t, customerFirst, nil, func(h *house) {
		q := h.hall()
		h.finish()
		h.ended <- nil // who looks for what is left asks again
		begun := 0
		q.tell("a", func(context.Context) error {
			begun++
			return nil
		})
		q.callBack(queue.CallBack{Offer: queue.Offer{ID: "b.1-x"}, Entry: "b", Queue: "sales", Number: "5551"})
		h.settle()
		if begun > 0 || q.lines.has("b.1-x") {
			t.Errorf("begun is %d, somebody calls: %v", begun, q.lines.has("b.1-x"))
		}
	})
}
