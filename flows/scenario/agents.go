package scenario

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// QueueEnd is how a wait in a queue must end.
type QueueEnd struct {
	Queue, Result string
	Pos           source.Pos
}

// asAgent are the words for what an agent does who is offered a caller; * stands for all that the test does not name.
func asAgent() telephones {
	return telephones{
		name: "agents", phrase: "a mapping of agents to what they do", answers: "answers", hangUp: "talks",
		words: []telephoneWord{{"busy", "busy"}, {"rejects", "rejected"}, {"unavailable", "unavailable"},
			{"nobody", "no_answer"}, {loggedOut, loggedOut}},
	}
}

// loggedOut is an agent who is not there: nobody rings them.
const loggedOut = "logged_out"

// outOf are the agents who are not there.
func outOf(all []Dialled) func(agent string) bool {
	return func(agent string) bool {
		others := false
		for _, one := range all {
			if one.Endpoint == agent {
				return one.Status == loggedOut
			}
			others = others || one.Endpoint == "*" && one.Status == loggedOut
		}
		return others
	}
}

// queueEnds reads how waits must end.
func (r *reader) queueEnds(n *source.Node) []QueueEnd {
	var all []QueueEnd
	for _, pair := range r.pairs(n, "queues", "a mapping of queues to how the wait ends") {
		result := r.word(pair.Value, "how the wait ends", queueResults()...)
		all = append(all, QueueEnd{pair.Key.Value, result, pair.Key.Pos})
	}
	return all
}

func queueResults() []string {
	var words []string
	for _, result := range []flows.QueueResult{flows.QueueAnswered, flows.QueueAbandoned, flows.QueueTimeout,
		flows.QueueFull, flows.QueueJoinEmpty, flows.QueueLeaveEmpty, flows.QueueExitKey, flows.QueueWithdrawn,
		flows.QueueCallback, flows.QueueOverflow, flows.QueueUnavailable, flows.QueueError} {
		words = append(words, string(result))
	}
	return words
}

// agentEndpoint is what is dialled for an agent of whom a test tells.
const agentEndpoint = "agent/"

// agentsOf are the telephones of agents, those who are named before all others.
func agentsOf(all []Dialled) []flowtest.Callee {
	var callees, others []flowtest.Callee
	for _, one := range all {
		into := &callees
		if one.Endpoint == "*" {
			into = &others
		}
		one.Endpoint = agentEndpoint + one.Endpoint
		*into = append(*into, one.callee())
	}
	return append(callees, others...)
}

// queuesOf are the queues of a case: those of the file apart from all others, in which agents do what the test says.
// Without a file's queues all that a flow names are there, with the agents of the test.
func (run *running) queuesOf(world flows.Queues) flows.Queues {
	given := run.result.Case.Given.Agents
	if world != nil {
		return &staffed{world.Apart(outOf(given)), given}
	}
	if len(given) == 0 {
		return nil
	}
	var agents []flows.QueueOffer
	for _, one := range given {
		if one.Endpoint != "*" && one.Status != loggedOut {
			agents = append(agents, flows.QueueOffer{Agent: one.Endpoint, Endpoint: agentEndpoint + one.Endpoint,
				Ring: ringTime})
		}
	}
	return flowtest.OpenQueues(agents, againTime)
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
			offer.Endpoint, offer.Standby = agentEndpoint+offer.Agent, ""
		}
	}
	return view
}

// judgeQueues looks at how waits ended.
func (run *running) judgeQueues() {
	r := run.result
	for _, want := range r.Case.End.Queues {
		var ends []string
		for _, f := range r.Facts {
			if f.Kind == flows.QueueLeft && f.Text == want.Queue {
				ends = append(ends, f.Outcome)
			}
		}
		if len(ends) == 0 {
			r.fail(want.Pos, "wanted the wait in %s to end with %s, instead nobody waited there", want.Queue, want.Result)
		} else if last := ends[len(ends)-1]; last != want.Result {
			r.fail(want.Pos, "wanted the wait in %s to end with %s, instead it was %s", want.Queue, want.Result, last)
		}
	}
}
