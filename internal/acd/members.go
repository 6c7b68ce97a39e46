package acd

import (
	"slices"

	"github.com/ariapp/ariapp/internal/queue"
)

// memberKey names an agent's part in a queue.
type memberKey struct{ queue, agent string }

// memberChange is what was changed of it while we run: a member that is not in the file, or one that is not any more.
type memberChange struct {
	Queue string           `json:"queue"`
	Agent string           `json:"agent"`
	Gone  bool             `json:"gone,omitempty"`
	As    queue.Membership `json:"as,omitzero"`
}

// merged are the file's rules with what was changed while we run; the lock is held.
func (h *Hall) merged() queue.Config {
	config := h.rules.Config
	if len(h.changes) == 0 {
		return config
	}
	config.Agents = slices.Clone(config.Agents)
	for i := range config.Agents {
		agent := &config.Agents[i]
		members := slices.Clone(agent.Members)
		members = slices.DeleteFunc(members, func(m queue.Membership) bool {
			_, changed := h.changes[memberKey{m.Queue, agent.ID}]
			return changed
		})
		for _, q := range config.Queues {
			if c, changed := h.changes[memberKey{q.Name, agent.ID}]; changed && !c.Gone {
				members = append(members, c.As)
			}
		}
		agent.Members = members
	}
	return config
}

// hasAgent tells whether there is such an agent; the lock is held.
func (h *Hall) hasAgent(id string) bool {
	return slices.ContainsFunc(h.rules.Config.Agents, func(a queue.Agent) bool { return a.ID == id })
}
