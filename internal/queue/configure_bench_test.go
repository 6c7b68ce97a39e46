package queue

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// crowd is an engine with so many who wait in so many queues, and agents who are all busy elsewhere.
func crowd(entries, queues, agents int) (*Engine, Config, time.Time) {
	now := time.Date(2026, 3, 4, 5, 0, 0, 0, time.UTC)
	var config Config
	for i := range queues {
		config.Queues = append(config.Queues, Queue{Name: fmt.Sprint("q", i), Strategy: LongestIdle, RingTimeout: time.Minute})
	}
	for i := range agents {
		a := Agent{ID: fmt.Sprint("a", i), LoggedIn: true}
		for j := range 3 {
			a.Members = append(a.Members, Membership{Queue: fmt.Sprint("q", (i*3+j)%queues)})
		}
		config.Agents = append(config.Agents, a)
	}
	e := New(config, 1, now)
	for i := range entries {
		now = now.Add(time.Millisecond)
		e.Apply(now, Joined{ID: fmt.Sprint("e", i), Queue: fmt.Sprint("q", i%queues), From: fmt.Sprint(i)})
	}
	return e, config, now
}

// BenchmarkConfigure is what new rules cost the matcher, by how many queues they change.
func BenchmarkConfigure(b *testing.B) {
	for _, c := range []struct{ entries, queues, agents, changed int }{{60_000, 10, 2_000, 0}, {60_000, 1_000, 5_000, 0},
		{60_000, 1_000, 5_000, 1}, {60_000, 10, 2_000, 1}, {60_000, 10, 2_000, 10}, {60_000, 1_000, 5_000, 1_000}} {
		b.Run(fmt.Sprintf("%d in %d, %d changed", c.entries, c.queues, c.changed), func(b *testing.B) {
			e, config, now := crowd(c.entries, c.queues, c.agents)
			for b.Loop() {
				config.Queues = slices.Clone(config.Queues)
				for i := range c.changed {
					config.Queues[i].Weight++
				}
				e.Configure(now, config)
				e.Changed()
			}
		})
	}
}
