package queue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// world is an engine with what was heard of it, from the outside: who rings, who talks, who has ended.
type world struct {
	t      *rapid.T
	e      *Engine
	now    time.Time
	config Config
	n      int
	joined []string // entries that have not ended
	offers map[string]Offer
	talks  map[string]Offer
	ended  map[string]Result
	asks   []Ask
	asked  map[string]bool
	tries  []CallBack
}

func start() time.Time { return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC) }

// Laws: whatever happens, nobody overtakes, an agent has one offer at most, no free agent stays free whom somebody may
// have, ring_all rings all, and every entry ends once.
func TestLaws(t *testing.T) {
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) { rapid.Check(t, history) })
	}
}

// rounds is how many times a hundred histories are tried.
const rounds = 8

func history(t *rapid.T) {
	w := newWorld(t)
	t.Repeat(map[string]func(*rapid.T){
		"join":     w.join,
		"join too": w.join,
		"tell":     w.tell,
		"tell too": w.tell,
		"pass":     w.pass,
		"leave":    w.leave,
		"agent":    w.agent,
		"device":   w.device,
		"change":   w.change,
		"order":    w.order,
		"away":     w.away,
		"called":   w.called,
		"edit":     w.edit,
		"halt":     w.halt,
		"":         w.check,
	})
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t, now: start(), offers: map[string]Offer{}, talks: map[string]Offer{}, ended: map[string]Result{}, asked: map[string]bool{}}
	w.config = anyConfig(t)
	w.e = New(w.config, rapid.Uint64().Draw(t, "seed"), w.now)
	return w
}

func strategies() []Strategy {
	return []Strategy{RingAll, LongestIdle, LeastRecent, FewestCalls, LeastTalkTime, RoundRobin, Ordered, Linear,
		SequentialByLevel, RingProgressively, Random, WeightedRandom, External}
}

func anyConfig(t *rapid.T) Config {
	var c Config
	names := []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(t, "queues")]
	pick := func(name string, of ...time.Duration) time.Duration { return rapid.SampledFrom(of).Draw(t, name) }
	for _, name := range names {
		q := DefaultQueue()
		q.Name = name
		q.Strategy = rapid.SampledFrom(strategies()).Draw(t, "strategy")
		q.Weight = rapid.IntRange(0, 1).Draw(t, "weight")
		q.MaxWait = pick("max wait", 0, 0, 40*time.Second)
		q.Loose = rapid.Bool().Draw(t, "loose")
		q.MaxLen = rapid.SampledFrom([]int{0, 0, 4}).Draw(t, "max len")
		q.WrapUp = pick("wrap-up", 0, 5*time.Second)
		q.Retry = pick("retry", 0, time.Second)
		q.RingSimultaneously = rapid.IntRange(0, 2).Draw(t, "at once")
		q.RingInUse = rapid.Bool().Draw(t, "in use")
		q.AutoPause = AutoPause{NoAnswer: rapid.IntRange(0, 2).Draw(t, "pause after"), Busy: true, All: rapid.Bool().Draw(t, "all")}
		q.ResumeAbandoned = pick("resume", 0, 20*time.Second)
		q.StickyAgent = pick("sticky", 0, time.Hour)
		if rapid.Bool().Draw(t, "never empty") {
			q.JoinEmpty, q.LeaveEmpty = nil, nil
		} else if rapid.Bool().Draw(t, "penalty") {
			q.LeaveEmpty = append(q.LeaveEmpty, Penalty, Paused)
		}
		q.Routing = rapid.SampledFrom([][]Rule{nil, nil,
			{{Until: 10 * time.Second, Require: map[string]int{"x": 2}, MaxLevel: new(0)}, {Require: map[string]int{"x": 1}, IncludeOverflow: []string{"g"}}},
			{{Until: 5 * time.Second, Agents: []string{"1"}}, {Until: 15 * time.Second, MinLevel: new(1)}},
		}).Draw(t, "routing")
		q.Callback.InitialDelay = pick("initial delay", 0, 3*time.Second)
		q.Callback.Expires = pick("expires", 0, 50*time.Second)
		c.Queues = append(c.Queues, q)
	}
	for i := range rapid.IntRange(1, 6).Draw(t, "agents") {
		a := Agent{ID: fmt.Sprint(i + 1), LoggedIn: rapid.Bool().Draw(t, "logged in"), Skills: map[string]int{"x": rapid.IntRange(0, 2).Draw(t, "skill")}}
		for _, q := range names {
			if rapid.IntRange(0, 3).Draw(t, "member") > 0 {
				a.Members = append(a.Members, Membership{Queue: q, Level: rapid.IntRange(0, 1).Draw(t, "level"), Position: rapid.IntRange(0, 2).Draw(t, "position"),
					Weight: rapid.IntRange(0, 3).Draw(t, "weight"), Group: rapid.SampledFrom([]string{"", "", "g"}).Draw(t, "group")})
			}
		}
		c.Agents = append(c.Agents, a)
	}
	return c
}

