package acd

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: a talk of which whoever decides has no place any more is no wait: no agent is offered to who talks already, and
// nothing is left of it when it is over.
func TestATalkThatIsNotKnownAnyMore(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(1), true)
		a := h.join(one, "a", nil)
		a.talks()
		agent := a.look().Offers[0]
		time.Sleep(time.Second)
		h.kill("n1")
		two := h.begin("n1", ruled(1), true)
		b := h.join(two, "b", &flows.QueuePast{ID: "strange", Since: time.Now(), Talks: true, Offers: []flows.QueueOffer{{ID: "strange.1",
			Agent: agent.Agent}}})
		b.Told("strange.1", flows.OfferNews{State: flows.OfferConnected, At: time.Now()})
		if v := b.look(); v.Result != flows.QueueAnswered || v.Waited > time.Minute {
			t.Errorf("who talks is %+v", v)
		}
		b.Told("strange.1", flows.OfferNews{State: flows.OfferOver, At: time.Now(), By: "caller"})
		time.Sleep(aloneAway + time.Minute)
		agents, err := two.Agents(context.Background())
		if err != nil || len(agents) != 1 || agents[0].Work != "idle" {
			t.Errorf("the agents are %+v, %v", agents, err)
		}
		if waiting, err := two.Waiting(context.Background(), "sales"); err != nil || len(waiting) > 0 {
			t.Errorf("waiting are %+v, %v", waiting, err)
		}
		if offered := two.kinds(queue.EntryOffered); len(offered) > 0 {
			t.Errorf("offered were %+v", offered)
		}
	})
}

// Law: who waits on the line of a call is logged out when that is gone, by any instance, and nobody else is: not who waits
// on the line of a call of the same id at another Asterisk, also when another one decides since.
func TestLinesThatAreGone(t *testing.T) {
	inBubble(t, func(h *house) {
		one, two := h.begin("n1", ruled(2), false), h.begin("n2", ruled(2), false)
		time.Sleep(testLease)
		if _, err := one.Agent(context.Background(), flows.AgentOrder{Agent: "1001", Do: flows.AgentStandby, Standby: "line", Asterisk: "a"}); err != nil {
			t.Fatal(err)
		}
		for i, c := range []struct{ call, asterisk, first string }{{"another", "a", "available"}, {"line", "b", "available"},
			{"line", "b", "available"}, {"line", "a", loggedOut}} {
			if i == 2 {
				h.own("n2")
				time.Sleep(testLease)
			}
			if err := two.LineGone(context.Background(), c.call, c.asterisk); err != nil {
				t.Fatal(err)
			}
			agents, err := two.Agents(context.Background())
			if err != nil || agents[0].Presence != c.first || agents[1].Presence != "available" {
				t.Errorf("without the call %s at %s the agents are %+v, %v", c.call, c.asterisk, agents, err)
			}
		}
	})
}

// Law: a call that says that its talk is over waits no more, whatever is known of the talk: nobody else would end that
// wait, and agents would be rung for nobody.
func TestATalkThatIsOverIsNoWait(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(0), true)
		id := h.join(one, "a", nil).Past().ID
		one.act(time.Time{}, func(now time.Time) { // the agent was not to be had when the talk was taken up
			p := one.places[id]
			p.done, p.state.Result = true, queue.Answered
			one.deliver(now, p)
		})
		if waiting, err := one.Waiting(context.Background(), "sales"); err != nil || len(waiting) > 0 {
			t.Errorf("waiting are %+v, %v", waiting, err)
		}
	})
}
