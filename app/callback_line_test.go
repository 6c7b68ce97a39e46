package app

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// linedCalls is a queue that calls agents first, with an agent who is rung, 1001, and one who waits on the line, 1002.
const linedCalls = outer + `
server: {listen: none}
queues:
  sales:
    ring_timeout: 20s
    announce: {frequency: 0s, position: no, hold_time: no}
    record: true
    agent_announce: [queue-periodic-announce]
    report_hold_time: true
    callback: {endpoint: 'PJSIP/{number}@trunk', attempts: 3, retry_delay: 1m}
agents:
  1001: {endpoint: PJSIP/1001, queues: [sales]}
  1002: {queues: [sales]}
outbound: {allow: ['PJSIP/_X.@trunk']}
numbers: {200: sales, 290: headset}
flows:
  sales: [{queue: {queue: sales, callback: {key: 2, confirm_number: false}}}, hangup]
  headset: [{agent: {do: standby, agent: '1002', check_pin: false}}, hangup]
`

// notedFacts are what happened in queues.
type notedFacts struct {
	mu  sync.Mutex
	all []queue.Fact
}

// note has them taken down.
func (n *notedFacts) note(o *Options) {
	o.ObserveQueues = func(f queue.Fact) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.all = append(n.all, f)
	}
}

// ofKind are those of a kind by now.
func (n *notedFacts) ofKind(kind queue.FactKind) (some []queue.Fact) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, f := range n.all {
		if f.Kind == kind {
			some = append(some, f)
		}
	}
	return some
}

// wantsBack has somebody call who wants to be called back, and hangs up.
func (h *house) wantsBack(number string) {
	h.t.Helper()
	h.srv.Endpoint("PJSIP/" + number + "@trunk")
	caller := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: number})
	time.Sleep(2 * time.Second)
	caller.Press("2")
	h.ends(caller, fakeari.EndHangup, 16)
}

