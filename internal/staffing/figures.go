package staffing

import (
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Figures are what came of a play.
type Figures struct {
	Seed      uint64
	Hours     float64
	Queues    []QueueFigures
	Agents    int
	Occupancy float64 // of the time that agents were there, how much they talked or wrapped up
	// Erlang is formula C's view of it, NoErlang why it does not apply.
	Erlang   Erlang
	NoErlang string
}

// QueueFigures are those of one queue.
type QueueFigures struct {
	Name                                          string
	Came, Answered, Gone, Refused, Waiting, Rings int
	Within                                        time.Duration
	// InTime is the share of those answered within the service level of all answered, InTimeOfAll that of all who came
	// and were not refused.
	InTime, InTimeOfAll float64
	// Waits is the share of those answered who waited at all.
	Waits                    float64
	Mean, P50, P90, P99, Max time.Duration
	Handle                   time.Duration
	Longest                  int // the queue, in entries
}

// sum is what is counted of a queue.
type sum struct {
	came, gone, refused, missed, longest int
	waits                                []time.Duration
	talked                               time.Duration
}

func (s *sum) ended(f queue.Fact) {
	switch f.Result {
	case queue.Full, queue.JoinedEmpty, queue.Overflow:
		s.refused++
	default:
		s.gone++
	}
}

// agentSum is what is counted of agents.
type agentSum struct {
	since map[string]time.Duration // of those who are there
	there time.Duration
	busy  time.Duration
}

func (a *agentSum) comes(id string, at time.Duration) {
	if _, is := a.since[id]; !is {
		a.since[id] = at
	}
}

func (a *agentSum) goes(id string, at time.Duration) {
	if since, is := a.since[id]; is {
		a.there += at - since
		delete(a.since, id)
	}
}

func (r *play) figures() *Figures {
	last := max(r.now, r.end)
	for _, id := range slices.Sorted(maps.Keys(r.agents.since)) {
		r.agents.goes(id, last)
	}
	for _, c := range r.callers {
		if c.talks { // at the end of the play
			r.agents.busy += last - c.since
		}
	}
	f := &Figures{Seed: r.plan.Seed, Hours: r.plan.Hours, Agents: len(r.teams)}
	if r.agents.there > 0 {
		f.Occupancy = float64(r.agents.busy) / float64(r.agents.there)
	}
	for _, q := range r.plan.Queues {
		f.Queues = append(f.Queues, r.sums[q.Name].figures(q))
	}
	f.Erlang, f.NoErlang = r.plan.erlang()
	return f
}

func (s *sum) figures(q queue.Queue) QueueFigures {
	f := QueueFigures{Name: q.Name, Came: s.came, Answered: len(s.waits), Gone: s.gone, Refused: s.refused,
		Rings: s.missed, Within: q.ServiceLevel, Longest: s.longest}
	f.Waiting = f.Came - f.Answered - f.Gone - f.Refused
	if f.Answered == 0 {
		return f
	}
	slices.Sort(s.waits)
	total, inTime, waited := time.Duration(0), 0, 0
	for _, wait := range s.waits {
		total += wait
		if wait <= q.ServiceLevel {
			inTime++
		}
		if wait > 0 {
			waited++
		}
	}
	n := len(s.waits)
	at := func(percent int) time.Duration { return s.waits[min(n-1, n*percent/100)] }
	f.Mean, f.P50, f.P90, f.P99, f.Max = total/time.Duration(n), at(50), at(90), at(99), s.waits[n-1]
	f.InTime, f.Waits = float64(inTime)/float64(n), float64(waited)/float64(n)
	f.InTimeOfAll = float64(inTime) / float64(f.Came-f.Refused)
	f.Handle = s.talked / time.Duration(n)
	return f
}
