package queue

import (
	"fmt"
	"testing"
	"time"
)

// factsOf are the facts of some kinds among effects, one after the other, with what matters of them here.
func factsOf(out Effects, kinds ...FactKind) (text string) {
	for _, f := range out.Facts {
		for _, kind := range kinds {
			if f.Kind == kind {
				text += fmt.Sprintf("%s %s %s %v %s %s %v|", f.Kind, f.Queue, f.Agent, f.Queues, f.State, f.Text, f.Taken)
			}
		}
	}
	return text
}

// Law: a pause of all tells of which queues it is, and so does its end; one in a queue tells of that alone.
func TestFactsOfPauses(t *testing.T) {
	c := one(1, nil)
	other := c.Queues[0]
	other.Name = "r"
	c.Queues = append(c.Queues, other)
	c.Agents[0].Members = append(c.Agents[0].Members, Membership{Queue: "r"})
	d := newDesk(t, c)
	d.want(factsOf(d.apply(Pausing{Agent: "1"}), AgentPaused), "agent_paused  1 [s r]   false|")
	d.want(factsOf(d.apply(Resuming{Agent: "1"}), AgentResumed), "agent_resumed  1 [s r]   false|")
	d.want(factsOf(d.apply(Pausing{Agent: "1", Queues: []string{"r"}}), AgentPaused), "agent_paused r 1 []   false|")
}

// Law: another level of a member is told once, with the level; what else is new of them is not.
func TestFactsOfMembers(t *testing.T) {
	c := one(2, nil)
	d := newDesk(t, c)
	next := one(2, nil)
	next.Agents[0].Members[0].Level = 2
	next.Agents[1].Members[0].Position = 2
	d.want(factsOf(d.e.Configure(d.now, next), MemberAdded, MemberRemoved, MemberChanged), "member_changed s 1 []  2 false|")
	d.want(factsOf(d.e.Configure(d.now, next), MemberAdded, MemberRemoved, MemberChanged), "")
}

// Law: an offer that failed tells whether the agent had answered: who hangs up then has dumped the caller, who does so
// before has not taken the call.
func TestFactsOfFailedOffers(t *testing.T) {
	d := newDesk(t, one(1, nil))
	d.join("a")
	d.tell("a", "1", Ringing)
	d.tell("a", "1", Rejected)
	d.want(factsOf(d.last, OfferFailed), "offer_failed s 1 [] rejected  false|")
	d.pass(time.Minute)
	d.tell("a", "1", AgentAnswered)
	d.tell("a", "1", Rejected)
	d.want(factsOf(d.last, OfferFailed), "offer_failed s 1 [] rejected  true|")
}
