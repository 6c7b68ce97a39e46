package replay

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

// queues are where other calls and agents were, of which the journal of this
// call tells nothing: the walk ends there.
type queues struct{ rooms }

// Rules are none that matter: the walk does not come so far.
func (queues) Rules(string) (flows.QueueRules, bool) { return flows.QueueRules{}, true }

// Join is not known.
func (q queues) Join(entry flows.QueueEntry) (flows.QueuePlace, error) {
	return nil, q.unheard("queue", entry.Queue)
}

// Agent is not known.
func (q queues) Agent(_ context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	return flows.AgentView{}, q.unheard("agent", order.Agent)
}

// Apart are the same.
func (q queues) Apart(func(string) bool) flows.Queues { return q }
