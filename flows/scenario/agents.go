package scenario

import (
	"github.com/ariapp/ariapp/flows"
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
