package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a call-back that waits for an Asterisk that is away is no flood: of no try is anything said, all is said once, and
// the longer it is away the more seldom it is tried. When it is back the customer is called soon.
func TestAnOutageIsNoFlood(t *testing.T) {
	var facts notedFacts
	inQueues(t, linedCalls, facts.note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBackLater()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 10 * time.Minute})
		time.Sleep(time.Second)
		h.logIn()
		time.Sleep(10 * time.Minute)
		if n := strings.Count(h.logged(), "a call is not made"); n > 0 {
			t.Errorf("the log says %d times that a call is not made\n%s", n, h.logged())
		}
		if n := strings.Count(h.logged(), "a call-back waits"); n != 1 {
			t.Errorf("the log says %d times that it waits\n%s", n, h.logged())
		}
		if n := len(facts.ofKind(queue.EntryOffered)); n > 40 {
			t.Errorf("in ten minutes it was tried %d times", n)
		}
		began := time.Now()
		agent, customer := h.taken("agent_first")
		if long := time.Since(began); long > 90*time.Second {
			t.Errorf("the customer is called %s later", long)
		}
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: an agent of whose telephone the only Asterisk says nothing, again and again, is in nobody's way: others are called,
// and it does not count against the agent.
func TestAMuteTelephoneIsInNobodysWay(t *testing.T) {
	text := strings.Replace(linedCalls, "  1001: {endpoint: PJSIP/1001",
		"  1003: {endpoint: PJSIP/1002, queues: [{queue: sales, level: 1}]}\n  1001: {endpoint: PJSIP/1001", 1)
	text = strings.Replace(text, "    ring_timeout: 20s", "    ring_timeout: 20s\n    autopause: {no_answer: 1, unavailable: true}", 1)
	var facts notedFacts
	inQueues(t, text, facts.note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.orders("1003", flows.AgentLogin)
		h.orders("1003", flows.AgentPause)
		busy := h.call("200")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		h.wantsBack("5551")
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.originateWithId", Times: 2})
		talk.Hangup(16)
		h.ends(busy, fakeari.EndHangup, 16)
		h.rings("PJSIP/1001")
		h.orders("1003", flows.AgentResume)
		agent := h.answers("PJSIP/1002")
		customer := h.answers("PJSIP/5551@trunk")
		time.Sleep(3 * time.Second)
		customer.Press("1")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		if v := h.agent("1001"); len(v.Paused) > 0 || v.Missed != 0 {
			t.Errorf("the agent is %+v\n%s", v, h.logged())
		}
		if n := strings.Count(h.logged(), "an agent is not called for a call-back"); n != 1 {
			t.Errorf("the log says %d times that 1001 is not called\n%s", n, h.logged())
		}
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
	for _, f := range facts.ofKind(queue.OfferFailed) {
		t.Errorf("failed is %+v", f)
	}
}
