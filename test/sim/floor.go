package sim

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// floor is what is known of the queues. The world's lock guards it.
type floor struct {
	// places are those who are or were in a queue, by the id of their entry.
	places map[string]*place
	// left is how often each call has left a queue.
	left map[string]int
	// rings are the telephones that were rung, doubled those who were seen with two at once a moment ago.
	rings   []*telephone
	doubled map[string]bool
	// told is of whom that was said.
	told map[string]bool
	// probing tells that all agents answer, as it is looked whether they can be reached; reached are those who were.
	probing bool
	reached map[string]bool
}

func newFloor() floor {
	return floor{places: map[string]*place{}, left: map[string]int{}, doubled: map[string]bool{},
		told: map[string]bool{}, reached: map[string]bool{}}
}

// place is one entry of a queue, as whoever decides tells of it.
type place struct {
	id, call, queue string
	urgency         int
	joined          time.Time
	// offers are those under way, with their agents; talks tells of a talk.
	offers map[string]string
	talks  bool
	ends   []ending
}

// lostSight is why a place ends whose call was out of sight for too long.
const lostSight = "lost"

// ending is an end of a place that was told of.
type ending struct {
	by   *Instance
	what string
	at   time.Duration
	// vague tells that who said so could not know better, or that it could not be written down.
	vague bool
}

// excused tells that the end may be told of again: whoever told of it was parted from the store, or died just then,
// so that it may not be written down; or had not heard of the call for too long, which has come back since.
func (e ending) excused() bool { return e.vague || e.by.dead && e.by.died-e.at <= writeTime }

func (e ending) String() string { return fmt.Sprintf("%s by %s at %.3f", e.what, e.by, e.at.Seconds()) }

// before tells whether a place is to be served before another one.
func (p *place) before(other *place) bool {
	return cmp.Or(cmp.Compare(other.urgency, p.urgency), p.joined.Compare(other.joined)) < 0
}

// queueTold takes in a fact of a queue. What the dead have to say nobody hears.
func (w *World) queueTold(i *Instance, f queue.Fact) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i.dead {
		return
	}
	words := slices.DeleteFunc([]string{"queues:", string(f.Kind), f.Call, f.Entry, f.Agent, string(f.Result),
		string(f.State), f.By, f.Reason}, func(word string) bool { return word == "" })
	w.timed(i.String(), strings.Join(words, " "))
	if f.Entry == "" {
		return
	}
	p := w.floor.places[f.Entry]
	if p == nil { // whoever was to tell that it had been taken may have died before
		p = &place{id: f.Entry, call: f.Call, queue: f.Queue, joined: time.Now().Add(-f.Waited),
			offers: map[string]string{}, urgency: w.urgencyOf(f.Call)}
		w.floor.places[f.Entry] = p
	}
	switch f.Kind {
	case queue.EntryOffered:
		if !i.apart() {
			w.overtakes(p, f.Agent)
		}
		p.offers[f.Offer] = f.Agent
	case queue.OfferFailed:
		delete(p.offers, f.Offer)
	case queue.EntryConnected:
		clear(p.offers)
		p.talks = true
	case queue.EntryEnded, queue.TalkEnded:
		p.ends = append(p.ends, ending{i, string(f.Kind) + " " + string(f.Result), time.Since(w.began),
			i.apart() || time.Now().Before(w.unsure) || f.By == lostSight || f.Reason == lostSight})
	}
}

// urgencyOf is the priority of a call in its queue.
func (w *World) urgencyOf(call string) int {
	for _, c := range w.all {
		if c.id == call {
			return urgency(c.plan.Number)
		}
	}
	return 0
}

// overtakes looks whether somebody waits who should have had an agent before. The lock is held.
func (w *World) overtakes(p *place, agent string) {
	for _, other := range w.floor.places {
		if other == p || !other.before(p) || !serves(agent, other.queue) || !w.inSight(other) {
			continue
		}
		w.wrongs = append(w.wrongs, w.timed("WRONG", p.call+" overtakes "+other.call+" at "+agent))
	}
}

