package api

import (
	"cmp"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// PausedSince is since when somebody is paused, by queue.
type PausedSince map[string]time.Time

// AgentPause are an agent's pauses of a day for one reason.
type AgentPause struct {
	Queue  string `json:"queue,omitempty" doc:"The queue in which; all without it."`
	Reason string `json:"reason" doc:"Why."`
	Count  int    `json:"count" doc:"How often, with the present one."`
	// Time is in seconds.
	Time float64 `json:"time" doc:"How long altogether, in seconds."`
}

// QueuePause are the pauses of a queue's agents for one reason, in it or in all.
type QueuePause struct {
	Reason string   `json:"reason" doc:"Why."`
	Agents []string `json:"agents" doc:"Who is paused for it now."`
	Count  int      `json:"count" doc:"How often today."`
	// Time is in seconds.
	Time float64 `json:"time" doc:"How long altogether today, in seconds."`
}

// pauses shows an agent's.
func (s *AgentState) pauses(v queue.AgentView) {
	s.Pauses = []AgentPause{}
	for _, p := range v.Pauses {
		s.Pauses = append(s.Pauses, AgentPause{p.Queue, p.Reason, p.Count, seconds(p.Took)})
	}
	for name, since := range v.PausedSince {
		switch {
		case name == "":
			s.BreakSince = &since
		case s.PausedAt == nil:
			s.PausedAt = PausedSince{name: since}
		default:
			s.PausedAt[name] = since
		}
	}
}

// pausedIn is since when an agent is paused in a queue, by that or by a break of all, and why; false for who is not.
func pausedIn(a queue.AgentView, name string) (since time.Time, reason string, paused bool) {
	if reason, here := a.Paused[name]; here {
		return a.PausedSince[name], reason, true
	}
	return a.PausedSince[""], a.Reason, a.Presence == onBreak
}

// pausesOf are the pauses of each queue's agents, by reason.
func pausesOf(agents []queue.AgentView) map[string][]QueuePause {
	all := map[string][]QueuePause{}
	for _, a := range agents {
		for _, m := range a.Members {
			for _, p := range a.Pauses {
				if p.Queue == "" || p.Queue == m.Queue {
					one := pauseFor(all, m.Queue, p.Reason)
					one.Count, one.Time = one.Count+p.Count, one.Time+seconds(p.Took)
				}
			}
			if _, reason, paused := pausedIn(a, m.Queue); paused {
				one := pauseFor(all, m.Queue, reason)
				one.Agents = append(one.Agents, a.ID)
			}
		}
	}
	for _, pauses := range all {
		slices.SortFunc(pauses, func(a, b QueuePause) int { return cmp.Compare(a.Reason, b.Reason) })
	}
	return all
}

// pauseFor finds or makes those of a queue for a reason.
func pauseFor(all map[string][]QueuePause, name, reason string) *QueuePause {
	i := slices.IndexFunc(all[name], func(p QueuePause) bool { return p.Reason == reason })
	if i < 0 {
		i = len(all[name])
		all[name] = append(all[name], QueuePause{Reason: reason, Agents: []string{}})
	}
	return &all[name][i]
}

// queueStates are queues for programs, with the pauses of their agents.
func queueStates(views []queue.QueueView, agents []queue.AgentView) []QueueState {
	pauses := pausesOf(agents)
	states := mapped(views, QueueStateOf)
	for i := range states {
		if of := pauses[states[i].Name]; of != nil {
			states[i].Pauses = of
		}
	}
	return states
}
