package acd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: whatever is reloaded under those who wait, each of them has one sane outcome: they go on in their order, or are
// sent on; who talks, talks on; and nobody becomes a member who is no agent.
func TestReloadsUnderCallers(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", long(1), true)
		talk := h.join(one, "talk", nil)
		talk.talks()
		var callers []*caller
		var want []string
		for i := range 50 {
			callers = append(callers, h.join(one, fmt.Sprintf("c%02d", i), nil))
			want = append(want, fmt.Sprintf("c%02d", i))
			time.Sleep(10 * time.Millisecond)
		}
		for _, strategy := range []queue.Strategy{queue.RingAll, queue.Random, queue.External, queue.Linear} {
			one.Configure(ruled(1, func(q *queue.Queue) { q.Strategy = strategy }))
			if got := h.order(callers); !slices.Equal(got, want) {
				t.Errorf("with %s they stand as %v", strategy, got)
			}
		}
		one.Configure(ruled(0)) // the agent who talks goes
		if v := talk.look(); v.Result != flows.QueueAnswered {
			t.Errorf("without the agent who talks has %+v", v)
		}
		if got := h.order(callers); !slices.Equal(got, want) {
			t.Errorf("without the agent they stand as %v", got)
		}
		err := one.AddMember(context.Background(), "9", queue.Membership{Queue: "sales"})
		if !errors.Is(err, flows.ErrNoAgent) {
			t.Errorf("a member who is no agent: %v", err)
		}
		one.Configure(Rules{Config: queue.Config{Queues: []queue.Queue{{Name: "other"}}}})
		for _, c := range callers {
			if v := c.look(); v.Result != flows.QueueWithdrawn {
				t.Errorf("without the queue %s has %+v", c.name, v)
			}
		}
		if v := talk.look(); v.Result != flows.QueueAnswered {
			t.Errorf("without the queue who talks has %+v", v)
		}
		talk.becomes(flows.OfferOver)
	})
}
