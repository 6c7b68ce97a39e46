package scenario

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// agentEndpoint is what is dialled for an agent of whom a test tells.
const agentEndpoint = "agent/"

// AgentEndpoint is what is dialled for an agent in queues of [Staff].
func AgentEndpoint(number string) string { return agentEndpoint + number }

// AgentCallees are the telephones of agents, those who are named before all others.
func AgentCallees(all []Dialled) []flowtest.Callee {
	var callees, others []flowtest.Callee
	for _, one := range all {
		into := &callees
		if one.Endpoint == "*" {
			into = &others
		}
		one.Endpoint = AgentEndpoint(one.Endpoint)
		*into = append(*into, one.Callee())
	}
	return append(callees, others...)
}

// Staff are the queues of a call that is only played: those of the file apart from all others, in which the agents do
// what is told of them. Without a file's queues all that a flow names are there, with these agents; nil without those.
func Staff(queues flows.Queues, agents []Dialled) flows.Queues {
	if queues != nil {
		return &staffed{queues.Apart(outOf(agents)), agents}
	}
	if len(agents) == 0 {
		return nil
	}
	var offers []flows.QueueOffer
	for _, one := range agents {
		if one.Endpoint != "*" && one.Status != loggedOut {
			offers = append(offers, flows.QueueOffer{Agent: one.Endpoint, Endpoint: AgentEndpoint(one.Endpoint),
				Ring: ringTime})
		}
	}
	return flowtest.OpenQueues(offers, againTime)
}

// staffed are queues in which the agents of a test have telephones of their own.
type staffed struct {
	flows.Queues
	agents []Dialled
}

// Join has a call wait.
func (s *staffed) Join(entry flows.QueueEntry) (flows.QueuePlace, error) {
	place, err := s.Queues.Join(entry)
	if err != nil {
		return nil, err
	}
	return staffedPlace{place, s.agents}, nil
}

type staffedPlace struct {
	flows.QueuePlace
	agents []Dialled
}

// Look is how things are, with the agents' telephones of the test.
func (p staffedPlace) Look(at time.Time) flows.QueueView {
	view := p.QueuePlace.Look(at)
	view.Offers = slices.Clone(view.Offers)
	for i := range view.Offers {
		offer := &view.Offers[i]
		if slices.ContainsFunc(p.agents, func(a Dialled) bool { return a.Endpoint == offer.Agent || a.Endpoint == "*" }) {
			offer.Endpoint, offer.Standby = AgentEndpoint(offer.Agent), ""
		}
	}
	return view
}
