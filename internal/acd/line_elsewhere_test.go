package acd

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: an agent on the line of a call at one Asterisk is offered to callers there, of whatever instance, and not to those
// of another Asterisk; the next owner knows that too.
func TestAgentsOnLinesElsewhere(t *testing.T) {
	inBubble(t, func(h *house) {
		rules := ruled(1, func(q *queue.Queue) { q.JoinEmpty, q.LeaveEmpty = nil, nil })
		one, two := h.begin("n1", rules, false), h.begin("n2", rules, false)
		time.Sleep(testLease)
		if _, err := two.Agent(context.Background(), flows.AgentOrder{Agent: "1001", Do: flows.AgentStandby, Standby: "line", Asterisk: "b"}); err != nil {
			t.Fatal(err)
		}
		there := h.join(one, "there", nil) // at Asterisk a
		time.Sleep(time.Second)
		for _, owner := range []string{"n1", "n2"} {
			h.own(owner)
			time.Sleep(testLease)
			if v := there.look(); len(v.Offers) > 0 || v.Result != "" || !v.Known {
				t.Errorf("by %s a caller of another Asterisk has %+v", owner, v)
			}
		}
		p, err := one.Join(flows.QueueEntry{Queue: "sales", Call: "here", Channel: "here", Asterisk: "b", Notify: func(any) {}, At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if v := p.Look(time.Now()); len(v.Offers) != 1 || v.Offers[0].Standby != "line" {
			t.Errorf("a caller of that Asterisk has %+v", v)
		}
	})
}