// agent is how things are with an agent.
func (h *house) agent(id string) queue.AgentView {
	h.t.Helper()
	v, err := h.hall().hall.AgentNamed(context.Background(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// isToBeCalledBack has a caller leave a number while the only agent talks, who is free then.
func (h *house) isToBeCalledBack() {
	h.t.Helper()
	busy := h.call("200")
	talk := h.rings("PJSIP/1001")
	talk.Answer()
	h.wantsBack("5551")
	talk.Hangup(16)
	h.ends(busy, fakeari.EndHangup, 16)
}

// logIn logs the agent in who is rung.
func (h *house) logIn() {
	h.t.Helper()
	if _, err := h.hall().hall.Agent(context.Background(), flows.AgentOrder{Agent: "1001", Do: flows.AgentLogin}); err != nil {
		h.t.Fatal(err)
	}
}

// toldFor is how long an agent hears at most who calls, before they talk.
const toldFor = 20 * time.Second

// Law: an agent in standby is taken into a call-back as into any caller's call: the customer is called, and comes to
// them. Nobody behind waits longer for that, whether the customer is reached or not.
func TestCallsBackToAnAgentOnTheLine(t *testing.T) {
	for _, reached := range []bool{true, false} {
		var facts notedFacts
		inQueues(t, linedCalls, facts.note, func(h *house, _ func(time.Duration)) {
			headset := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
			time.Sleep(3 * time.Second)
			first := h.call("200")
			time.Sleep(toldFor)
			h.wantsBack("5551")
			behind := h.call("200")
			time.Sleep(time.Second)
			first.Hangup(16)
			customer := h.rings("PJSIP/5551@trunk")
			if !reached {
				customer.Reject(17, 486)
			} else {
				customer.Answer()
				time.Sleep(toldFor)
				if v := h.agent("1002"); len(facts.ofKind(queue.EntryConnected)) > 1 {
					t.Errorf("the agent is with somebody who has pressed nothing: %+v", v)
				}
				customer.Press("1")
				time.Sleep(toldFor)
				if v := h.agent("1002"); v.Work != "in_call" || v.Call != customer.ID() {
					t.Errorf("the agent is %+v, not with %s\n%s", v, customer.ID(), h.logged())
				}
				customer.Hangup(16)
			}
			time.Sleep(toldFor)
			if v := h.agent("1002"); v.Work != "in_call" || v.Call != behind.ID() {
				t.Errorf("then the agent is %+v, not with %s\n%s", v, behind.ID(), h.logged())
			}
			behind.Hangup(16)
			time.Sleep(toldFor)
			if isOver(headset) {
				t.Errorf("the agent is off the line\n%s", h.logged())
			}
			headset.Hangup(16)
			time.Sleep(toldFor)
			if !reached {
				_ = h.hall().hall.Withdraw(context.Background(), facts.ofKind(queue.CallbackKept)[0].Entry)
			}
		})
		if n := len(facts.ofKind(queue.EntryConnected)); n != map[bool]int{true: 3, false: 2}[reached] {
			t.Errorf("reached is %v: %d talks", reached, n)
		}
	}
}

// Law: where the agent is called first they hear what the queue tells agents, and music until the customer has pressed
// the key. The talk is the queue's: recorded, told to the journal with the agent, shown with the customer's call, and
// it is known who has ended it.
func TestAgentFirstTalkIsTheQueues(t *testing.T) {
	for _, ends := range []string{"caller", "agent"} {
		var facts notedFacts
		inQueues(t, linedCalls, facts.note, func(h *house, _ func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			agent := h.rings("PJSIP/1001")
			agent.Answer()
			customer := h.rings("PJSIP/5551@trunk")
			time.Sleep(time.Second)
			if !hasHeard(agent.Call, "sound:queue-periodic-announce") || !hasHeard(agent.Call, "sound:queue-reporthold") {
				t.Errorf("the agent has heard %v", agent.Heard())
			}
			if agent.Music() == "" {
				t.Error("the agent hears nothing while the customer is rung")
			}
			customer.Answer()
			time.Sleep(3 * time.Second)
			if v := h.agent("1001"); len(facts.ofKind(queue.EntryConnected)) > 1 || agent.Music() == "" {
				t.Errorf("the agent is with somebody who has pressed nothing: %+v, music %q", v, agent.Music())
			}
			customer.Press("1")
			time.Sleep(5 * time.Second)
			if v := h.agent("1001"); v.Work != "in_call" || v.Call != customer.ID() {
				t.Errorf("the agent is %+v, not with %s\n%s", v, customer.ID(), h.logged())
			}
			map[string]*fakeari.Leg{"caller": customer, "agent": agent}[ends].Hangup(16)
			h.ends(customer.Call, fakeari.EndHangup, 16)
			h.ends(agent.Call, fakeari.EndHangup, 16)
			time.Sleep(time.Second)
			if v := h.agent("1001"); v.Work != "idle" {
				t.Errorf("then the agent is %+v", v)
			}
			told := map[flows.FactKind]string{}
			for _, f := range h.heardFacts() {
				if f.Call == customer.ID() {
					told[f.Kind] = f.Text
				}
			}
			if told[flows.QueueOffered] != "1001" || told[flows.QueueConnected] != "1001" || told[flows.RecordBegun] == "" {
				t.Errorf("told is %v", told)
			}
		})
		over := facts.ofKind(queue.TalkEnded)
		if len(over) != 2 || over[1].By != ends || !strings.HasPrefix(over[1].Call, "ariapp-met-") {
			t.Errorf("ended are %+v, not by the %s", over, ends)
		}
	}
}

// heardFacts are the facts of calls by now.
func (h *house) heardFacts() []flows.Fact {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.facts)
}

// Law: a customer who is not reached, or presses nothing, sets the agent free without a blemish, and is called again
// later; an agent who goes is no reason to let the customer's telephone ring.
func TestAgentFirstThatFails(t *testing.T) {
	inQueues(t, linedCalls, nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		for i, fails := range []func(agent, customer *fakeari.Leg){
			func(_, customer *fakeari.Leg) { customer.Reject(17, 486) },
			func(agent, customer *fakeari.Leg) {
				agent.Hangup(16)
				time.Sleep(time.Second)
				if !isOver(customer.Call) {
					t.Errorf("the customer rings for nobody\n%s", h.logged())
				}
			},
			func(_, customer *fakeari.Leg) {
				customer.Answer()
				time.Sleep(40 * time.Second)
				if !isOver(customer.Call) {
					t.Errorf("a machine is not hung up\n%s", h.logged())
				}
			},
		} {
			agent := h.rings("PJSIP/1001")
			agent.Answer()
			fails(agent, h.rings("PJSIP/5551@trunk"))
			time.Sleep(time.Second)
			if v := h.agent("1001"); !isOver(agent.Call) || v.Work != "idle" || v.Missed != 0 {
				t.Errorf("after try %d the agent is %+v\n%s", i+1, v, h.logged())
			}
		}
		if left, err := h.hall().hall.Waiting(context.Background(), "sales"); err != nil || len(left) > 0 {
			t.Errorf("left are %+v, %v", left, err)
		}
	})
}

// Law: an agent whose offer the queue takes back, while their telephone rings or they wait on the line, is hung up, and
// the customer's telephone does not ring for them.
func TestAgentFirstIsTakenBack(t *testing.T) {
	for _, answers := range []bool{false, true} {
		inQueues(t, linedCalls, nil, func(h *house, _ func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			agent := h.rings("PJSIP/1001")
			var customers []*fakeari.Leg
			if answers {
				agent.Answer()
				customers = append(customers, h.rings("PJSIP/5551@trunk"))
				waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
				if err != nil || len(waiting) != 1 {
					t.Fatalf("waiting are %+v, %v", waiting, err)
				}
				if err := h.hall().hall.Withdraw(context.Background(), waiting[0].ID); err != nil {
					t.Fatal(err)
				}
			} else {
				order := flows.AgentOrder{Agent: "1001", Do: flows.AgentLogout}
				if _, err := h.hall().hall.Agent(context.Background(), order); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Second)
			if !isOver(agent.Call) {
				t.Errorf("answers is %v: the agent's call goes on\n%s", answers, h.logged())
			}
			for _, customer := range customers {
				if !isOver(customer.Call) {
					t.Errorf("the customer rings for nobody\n%s", h.logged())
				}
			}
			time.Sleep(time.Minute)
			if n := len(h.srv.Endpoint("PJSIP/5551@trunk").Calls()); n != len(customers) {
				t.Errorf("answers is %v: the customer was called %d times", answers, n)
			}
			if !answers { // who is still to be called back
				waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
				if err != nil || len(waiting) != 1 {
					t.Fatalf("waiting are %+v, %v", waiting, err)
				}
				_ = h.hall().hall.Withdraw(context.Background(), waiting[0].ID)
			}
		})
	}
}

// Law: an agent who was called first and hangs up while no process runs is free at once when there is one again, and the
// customer is called later.
func TestAgentFirstEndsUnseen(t *testing.T) {
	inQueues(t, linedCalls, nil, func(h *house, again func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		agent := h.rings("PJSIP/1001")
		agent.Answer()
		time.Sleep(2 * time.Second)
		time.AfterFunc(time.Second, func() { agent.Hangup(16) })
		again(3 * time.Second)
		time.Sleep(10 * time.Second)
		if v := h.agent("1001"); v.Work != "idle" {
			t.Errorf("the agent is %+v\n%s", v, h.logged())
		}
		agent = h.rings("PJSIP/1001")
		agent.Answer()
		customer := h.rings("PJSIP/5551@trunk")
		customer.Answer()
		time.Sleep(3 * time.Second)
		customer.Press("1")
		time.Sleep(10 * time.Second)
		h.together("called again", customer.Call, agent.Call)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: with confirm: false nobody is asked, whoever is called first.
func TestCallsBackWithoutAQuestion(t *testing.T) {
	for mode, order := range map[string][]string{"agent_first": {"PJSIP/1001", "PJSIP/5551@trunk"},
		"customer_first": {"PJSIP/5551@trunk", "PJSIP/1001"}} {
		text := strings.Replace(linedCalls, "callback: {", "callback: {confirm: false, mode: "+mode+", ", 1)
		inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			for _, name := range order {
				h.rings(name).Answer()
			}
			time.Sleep(20 * time.Second)
			v := h.agent("1001")
			customer := h.srv.Endpoint("PJSIP/5551@trunk").Calls()[0]
			if v.Work != "in_call" || v.Call != customer.ID() {
				t.Errorf("%s: the agent is %+v, not with %s\n%s", mode, v, customer.ID(), h.logged())
			}
			customer.Hangup(16)
			time.Sleep(5 * time.Second)
		})
	}
}

// Law: a customer who is called for an agent who then goes is not called twice: they wait, once they have pressed the
// key, and the next agent is rung for them.
func TestNobodyIsCalledBackTwiceAtOnce(t *testing.T) {
	inQueues(t, linedCalls, nil, func(h *house, _ func(time.Duration)) {
		headset := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
		time.Sleep(3 * time.Second)
		first := h.call("200")
		time.Sleep(5 * time.Second)
		h.wantsBack("5551")
		first.Hangup(16)
		customer := h.rings("PJSIP/5551@trunk")
		headset.Hangup(16)
		time.Sleep(time.Second)
		h.logIn()
		time.Sleep(5 * time.Second)
		if n := len(h.srv.Endpoint("PJSIP/1001").Calls()); n != 0 {
			t.Errorf("the next agent is rung %d times for nobody", n)
		}
		customer.Answer()
		time.Sleep(3 * time.Second)
		customer.Press("1")
		h.rings("PJSIP/1001").Answer()
		time.Sleep(5 * time.Second)
		if v, n := h.agent("1001"), len(h.srv.Endpoint("PJSIP/5551@trunk").Calls()); v.Call != customer.ID() || n != 1 {
			t.Errorf("called %d times, the agent is %+v\n%s", n, v, h.logged())
		}
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}
