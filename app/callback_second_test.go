package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: who is called back and comes to a queue once more in that call waits there as anybody, and somebody talks with
// them: after a transfer, behind a talk, and by a key of the first wait; also when the process has died meanwhile.
func TestWhoIsCalledBackComesToASecondQueue(t *testing.T) {
	const (
		second    = "{queue: {id: second, queue: sales}}"
		transfers = "transfer: {allow: _3XX, steps: [{play: 'digits:${steps.q.transfer}'}]}"
	)
	for name, c := range map[string]struct {
		was, now, way string
		does          func(agent, customer *fakeari.Call)
	}{
		"a transfer": {"steps: [{play: 'digits:${steps.q.transfer}'}]", "steps: [" + second + "]", "agent_first",
			func(agent, _ *fakeari.Call) {
				for _, key := range "*1301" {
					agent.Press(string(key))
					time.Sleep(200 * time.Millisecond)
				}
			}},
		"behind": {transfers, transfers + `
      - if: {is: 'steps.q.status == "answered" and call.from == "5551"', then: ` + second + "}", "agent_first",
			func(agent, _ *fakeari.Call) { agent.Hangup(16) }},
		"a key": {"continue: true", "exit_keys: {0: " + second + "}", "customer_first",
			func(_, customer *fakeari.Call) { customer.Press("0") }},
	} {
		for _, dies := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, dies is %v", name, dies), func(t *testing.T) {
				text := strings.Replace(talkedCalls, c.was, c.now, 1)
				if text == talkedCalls {
					t.Fatal("the file has no such step")
				}
				if c.way == "customer_first" {
					text = strings.Replace(text, "callback: {endpoint", "callback: {mode: customer_first, endpoint", 1)
				}
				inQueues(t, text, nil, func(h *house, again func(time.Duration)) {
					h.wantsOne(c.way)
					var agent *fakeari.Call
					if c.way == "agent_first" {
						agent = h.answers("PJSIP/1001")
					}
					customer := h.answers("PJSIP/5551@trunk")
					time.Sleep(3 * time.Second)
					customer.Press("1")
					if c.way == "agent_first" {
						time.Sleep(toldFor)
						h.together("called back", customer, agent)
					} else {
						h.rings("PJSIP/1001")
						time.Sleep(time.Second) // that is written down
					}
					if dies {
						again(2 * time.Second)
						time.Sleep(5 * time.Second)
					}
					c.does(agent, customer)
					agent = h.answers("PJSIP/1001")
					time.Sleep(toldFor)
					h.together("in the second queue", customer, agent)
					customer.Hangup(16)
					time.Sleep(5 * time.Second)
				})
			})
		}
	}
}