// apply has the engine hear something, and keeps what follows.
func (w *world) apply(event Event) {
	out := w.e.Apply(w.now, event)
	w.take(out)
	switch event.(type) {
	case CameBack, OrderIs: // the agents were reserved before
	default:
		w.checkOvertaking(out.Offers)
	}
}

func (w *world) take(out Effects) {
	for _, end := range out.Ends {
		if was, twice := w.ended[end.Entry]; twice {
			w.t.Fatalf("%s ends as %s, and has ended as %s", end.Entry, end.Result, was)
		}
		w.ended[end.Entry] = end.Result
		if end.Result == Answered {
			w.talks[end.Entry] = w.offers[end.Offer]
		}
		delete(w.offers, end.Offer)
		w.joined = slices.DeleteFunc(w.joined, func(id string) bool { return id == end.Entry })
	}
	for _, c := range out.Cancels {
		delete(w.offers, c.Offer)
	}
	add := func(o Offer) {
		if w.ended[o.Entry] != "" {
			w.t.Fatalf("%s has ended and is offered %s: %+v", o.Entry, o.Agent, out)
		}
		w.offers[o.ID] = o
	}
	for _, o := range out.Offers {
		add(o)
	}
	for _, c := range out.CallBacks {
		add(c.Offer)
		w.tries = append(w.tries, c)
	}
	w.asks = append(w.asks, out.Asks...)
	for _, ask := range out.Asks {
		w.asked[ask.ID] = true
	}
	if due := w.e.Due(); !due.IsZero() && !due.After(w.now) {
		w.t.Fatalf("it is %s, and the engine is due at %s still", w.now, due)
	}
}

func (w *world) join(t *rapid.T) {
	w.n++
	j := Joined{ID: fmt.Sprintf("e%03d", w.n), Queue: rapid.SampledFrom(w.config.Queues).Draw(t, "queue").Name,
		Asterisk: anyAsterisk(t), From: fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "from")), Priority: rapid.SampledFrom([]int{0, 0, 0, 1, 5}).Draw(t, "priority")}
	if rapid.IntRange(0, 4).Draw(t, "wish") == 0 {
		j.Require = map[string]int{"x": rapid.IntRange(0, 3).Draw(t, "least")}
	}
	w.joined = append(w.joined, j.ID)
	w.apply(j)
}

// anyAsterisk is where a caller is, or an agent waits on the line; "" is not known.
func anyAsterisk(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "a", "a", "b"}).Draw(t, "asterisk")
}

// someOffer is one that rings, or talks.
func (w *world) someOffer(t *rapid.T, talk bool) (Offer, bool) {
	var all []Offer
	from := w.offers
	if talk {
		from = w.talks
	}
	for _, id := range sortedKeys(from) {
		all = append(all, from[id])
	}
	if len(all) == 0 {
		return Offer{}, false
	}
	return rapid.SampledFrom(all).Draw(t, "offer"), true
}

func sortedKeys[V any](table map[string]V) []string {
	var keys []string
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (w *world) tell(t *rapid.T) {
	if o, some := w.someOffer(t, true); some && rapid.Bool().Draw(t, "over") {
		delete(w.talks, o.Entry)
		w.apply(Told{Entry: o.Entry, Offer: o.ID, State: ConversationEnd, By: "agent"})
		return
	}
	o, some := w.someOffer(t, false)
	if !some {
		return
	}
	state := rapid.SampledFrom([]OfferState{Ringing, AgentAnswered, Connected, Connected, NoAnswer, Busy, Rejected, NotThere, Canceled}).Draw(t, "state")
	if state != Ringing && state != AgentAnswered && state != Connected {
		delete(w.offers, o.ID)
	}
	w.apply(Told{Entry: o.Entry, Offer: o.ID, State: state})
}

func (w *world) pass(t *rapid.T) {
	if due := w.e.Due(); !due.IsZero() && rapid.Bool().Draw(t, "till due") {
		w.now = due
	} else {
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 12_000).Draw(t, "ms")) * time.Millisecond)
	}
	w.apply(Tick{})
}

func (w *world) leave(t *rapid.T) {
	if len(w.joined) == 0 {
		return
	}
	id := rapid.SampledFrom(w.joined).Draw(t, "entry")
	l := Left{ID: id, Why: rapid.SampledFrom([]Result{Abandoned, ExitKey, Withdrawn, CallbackWanted, CallbackWanted}).Draw(t, "why")}
	if l.Why == CallbackWanted {
		l.Number = fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "number"))
		if x := w.e.entries[id]; x != nil && x.back != nil {
			w.apply(l)
			return
		}
	}
	for key, o := range w.offers {
		if o.Entry == id {
			delete(w.offers, key)
		}
	}
	w.apply(l)
}

