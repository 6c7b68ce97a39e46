package replay

import (
	"context"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// queues did what the journal tells: who was offered when, how things were with the caller's place, how the wait
// ended. What callers and agents hear there is today's file's.
type queues struct{ rooms }

// Rules are those of today's file, where it is at hand.
func (q queues) Rules(queue string) (flows.QueueRules, bool) {
	if today := q.walk.setting.World.Queues; today != nil {
		return today.Rules(queue)
	}
	return flows.QueueRules{}, true
}

// Join takes the place that the caller had then. Where they waited for nobody then it is not known.
func (q queues) Join(entry flows.QueueEntry) (flows.QueuePlace, error) {
	w := q.walk.script.waits[q.walk.marks]
	if w == nil || w.queue != entry.Queue {
		return nil, q.unheard("queue", entry.Queue)
	}
	if len(w.places) == 0 && w.left >= 0 {
		q.walk.lack("the place in the queue " + shown(w.queue))
	}
	p := &queuePlace{wait: w, phone: q.walk.phone, since: entry.At}
	q.walk.phone.place = p
	return p, nil
}

// Agent gives what came of it then, with whichever PIN.
func (q queues) Agent(_ context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	proof := ""
	if order.CheckPIN {
		proof = "pin" // whose it is may be hidden, and today's a guess
	}
	asked, err := q.take(question{journal.PortAgents, string(order.Do), order.Agent, proof})
	if err == nil {
		err = asked.Err()
	}
	if err != nil || asked.Agent == nil {
		return flows.AgentView{Agent: order.Agent}, err
	}
	return asked.Agent.View(), nil
}

// Apart are the same.
func (q queues) Apart(func(string) bool) flows.Queues { return q }

// queuePlace is a place in a queue of then.
type queuePlace struct {
	*wait
	phone *phone
	since time.Time
	// told is up to when the step knows what was new.
	told time.Duration
	// over tells that the caller has left, or talks, ended that the queue has ended the wait, promised that the caller is
	// to be called back.
	over, ended, promised bool
}

// Past is of no interest: nobody takes the call up.
func (p *queuePlace) Past() flows.QueuePast { return flows.QueuePast{ID: "replay", Since: p.since} }

// Look is how things were so long behind the beginning.
func (p *queuePlace) Look(at time.Time) flows.QueueView {
	waited := at.Sub(p.since)
	p.told = max(p.told, waited)
	v := flows.QueueView{Waited: waited}
	for _, one := range p.places {
		if one.after <= waited {
			v.Known, v.Wait, v.WaitKnown = true, one.wait, one.wait > 0
			v.Position, v.Size, v.Agents = one.standing.Position, one.standing.Size, one.standing.Agents
		}
	}
	for i, one := range p.offers {
		if gone := one.gone(); one.after <= waited && (gone < 0 || waited < gone) {
			v.Offers = append(v.Offers, p.offered(i, one))
		}
	}
	switch {
	case p.over:
	case p.left >= 0 && p.left <= waited && p.decides():
		v.Result = p.result
	case p.promised && (p.result != flows.QueueCallback || p.left <= waited):
		v.Result = flows.QueueCallback
	}
	p.ended = p.ended || v.Result != ""
	return v
}

// offered is an offer as the step knows it.
func (p *queuePlace) offered(i int, one *offer) flows.QueueOffer {
	o := flows.QueueOffer{ID: strconv.Itoa(i), Agent: one.agent, Name: one.agent, Ring: one.rings(),
		Since: p.since.Add(one.after)}
	if one.leg == nil {
		o.Standby = one.agent
	} else {
		o.Endpoint = one.leg.endpoint
	}
	return o
}

// Due is never: what is new is told.
func (p *queuePlace) Due() time.Time { return time.Time{} }

// Told is of interest only where the two talk.
func (p *queuePlace) Told(_ string, became flows.OfferNews) {
	p.over = p.over || became.State == flows.OfferConnected || became.State == flows.OfferOver
}

// Leave ends the wait.
func (p *queuePlace) Leave(why flows.QueueResult, _ flows.QueueLeaving, _ time.Time) {
	if why == flows.QueueCallback {
		p.promised = true
		return
	}
	p.over = true
}

// lasts tells that the caller waits on, though they had left then.
func (p *queuePlace) lasts() bool { return !p.over && p.left >= 0 && p.told >= p.left+waitsOn }

// next is when the queue tells something new, zero for never.
func (p *queuePlace) next() time.Time {
	first := never
	for _, at := range p.moments() {
		if at > p.told && (first < 0 || at < first) {
			first = at
		}
	}
	if p.over || p.ended || first < 0 {
		return time.Time{}
	}
	return p.since.Add(first)
}
