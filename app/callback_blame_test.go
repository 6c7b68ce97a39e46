package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an agent is not blamed for what is ours or the whole Asterisk's: they are not paused for it, and are called when
// it is over. What Asterisk says of their own telephone is said in the log all the same. That nobody can be called is
// said once, however often it is tried.
func TestAnAgentIsNotBlamedForAnAsteriskThatDoesNotAnswer(t *testing.T) {
	for name, fault := range map[string]fakeari.Fault{
		"no answer": {Name: fakeari.Drop, Operation: "channels.originateWithId"},
		"503": {Name: fakeari.ErrorOnce, Operation: "channels.originateWithId", Status: http.StatusServiceUnavailable,
			Times: 3},
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
			if n := strings.Count(h.logged(), "a call-back waits"); n != 1 {
				t.Errorf("%s: the log says %d times that it waits\n%s", name, n, h.logged())
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
		if ours := a.isToBlame(c.err, ""); ours != c.ours {
			t.Errorf("%v is ours: %v", c.err, ours)
		}
	}
}

// Law: what an Asterisk cannot do for anybody is ours where it is the only one, and that it is asked for counts for no
// call of a file.
func TestWhatIsOneAsterisksIsOursWhereThereIsNoOther(t *testing.T) {
	north, south := &link{server: config.Asterisk{Name: "north"}}, &link{server: config.Asterisk{Name: "south"}}
	north.isUp.Store(true)
	a, g := &App{links: []*link{north, south}}, &generation{}
	a.now.Store(g)
	status := func(code int) error { return fmt.Errorf("calling: %w", &ari.Error{Status: code}) }
	for _, another := range []bool{false, true} {
		south.isUp.Store(another)
		for _, at := range []string{"", "north"} {
			for _, err := range []error{ErrNotConnected, status(0), status(http.StatusUnauthorized),
				status(http.StatusForbidden), status(http.StatusServiceUnavailable)} {
				if ours := a.isToBlame(err, at); ours == another || !isOfAsterisk(err) {
					t.Errorf("at %q, another is %v: %v is ours: %v", at, another, err, ours)
				}
			}
			if err := status(http.StatusInternalServerError); a.isToBlame(err, at) || isOfAsterisk(err) {
				t.Errorf("at %q, another is %v: %v is not the agent's", at, another, err)
			}
			if !a.isToBlame(ErrNoFurther, at) {
				t.Errorf("at %q, another is %v: that no calls are taken is not ours", at, another)
			}
		}
	}
	if g.isBusy() {
		t.Error("the file has a call")
	}
}

// twoAsterisks is linedCalls at two of them, with 1001 at one and 1003 at the other.
var twoAsterisks = strings.NewReplacer("asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}",
	"asterisk:\n  - {name: north, url: 'http://north:8088/ari', username: ariapp, password: secret}\n"+
		"  - {name: south, url: 'http://south:8088/ari', username: ariapp, password: secret}",
	"  1001: {endpoint: PJSIP/1001", "  1003: {endpoint: PJSIP/1002, asterisk: north, queues: [sales]}\n"+
		"  1001: {endpoint: PJSIP/1001, asterisk: south",
	"    ring_timeout: 20s", "    ring_timeout: 20s\n    autopause: {no_answer: 1, unavailable: true}").Replace(linedCalls)

// Law: an agent whose Asterisk fails is in nobody's way: one at another Asterisk is called, and it does not count against
// the first one. The log says it once.
func TestAnAgentWhoseAsteriskFailsIsInNobodysWay(t *testing.T) {
	for name, status := range map[string]int{"cannot": http.StatusServiceUnavailable, "lets nobody in": http.StatusForbidden,
		"does not answer": 0} {
		var facts notedFacts
		var south *fakeari.Server
		change := func(o *Options) {
			facts.note(o)
			south = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
			south.Endpoint("PJSIP/1001")
			north := o.DialContext
			o.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				if strings.HasPrefix(address, "south") {
					return south.DialContext(ctx, network, address)
				}
				return north(ctx, network, address)
			}
		}
		inQueues(t, twoAsterisks, change, func(h *house, _ func(time.Duration)) {
			defer south.Close()
			h.orders("1003", flows.AgentLogin)
			busy := h.call("200")
			talk := h.rings("PJSIP/1002")
			talk.Answer()
			h.wantsBack("5551")
			fault := fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.originateWithId", Status: status, Times: -1}
			if status == 0 {
				fault.Name = fakeari.Drop
			}
			south.Fault(fault)
			h.logIn()
			time.Sleep(time.Second)
			talk.Hangup(16)
			h.ends(busy, fakeari.EndHangup, 16)
			agent := h.answers("PJSIP/1002")
			customer := h.answers("PJSIP/5551@trunk")
			time.Sleep(3 * time.Second)
			customer.Press("1")
			time.Sleep(toldFor)
			h.together(name, customer, agent)
			if v := h.agent("1001"); len(v.Paused) > 0 || v.Missed != 0 {
				t.Errorf("%s: the agent is %+v\n%s", name, v, h.logged())
			}
			if n := strings.Count(h.logged(), "an agent is not called for a call-back"); n != 1 {
				t.Errorf("%s: the log says %d times that 1001 cannot be called\n%s", name, n, h.logged())
			}
			customer.Hangup(16)
			time.Sleep(5 * time.Second)
		})
		for _, f := range facts.ofKind(queue.OfferFailed) {
			t.Errorf("%s: failed is %+v", name, f)
		}
	}
}
