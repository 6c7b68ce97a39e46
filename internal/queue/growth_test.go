package queue_test

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
	"github.com/ariapp/ariapp/internal/queue/queuetest"
)

// Law: what an event looks at grows with the logarithm of the call centre's size at most, for many queues and for one,
// whether agents are scarce or free, and however many skills tell them apart.
func TestEffortIsLogarithmic(t *testing.T) {
	for name, of := range map[string]func(agents int) queuetest.Size{
		"many queues": func(n int) queuetest.Size {
			return queuetest.Size{Queues: n / 10, Agents: n, Waiting: 2 * n}
		},
		"one queue, of agents who are all different": func(n int) queuetest.Size {
			return queuetest.Size{Queues: 1, Agents: n, Waiting: 2 * n, Skills: n, Strategy: queue.RoundRobin}
		},
		"nobody waits": func(n int) queuetest.Size {
			return queuetest.Size{Queues: 1, Agents: n, Waiting: -n / 2, Skills: n, Strategy: queue.Random}
		},
	} {
		t.Run(name, func(t *testing.T) {
			hundred, thousand, tenThousand := effortOf(of(100)), effortOf(of(1000)), effortOf(of(10_000))
			first, second := thousand-hundred, tenThousand-thousand
			t.Logf("an event looks at %.1f, %.1f, %.1f", hundred, thousand, tenThousand)
			// Ten times as many add as much again. The root of the size would add three times as much, the size ten times.
			if most := 1.5 * max(first, hundred/4); second > most {
				t.Errorf("from 100 to 1000 agents it grows by %.1f, from 1000 to 10000 by %.1f, not by %.1f at most", first, second, most)
			}
		})
	}
}

// effortOf is what an event looks at, in the mean of many.
func effortOf(size queuetest.Size) float64 {
	const turns = 2000
	f := queuetest.New(size)
	before := f.Engine.Effort()
	for range turns {
		f.Turn()
	}
	return float64(f.Engine.Effort()-before) / turns
}

// Law: skills by which nobody asks for agents cost nothing, and those by which somebody does tell them apart from then on.
func TestSkillsNobodyAsksFor(t *testing.T) {
	f := queuetest.New(queuetest.Size{Queues: 1, Agents: 1000, Waiting: -500, Skills: 1000, Strategy: queue.LongestIdle})
	join := func(id string, need map[string]int) (agents, effort int) {
		before := f.Engine.Effort()
		out := f.Engine.Apply(time.Date(2026, 1, 6, 9, 0, 0, 0, time.UTC), queue.Joined{ID: id, Queue: "q0", Require: need})
		return len(out.Offers), f.Engine.Effort() - before
	}
	if agents, effort := join("a", nil); agents != 1 || effort > 50 {
		t.Errorf("it looks at %d to find %d among 500 who differ by what nobody asks for", effort, agents)
	}
	if agents, _ := join("b", map[string]int{"a": 5000}); agents != 0 {
		t.Error("an agent is rung without the skill")
	}
	if agents, _ := join("d", map[string]int{"a": 5}); agents != 1 {
		t.Error("nobody is rung of those who have it")
	}
	if agents, effort := join("e", map[string]int{"a": 5}); agents != 1 || effort > 50 {
		t.Errorf("it looks at %d to find %d of a skill that was asked for before", effort, agents)
	}
}
