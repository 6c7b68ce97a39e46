package flowtest

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// OpenQueues are queues of any name, in which the same agents are offered one after the other, and again some time
// after an offer has come to nothing: for flows that are tested without their queues. Without agents nobody
// waits there.
func OpenQueues(agents []flows.QueueOffer, again time.Duration) flows.Queues {
	return &openQueues{agents: agents, again: again, of: Queues{Of: map[string]*Queue{}}}
}

type openQueues struct {
	agents []flows.QueueOffer
	again  time.Duration
	of     Queues
}

// Rules are none.
func (*openQueues) Rules(string) (flows.QueueRules, bool) { return flows.QueueRules{}, true }

// Join has a call wait.
func (o *openQueues) Join(entry flows.QueueEntry) (flows.QueuePlace, error) {
	if o.of.Of[entry.Queue] == nil {
		q := &Queue{Agents: o.agents, Retry: o.again}
		if len(o.agents) == 0 {
			q.Ends = flows.QueueJoinEmpty
		}
		o.of.Of[entry.Queue] = q
	}
	return o.of.Join(entry)
}

// Agent does what is ordered with agents of any number.
func (o *openQueues) Agent(ctx context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	if o.of.People == nil {
		o.of.People = map[string]*flows.AgentView{}
	}
	if o.of.People[order.Agent] == nil {
		o.of.People[order.Agent] = &flows.AgentView{Agent: order.Agent, Presence: "logged_out", Work: "idle"}
	}
	order.CheckPIN = false
	return o.of.Agent(ctx, order)
}

// Apart are the same.
func (o *openQueues) Apart(func(string) bool) flows.Queues { return o }