func (w *world) agent(t *rapid.T) {
	id := rapid.SampledFrom(w.config.Agents).Draw(t, "agent").ID
	var queues []string
	if rapid.IntRange(0, 2).Draw(t, "one") == 0 {
		queues = []string{rapid.SampledFrom(w.config.Queues).Draw(t, "queue").Name}
	}
	w.apply(rapid.SampledFrom([]Event{LoggedInto{Agent: id, Queues: queues}, LoggedInto{Agent: id},
		LoggedInto{Agent: id, Standby: "line " + id, At: anyAsterisk(t)}, LoggedOutOf{Agent: id, Queues: queues},
		Pausing{Agent: id, Queues: queues, Reason: "tea"}, Resuming{Agent: id, Queues: queues}, Resuming{Agent: id}, Ready{Agent: id}}).Draw(t, "doing"))
}

func (w *world) device(t *rapid.T) {
	id := rapid.SampledFrom(w.config.Agents).Draw(t, "agent").ID
	w.apply(DeviceIs{Agent: id, State: rapid.SampledFrom([]Device{DeviceNotInUse, DeviceNotInUse, DeviceInUse, DeviceUnavailable, DeviceRinging}).Draw(t, "state")})
}

func (w *world) change(t *rapid.T) {
	if len(w.joined) > 0 {
		w.apply(Changed{ID: rapid.SampledFrom(w.joined).Draw(t, "entry"), Priority: rapid.IntRange(0, 6).Draw(t, "priority")})
	}
}

func (w *world) order(t *rapid.T) {
	if len(w.asks) == 0 {
		return
	}
	ask := w.asks[0]
	w.asks = w.asks[1:]
	w.apply(OrderIs{Ask: ask.ID, Agents: rapid.SampledFrom([][]string{nil, {"no"}, {"2", "1"}, ask.Agents}).Draw(t, "order")})
}

// away has calls be out of sight, or come back as they are.
func (w *world) away(t *rapid.T) {
	if len(w.joined) == 0 {
		return
	}
	id := rapid.SampledFrom(w.joined).Draw(t, "entry")
	x := w.e.entries[id]
	if x == nil || x.back != nil {
		return
	}
	if x.away == 0 {
		w.apply(Away{IDs: []string{id}, Until: w.now.Add(10 * time.Second)})
		return
	}
	c := CameBack{Joined: Joined{ID: id, Queue: x.queue.rules.Name, Asterisk: x.asterisk}}
	for _, key := range sortedKeys(w.offers) {
		if o := w.offers[key]; o.Entry == id {
			c.Offers = append(c.Offers, o)
		}
	}
	w.apply(c)
}

func (w *world) called(t *rapid.T) {
	if len(w.tries) == 0 {
		return
	}
	try := w.tries[0]
	w.tries = w.tries[1:]
	if w.ended[try.Entry] != "" {
		return
	}
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		w.apply(CameBack{Joined: Joined{ID: try.Entry, Queue: try.Queue, Asterisk: anyAsterisk(t)}})
	case 1:
		w.apply(CalledBack{ID: try.Entry, Again: w.now.Add(7 * time.Second)})
	case 3:
		w.apply(Calls{ID: try.Entry, Offer: try.Offer.ID, Until: w.now.Add(9 * time.Second)})
		w.tries = append(w.tries, try)
	case 4:
		w.apply(CalledBack{ID: try.Entry, Offer: try.Offer.ID, Again: w.now.Add(7 * time.Second), Untried: true})
	case 2:
		w.apply(CalledBack{ID: try.Entry})
	}
	for key, o := range w.offers {
		if x := w.e.entries[o.Entry]; x == nil || !slices.ContainsFunc(x.offers, func(p *offer) bool { return p.id == key }) {
			delete(w.offers, key)
		}
	}
}

// edit changes the rules while callers wait.
func (w *world) edit(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
		return
	}
	next := anyConfig(t)
	switch old := w.config; rapid.IntRange(0, 3).Draw(t, "how much") {
	case 0: // all
		w.config = next
	case 1: // one queue
		w.config = Config{Queues: slices.Clone(old.Queues), Agents: old.Agents}
		if len(next.Queues) > 0 && len(old.Queues) > 0 {
			i := rapid.IntRange(0, len(old.Queues)-1).Draw(t, "queue")
			name := old.Queues[i].Name
			w.config.Queues[i] = next.Queues[0]
			w.config.Queues[i].Name = name
		}
	case 2: // one agent
		w.config = Config{Queues: old.Queues, Agents: slices.Clone(old.Agents)}
		if len(next.Agents) > 0 && len(old.Agents) > 0 {
			i := rapid.IntRange(0, len(old.Agents)-1).Draw(t, "agent")
			id := old.Agents[i].ID
			w.config.Agents[i] = next.Agents[0]
			w.config.Agents[i].ID = id
		}
	default: // nothing
	}
	w.take(w.e.Configure(w.now, w.config))
	for entry, o := range w.talks {
		if w.e.entries[entry] == nil {
			t.Fatalf("the talk of %s with %s is gone", entry, o.Agent)
		}
	}
}

func (w *world) halt(t *rapid.T) {
	w.take(w.e.Halt(w.now, true))
	w.join(t)
	w.agent(t)
	w.take(w.e.Halt(w.now, false))
}
