package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestQueueGoesOn: whenever the process dies that runs the call, the caller has the same place, the same agents ring,
// once, and a talk goes on; the queue hears the same story.
func TestQueueGoesOn(t *testing.T) {
	retelling := flows.QueueRules{Confirm: flows.QueueConfirm{Key: "1", Timeout: 5 * time.Second}, AgentAnnounce: []string{"sales"},
		MemberDelay: time.Second}
	takes := flowtest.Callee{Endpoint: "PJSIP/1", Answers: true, After: time.Second,
		Acts: flowtest.Script(flowtest.Wait(5*time.Second), flowtest.Press("1"), flowtest.Wait(30*time.Second), flowtest.HangUp())}
	two := []flows.QueueOffer{offer("1"), offer("2")}
	for _, c := range []struct {
		name         string
		of           flowtest.Queue
		fields, acts string
		dialled      []flowtest.Callee
	}{
		{"ringing and a talk", flowtest.Queue{Agents: two}, "", "", []flowtest.Callee{{Endpoint: "PJSIP/1"}, talker("2", 3*time.Second)}},
		{"all at once", flowtest.Queue{Agents: two, AtOnce: true}, ", continue: true", "",
			[]flowtest.Callee{talker("1", 4*time.Second), talker("2", 3*time.Second)}},
		{"busy, and a place", flowtest.Queue{Agents: two, Ahead: []time.Duration{2 * time.Second}, Retry: 3 * time.Second}, "", "",
			[]flowtest.Callee{{Endpoint: "PJSIP/1", Cause: flows.CauseBusy, After: time.Second}, talker("2", 3*time.Second)}},
		{"questions to the agent", flowtest.Queue{Agents: two, AtOnce: true, Rules: retelling}, "", "",
			[]flowtest.Callee{takes, {Endpoint: "PJSIP/2"}}},
		{"steps meanwhile", flowtest.Queue{Agents: two}, ", waiting: [wait: 2s, wait: 3s]", "",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}, talker("2", 3*time.Second)}},
		{"a flow meanwhile", flowtest.Queue{Agents: two}, ", waiting_flow: during, exit_keys: {1: {log: out}}", "12s 1",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}, {Endpoint: "PJSIP/2"}}},
		{"an end", flowtest.Queue{Agents: two, Ends: flows.QueueTimeout, After: 12 * time.Second}, ", on_timeout: {log: late}", "",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}, {Endpoint: "PJSIP/2"}}},
		{"somebody else in the agent's place", flowtest.Queue{Agents: two}, refers, "20s hangup",
			[]flowtest.Callee{sender(flowtest.ReferAttended("212", "c2", "c3"))}},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := func(n int) (p played, story string, checkpoints int) {
				of := c.of
				p, checkpoints = queueLine(&of, c.dialled...).dialDying(t, queueFlow(c.fields)+"  during: [wait: 2s, wait: 3s]\n", c.acts, n)
				return p, strings.Join(of.Story, "; "), checkpoints
			}
			once, story, checkpoints := run(0)
			if checkpoints < 4 || once.outcome.Status == flows.Failed {
				t.Fatalf("%d checkpoints, %+v\n%s", checkpoints, once.outcome, once)
			}
			for n := 1; n <= checkpoints; n++ {
				p, again, _ := run(n)
				same := again == story && p.rung() == once.rung() && p.logged() == once.logged()
				if c.of.Rules.Confirm.Key != "" { // what was asked is asked again, and takes time
					same = timeless(again) == timeless(story) && p.rung() == once.rung()
				}
				if !same || len(p.phone.Left()) > 0 {
					t.Errorf("dead at checkpoint %d of %d\nstory %s\nnot   %s\nrang %s, not %s\nlogged %q, not %q; left %v\n%s", n, checkpoints, again,
						story, p.rung(), once.rung(), p.logged(), once.logged(), p.phone.Left(), p)
				}
			}
		})
	}
}

// rung are the telephones that rang, and when.
func (p played) rung() string {
	var all []string
	for _, l := range p.phone.Legs() {
		all = append(all, l.Leg.Endpoint+" "+l.At.String())
	}
	return strings.Join(all, ", ")
}
