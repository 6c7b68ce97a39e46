package flowtest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Queues are queues of a test: they follow their script, and no rules of who gets
// whom. Each has one caller at a time.
type Queues struct {
	// Of are the queues by name.
	Of map[string]*Queue
	// People are the agents by number, for orders.
	People map[string]*flows.AgentView
	// PINs are their PINs.
	PINs map[string]string
	// Refused is what an order comes to instead, nil for nothing.
	Refused error
	// Orders are the orders so far.
	Orders []flows.AgentOrder
}

// Queue is one queue.
type Queue struct {
	Rules flows.QueueRules
	// Agents are offered one after the other, or AtOnce; one that came to nothing is offered again after Retry, never
	// when that is 0.
	Agents []flows.QueueOffer
	AtOnce bool
	Retry  time.Duration
	// Ahead are those before the caller: when each of them is gone, from the beginning of the wait. While one is there
	// no agent is offered.
	Ahead []time.Duration
	// Wait is how long the caller is told to wait for each one ahead, 0 for unknown.
	Wait time.Duration
	// Comes is when the first agent is offered.
	Comes time.Duration
	// Ends is how the wait ends, After when; "" for never.
	Ends  flows.QueueResult
	After time.Duration
	// Promise is how long it takes to write down that the caller is to be called back.
	Promise time.Duration
	// BacksOffered is how often a call-back was offered.
	BacksOffered int
	// Story is what was told, in order, with times since the beginning of the wait.
	Story []string

	began  time.Time
	offers map[string]*offered
	result flows.QueueResult
	looked time.Time
	ids    int
	// promised is when that is written down, zero while nothing is promised.
	promised time.Time
}

type offered struct {
	offer flows.QueueOffer
	state flows.OfferState
	again time.Time
	told  []string
}

var _ flows.Queues = (*Queues)(nil)

// Rules are those of a queue.
func (q *Queues) Rules(name string) (flows.QueueRules, bool) {
	one, ok := q.Of[name]
	if !ok {
		return flows.QueueRules{}, false
	}
	return one.Rules, true
}

// Join has a call wait.
func (q *Queues) Join(entry flows.QueueEntry) (flows.QueuePlace, error) {
	one, ok := q.Of[entry.Queue]
	if !ok {
		return nil, flows.ErrNoQueue
	}
	p := &queuePlace{Queue: one, notify: entry.Notify}
	if entry.Place == nil || one.began.IsZero() {
		one.began, one.offers, one.result = entry.At, map[string]*offered{}, ""
		said := "joined"
		if entry.Private {
			said += " privately"
		}
		if entry.Again {
			said += " again"
		}
		one.tell(entry.At, said)
	}
	if entry.MaxWait != nil && *entry.MaxWait > 0 && one.Ends != flows.QueueJoinEmpty {
		one.Ends, one.After = flows.QueueTimeout, *entry.MaxWait
	}
	return p, nil
}

// Agent does what is ordered.
func (q *Queues) Agent(_ context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	q.Orders = append(q.Orders, order)
	one := q.People[order.Agent]
	switch {
	case one == nil:
		return flows.AgentView{}, flows.ErrNoAgent
	case order.CheckPIN && (q.PINs[order.Agent] == "" || flows.Reveal(order.PIN) != q.PINs[order.Agent]):
		return flows.AgentView{}, flows.ErrAgentPIN
	case q.Refused != nil:
		return *one, q.Refused
	}
	switch order.Do {
	case flows.AgentLogin, flows.AgentResume, flows.AgentStandby:
		one.Presence = "available"
	case flows.AgentLogout:
		one.Presence = "logged_out"
	case flows.AgentPause:
		one.Presence, one.Reason = "on_break", order.Reason
	case flows.AgentReady:
		one.Work = "idle"
	}
	return *one, nil
}

// Apart are the same queues: nobody else is in them.
func (q *Queues) Apart(func(string) bool) flows.Queues { return q }

func (o *Queue) tell(at time.Time, text string) {
	o.Story = append(o.Story, fmt.Sprintf("%v %s", at.Sub(o.began), text))
}

// queuePlace is a call's place in a queue of a test.
type queuePlace struct {
	*Queue
	notify func(any)
}

