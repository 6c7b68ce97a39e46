package queue

import (
	"slices"
	"testing"
)

// Law: new rules cost what they change: who waits in a queue that is as it was is not touched, and neither are its agents.
func TestConfigureTouchesWhatHasChanged(t *testing.T) {
	e, config, now := crowd(40, 4, 12)
	e.Changed()
	for _, c := range []struct {
		name            string
		change          func(*Config)
		rebuilt         []string
		entries, agents int // whose records change
	}{
		{"nothing", func(*Config) {}, nil, 0, 0},
		{"one queue's rules", func(c *Config) { c.Queues[1].MaxLen = 100 }, []string{"q1"}, 10, 9},
		{"the name of an agent", func(c *Config) { c.Agents[0].Name = "Anna" }, nil, 0, 0},
		{"the skills of an agent", func(c *Config) { c.Agents[0].Skills = map[string]int{"en": 1} }, []string{"q0", "q1", "q2"}, 30, 12},
		{"an agent goes", func(c *Config) { c.Agents = c.Agents[1:] }, []string{"q0", "q1", "q2"}, 30, 12},
		{"an agent without queues comes", func(c *Config) { c.Agents = append(c.Agents, Agent{ID: "new"}) }, nil, 0, 1},
		{"a queue comes", func(c *Config) { c.Queues = append(c.Queues, Queue{Name: "new"}) }, []string{"new"}, 0, 0},
		{"a queue goes", func(c *Config) { c.Queues = slices.Delete(c.Queues, 3, 4) }, []string{"q3"}, 13, 9}, // three rang for it
	} {
		next := Config{Queues: slices.Clone(config.Queues), Agents: slices.Clone(config.Agents)}
		c.change(&next)
		config = next
		out := e.Configure(now, config)
		entries, agents := e.Changed()
		if !slices.Equal(out.Rebuilt, c.rebuilt) || len(entries) != c.entries || len(agents) != c.agents {
			t.Errorf("%s: %v rebuilt, %d entries and %d agents touched; want %v, %d and %d", c.name, out.Rebuilt, len(entries), len(agents),
				c.rebuilt, c.entries, c.agents)
		}
	}
}
