package staffing

import (
	"container/heap"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// happening is something that comes at its time; equal times keep the order in which they were planned.
type happening struct {
	at    time.Duration
	order int
	do    func()
}

type calendar []happening

func (c calendar) Len() int { return len(c) }

func (c calendar) Less(i, j int) bool {
	return c[i].at < c[j].at || c[i].at == c[j].at && c[i].order < c[j].order
}

func (c calendar) Swap(i, j int) { c[i], c[j] = c[j], c[i] }

// Push and Pop are for container/heap.
func (c *calendar) Push(h any) { *c = append(*c, h.(happening)) }

// Pop takes the last one.
func (c *calendar) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

// caller is somebody in the play.
type caller struct {
	flow  int
	talk  time.Duration
	talks bool
	since time.Duration // when they began to talk
}

// play is a plan that is being played.
type play struct {
	plan    *Plan
	engine  *queue.Engine
	begin   time.Time
	now     time.Duration
	end     time.Duration
	planned calendar
	order   int
	came    int
	callers map[string]*caller
	teams   map[string]*Team
	arrive  []lots
	handle  []lots
	patient []lots
	rings   lots
	sums    map[string]*sum
	agents  agentSum
}

// Streams of lots: of each kind of callers three, and one for telephones.
const (
	streamRings = iota
	streamEngine
	streamCallers
	streamsEach = 3
)

// Play plays a plan to its end and returns the figures.
func (p *Plan) Play(ctx context.Context) (*Figures, error) {
	r := &play{plan: p, begin: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), callers: map[string]*caller{},
		end: time.Duration(p.Hours * float64(time.Hour)), teams: map[string]*Team{}, sums: map[string]*sum{},
		rings: newLots(p.Seed, streamRings), agents: agentSum{since: map[string]time.Duration{}}}
	for _, q := range p.Queues {
		r.sums[q.Name] = &sum{}
	}
	config := queue.Config{Queues: p.Queues, Agents: r.staff()}
	r.engine = queue.New(config, newLots(p.Seed, streamEngine).Uint64(), r.begin)
	for i := range p.Flows {
		stream := uint64(streamCallers + i*streamsEach)
		r.arrive = append(r.arrive, newLots(p.Seed, stream))
		r.handle = append(r.handle, newLots(p.Seed, stream+1))
		r.patient = append(r.patient, newLots(p.Seed, stream+2))
		r.await(i)
	}
	for steps := 0; r.step(); steps++ {
		if steps%stepsBetween == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("playing the plan: %w", context.Cause(ctx))
		}
	}
	return r.figures(), nil
}

// staff are the agents of all teams, who log in and out by their shifts.
func (r *play) staff() []queue.Agent {
	var agents []queue.Agent
	for i := range r.plan.Teams {
		team := &r.plan.Teams[i]
		for n := range team.Count {
			a := queue.Agent{ID: team.Name + "-" + strconv.Itoa(n+1), Skills: team.Skills, Members: team.Members,
				LoggedIn: len(team.Shifts) == 0, WrapUp: team.WrapUp}
			if team.Single {
				a.ID = team.Name
			}
			r.teams[a.ID] = team
			agents = append(agents, a)
			if a.LoggedIn {
				r.agents.comes(a.ID, 0)
			}
			for _, shift := range team.Shifts {
				r.at(shift.From, func() {
					r.agents.comes(a.ID, r.now)
					r.apply(queue.LoggedInto{Agent: a.ID})
				})
				r.at(shift.To, func() {
					r.agents.goes(a.ID, r.now)
					r.apply(queue.LoggedOutOf{Agent: a.ID})
				})
			}
		}
	}
	return agents
}

func (r *play) at(at time.Duration, do func()) {
	r.order++
	heap.Push(&r.planned, happening{at, r.order, do})
}

