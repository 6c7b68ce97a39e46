package queue

import (
	"fmt"
	"testing"
	"time"
)

// Law: strategies that are alike in a short history differ where they should: least_recent and fewest_calls look at this
// queue alone, longest_idle at all; sequential_by_level goes on to who was offered least recently, linear does not.
func TestStrategiesDiffer(t *testing.T) {
	for _, row := range []struct {
		strategy Strategy
		want     string
	}{
		// 1 took two calls of s, then 2 one of s and the last one of r: 2 was idle for the least time, and has fewest of s.
		{LongestIdle, "a>1"},
		{FewestCalls, "a>2"},
		// Of s 1 has taken the last call, 2 that before.
		{LeastRecent, "a>2"},
	} {
		t.Run(string(row.strategy), func(t *testing.T) {
			c := one(2, func(q *Queue) { q.Strategy = row.strategy })
			other := c.Queues[0]
			other.Name = "r"
			c.Queues = append(c.Queues, other)
			for i := range c.Agents {
				c.Agents[i].Members = append(c.Agents[i].Members, Membership{Queue: "r"})
			}
			d := newDesk(t, c)
			calls := []struct{ queue, agent string }{{"s", "2"}, {"s", "1"}, {"s", "1"}, {"r", "2"}}
			for i, call := range calls {
				away := map[string]string{"1": "2", "2": "1"}[call.agent]
				d.apply(Pausing{Agent: away})
				id := fmt.Sprint("c", i)
				d.want(rungOf(d.apply(Joined{ID: id, Queue: call.queue})), id+">"+call.agent)
				d.talk(id, call.agent, time.Minute)
				d.apply(Resuming{Agent: away})
			}
			d.want(d.join("a"), row.want)
		})
	}
	for strategy, want := range map[Strategy]string{Linear: "b>1", SequentialByLevel: "b>2"} {
		d := newDesk(t, one(2, func(q *Queue) { q.Strategy = strategy }))
		d.want(d.join("a"), "a>1")
		d.apply(Left{ID: "a", Why: Abandoned})
		d.pass(time.Minute)
		d.want(d.join("b"), want)
	}
}

// Law: who would wait longer than wait_over is sent on, by the place that they would have; where nobody waits nobody is.
func TestWaitOver(t *testing.T) {
	for _, row := range []struct {
		name    string
		waiting int
		over    time.Duration
		want    string
	}{
		{"nobody waits", 0, time.Second, ""},
		{"the second would wait two minutes", 1, 2*time.Minute - time.Second, "a=overflow "},
		{"and no longer", 1, 2 * time.Minute, ""},
		{"the third would wait three", 2, 3*time.Minute - time.Second, "a=overflow "},
		{"nothing is laid down", 3, 0, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDesk(t, one(1, func(q *Queue) { q.Diversion.WaitOver = row.over }))
			d.want(d.join("first"), "first>1")
			d.talk("first", "1", time.Minute) // conversations take a minute, and the only agent has one
			d.want(d.join("talks"), "talks>1")
			d.tell("talks", "1", Connected)
			for i := range row.waiting {
				d.join(fmt.Sprint("w", i))
			}
			d.want(ends(d.apply(Joined{ID: "a", Queue: "s"})), row.want)
		})
	}
}

// Law: the estimate is that of the rule which counts for the caller, as far as there is one.
func TestEstimateOfEachRule(t *testing.T) {
	c := one(2, func(q *Queue) {
		q.Routing = []Rule{{Until: 10 * time.Second, Require: map[string]int{"en": 1}}, {}}
	})
	c.Agents[0].Skills = map[string]int{"en": 1}
	d := newDesk(t, c)
	d.want(d.join("quick"), "quick>1")
	d.tell("quick", "1", Connected)
	d.want(d.join("slow"), "")
	d.want(rungOf(d.pass(10*time.Second)), "slow>2") // by the second rule
	d.tell("slow", "2", Connected)
	d.pass(50 * time.Second)
	d.tell("quick", "1", ConversationEnd) // a minute by the first rule
	d.want(d.join("busy"), "busy>1")
	d.tell("busy", "1", Connected)
	d.pass(9*time.Minute + 10*time.Second)
	d.tell("slow", "2", ConversationEnd) // ten minutes by the second
	d.apply(Pausing{Agent: "2"})
	d.join("a")
	if v, _ := d.e.Entry(d.now, "a"); !v.WaitKnown || v.Wait != time.Minute {
		t.Errorf("by the first rule the wait is %v, not a minute", v.Wait)
	}
	d.pass(10 * time.Second)
	if v, _ := d.e.Entry(d.now, "a"); !v.WaitKnown || v.Wait != 10*time.Minute {
		t.Errorf("by the second rule the wait is %v, not ten minutes", v.Wait)
	}
}

// Law: who calls again has the old place with its priority, and a higher one that they bring.
func TestResumedPriority(t *testing.T) {
	for _, row := range []struct{ had, brings, want int }{{5, 0, 5}, {5, 7, 7}, {0, 3, 3}} {
		d := newDesk(t, one(0, func(q *Queue) { q.JoinEmpty, q.ResumeAbandoned = nil, time.Minute }))
		d.apply(Joined{ID: "a", Queue: "s", From: "100", Priority: row.had})
		d.apply(Left{ID: "a", Why: Abandoned})
		d.pass(10 * time.Second)
		d.apply(Joined{ID: "b", Queue: "s", From: "100", Priority: row.brings})
		if v, _ := d.e.Entry(d.now, "b"); v.Priority != row.want || v.Waited != 10*time.Second {
			t.Errorf("who had %d and brings %d has %d, having waited %v", row.had, row.brings, v.Priority, v.Waited)
		}
	}
}
