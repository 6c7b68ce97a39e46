package acd

import (
	"cmp"
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
	order := make(map[string]int, len(config.Queues))
	for i := range config.Queues {
		order[config.Queues[i].Name] = i
	}
	changes := map[string][]memberChange{}
	for key, c := range h.changes {
		changes[key.agent] = append(changes[key.agent], c)
	}
	config.Agents = slices.Clone(config.Agents)
	for i := range config.Agents {
		if agent := &config.Agents[i]; len(changes[agent.ID]) > 0 {
			agent.Members = h.membersOf(agent, changes[agent.ID], order)
		}
	}
	return config
}

// membersOf are an agent's parts in queues with what was changed of them, those that were added in the order of the
// queues.
func (h *Hall) membersOf(agent *queue.Agent, changes []memberChange, order map[string]int) []queue.Membership {
	members := slices.DeleteFunc(slices.Clone(agent.Members), func(m queue.Membership) bool {
		_, changed := h.changes[memberKey{m.Queue, agent.ID}]
		return changed
	})
	slices.SortFunc(changes, func(a, b memberChange) int { return cmp.Compare(order[a.Queue], order[b.Queue]) })
	for _, c := range changes {
		if _, there := order[c.Queue]; there && !c.Gone {
			members = append(members, c.As)
		}
	}
	return members
}

// hasAgent tells whether there is such an agent; the lock is held.
func (h *Hall) hasAgent(id string) bool {
	return slices.ContainsFunc(h.rules.Config.Agents, func(a queue.Agent) bool { return a.ID == id })
}
