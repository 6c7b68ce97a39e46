package queue

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Law: an engine that is restored from the records of another one, and to which all calls have come back, decides as that
// one does.
func TestRestoreGoesOnAlike(t *testing.T) {
	for round := range rounds / 2 {
		t.Run(fmt.Sprint(round), func(t *testing.T) { rapid.Check(t, restored) })
	}
}

func restored(t *rapid.T) {
	w := newWorld(t)
	for i := range w.config.Queues {
		q := &w.config.Queues[i]
		// Lots, callers remembered, orders asked for and since when nobody is there are in no record.
		if q.Strategy == Random || q.Strategy == WeightedRandom || q.Strategy == External {
			q.Strategy = LongestIdle
		}
		q.ResumeAbandoned, q.StickyAgent, q.LeaveEmpty = 0, 0, nil
	}
	w.e = New(w.config, 7, w.now)
	before := []func(*rapid.T){w.join, w.join, w.join, w.tell, w.tell, w.pass, w.leave, w.agent, w.device, w.change, w.called}
	for range rapid.IntRange(1, 40).Draw(t, "before") {
		rapid.SampledFrom(before).Draw(t, "act")(t)
		w.check(t)
	}
	other := w.again(t)
	for range rapid.IntRange(1, 30).Draw(t, "after") {
		w.now = w.now.Add(time.Millisecond)
		event := w.anyEvent(t)
		a, b := w.e.Apply(w.now, event), other.Apply(w.now, event)
		sortEffects(&a)
		sortEffects(&b)
		if d := cmp.Diff(a, b); d != "" {
			t.Fatalf("after %T %+v (-was +restored):\n%s", event, event, d)
		}
		w.take(a)
		w.check(t)
	}
}

// again is another engine from the records of this one, written and read.
func (w *world) again(t *rapid.T) *Engine {
	var entries []EntryRecord
	var agents []AgentRecord
	for _, id := range sortedKeys(w.e.entries) {
		r, _ := w.e.EntryRecord(id)
		entries = append(entries, r)
	}
	for _, id := range sortedKeys(w.e.agents) {
		r, _ := w.e.AgentRecord(id)
		agents = append(agents, r)
	}
	text, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	entries = nil
	if err := json.Unmarshal(text, &entries); err != nil {
		t.Fatal(err)
	}
	other := New(w.config, 7, w.now)
	other.Restore(w.now, entries, agents, w.now.Add(time.Minute))
	var back []CameBack
	for _, id := range sortedKeys(w.e.entries) {
		x := w.e.entries[id]
		if x.back != nil {
			continue
		}
		c := CameBack{Joined: Joined{ID: id, Queue: x.queue.rules.Name, Call: x.call, Asterisk: x.asterisk}, Since: clock(x.since), Position: int(x.door), Talks: x.talking}
		for _, o := range x.offers {
			c.Offers = append(c.Offers, o.view())
		}
		back = append(back, c)
	}
	for _, i := range rapid.Permutation(indexes(len(back))).Draw(t, "order") {
		other.Apply(w.now, back[i])
	}
	return other
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// anyEvent is something that may happen next.
func (w *world) anyEvent(t *rapid.T) Event {
	id := rapid.SampledFrom(w.config.Agents).Draw(t, "agent").ID
	events := []Event{Tick{}, Ready{Agent: id}, LoggedInto{Agent: id}, LoggedOutOf{Agent: id}, Pausing{Agent: id}, Resuming{Agent: id},
		DeviceIs{Agent: id, State: DeviceNotInUse}, DeviceIs{Agent: id, State: DeviceInUse}}
	w.n++
	events = append(events, Joined{ID: fmt.Sprintf("e%03d", w.n), Queue: rapid.SampledFrom(w.config.Queues).Draw(t, "queue").Name})
	if o, some := w.someOffer(t, false); some {
		events = append(events, Told{Entry: o.Entry, Offer: o.ID, State: rapid.SampledFrom([]OfferState{Connected, NoAnswer, Busy}).Draw(t, "state")})
	}
	if o, some := w.someOffer(t, true); some {
		events = append(events, Told{Entry: o.Entry, Offer: o.ID, State: ConversationEnd})
	}
	event := rapid.SampledFrom(events).Draw(t, "event")
	switch event := event.(type) {
	case Tick:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "seconds")) * time.Second)
	case Joined:
		w.joined = append(w.joined, event.ID)
	case Told:
		if event.State == ConversationEnd {
			delete(w.talks, event.Entry)
		} else if event.State != Connected {
			delete(w.offers, event.Offer)
		}
	}
	return event
}

// sortEffects takes away what the order of things that happen at once depends on.
func sortEffects(e *Effects) {
	slices.SortFunc(e.Offers, func(a, b Offer) int { return compare(a.ID, b.ID) })
	slices.SortFunc(e.Cancels, func(a, b Cancel) int { return compare(a.Offer, b.Offer) })
	slices.SortFunc(e.Ends, func(a, b End) int { return compare(a.Entry, b.Entry) })
	slices.SortFunc(e.CallBacks, func(a, b CallBack) int { return compare(a.Entry, b.Entry) })
	slices.SortFunc(e.Facts, func(a, b Fact) int {
		return compare(fmt.Sprint(a.Kind, a.Entry, a.Offer, a.Agent), fmt.Sprint(b.Kind, b.Entry, b.Offer, b.Agent))
	})
	for i := range e.Facts { // they tell how far the others were just then
		e.Facts[i].Position, e.Facts[i].Size = 0, 0
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
