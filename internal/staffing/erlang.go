package staffing

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Erlang is what Erlang's formula C says of a queue.
type Erlang struct {
	// Waits is the share of those who wait at all, Mean the mean wait of all, InTime the share within the service level.
	Waits, InTime, Occupancy float64
	Mean                     time.Duration
}

// ErlangC is the formula for agents who share one queue of patient callers: load is how many of them are busy on
// average, handle the mean time of a call. It is no use from load = agents on, as the queue grows for ever.
func ErlangC(agents int, load float64, handle, within time.Duration) Erlang {
	blocked := 1.0 // Erlang B, one agent after the other
	for n := 1; n <= agents; n++ {
		blocked = load * blocked / (float64(n) + load*blocked)
	}
	spare := float64(agents) - load
	waits := blocked / (1 - load/float64(agents)*(1-blocked))
	return Erlang{Waits: waits, Occupancy: load / float64(agents),
		Mean:   time.Duration(waits * float64(handle) / spare),
		InTime: 1 - waits*math.Exp(-spare*float64(within)/float64(handle))}
}

// hasGroups tells whether some agents are there only where a rule says so.
func (p *Plan) hasGroups() bool {
	return slices.ContainsFunc(p.Teams, func(t Team) bool {
		return slices.ContainsFunc(t.Members, func(m queue.Membership) bool { return m.Group != "" })
	})
}

// erlang is the formula's figures for a plan, or why it does not apply.
func (p *Plan) erlang() (Erlang, string) {
	if len(p.Queues) != 1 || len(p.Flows) != 1 {
		return Erlang{}, "it is about one queue with one kind of callers"
	}
	q, callers := p.Queues[0], p.Flows[0]
	agents := 0
	for _, t := range p.Teams {
		if len(t.Shifts) > 0 || t.WrapUp != nil || t.Answers > 0 || t.Misses > 0 || len(t.Skills) > 0 {
			return Erlang{}, "it is about agents who are there all the time, all alike, and answer at once"
		}
		agents += t.Count
	}
	if len(callers.Require) > 0 || len(q.Routing) > 0 || p.hasGroups() {
		return Erlang{}, "it is about callers whom any agent may have"
	}
	load := callers.Rates[0].PerHour * callers.Handle.Mean.Hours()
	switch {
	case callers.Patience.Mean > 0 || q.MaxWait > 0 || q.MaxLen > 0:
		return Erlang{}, "it is about callers who wait for ever"
	case callers.Handle.Form != Exponential || q.WrapUp > 0:
		return Erlang{}, "it is about calls of exponential length, without a wrap-up"
	case len(callers.Rates) > 1:
		return Erlang{}, "it is about callers who come as often all the time"
	case load >= float64(agents):
		return Erlang{}, fmt.Sprintf("the load of %.2f is too much for %d agents: the queue grows for ever", load, agents)
	}
	return ErlangC(agents, load, callers.Handle.Mean, q.ServiceLevel), ""
}
