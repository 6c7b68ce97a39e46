package queue

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// desk is an engine with one queue, for tables.
type desk struct {
	t      *testing.T
	e      *Engine
	now    time.Time
	offers map[string]Offer // by entry and agent
	last   Effects
	all    []Effects
}

func newDesk(t *testing.T, config Config) *desk {
	return &desk{t: t, e: New(config, 3, start()), now: start(), offers: map[string]Offer{}}
}

// one is a configuration of one queue s with some agents, "1" and so on, who are logged in.
func one(agents int, change func(*Queue)) Config {
	q := DefaultQueue()
	q.Name = "s"
	if change != nil {
		change(&q)
	}
	c := Config{Queues: []Queue{q}}
	for i := range agents {
		c.Agents = append(c.Agents, Agent{ID: fmt.Sprint(i + 1), LoggedIn: true, Members: []Membership{{Queue: "s"}}})
	}
	return c
}

func (d *desk) apply(event Event) Effects {
	d.t.Helper()
	return d.heard(d.e.Apply(d.now, event))
}

func (d *desk) heard(out Effects) Effects {
	for _, o := range out.Offers {
		d.offers[o.Entry+"/"+o.Agent] = o
	}
	for _, c := range out.CallBacks {
		d.offers[c.Entry+"/"+c.Offer.Agent] = c.Offer
	}
	d.last = out
	d.all = append(d.all, out)
	return out
}

func (d *desk) pass(by time.Duration) Effects {
	d.t.Helper()
	for end := d.now.Add(by); d.now.Before(end); {
		next := end
		if due := d.e.Due(); !due.IsZero() && due.Before(end) {
			next = due
		}
		d.now = next
		d.apply(Tick{})
	}
	return d.last
}

func (d *desk) join(id string) string {
	d.t.Helper()
	return rungOf(d.apply(Joined{ID: id, Queue: "s"}))
}

func (d *desk) tell(entry, agent string, state OfferState) string {
	d.t.Helper()
	o, known := d.offers[entry+"/"+agent]
	if !known {
		d.t.Fatalf("%s was not offered to %s", agent, entry)
	}
	return rungOf(d.apply(Told{Entry: entry, Offer: o.ID, State: state}))
}

// talk has an agent take an entry, and talk.
func (d *desk) talk(entry, agent string, talk time.Duration) string {
	d.t.Helper()
	d.tell(entry, agent, Connected)
	d.pass(talk)
	return d.tell(entry, agent, ConversationEnd)
}

// rungOf are the offers of some effects, as entry>agent.
func rungOf(out Effects) string {
	var rung []string
	for _, o := range out.Offers {
		rung = append(rung, o.Entry+">"+o.Agent)
	}
	return strings.Join(rung, " ")
}

func (d *desk) want(got, want string) {
	d.t.Helper()
	if got != want {
		d.t.Errorf("at %s: %q, want %q", d.now.Sub(start()), got, want)
	}
}

// Law: each strategy rings the agents in its own order. Each row is a history of words: agents become free in the order
// told by "a:1", caller by caller takes who is offered, talks and goes; what is compared is who was offered to whom.
func TestStrategies(t *testing.T) {
	second := func(n int) time.Duration { return time.Duration(n) * time.Second }
	// Agents 1 to 4: 1 at level 1, the others at level 0 with falling positions.
	team := func(s Strategy) Config {
		c := one(4, func(q *Queue) { q.Strategy = s })
		for i, m := range []Membership{{Level: 1}, {Position: 3}, {Position: 2}, {Position: 1}} {
			m.Queue = "s"
			c.Agents[i].Members = []Membership{m}
		}
		return c
	}
	// Each talk: caller n gets somebody, who talks so long; before it other agents may be at it for long.
	talks := []time.Duration{second(30), second(20), second(10), second(5), second(5), second(5)}
	for _, row := range []struct {
		strategy Strategy
		want     string // the agents of six callers, one after the other
	}{
		{LongestIdle, "4 3 2 4 3 2"},   // never called first, by position; then who hung up first
		{LeastRecent, "4 3 2 4 3 2"},   // the same in one queue
		{FewestCalls, "4 3 2 4 3 2"},   // one each, then longest idle
		{LeastTalkTime, "4 3 2 2 2 3"}, // 30, 20, 10; then 2 has 15, then 20 as 3 has, who is idle for longer
		{RoundRobin, "2 3 4 2 3 4"},    // in the order of the file
		{Ordered, "4 3 2 4 3 2"},       // by position
		{Linear, "4 4 4 4 4 4"},        // from the top
		{SequentialByLevel, "4 4 4 4 4 4"},
		{RingProgressively, "4 4 4 4 4 4"},
	} {
		t.Run(string(row.strategy), func(t *testing.T) {
			d := newDesk(t, team(row.strategy))
			var got []string
			for i, talk := range talks {
				id := fmt.Sprint("c", i)
				rung := d.join(id)
				agent := strings.TrimPrefix(rung, id+">")
				got = append(got, agent)
				d.talk(id, agent, talk)
			}
			d.want(strings.Join(got, " "), row.want)
		})
	}
}