// inSight tells of a place that waits for an offer, and whose call somebody walks who can tell of it.
func (w *World) inSight(p *place) bool {
	h := w.history(p.call)
	return len(p.ends) == 0 && !p.talks && len(p.offers) == 0 && w.floor.left[p.call] == 0 && !h.over && !h.unsure &&
		h.owner != nil && !h.owner.dead && !h.owner.apart() && time.Since(h.since) > settleTime
}

// timed writes something down, and returns it with its time. The lock is held.
func (w *World) timed(who, text string) string {
	at := time.Since(w.began)
	w.timeline = append(w.timeline, entry{at, who, text})
	return text
}

// queueFact takes in what a call tells of its place: of who is parted nobody knows that they have told it. The lock is
// held.
func (w *World) queueFact(i *Instance, f flows.Fact) {
	if f.Kind == flows.QueueLeft && !i.apart() {
		w.floor.left[f.Call]++
	}
}

// watchFloor looks whether an agent has two callers or a caller two agents, and whether agents who have answered hear
// anything.
func (w *World) watchFloor(able bool) {
	w.mu.Lock()
	rings := slices.Clone(w.floor.rings)
	w.mu.Unlock()
	rings = slices.DeleteFunc(rings, func(t *telephone) bool {
		ctx, cancel := now()
		defer cancel()
		_, err := t.leg.AwaitEnd(ctx) // without the lock: who waits for that would keep time from passing
		return err == nil
	})
	seen, doubled := map[string]string{}, map[string]bool{}
	for _, t := range rings {
		for _, who := range []string{t.agent, t.call} {
			if t.hidden && who == t.call {
				continue
			}
			if other := seen[who]; other != "" {
				doubled[who+" has "+other+" and "+t.leg.ID()] = true
			}
			seen[who] = t.leg.ID()
		}
		switch {
		case t.leg.State() != "Up" || hears(t.leg.Call) || !able || t.hidden:
			t.served = time.Now()
		case time.Since(t.served) > silenceMost && !t.told:
			t.told = true
			w.wrong("%s: the agent %s is in silence", t.call, t.agent)
		}
	}
	for what := range doubled {
		if w.floor.doubled[what] && !w.floor.told[what] {
			w.floor.told[what] = true
			w.wrong("%s", what)
		}
	}
	w.floor.doubled = doubled
}

// watchTalk looks whether more than two are in the bridge of somebody who waits in a queue.
func (w *World) watchTalk(c *caller) {
	bridge := c.call.Bridge()
	if bridge == "" {
		return
	}
	if members := c.srv.Members(bridge); len(members) > 2 {
		w.wrong("%s: is in a bridge with %v", c.id, members)
	}
}

// checkFloor looks at the places when all is over.
func (w *World) checkFloor() {
	for _, p := range w.floor.places {
		sure := slices.DeleteFunc(slices.Clone(p.ends), ending.excused)
		lost := w.history(p.call).unsure || w.history(p.call).walks > 1 // and nobody knows of the place any more
		if len(p.ends) == 0 && !lost || len(sure) > 1 {
			w.wrong("%s: its place %s has ended %d times: %v", p.call, p.id, len(p.ends), p.ends)
		}
	}
	for call, times := range w.floor.left {
		if times > max(1, w.history(call).walks) {
			w.wrong("%s: has left its queue %d times", call, times)
		}
	}
}

// checkQueuesLeft looks for places that are written down though all are gone.
func (w *World) checkQueuesLeft() {
	all, err := w.buckets["ariapp_queues"].All(context.Background())
	if err != nil {
		w.wrong("left: %v", err)
	}
	for _, item := range all {
		if item.Key != "reign" {
			w.wrong("left: of the queues %s: %s", item.Key, item.Value[:min(len(item.Value), 200)])
		}
	}
}
