package scenario

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// Agent is what an agent does who is offered a caller.
type Agent struct {
	// Number is the agent's; * stands for all that the test does not name.
	Number string
	// Answers tells that they answer, After when. Else Status says what happens then: busy, rejects, unavailable, or
	// nobody, which rings until it is given up.
	Answers bool
	Status  string
	After   time.Duration
	// Keys are pressed PressAfter the answer.
	Keys       string
	PressAfter time.Duration
	// Talks is after how long they hang up, nil for never.
	Talks *time.Duration
	Pos   source.Pos
}

// QueueEnd is how a wait in a queue must end.
type QueueEnd struct {
	Queue, Result string
	Pos           source.Pos
}

// agentWords are what becomes of agents who do not answer, by the words of telephones.
func agentWords() map[string]string {
	return map[string]string{"busy": "busy", "rejects": "rejected", "unavailable": "unavailable", "nobody": "no_answer"}
}

const phraseAgent = "busy, rejects, unavailable, nobody, or a mapping with answers, talks, press, press_after, " +
	"status and after"

// agents reads what agents do.
func (r *reader) agents(n *source.Node) []Agent {
	var all []Agent
	for _, pair := range r.pairs(n, "agents", "a mapping of agents to what they do") {
		one := Agent{Number: pair.Key.Value, Pos: pair.Key.Pos}
		if pair.Value.Kind != source.Map {
			if one.Status = pair.Value.Value; pair.Value.Kind != source.Scalar || agentWords()[one.Status] == "" {
				r.wrongType(pair.Value, "what "+one.Number+" does", phraseAgent)
			}
			all = append(all, one)
			continue
		}
		fields := r.fields(pair.Value, "agents", "answers", "talks", "press", "press_after", "status", "after")
		one.Status = r.word(fields["status"], "status", "busy", "rejects", "unavailable", "nobody")
		one.After = r.duration(fields["after"], "after", 0)
		if answers := fields["answers"]; answers != nil {
			one.Answers, one.After = true, r.duration(answers, "answers", 0)
		}
		if one.Answers == (one.Status != "") || one.Answers && fields["after"] != nil {
			r.errorf(pair.Value, "exclusive-fields", "either answers, or status and after")
		}
		if keys := fields["press"]; keys != nil {
			one.Keys = r.keys(keys)
		}
		one.PressAfter = r.duration(fields["press_after"], "press_after", 0)
		if talks := fields["talks"]; talks != nil {
			span := r.duration(talks, "talks", 0)
			one.Talks = &span
		}
		all = append(all, one)
	}
	return all
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

// agents writes what agents do.
func (w *writer) agents(all []Agent) {
	if len(all) > 0 {
		w.line(3, "agents:")
	}
	for _, one := range all {
		var f inline
		if one.Answers {
			f.add("answers", one.After.String())
		} else {
			f.add("status", textOrNone(one.Status))
			f.add("after", spanOrNone(one.After))
		}
		if one.Talks != nil {
			f.add("talks", one.Talks.String())
		}
		f.add("press", textOrNone(one.Keys))
		f.add("press_after", spanOrNone(one.PressAfter))
		w.line(4, text(one.Number)+": "+f.String())
	}
}

// agentEndpoint is what is dialled for an agent of whom a test tells.
const agentEndpoint = "agent/"

// callee is the agent's telephone as the phone plays it.
func (a *Agent) callee() flowtest.Callee {
	as := Dialled{Endpoint: agentEndpoint + a.Number, Answers: a.Answers, Status: agentWords()[a.Status], After: a.After,
		Keys: a.Keys, PressAfter: a.PressAfter, HangUp: a.Talks}
	return as.callee()
}

// agentsOf are the telephones of agents, those who are named before all others.
func agentsOf(all []Agent) []flowtest.Callee {
	var callees []flowtest.Callee
	for i := range all {
		if all[i].Number != "*" {
			callees = append(callees, all[i].callee())
		}
	}
	if at := slices.IndexFunc(all, func(a Agent) bool { return a.Number == "*" }); at >= 0 {
		callees = append(callees, all[at].callee())
	}
	return callees
}

// queuesOf are the queues of a case: those of the file apart from all others, in which agents do what the test says.
// Without a file's queues all that a flow names are there, with the agents of the test.
func (run *running) queuesOf(world flows.Queues) flows.Queues {
	given := run.result.Case.Given.Agents
	if world != nil {
		return &staffed{world.Apart(), given}
	}
	if len(given) == 0 {
		return nil
	}
	var agents []flows.QueueOffer
	for _, one := range given {
		if one.Number != "*" {
			agents = append(agents, flows.QueueOffer{Agent: one.Number, Endpoint: agentEndpoint + one.Number,
				Ring: ringTime})
		}
	}
	return flowtest.OpenQueues(agents, againTime)
}

// staffed are queues in which the agents of a test have telephones of their own.
type staffed struct {
	flows.Queues
	agents []Agent
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
	agents []Agent
}

// Look is how things are, with the agents' telephones of the test.
func (p staffedPlace) Look(at time.Time) flows.QueueView {
	view := p.QueuePlace.Look(at)
	view.Offers = slices.Clone(view.Offers)
	for i := range view.Offers {
		offer := &view.Offers[i]
		if slices.ContainsFunc(p.agents, func(a Agent) bool { return a.Number == offer.Agent || a.Number == "*" }) {
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
