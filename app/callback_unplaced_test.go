package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an agent whose line Asterisk cannot make has nobody else wait: the others are rung for the call-back, and the log
// says it once, however often it is tried.
func TestAnAgentWhoCannotBeCalledIsInNobodysWay(t *testing.T) {
	text := strings.Replace(linedCalls, "  1001: {endpoint: PJSIP/1001", "  1003: {endpoint: PJSIP/9@gw, queues: [sales]}\n  1001: {endpoint: PJSIP/1001", 1)
	inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
		h.srv.Endpoint("PJSIP/gw") // there is such a device, but nobody 9
		h.logIn()
		busy := h.call("200")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		h.wantsBack("5551")
		h.orders("1003", flows.AgentLogin)
		time.Sleep(time.Second)
		talk.Hangup(16)
		h.ends(busy, fakeari.EndHangup, 16)
		for range 3 {
			h.rings("PJSIP/1001").Reject(17, 486)
		}
		agent, customer := h.taken("agent_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		if n := strings.Count(h.logged(), "an agent is not called for a call-back"); n != 1 {
			t.Errorf("the log says %d times that 1003 cannot be called\n%s", n, h.logged())
		}
		if n := strings.Count(h.logged(), "Asterisk knows no such telephone"); n != 1 { // there was none as the daemon began
			t.Errorf("the log says %d times that there is no telephone\n%s", n, h.logged())
		}
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: an agent who can never be called where they are is not tried again, the log says so once, and who logs in where
// they can be is called.
func TestAnAgentWhoCanNeverBeCalledIsNotTriedAgain(t *testing.T) {
	var facts notedFacts
	text := strings.Replace(linedCalls, "allow: [", "allow: [PJSIP/1001, ", 1)
	inQueues(t, text, facts.note, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBackLater()
		h.orders("1002", flows.AgentLogin) // who has no telephone
		time.Sleep(10 * time.Minute)
		tried := slices.DeleteFunc(facts.ofKind(queue.EntryOffered), func(f queue.Fact) bool { return f.Agent != "1002" })
		if len(tried) != 1 {
			t.Errorf("tried %d times\n%s", len(tried), h.logged())
		}
		if n := strings.Count(h.logged(), "an agent is not rung: the telephone cannot be called"); n != 1 {
			t.Errorf("the log says so %d times\n%s", n, h.logged())
		}
		if v := h.agent("1002"); v.Device != queue.DeviceInvalid {
			t.Errorf("the agent is %+v", v)
		}
		order := flows.AgentOrder{Agent: "1002", Do: flows.AgentLogin, Endpoint: "PJSIP/1001"}
		if _, err := h.hall().hall.Agent(context.Background(), order); err != nil {
			t.Fatal(err)
		}
		agent, customer := h.taken("agent_first")
		time.Sleep(toldFor)
		h.together("called back", customer, agent)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// isToBeCalledBackLater has a caller leave a number while the only agent talks, who is logged out then.
func (h *house) isToBeCalledBackLater() {
	h.t.Helper()
	busy := h.call("200")
	talk := h.rings("PJSIP/1001")
	talk.Answer()
	h.wantsBack("5551")
	h.orders("1001", flows.AgentLogout)
	talk.Hangup(16)
	h.ends(busy, fakeari.EndHangup, 16)
}