// Law: with every strategy but weighted_random nobody of a higher level is rung while one of a lower level is free.
func TestLevelsComeFirst(t *testing.T) {
	for _, s := range strategies() {
		if s == WeightedRandom || s == RingAll {
			continue
		}
		t.Run(string(s), func(t *testing.T) {
			c := one(3, func(q *Queue) { q.Strategy = s })
			for i := range c.Agents {
				c.Agents[i].Members[0].Level = 3 - i
			}
			d := newDesk(t, c)
			for _, want := range []string{"3", "2", "1"} {
				id := "c" + want
				rung := d.join(id)
				if s == External {
					rung = rungOf(d.apply(OrderIs{Ask: d.last.Asks[0].ID}))
				}
				d.want(rung, id+">"+want)
			}
		})
	}
}

// Law: ring_all rings all of the lowest level at once, the next level when each of them came to nothing, and adds who
// becomes free meanwhile. Who connects first ends the others.
func TestRingAll(t *testing.T) {
	c := one(4, func(q *Queue) { q.Strategy, q.Backoff = RingAll, Backoff{Busy: time.Minute, NoAnswer: time.Minute} })
	c.Agents[2].Members[0].Level = 5
	c.Agents[3].LoggedIn = false
	d := newDesk(t, c)
	d.want(d.join("a"), "a>1 a>2")
	d.want(d.join("b"), "b>3")
	d.want(d.tell("a", "1", Busy), "")
	d.want(rungOf(d.apply(LoggedInto{Agent: "4"})), "a>4")
	d.tell("b", "3", Connected)
	d.pass(time.Second)
	d.tell("a", "2", NoAnswer)
	d.tell("a", "4", NoAnswer)
	d.want(d.tell("b", "3", ConversationEnd), "a>3")
	d.want(rungOf(d.apply(Ready{Agent: "1"})), "a>1")
	d.tell("a", "3", Connected)
	if len(d.last.Cancels) != 1 || d.last.Cancels[0].Agent != "1" || d.last.Cancels[0].Why != "answered" {
		t.Errorf("the others are hung up by %+v", d.last.Cancels)
	}
}

// Law: ring_all comes to the next level though those of the lowest one are free again at once, and begins anew when all
// were rung. Meanwhile who has come to nothing for one caller rings for the next.
func TestRingAllGoesOn(t *testing.T) {
	c := one(3, func(q *Queue) { q.Strategy, q.Retry = RingAll, 0 })
	c.Agents[2].Members[0].Level = 1
	d := newDesk(t, c)
	d.want(d.join("a"), "a>1 a>2")
	d.want(d.tell("a", "1", NoAnswer), "")
	d.want(d.tell("a", "2", NoAnswer), "a>3")
	d.want(d.join("b"), "b>1 b>2")
	d.want(d.tell("b", "1", NoAnswer), "")
	d.want(d.tell("a", "3", NoAnswer), "a>1") // all were rung for a: from the lowest level on
	d.want(d.tell("b", "2", NoAnswer), "a>2 b>3")
}

// Law: ring_progressively adds an agent each delay, while the others ring on.
func TestRingProgressively(t *testing.T) {
	d := newDesk(t, one(3, func(q *Queue) { q.Strategy, q.RingTimeout = RingProgressively, time.Minute }))
	d.want(d.join("a"), "a>1")
	d.want(rungOf(d.pass(9*time.Second)), "")
	d.want(rungOf(d.pass(time.Second)), "a>2")
	d.want(rungOf(d.pass(10*time.Second)), "a>3")
	if v, _ := d.e.Entry(d.now, "a"); len(v.Offers) != 3 {
		t.Errorf("%d ring", len(v.Offers))
	}
}

