package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// customerFirst is linedCalls with the customer called before an agent.
var customerFirst = strings.Replace(linedCalls, "callback: {endpoint", "callback: {mode: customer_first, endpoint", 1)

// orders has something done with an agent.
func (h *house) orders(agent string, do flows.AgentAct) {
	h.t.Helper()
	if _, err := h.hall().hall.Agent(context.Background(), flows.AgentOrder{Agent: agent, Do: do}); err != nil {
		h.t.Fatal(err)
	}
}

// calledTimes is how often somebody was called by now.
func (h *house) calledTimes(name string) int { return len(h.srv.Endpoint(name).Calls()) }

// Law: a customer whose telephone has rung has had an attempt, though the agent went away meanwhile.
func TestAnAttemptCountsThoughTheAgentGoes(t *testing.T) {
	for mode, text := range map[string]string{"agent_first": linedCalls, "customer_first": customerFirst} {
		var facts notedFacts
		inQueues(t, strings.Replace(text, "attempts: 3", "attempts: 1", 1), facts.note, func(h *house, _ func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			if mode == "agent_first" {
				agent := h.answers("PJSIP/1001")
				h.rings("PJSIP/5551@trunk")
				agent.Hangup(16)
			} else {
				customer := h.rings("PJSIP/5551@trunk")
				h.orders("1001", flows.AgentLogout)
				h.logIn()
				time.Sleep(time.Second)
				customer.Reject(17, 486)
			}
			time.Sleep(5 * time.Minute)
			if n := h.calledTimes("PJSIP/5551@trunk"); n != 1 {
				t.Errorf("%s: called %d times\n%s", mode, n, h.logged())
			}
		})
		if ended := facts.ofKind(queue.EntryEnded); len(ended) != 1 || ended[0].Result != queue.Failed {
			t.Errorf("%s: ended are %+v", mode, ended)
		}
	}
}

// Law: a customer who is called and asked while the process dies is not called a second time, though another agent is
// there by then: they wait, once they have pressed the key.
func TestNobodyIsCalledBackTwiceOverAProcess(t *testing.T) {
	inQueues(t, customerFirst, nil, func(h *house, again func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		customer := h.answers("PJSIP/5551@trunk")
		time.Sleep(3 * time.Second)
		again(2 * time.Second)
		time.Sleep(2 * time.Second)
		h.orders("1001", flows.AgentLogout)
		headset := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
		time.Sleep(5 * time.Second)
		if n := h.calledTimes("PJSIP/5551@trunk"); n != 1 {
			t.Errorf("called %d times\n%s", n, h.logged())
		}
		customer.Press("1")
		time.Sleep(toldFor)
		h.together("called back", customer, headset)
		customer.Hangup(16)
		headset.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: where the process dies while a customer rings, their telephone is hung up, if it rings still, the agent is let go
// soon, and the customer is called again.
func TestACustomerWhoRangIsCalledAgain(t *testing.T) {
	for mode, text := range map[string]string{"agent_first": linedCalls, "customer_first": customerFirst} {
		for _, rejects := range []bool{false, true} {
			inQueues(t, text, nil, func(h *house, again func(time.Duration)) {
				h.whoRang(mode, rejects, again)
			})
		}
	}
}

// whoRang has the process die while a customer rings, who may reject the call while there is none.
func (h *house) whoRang(mode string, rejects bool, again func(time.Duration)) {
	h.t.Helper()
	h.logIn()
	h.isToBeCalledBack()
	var agent *fakeari.Call
	if mode == "agent_first" {
		agent = h.answers("PJSIP/1001")
	}
	rings := h.rings("PJSIP/5551@trunk")
	if rejects {
		time.AfterFunc(time.Second, func() { rings.Reject(17, 486) })
	}
	again(2 * time.Second)
	time.Sleep(toldFor)
	if agent != nil && !isOver(agent) {
		h.t.Errorf("the agent waits for nobody\n%s", h.logged())
	}
	if v := h.agent("1001"); v.Work != "idle" {
		h.t.Errorf("%s, rejects is %v: the agent is %s for nobody\n%s", mode, rejects, v.Work, h.logged())
	}
	agent, customer := h.taken(mode)
	time.Sleep(toldFor)
	h.together(mode, customer, agent)
	customer.Hangup(16)
	time.Sleep(5 * time.Second)
}

// Law: an agent who was called first is let go as soon as the customer is out of the queue, whatever they do behind it.
func TestTheLineEndsWithTheTalk(t *testing.T) {
	text := strings.Replace(linedCalls, "confirm_number: false}}}, hangup]", "confirm_number: false}, continue: true, "+
		"on_callback: hangup, keys: {callee: {7: [{play: beep}]}}}}, {moh: 10m}, hangup]", 1)
	inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		busy := h.call("200")
		h.answers("PJSIP/1001")
		h.wantsBack("5551")
		busy.Hangup(16)
		agent, customer := h.taken("agent_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		agent.Press("7")
		time.Sleep(5 * time.Second)
		if v := h.agent("1001"); !isOver(agent) || isOver(customer) || v.Work != "idle" {
			t.Errorf("the agent's call is over: %v, the customer's: %v; the agent is %+v", isOver(agent), isOver(customer), v)
		}
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: the agent who was called first waits for as long as the question to the customer takes, though it is long and heard
// twice.
func TestTheLineWaitsForALongQuestion(t *testing.T) {
	long := "confirm: {key: '1', timeout: 10s, prompt: [" + strings.Repeat("hello-world, ", 49) + "hello-world]}"
	inQueues(t, strings.Replace(linedCalls, "callback: {", "callback: {"+long+", ", 1), nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		agent := h.answers("PJSIP/1001")
		rings := h.rings("PJSIP/5551@trunk")
		time.Sleep(25 * time.Second)
		rings.Answer()
		time.Sleep(215 * time.Second) // they hear all of it, nothing for 10 s, and all of it again
		rings.Press("1")
		time.Sleep(toldFor)
		h.together("called back", rings.Call, agent)
		rings.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: nobody is called back while that cannot be written down, and no agent is rung for it all the time; they are when the
// store is back, and have lost no attempt.
func TestNobodyIsCalledBackWithoutAStore(t *testing.T) {
	var queues *memstore.Bucket
	note := func(o *Options) {
		if one, is := o.buckets(queuesBucket).(distant); is {
			queues, _ = one.Bucket.(*memstore.Bucket)
		}
	}
	text := strings.Replace(linedCalls, "attempts: 3, retry_delay: 1m", "attempts: 1, retry_delay: 2m", 1)
	inQueues(t, text, note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		agent := h.rings("PJSIP/1001")
		rung := h.calledTimes("PJSIP/1001")
		queues.Fail(memstore.Faults{Away: true})
		agent.Answer()
		time.Sleep(time.Minute)
		if n := h.calledTimes("PJSIP/5551@trunk"); n != 0 || !isOver(agent.Call) || h.calledTimes("PJSIP/1001") != rung {
			t.Errorf("the customer is called %d times, the line is over: %v, the agent is rung %d times more\n%s", n,
				isOver(agent.Call), h.calledTimes("PJSIP/1001")-rung, h.logged())
		}
		queues.Fail(memstore.Faults{})
		agentAgain, customer := h.taken("agent_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agentAgain)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}
