package app

import (
	"cmp"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// talkedCalls is a queue whose step says much of the talk, with a variable and a parameter.
var talkedCalls = strings.Replace(linedCalls, "  sales: [{queue: {queue: sales, callback: {key: 2, confirm_number: false}}}, hangup]", `  sales:
    - set: {most: 40s, word: vm-goodbye}
    - call: {flow: wait, args: {greets: hello-world}}
    - play: '${vars.word}'
  wait:
    params: {greets: beep}
    steps:
      - queue:
          id: q
          queue: sales
          callback: {key: 2, confirm_number: false}
          continue: true
          max_duration: '${vars.most}'
          keys: {callee: {'*1': transfer, '7': [{play: '${flow.greets}'}]}, caller: {'*9': hangup}}
          transfer: {allow: _3XX, steps: [{play: 'digits:${steps.q.transfer}'}]}`, 1)

// Law: in the talk of a call-back all holds that the step says of it, with the variables of the call that was, and what
// follows behind the step: whoever is called first, and with an agent who waits on the line.
func TestTheTalkOfACallBackIsTheSteps(t *testing.T) {
	type act = func(h *house, agent, customer *fakeari.Call)
	presses := func(who func(agent, customer *fakeari.Call) *fakeari.Call, keys string) act {
		return func(_ *house, agent, customer *fakeari.Call) {
			for _, key := range keys {
				who(agent, customer).Press(string(key))
				time.Sleep(200 * time.Millisecond)
			}
		}
	}
	agents := func(agent, _ *fakeari.Call) *fakeari.Call { return agent }
	customers := func(_, customer *fakeari.Call) *fakeari.Call { return customer }
	for name, c := range map[string]struct {
		does  act
		after time.Duration
		heard string
	}{
		"a key's steps":  {presses(agents, "7"), 2 * time.Second, "sound:hello-world"},
		"a transfer":     {presses(agents, "*1301"), 8 * time.Second, "sound:digits/3"},
		"a key's hangup": {presses(customers, "*9"), 2 * time.Second, "sound:vm-goodbye"},
		"the time":       {func(*house, *fakeari.Call, *fakeari.Call) {}, 41 * time.Second, "sound:vm-goodbye"},
	} {
		for _, way := range []string{"agent_first", "customer_first", "standby"} {
			t.Run(name+", "+way, func(t *testing.T) {
				text := talkedCalls
				if way == "customer_first" {
					text = strings.Replace(text, "callback: {endpoint", "callback: {mode: customer_first, endpoint", 1)
				}
				inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
					line := h.wantsOne(way)
					agent, customer := h.taken(way)
					agent = cmp.Or(agent, line)
					time.Sleep(toldFor)
					h.together("called back", customer, agent)
					c.does(h, agent, customer)
					time.Sleep(c.after)
					if !hasHeard(customer, c.heard) {
						t.Errorf("the customer has heard %v\n%s", customer.Heard(), h.logged())
					}
					time.Sleep(time.Minute)
					if !isOver(customer) {
						t.Errorf("the customer's call goes on\n%s", h.logged())
					}
					if way == "standby" {
						agent.Hangup(16)
					}
					time.Sleep(5 * time.Second)
				})
			})
		}
	}
}

// wantsOne has somebody be called back, whose turn it is; the agent is who is on the line, if one is.
func (h *house) wantsOne(way string) (agent *fakeari.Call) {
	h.t.Helper()
	if way != "standby" {
		h.logIn()
		h.isToBeCalledBack()
		return nil
	}
	agent = h.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
	time.Sleep(3 * time.Second)
	first := h.call("200")
	time.Sleep(toldFor)
	h.wantsBack("5551")
	first.Hangup(16)
	return agent
}

// answers has a telephone be rung, and answered.
func (h *house) answers(name string) *fakeari.Call {
	h.t.Helper()
	leg := h.rings(name)
	leg.Answer()
	return leg.Call
}

