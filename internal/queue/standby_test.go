package queue

import (
	"testing"
	"time"
)

// lineDesk is a desk with agents who wait on lines: "1" at Asterisk a, "2" is rung.
func lineDesk(t *testing.T, agents int, change func(*Queue)) *desk {
	d := newDesk(t, one(agents, change))
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "a"})
	return d
}

func (d *desk) joinAt(id, asterisk string) string {
	d.t.Helper()
	return rungOf(d.apply(Joined{ID: id, Queue: "s", Asterisk: asterisk}))
}

// Law: who waits on the line at one Asterisk is offered to its callers alone, and to those of whom it is not known where
// they are; whoever is behind a caller of another one has them, and that one the next who is rung.
func TestLinesAreOfOneAsterisk(t *testing.T) {
	d := lineDesk(t, 2, nil)
	d.apply(Pausing{Agent: "2"})
	d.want(d.joinAt("x", "b"), "")
	d.want(d.joinAt("y", "a"), "y>1")
	d.want(rungOf(d.apply(Resuming{Agent: "2"})), "x>2")
	d.tell("x", "2", Connected)
	d.talk("y", "1", time.Minute)
	d.want(d.joinAt("z", ""), "z>1")

	d = lineDesk(t, 1, func(q *Queue) { q.JoinEmpty, q.LeaveEmpty = nil, nil })
	d.want(d.joinAt("x", "b"), "")
	d.want(rungOf(d.apply(LoggedInto{Agent: "1", Standby: "other line", At: "b"})), "x>1") // the agent has gone there
	d.tell("x", "1", NotThere)
	d.apply(Left{ID: "x", Why: Abandoned})
	d.pass(time.Minute)
	d.want(d.joinAt("y", "a"), "")
	d.want(rungOf(d.apply(LoggedInto{Agent: "1"})), "y>1") // and is rung from now on
}

// Law: where nobody is there but on lines of another Asterisk, the queue is empty: nobody waits in vain. It is not any
// more when the agent can be rung, or comes to a line of the caller's Asterisk.
func TestLinesElsewhereLeaveAQueueEmpty(t *testing.T) {
	d := lineDesk(t, 1, nil)
	d.joinAt("x", "b")
	d.want(ends(d.last), "x=join_empty ")
	d.want(d.joinAt("y", "a"), "y>1")
	d.talk("y", "1", time.Second)

	d = newDesk(t, one(1, func(q *Queue) { q.WrapUp = time.Hour }))
	d.join("talk")
	d.talk("talk", "1", time.Second) // rests, so that all wait
	d.joinAt("x", "b")
	d.joinAt("y", "a")
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "a"})
	d.want(ends(d.pass(29*time.Second)), "")
	d.want(ends(d.pass(time.Second)), "x=leave_empty ")
	d.joinAt("z", "")
	d.want(ends(d.last), "")

	d = newDesk(t, one(1, func(q *Queue) { q.WrapUp = time.Hour }))
	d.join("talk")
	d.talk("talk", "1", time.Second)
	d.joinAt("x", "b")
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "a"})
	d.pass(20 * time.Second)
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "b"})
	d.want(ends(d.pass(time.Minute)), "")
}

// Law: a rule that only agents on lines elsewhere could fulfil is passed over for that caller, as any that nobody could.
func TestLinesElsewhereFulfilNoRule(t *testing.T) {
	c := one(2, func(q *Queue) { q.Routing = []Rule{{Until: time.Hour, Require: map[string]int{"x": 1}}, {}} })
	c.Agents[0].Skills = map[string]int{"x": 1}
	d := newDesk(t, c)
	d.want(d.joinAt("x", "b"), "x>1")
	d.talk("x", "1", time.Second)
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "a"})
	d.want(d.joinAt("y", "b"), "y>2")
	d.want(d.joinAt("z", "a"), "z>1")
}

// Law: who is called back is called where the agent is: from any Asterisk they get any agent. An order from outside is
// asked of those whom the caller may have.
func TestLinesAndCallBacks(t *testing.T) {
	d := newDesk(t, one(1, nil))
	d.join("talk")
	d.joinAt("x", "b")
	d.apply(Left{ID: "x", Why: CallbackWanted, Number: "100"})
	d.tell("talk", "1", Connected)
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "a"})
	d.tell("talk", "1", ConversationEnd)
	if len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Offer.Standby != "line" {
		t.Fatalf("nobody is called back: %+v", d.last)
	}
	d.want(rungOf(d.apply(CameBack{Joined: Joined{ID: "x", Queue: "s", Call: "new", Asterisk: "a"}})), "x>1")

	d = newDesk(t, one(3, func(q *Queue) { q.Strategy = External }))
	d.apply(LoggedInto{Agent: "1", Standby: "line", At: "a"})
	d.joinAt("x", "b")
	if len(d.last.Asks) != 1 || len(d.last.Asks[0].Agents) != 2 {
		t.Fatalf("asked is %+v", d.last.Asks)
	}
	d.want(rungOf(d.apply(OrderIs{Ask: d.last.Asks[0].ID, Agents: []string{"1", "3"}})), "x>3")
}
