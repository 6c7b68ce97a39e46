package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an agent who is called first and hangs up while no process runs is free as soon as there is one, though they had
// not answered yet, and the customer has lost no attempt.
func TestAnAgentWhoRangUnseenIsFree(t *testing.T) {
	text := strings.Replace(linedCalls, "attempts: 3", "attempts: 1", 1)
	inQueues(t, text, nil, func(h *house, again func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		agent := h.rings("PJSIP/1001")
		time.Sleep(time.Second) // all is written down
		time.AfterFunc(time.Second, func() { agent.Reject(17, 486) })
		again(2 * time.Second)
		time.Sleep(3 * time.Second)
		if v := h.agent("1001"); v.Work != "idle" {
			t.Errorf("the agent is %s for nobody\n%s", v.Work, h.logged())
		}
		agentAgain, customer := h.taken("agent_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agentAgain)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// calledBackFirst is queuedCalls with its agent only in the queue that calls customers first.
var calledBackFirst = strings.Replace(queuedCalls, "logged_in: true, queues: [sales, back, first]",
	"logged_in: true, queues: [back]", 1)

// wantsBack has a customer be called back who has heard the agent ring, which is done before.
func (s *shared) wantsBack(before func()) {
	s.t.Helper()
	phones(s.srv)
	s.srv.Endpoint("PJSIP/5551@trunk")
	asks := s.srv.Call(fakeari.Caller{App: "ivr", Exten: "300", Number: "5551"})
	s.any().rings("PJSIP/1001")
	time.Sleep(time.Second)
	before()
	asks.Press("2")
	s.any().ends(asks, fakeari.EndHangup, 16)
}

// Law: where an instance dies while it calls a customer, whoever decides then finds out that nobody is called any more.
func TestAnInstanceDiesWhileACustomerRings(t *testing.T) {
	inCluster(t, calledBackFirst, []string{"n1", "n2"}, func(s *shared) {
		s.reigns("n1")
		s.wantsBack(func() {})
		customer := s.houses["n1"].rings("PJSIP/5551@trunk")
		time.Sleep(time.Second)
		s.kill("n1")
		customer.Reject(17, 486)
		time.Sleep(toldFor)
		h := s.houses["n2"]
		if v := h.agent("1001"); v.Work != "idle" {
			t.Errorf("the agent is %s for nobody\n%s", v.Work, s.logged())
		}
		agent, again := h.taken("customer_first")
		time.Sleep(toldFor)
		h.together("called again", again, agent)
		again.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: a customer whom another instance is about to call, as it has decided before, is called by that one, and by nobody
// else meanwhile.
func TestAnotherInstanceIsAboutToCall(t *testing.T) {
	inCluster(t, calledBackFirst, []string{"n1", "n2"}, func(s *shared) {
		s.reigns("n1")
		turns := s.houses["n1"].app.links[0].ringing
		s.wantsBack(func() { // as many as may be asked for at once are
			for range ringsMost {
				turns <- struct{}{}
			}
		})
		s.reigns("n2")
		time.Sleep(2 * invalidEvery)
		h := s.houses["n2"]
		if v := h.agent("1001"); v.Work != "reserved" || h.calledTimes("PJSIP/5551@trunk") != 0 {
			t.Errorf("the agent is %s, the customer was called %d times\n%s", v.Work, h.calledTimes("PJSIP/5551@trunk"), s.logged())
		}
		for range ringsMost {
			<-turns
		}
		s.houses["n1"].hall().lines.begin("wanted.1-x") // of which Asterisk is not asked yet
		for _, id := range []string{"ariapp-back-wanted.1-x", "ariapp-met-wanted.1-x", "ariapp-line-wanted.1-x"} {
			if got, all := h.app.links[0].whose(s.t.Context(), []string{id}, nil); got[id] != "n1" || !all {
				t.Errorf("of %s they say %v, all %t", id, got, all)
			}
		}
		agent, customer := h.taken("customer_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		if n := h.calledTimes("PJSIP/5551@trunk"); n != 1 {
			t.Errorf("called %d times", n)
		}
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: a process that ends while a telephone rings tells nothing of that: it may be able to write nothing down, and the
// next one tells. Nor has the agent done anything wrong.
func TestAProcessThatEndsTellsNothingOfWhoRings(t *testing.T) {
	for mode, text := range map[string]string{"agent_first": linedCalls, "customer_first": customerFirst} {
		var facts notedFacts
		inQueues(t, strings.Replace(text, "attempts: 3", "attempts: 1", 1), facts.note, func(h *house, again func(time.Duration)) {
			h.logIn()
			h.isToBeCalledBack()
			name := map[string]string{"agent_first": "PJSIP/1001", "customer_first": "PJSIP/5551@trunk"}[mode]
			rings := h.rings(name)
			time.Sleep(time.Second) // all is written down
			time.AfterFunc(time.Second, func() { rings.Reject(17, 486) })
			ended := func() int { return len(facts.ofKind(queue.EntryEnded)) + len(facts.ofKind(queue.OfferFailed)) }
			before := ended()
			time.AfterFunc(1500*time.Millisecond, func() {
				if n := ended(); n != before {
					t.Errorf("%s: %d ends are told by then\n%s", mode, n-before, h.logged())
				}
			})
			again(2 * time.Second)
			time.Sleep(3 * time.Second)
			if v := h.agent("1001"); v.Work != "idle" || v.Missed != 0 || ended()-before != map[string]int{"customer_first": 1}[mode] {
				t.Errorf("%s: the agent is %+v, %d ends are told", mode, v, ended()-before)
			}
			if mode == "agent_first" {
				agent, customer := h.taken(mode)
				time.Sleep(toldFor)
				h.together(mode, customer, agent)
				customer.Hangup(16)
				time.Sleep(5 * time.Second)
			}
		})
	}
}

// Law: where an instance ends while it calls a customer, their telephone rings no more and the agent is free
// within half a minute, whoever decides.
func TestAnInstanceEndsWhileACustomerRings(t *testing.T) {
	for _, decides := range []string{"n1", "n2"} {
		inCluster(t, calledBackFirst, []string{"n1", "n2"}, func(s *shared) {
			s.reigns("n1")
			s.wantsBack(func() {})
			customer := s.houses["n1"].rings("PJSIP/5551@trunk")
			time.Sleep(time.Second)
			if decides == "n2" {
				s.reigns("n2")
			}
			s.stop("n1")
			time.Sleep(invalidEvery + 5*time.Second)
			h := s.houses["n2"]
			if v := h.agent("1001"); v.Work != "idle" || !isOver(customer.Call) {
				t.Errorf("%s decides: the agent is %s, the customer rings: %v\n%s", decides, v.Work, !isOver(customer.Call), s.logged())
			}
			agent, again := h.taken("customer_first")
			time.Sleep(toldFor)
			h.together("called again", again, agent)
			again.Hangup(16)
			time.Sleep(5 * time.Second)
		})
	}
}
