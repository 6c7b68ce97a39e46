package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an agent is not blamed for what is ours or the whole Asterisk's: they are not paused for it, and are called when
// it is over. What Asterisk says of their own telephone is said in the log all the same.
func TestAnAgentIsNotBlamedForAnAsteriskThatDoesNotAnswer(t *testing.T) {
	for name, fault := range map[string]fakeari.Fault{
		"no answer": {Name: fakeari.Drop, Operation: "channels.originateWithId"},
		"503":       {Name: fakeari.ErrorOnce, Operation: "channels.originateWithId", Status: http.StatusServiceUnavailable},
	} {
		var facts notedFacts
		text := strings.Replace(linedCalls, "    ring_timeout: 20s", "    ring_timeout: 20s\n    autopause: {unavailable: true}", 1)
		inQueues(t, text, facts.note, func(h *house, _ func(time.Duration)) {
			h.logIn()
			busy := h.call("200")
			talk := h.rings("PJSIP/1001")
			talk.Answer()
			h.wantsBack("5551")
			h.srv.Fault(fault)
			talk.Hangup(16)
			h.ends(busy, fakeari.EndHangup, 16)
			if name == "no answer" {
				h.rings("PJSIP/1001") // it rings until the request is given up
			}
			time.Sleep(20 * time.Second)
			if v := h.agent("1001"); len(v.Paused) > 0 || v.Missed != 0 {
				t.Errorf("%s: the agent is %+v\n%s", name, v, h.logged())
			}
			agent, customer := h.taken("agent_first")
			time.Sleep(toldFor)
			h.together("called back", customer, agent)
			if strings.Contains(h.logged(), "an agent is not called for a call-back") {
				t.Errorf("%s: the log complains of the agent\n%s", name, h.logged())
			}
			customer.Hangup(16)
			time.Sleep(5 * time.Second)
		})
		for _, f := range facts.ofKind(queue.OfferFailed) {
			t.Errorf("%s: failed is %+v", name, f)
		}
	}
}

// Law: before there is a file nobody can be called, whoever it is.
func TestWithoutAFileNoAgentIsToBlame(t *testing.T) {
	up := &link{}
	up.isUp.Store(true)
	a := &App{links: []*link{up}}
	for _, c := range []struct {
		err  error
		ours bool
	}{
		{ErrNotConnected, true},
		{fmt.Errorf("calling: %w", &ari.Error{Status: http.StatusBadGateway}), true},
		{fmt.Errorf("calling: %w", &ari.Error{Status: http.StatusInternalServerError}), false},
		{fmt.Errorf("calling: %w", &ari.Error{Status: http.StatusBadRequest}), false},
		{ErrOutgoing, false},
	} {
		if ours := a.isToBlame(c.err); ours != c.ours {
			t.Errorf("%v is ours: %v", c.err, ours)
		}
	}
}