// taken has somebody take the call with which they are called back.
func (h *house) taken(way string) (agent, customer *fakeari.Call) {
	h.t.Helper()
	if way == "agent_first" {
		agent = h.answers("PJSIP/1001")
	}
	customer = h.answers("PJSIP/5551@trunk")
	time.Sleep(3 * time.Second)
	customer.Press("1")
	if way == "customer_first" {
		agent = h.answers("PJSIP/1001")
	}
	return agent, customer
}

// keyHeard has the agent press the key whose steps the customer hears.
func (h *house) keyHeard(agent, customer *fakeari.Call) bool {
	agent.Press("7")
	time.Sleep(2 * time.Second)
	return hasHeard(customer, "sound:hello-world")
}

// Law: who is called back goes on in the version of the file in which they have called, whatever is in force by then;
// where it was not kept they come to the queue as it is, and the talk is that of any caller of it.
func TestACallBackGoesOnInItsVersion(t *testing.T) {
	for _, kept := range []bool{true, false} {
		note := func(o *Options) { o.Record, o.Watch = kept, true }
		inQueues(t, talkedCalls, note, func(h *house, _ func(time.Duration)) {
			h.logIn()
			busy := h.call("200")
			talk := h.rings("PJSIP/1001")
			talk.Answer()
			h.wantsBack("5551")
			h.write(linedCalls)
			time.Sleep(settled)
			h.mustLog("the configuration was reloaded")
			talk.Hangup(16)
			h.ends(busy, fakeari.EndHangup, 16)
			agent, customer := h.taken("agent_first")
			time.Sleep(toldFor)
			h.together("called back", customer, agent)
			if heard := h.keyHeard(agent, customer); heard != kept {
				t.Errorf("kept is %v: the key's steps are heard: %v\n%s", kept, heard, h.logged())
			}
			customer.Hangup(16)
			time.Sleep(5 * time.Second)
		})
	}
}

// Law: whose process dies while they are asked, or while they talk, has all that the step says of the talk with the next.
func TestTheTalkOfACallBackSurvives(t *testing.T) {
	for _, asked := range []bool{true, false} {
		for _, way := range []string{"agent_first", "customer_first", "standby"} {
			text := talkedCalls
			if way == "customer_first" {
				text = strings.Replace(text, "callback: {endpoint", "callback: {mode: customer_first, endpoint", 1)
			}
			inQueues(t, text, nil, func(h *house, again func(time.Duration)) {
				agent := h.wantsOne(way)
				if way == "agent_first" {
					agent = h.answers("PJSIP/1001")
				}
				customer := h.answers("PJSIP/5551@trunk")
				time.Sleep(3 * time.Second)
				if asked {
					again(2 * time.Second)
					time.Sleep(5 * time.Second)
				}
				customer.Press("1")
				if way == "customer_first" {
					agent = h.answers("PJSIP/1001")
				}
				time.Sleep(toldFor)
				if !asked {
					again(2 * time.Second)
					time.Sleep(5 * time.Second)
				}
				h.together(way, customer, agent)
				if !h.keyHeard(agent, customer) {
					t.Errorf("%s, asked is %v: the customer has heard %v\n%s", way, asked, customer.Heard(), h.logged())
				}
				customer.Hangup(16)
				if way == "standby" {
					agent.Hangup(16)
				}
				time.Sleep(5 * time.Second)
			})
		}
	}
}

// Law: who is just called back is not offered to be called back, though they may ask for it once more.
func TestWhoIsCalledBackIsOfferedNoOther(t *testing.T) {
	text := strings.Replace(customerFirst, "{key: 2, confirm_number: false}", "{key: 2, prompt: hello-world, confirm_number: false}", 1)
	inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		customer := h.answers("PJSIP/5551@trunk")
		time.Sleep(3 * time.Second)
		customer.Press("1")
		h.rings("PJSIP/1001")
		time.Sleep(10 * time.Second)
		if hasHeard(customer, "sound:hello-world") {
			t.Errorf("the customer has heard %v", customer.Heard())
		}
		customer.Press("2")
		h.ends(customer, fakeari.EndHangup, 16)
		agent, customer := h.taken("customer_first")
		time.Sleep(toldFor)
		h.together("called once more", customer, agent)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}