// Law: with ring_simultaneously a caller has so many agents at most, and one who falls out is replaced.
func TestRingSimultaneously(t *testing.T) {
	d := newDesk(t, one(4, func(q *Queue) { q.RingSimultaneously = 2 }))
	d.want(d.join("a"), "a>1 a>2")
	d.want(d.tell("a", "1", Rejected), "a>3")
	d.want(d.join("b"), "b>4")
}

// Law: a fixed order goes down past those who came to nothing for this caller, and begins at the top for the next one.
func TestLinearGoesDown(t *testing.T) {
	d := newDesk(t, one(3, func(q *Queue) { q.Strategy, q.Backoff, q.Retry = Linear, Backoff{}, 0 }))
	d.want(d.join("a"), "a>1")
	d.want(d.tell("a", "1", NoAnswer), "a>2")
	d.want(d.tell("a", "2", NoAnswer), "a>3")
	d.want(d.join("b"), "b>1")
	d.want(d.tell("a", "3", NoAnswer), "a>2") // 2 and 3 are free, all were tried: from the top
}

// Law: random takes everybody alike, weighted_random as often as the smallest of draws up to 1+level, divided by the weight.
func TestLots(t *testing.T) {
	const calls = 30_000
	for _, row := range []struct {
		strategy Strategy
		members  []Membership
		want     []float64 // shares
	}{
		{Random, []Membership{{}, {}, {}, {Level: 1}}, []float64{1. / 3, 1. / 3, 1. / 3, 0}},
		{WeightedRandom, []Membership{{}, {Level: 1}}, []float64{.75, .25}},           // the second wins half of those below 1
		{WeightedRandom, []Membership{{Weight: 2}, {Weight: 1}}, []float64{.75, .25}}, // the same, by weight
		{WeightedRandom, []Membership{{}, {}, {Level: 1}}, []float64{5. / 12, 5. / 12, 1. / 6}},
	} {
		c := one(len(row.members), func(q *Queue) { q.Strategy, q.Retry = row.strategy, 0 })
		for i, m := range row.members {
			m.Queue = "s"
			c.Agents[i].Members = []Membership{m}
		}
		d := newDesk(t, c)
		got := make([]float64, len(row.members))
		for i := range calls {
			id := fmt.Sprint(i)
			out := d.e.Apply(d.now, Joined{ID: id, Queue: "s"})
			got[slices.IndexFunc(c.Agents, func(a Agent) bool { return a.ID == out.Offers[0].Agent })] += 1. / calls
			d.e.Apply(d.now, Left{ID: id, Why: Abandoned})
		}
		for i, share := range got {
			if math.Abs(share-row.want[i]) > 0.015 {
				t.Errorf("%s %+v: shares %.3f, want %.3f", row.strategy, row.members, got, row.want)
			}
		}
	}
}

// Law: an order from outside counts, with what is free of it; none within the time is longest_idle. Meanwhile nobody else
// gets the agent.
func TestExternal(t *testing.T) {
	newExternal := func() *desk {
		return newDesk(t, one(3, func(q *Queue) { q.Strategy = External }))
	}
	d := newExternal()
	d.want(d.join("a"), "")
	if ask := d.last.Asks[0]; !slices.Equal(ask.Agents, []string{"1", "2", "3"}) || ask.Until.Sub(d.now) != 500*time.Millisecond {
		t.Errorf("asked for %+v", ask)
	}
	d.want(rungOf(d.apply(OrderIs{Ask: d.last.Asks[0].ID, Agents: []string{"9", "3", "1"}})), "a>3")
	d.join("b")
	if ask := d.last.Asks[0]; !slices.Equal(ask.Agents, []string{"1", "2"}) {
		t.Errorf("asked for %+v", ask)
	}
	late := d.last.Asks[0].ID
	d.want(rungOf(d.pass(500*time.Millisecond)), "b>1")
	d.want(rungOf(d.apply(OrderIs{Ask: late, Agents: []string{"2"}})), "")
	d.apply(LoggedOutOf{Agent: "2"})
	d.want(d.join("c"), "")
	if len(d.last.Asks) != 0 {
		t.Error("it is asked for nobody")
	}
}