// step does what comes next, and tells whether there was anything.
func (r *play) step() bool {
	next := r.end + closing
	if len(r.planned) > 0 {
		next = min(next, r.planned[0].at)
	}
	due := r.engine.Due()
	if !due.IsZero() && due.Sub(r.begin) < next {
		r.now = due.Sub(r.begin)
		r.apply(queue.Tick{})
		return true
	}
	if len(r.planned) == 0 || next == r.end+closing || r.now >= r.end && len(r.callers) == 0 {
		return false
	}
	h := heap.Pop(&r.planned).(happening)
	r.now = h.at
	h.do()
	return true
}

// await plans the next caller of a kind.
func (r *play) await(flow int) {
	at, comes := r.arrive[flow].next(r.plan.Flows[flow].Rates, r.now, r.end)
	if !comes {
		return
	}
	r.at(at, func() {
		r.comes(flow)
		r.await(flow)
	})
}

// comes has a caller join, and lose patience some day.
func (r *play) comes(flow int) {
	f := &r.plan.Flows[flow]
	r.came++
	id := strconv.Itoa(r.came)
	r.callers[id] = &caller{flow: flow, talk: r.handle[flow].time(f.Handle)}
	r.sums[f.Queue].came++
	patience := time.Duration(0)
	if f.Patience.Mean > 0 {
		patience = r.patient[flow].time(f.Patience)
	}
	r.apply(queue.Joined{ID: id, Queue: f.Queue, Priority: f.Priority, Require: f.Require})
	if f.Patience.Mean > 0 && r.callers[id] != nil {
		r.at(r.now+patience, func() {
			if c := r.callers[id]; c != nil && !c.talks {
				r.apply(queue.Left{ID: id, Why: queue.Abandoned})
			}
		})
	}
}

// apply has the engine hear something, and carries out what follows.
func (r *play) apply(event queue.Event) {
	out := r.engine.Apply(r.begin.Add(r.now), event)
	for _, ask := range out.Asks {
		r.at(r.now, func() { r.apply(queue.OrderIs{Ask: ask.ID}) })
	}
	for _, f := range out.Facts {
		r.count(f)
	}
	for _, o := range out.Offers {
		r.ring(o)
	}
	for _, end := range out.Ends {
		if end.Result != queue.Answered {
			delete(r.callers, end.Entry)
		}
	}
	r.engine.Changed()
}

// ring has an agent's telephone ring, and be taken or not.
func (r *play) ring(o queue.Offer) {
	team := r.teams[o.Agent]
	if team.Misses > 0 && r.rings.Float64() < team.Misses || team.Answers >= o.Ring {
		r.at(r.now+o.Ring, func() { r.apply(queue.Told{Entry: o.Entry, Offer: o.ID, State: queue.NoAnswer}) })
		return
	}
	r.at(r.now+team.Answers, func() { r.apply(queue.Told{Entry: o.Entry, Offer: o.ID, State: queue.Connected}) })
}

// count takes a fact into the figures, and plans the end of a conversation that has begun.
func (r *play) count(f queue.Fact) {
	switch s := r.sums[f.Queue]; f.Kind {
	case queue.EntryConnected:
		s.waits = append(s.waits, f.Waited)
		entry, offer := f.Entry, f.Offer
		r.callers[entry].talks, r.callers[entry].since = true, r.now
		r.at(r.now+r.callers[entry].talk, func() {
			delete(r.callers, entry)
			r.apply(queue.Told{Entry: entry, Offer: offer, State: queue.ConversationEnd, By: "caller"})
		})
	case queue.TalkEnded:
		r.agents.busy += f.Talked
		s.talked += f.Talked
	case queue.WrapUpEnded:
		r.agents.busy += f.Rested
	case queue.OfferFailed:
		s.missed++
	case queue.EntryEnded:
		s.ended(f)
	default:
	}
	if s := r.sums[f.Queue]; s != nil && f.Kind == queue.EntryJoined {
		s.longest = max(s.longest, f.Size)
	}
}
