package replay

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// wait is a wait in a queue: what the queue did, how long behind the beginning of it.
type wait struct {
	queue  string
	at     time.Time
	offers []*offer
	places []placed
	// left is when it was over, never for a wait whose end is not told, with how it ended.
	left   time.Duration
	result flows.QueueResult
}

// offer is an agent whom the queue has offered.
type offer struct {
	agent string
	after time.Duration
	// connected tells that they were joined with the caller.
	connected bool
	// leg is their telephone, nil for one who waited on the line.
	leg *leg
}

// placed is how things were with the caller's place.
type placed struct {
	after    time.Duration
	standing flows.QueueStanding
	wait     time.Duration
}

// queue takes a fact of a queue.
func (r *reading) queue(f flows.Fact) {
	if f.Kind == flows.QueueJoined {
		w := &wait{queue: f.Text, at: f.At, left: never}
		r.waits[len(r.marks)], r.others.waiting[f.Step] = w, w
		return
	}
	w := r.others.waiting[f.Step]
	if w == nil {
		return
	}
	after := max(f.At.Sub(w.at), 0)
	switch f.Kind {
	case flows.QueuePlaced:
		if standing, ok := flows.ParseQueueStanding(f.Outcome); ok {
			w.places = append(w.places, placed{after, standing, f.Took})
		}
	case flows.QueueOffered:
		one := &offer{agent: f.Text, after: after, leg: r.others.legs[f.Leg]}
		if f.Leg == "" {
			one.leg = nil
		} else if one.leg != nil {
			one.leg.agent = f.Text
		}
		w.offers = append(w.offers, one)
	case flows.QueueConnected:
		for _, one := range w.offers {
			one.connected = one.connected || one.agent == f.Text
		}
	case flows.QueueLeft:
		w.left, w.result = after, flows.QueueResult(f.Outcome)
		delete(r.others.waiting, f.Step)
	}
}

// rings is how long the queue let an agent ring, 0 where something else ended that.
func (o *offer) rings() time.Duration {
	if o.leg != nil && o.leg.ours && o.leg.answered < 0 && o.leg.cause == flows.CauseNoAnswer {
		return o.leg.gone
	}
	return 0
}

// gone is when the queue has taken an offer back, never for one that it has not: an agent who rang for too long was
// offered to the end.
func (o *offer) gone() time.Duration {
	if o.leg == nil || !o.leg.ours || o.rings() > 0 {
		return never
	}
	return o.after + o.leg.gone
}

// onLine tells that the agent was offered who waited on the line, and was not to be had.
func (w *wait) onLine(agent string) bool {
	return slices.ContainsFunc(w.offers, func(o *offer) bool {
		return o.leg == nil && o.agent == agent && !o.connected
	})
}

// decides tells whether the queue has ended the wait that way, rather than the caller or the flow.
func (w *wait) decides() bool {
	switch w.result {
	case flows.QueueTimeout, flows.QueueFull, flows.QueueJoinEmpty, flows.QueueLeaveEmpty, flows.QueueWithdrawn,
		flows.QueueOverflow, flows.QueueUnavailable:
		return true
	}
	return false
}

// moments are when something new comes from the queue, in no order.
func (w *wait) moments() []time.Duration {
	var all []time.Duration
	for _, one := range w.offers {
		all = append(all, one.after)
		if gone := one.gone(); gone >= 0 {
			all = append(all, gone)
		}
	}
	for _, one := range w.places {
		all = append(all, one.after)
	}
	if w.left >= 0 {
		all = append(all, w.left, w.left+waitsOn)
	}
	return all
}
