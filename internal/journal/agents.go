package journal

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/flows"
)

// Agent is how things are with an agent, as far as flows read it.
type Agent struct {
	Number   string `json:"number"`
	Name     string `json:"name,omitempty"`
	Presence string `json:"presence,omitempty"`
	Work     string `json:"work,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// View is the agent as flows are told of them.
func (a Agent) View() flows.AgentView {
	return flows.AgentView{Agent: a.Number, Name: a.Name, Presence: a.Presence, Work: a.Work, Reason: a.Reason}
}

// queues are those of a call. What becomes of a wait there the walk tells itself; what is done with agents is asked.
type queues struct {
	flows.Queues
	call *Call
}

// errAgentRefused stands for errors the text of which may have what somebody has keyed in.
var errAgentRefused = errors.New("the queues have refused it")

// Agent does something with an agent. The PIN is not written, nor whom a wrong one was tried for: that may be anything
// that somebody has keyed in, a PIN too.
func (q queues) Agent(ctx context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	begin := q.call.journal.now()
	view, err := q.Queues.Agent(ctx, order)
	a := &Asked{Port: PortAgents, Op: string(order.Do), Bare: q.call.bare()}
	failure := err
	if order.CheckPIN && err != nil {
		failure = &recordedError{errAgentRefused.Error(), err}
	}
	a.failed(failure, nil)
	if !a.Bare && (err == nil || !order.CheckPIN) {
		a.Target = clipped(order.Agent, textMax)
	}
	if !a.Bare && err == nil {
		a.Agent = &Agent{view.Agent, view.Name, view.Presence, view.Work, view.Reason}
	}
	q.call.asked(a, begin)
	return view, err
}
