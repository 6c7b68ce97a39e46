package acd

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Law: who is asked from outside decides in which order agents ring; their silence has the longest idle one ring.
func TestOrderFromOutside(t *testing.T) {
	for _, c := range []struct {
		name  string
		order []string
		after time.Duration
		want  string
	}{
		{"an order", []string{"1003", "1001"}, 100 * time.Millisecond, "1003"},
		{"none", nil, 0, "1001"},
		{"one that comes too late", []string{"1003"}, time.Hour, "1001"},
	} {
		inBubble(t, func(h *house) {
			rules := ruled(3, func(q *queue.Queue) { q.Strategy = queue.External })
			one := New(Options{Rules: rules, Order: func(ctx context.Context, ask queue.Ask) []string {
				if !slices.Contains(ask.Agents, "1003") {
					t.Errorf("%s: asked is of %v", c.name, ask.Agents)
				}
				wait(ctx, c.after)
				if ctx.Err() != nil {
					return nil
				}
				return c.order
			}})
			if err := one.Open(context.Background()); err != nil {
				t.Fatal(err)
			}
			ctx, end := context.WithCancel(context.Background())
			in := &inmate{Hall: one, end: end}
			in.over.Go(func() { one.Run(ctx) })
			h.halls["n1"] = in
			time.Sleep(time.Second)
			caller := h.join(in, "a", nil)
			time.Sleep(2 * time.Second)
			if v := caller.look(); len(v.Offers) != 1 || v.Offers[0].Agent != c.want {
				t.Errorf("%s: rung are %+v, want %s", c.name, v.Offers, c.want)
			}
		})
	}
}