// Past is what is written down of it.
func (p *queuePlace) Past() flows.QueuePast {
	return flows.QueuePast{ID: "place", Since: p.began, Position: 1 + len(p.Ahead), Offers: p.current(),
		Talks: p.result == flows.QueueAnswered}
}

// Look is how things are.
func (p *queuePlace) Look(at time.Time) flows.QueueView {
	waited := at.Sub(p.began)
	p.looked = at
	ahead := 0
	for _, gone := range p.Ahead {
		if waited < gone {
			ahead++
		}
	}
	if p.result == "" && !p.promised.IsZero() && !at.Before(p.promised) {
		p.result = flows.QueueCallback
	}
	if p.result == "" && p.promised.IsZero() && p.Ends != "" && waited >= p.After {
		p.result = p.Ends
		p.tell(at, "ends "+string(p.Ends))
	}
	v := flows.QueueView{Known: true, Position: 1 + ahead, Size: 1 + ahead, Waited: waited, Agents: len(p.Agents),
		Wait: time.Duration(ahead) * p.Wait, WaitKnown: p.Wait > 0, Result: p.result}
	if p.result == "" && p.promised.IsZero() && ahead == 0 && waited >= p.Comes {
		p.offer(at)
	}
	if p.result == "" || p.result == flows.QueueAnswered {
		v.Offers = p.current()
	}
	return v
}

// offer offers agents whose turn it is.
func (p *queuePlace) offer(at time.Time) {
	for _, agent := range p.Agents {
		o := p.offers[agent.Agent]
		switch {
		case o == nil, o.state != "" && !o.again.IsZero() && !at.Before(o.again):
			if len(p.current()) > 0 && !p.AtOnce {
				continue
			}
			p.ids++
			offer := agent
			offer.ID, offer.Since = fmt.Sprintf("offer-%d", p.ids), at
			p.offers[agent.Agent] = &offered{offer: offer}
		}
	}
}

func (p *queuePlace) current() []flows.QueueOffer {
	var offers []flows.QueueOffer
	for _, agent := range p.Agents {
		if o := p.offers[agent.Agent]; o != nil && o.state == "" {
			offers = append(offers, o.offer)
		}
	}
	return offers
}

// Due is when to look again.
func (p *queuePlace) Due() time.Time {
	at := time.Time{}
	sooner := func(when time.Time) {
		if when.After(p.looked) && (at.IsZero() || when.Before(at)) {
			at = when
		}
	}
	if p.result != "" {
		return at
	}
	sooner(p.promised)
	sooner(p.began.Add(p.Comes))
	for _, gone := range p.Ahead {
		sooner(p.began.Add(gone))
	}
	for _, o := range p.offers {
		sooner(o.again)
	}
	if p.Ends != "" {
		sooner(p.began.Add(p.After))
	}
	return at
}

// Told takes what became of an offer.
func (p *queuePlace) Told(offer string, became flows.OfferNews) {
	if became.State == flows.CallbackOffered {
		p.BacksOffered++
		return
	}
	for agent, o := range p.offers {
		if o.offer.ID != offer || o.state != "" && became.State != flows.OfferOver {
			continue
		}
		text := fmt.Sprintf("%s %s", agent, became.State)
		if became.By != "" {
			text += " by " + became.By
		}
		if became.Text != "" {
			text += " to " + became.Text
		}
		if slices.Contains(o.told, text) {
			continue
		}
		o.told = append(o.told, text)
		p.tell(became.At, text)
		switch became.State {
		case flows.OfferRinging, flows.OfferAnswered:
		case flows.OfferConnected:
			p.result = flows.QueueAnswered
			for other, one := range p.offers {
				if other != agent && one.state == "" {
					one.state = flows.OfferCanceled
				}
			}
		default:
			if o.state = became.State; p.Retry > 0 {
				o.again = became.At.Add(p.Retry)
			}
			if p.notify != nil && became.State != flows.OfferOver {
				p.notify("place")
			}
		}
	}
}

// Leave ends the wait.
func (p *queuePlace) Leave(why flows.QueueResult, detail flows.QueueLeaving, at time.Time) {
	if p.result != "" || !p.promised.IsZero() {
		return
	}
	if why == flows.QueueCallback {
		p.promised = at.Add(p.Promise)
	} else {
		p.result = why
	}
	p.tell(at, fmt.Sprintf("left %s%s%s", why, detail.Key, detail.Number))
}
