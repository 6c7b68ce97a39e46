package steps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// desk are queues with agent 7, whose PIN is 42.
func desk() *flowtest.Queues {
	return &flowtest.Queues{People: map[string]*flows.AgentView{"7": {Agent: "7", Name: "Anna", Presence: "logged_out", Work: "idle"},
		"8": {Agent: "8"}}, PINs: map[string]string{"7": "42"}}
}

// TestAgentStep: who it is, whether the PIN fits, what was ordered, and what is heard of it.
func TestAgentStep(t *testing.T) {
	for _, c := range []struct {
		name, fields, acts             string
		refused                        error
		heard, logged, orders, outcome string
	}{
		{"number and PIN", "do: login", "500ms 7# 500ms 42#", nil, "agent-user/500ms agent-pass/500ms agent-loginok", "ok 7 Anna available", "login 7", "ended"},
		{"in one go", "do: login", "500ms 7#42#", nil, "agent-user/500ms agent-pass/200ms agent-loginok", "ok 7 Anna available", "login 7", "ended"},
		{"the second try", "do: logout", "500ms 7#41# @agent-user 7#42#", nil, "agent-user/500ms agent-pass/200ms agent-incorrect agent-user/0s agent-pass/200ms agent-loggedoff", "ok 7 Anna logged_out", "logout 7, logout 7", "ended"},
		{"three that are wrong", "do: login", "500ms 7#1# 3s 9#42# 3s 7#2#", nil, "agent-user/500ms agent-pass/200ms agent-incorrect agent-user/1s agent-pass/200ms agent-incorrect agent-user/1s agent-pass/200ms agent-incorrect", "failed; wrong_pin   ", "login 7, login 9, login 7", "ended"},
		{"one without a PIN", "do: login, attempts: 1", "500ms 8##", nil, "agent-user/500ms agent-pass/200ms agent-incorrect", "failed; wrong_pin   ", "login 8", "ended"},
		{"known by the telephone", "do: pause, agent: '${\"7\"}', check_pin: false, reason: lunch, announce: false", "", nil, "", "ok 7 Anna on_break", "pause 7 lunch", "ended"},
		{"only the PIN", "do: resume, agent: 7, queues: [a, b]", "500ms 42#", nil, "agent-pass/500ms", "ok 7 Anna available", "resume 7 [a b]", "ended"},
		{"nobody of that number", "do: resume, agent: 9, check_pin: false", "", nil, "", "failed; unknown   ", "resume 9", "ended"},
		{"a state that does not fit", "do: pause, agent: 7, check_pin: false", "", flows.ErrAgentOrder, "", "failed; refused   ", "pause 7", "ended"},
		{"queues that are away", "do: pause, agent: 7, check_pin: false", "", flows.ErrQueuesAway, "", "failed; away   ", "pause 7", "ended"},
		{"nothing but a look", "do: status, agent: 7, check_pin: false", "", nil, "", "ok 7 Anna logged_out", "look 7", "ended"},
		{"hung up", "do: login", "500ms hangup", nil, "agent-user/500ms", "", "", "hung-up"},
	} {
		t.Run(c.name, func(t *testing.T) {
			queues := desk()
			queues.Refused = c.refused
			l := line{world: flows.World{Queues: queues}, phone: flowtest.Options{DefaultLength: 2 * time.Second}}
			p := l.dial(t, "flows:\n  main:\n    - agent: {id: a, "+c.fields+", on_failed: {log: failed}}\n"+
				"    - log: '${steps.a.status} ${steps.a.agent} ${steps.a.name} ${steps.a.presence}'\n", c.acts)
			var orders []string
			for _, o := range queues.Orders {
				order := string(o.Do) + " " + o.Agent
				if o.Reason != "" {
					order += " " + o.Reason
				}
				if len(o.Queues) > 0 {
					order += fmt.Sprint(" ", o.Queues)
				}
				orders = append(orders, order)
			}
			if got := strings.Join(orders, ", "); p.heard() != c.heard || p.logged() != c.logged || got != c.orders ||
				string(p.outcome.Status) != c.outcome {
				t.Errorf("heard %q, not %q\nlogged %q, not %q\nordered %q, not %q\n%s", p.heard(), c.heard, p.logged(), c.logged, got, c.orders, p)
			}
		})
	}
}

// TestAgentGoesOn: whoever keys in a number and a PIN when the process dies is asked again for what they were asked for,
// and for nothing else; the order is given once.
func TestAgentGoesOn(t *testing.T) {
	const number, pin = "agent-user", "agent-pass"
	for _, c := range []struct{ dies, acts, heard, orders string }{
		{number, "1s 7# 1s 42#", number + "/0s " + number + "/1s " + pin + "/1s agent-loginok", "7"},
		{pin, "500ms 7# 1s 42#", number + "/500ms " + pin + "/0s " + pin + "/1s agent-loginok", "7"},
		{pin, "500ms 7# 1s 41# @" + number + " 7# @" + pin + " 42#", number + "/500ms " + pin + "/0s " + pin +
			"/1s agent-incorrect " + number + "/0s " + pin + "/0s agent-loginok", "7 7"},
	} {
		queues := desk()
		l := line{world: flows.World{Queues: queues}, phone: flowtest.Options{DefaultLength: 2 * time.Second}}
		p, _ := l.dialUntil(t, "flows:\n  main:\n    - agent: {id: a, do: login}\n    - log: '${steps.a.status} ${steps.a.agent}'\n",
			c.acts, 0, func(f flows.Fact) bool { return f.Kind == flows.PromptBegun && f.Text == c.dies })
		var orders []string
		for _, o := range queues.Orders {
			orders = append(orders, o.Agent)
		}
		if got := strings.Join(orders, " "); p.heard() != c.heard || p.logged() != "ok 7" || got != c.orders {
			t.Errorf("dead in %s: heard %q, not %q\nlogged %q, ordered %q, not %q\n%s", c.dies, p.heard(), c.heard, p.logged(), got, c.orders, p)
		}
	}
}
