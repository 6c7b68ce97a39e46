package queuetest

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Size is how large a call centre is, and of what kind.
type Size struct {
	// Waiting is how many wait; with less than none so many agents are free.
	Queues, Agents, Waiting int
	// Skills tells agents apart by so many levels of a skill, 4 of them for 0.
	Skills int
	// Strategy is that of all queues, one of five in turn for "".
	Strategy queue.Strategy
}

// Floor is a call centre.
type Floor struct {
	// Engine decides. Around is put around each event, for who measures it.
	Engine  *queue.Engine
	Around  func(apply func())
	size    Size
	now     time.Time
	step    time.Duration // between two events, in the mean
	lots    *rand.Rand
	joined  int
	rung    []queue.Told // answers of those who ring
	talks   []queue.Told // ends of conversations
	waiting []string
}

// New has each agent in three queues, at two levels, and fills it.
func New(size Size) *Floor {
	f := &Floor{now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), lots: rand.New(rand.NewPCG(1, 2)), size: size,
		Around: func(apply func()) { apply() }}
	f.engine(size)
	// Whatever the size, it fills in the same time, and callers come as often afterwards: as many have waited a minute
	// at each moment as come.
	f.step = filling / time.Duration(max(size.Waiting+size.Agents, 1))
	for range size.Waiting + size.Agents {
		f.Join()
		for f.answer() {
		}
	}
	f.step = f.step * joins / (events + over)
	return f
}

const (
	filling = 5 * time.Minute
	// Of so many events so many are callers who come, and ends of conversations, each with an answer behind it; the
	// others are callers who give up.
	events, joins, over = 14, 7, 6
)

func (f *Floor) engine(size Size) {
	var config queue.Config
	strategies := []queue.Strategy{queue.LongestIdle, queue.FewestCalls, queue.RoundRobin, queue.Linear, queue.Random}
	for i := range size.Queues {
		q := queue.DefaultQueue()
		q.Name, q.Strategy, q.Weight = "q"+strconv.Itoa(i), strategies[i%len(strategies)], i%3
		if size.Strategy != "" {
			q.Strategy = size.Strategy
		}
		q.JoinEmpty, q.LeaveEmpty = nil, nil
		q.Routing = []queue.Rule{{Until: time.Minute, Require: map[string]int{"a": 2}}, {}}
		config.Queues = append(config.Queues, q)
	}
	skills := size.Skills
	if skills == 0 {
		skills = 4
	}
	for i := range size.Agents {
		a := queue.Agent{ID: strconv.Itoa(i), LoggedIn: true, Skills: map[string]int{"a": i % skills}}
		for range min(3, size.Queues) {
			name := "q" + strconv.Itoa(f.lots.IntN(size.Queues))
			a.Members = append(a.Members, queue.Membership{Queue: name, Level: i % 2})
		}
		config.Agents = append(config.Agents, a)
	}
	f.Engine = queue.New(config, 1, f.now)
}

// apply has an event happen, and keeps what follows.
func (f *Floor) apply(event queue.Event) {
	f.now = f.now.Add(time.Duration(f.lots.Int64N(2*int64(f.step) + 1)))
	var out queue.Effects
	f.Around(func() { out = f.Engine.Apply(f.now, event) })
	for _, o := range out.Offers {
		f.rung = append(f.rung, queue.Told{Entry: o.Entry, Offer: o.ID, State: queue.Connected})
	}
}

// Join has a caller come.
func (f *Floor) Join() {
	f.joined++
	id := fmt.Sprintf("%08d-call", f.joined)
	f.waiting = append(f.waiting, id)
	f.apply(queue.Joined{ID: id, Call: id, Queue: "q" + strconv.Itoa(f.lots.IntN(f.size.Queues)),
		From: "+4930" + strconv.Itoa(f.joined), Asterisk: "a", Priority: f.lots.IntN(2)})
}

// Turn has something happen: an agent who was rung answers; else a conversation ends, a caller comes, or gives up.
func (f *Floor) Turn() {
	defer f.Engine.Changed()
	if f.answer() {
		return
	}
	switch n := f.lots.IntN(events); {
	case n < over && len(f.talks) > 0:
		f.apply(takeAny(f.lots, &f.talks))
	case n < over+joins || len(f.waiting) == 0:
		f.Join()
	default:
		f.apply(queue.Left{ID: takeAny(f.lots, &f.waiting), Why: queue.Abandoned})
	}
}

// answer has an agent answer who rings.
func (f *Floor) answer() bool {
	if len(f.rung) == 0 {
		return false
	}
	told := f.rung[0]
	f.rung = f.rung[1:]
	f.apply(told)
	told.State = queue.ConversationEnd
	f.talks = append(f.talks, told)
	return true
}

// takeAny takes one out of many.
func takeAny[T any](lots *rand.Rand, all *[]T) T {
	i, last := lots.IntN(len(*all)), len(*all)-1
	one := (*all)[i]
	(*all)[i] = (*all)[last]
	*all = (*all)[:last]
	return one
}

// Forget drops what the floor itself remembers of callers, so that only the engine's memory is left.
func (f *Floor) Forget() { f.waiting, f.talks, f.rung = nil, nil, nil }
