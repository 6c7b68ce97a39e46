package app

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: the telephone of a customer whose wish is withdrawn does not ring on, whoever was called first, nor is anybody called
// for it later.
func TestAWithdrawnCallBackDoesNotRingOn(t *testing.T) {
	for _, way := range []string{"agent_first", "customer_first", "standby"} {
		text := linedCalls
		if way == "customer_first" {
			text = customerFirst
		}
		inQueues(t, text, nil, func(h *house, _ func(time.Duration)) {
			line := h.wantsOne(way)
			if way == "agent_first" {
				h.answers("PJSIP/1001")
			}
			customer := h.rings("PJSIP/5551@trunk")
			waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
			if err != nil || len(waiting) != 1 {
				t.Fatalf("waiting are %+v, %v", waiting, err)
			}
			if err := h.hall().hall.Withdraw(context.Background(), waiting[0].ID); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if !isOver(customer.Call) {
				t.Errorf("%s: the customer rings for nobody\n%s", way, h.logged())
			}
			time.Sleep(10 * time.Minute)
			if n := h.calledTimes("PJSIP/5551@trunk"); n != 1 {
				t.Errorf("%s: called %d times", way, n)
			}
			if line != nil {
				line.Hangup(16)
				time.Sleep(5 * time.Second)
			}
		})
	}
}

// withdraws has the only one who is to be called back not be called any more, and looks whether the customer rings on.
func (h *house) withdraws(way, name string, customer *fakeari.Leg) {
	h.t.Helper()
	waiting, err := h.hall().hall.Waiting(context.Background(), name)
	if err != nil || len(waiting) != 1 {
		h.t.Fatalf("waiting are %+v, %v", waiting, err)
	}
	if err := h.hall().hall.Withdraw(context.Background(), waiting[0].ID); err != nil {
		h.t.Fatal(err)
	}
	time.Sleep(time.Second)
	if !isOver(customer.Call) {
		h.t.Errorf("%s: the customer rings for nobody\n%s", way, h.logged())
	}
	time.Sleep(10 * time.Second)
}

// Law: that telephone does not ring on either where another instance calls than that which decides by now.
func TestAWithdrawnCallBackDoesNotRingOnAtAnotherInstance(t *testing.T) {
	for way, text := range map[string]string{"customer_first": calledBackFirst, "agent_first": calledFirst} {
		inCluster(t, text, []string{"n1", "n2"}, func(s *shared) {
			s.reigns("n1")
			var customer *fakeari.Leg
			name := map[string]string{"customer_first": "back", "agent_first": "first"}[way]
			if way == "customer_first" {
				s.wantsBack(func() {})
				customer = s.any().rings("PJSIP/5551@trunk")
			} else {
				_, customer = s.firstCalled()
			}
			time.Sleep(time.Second)
			s.reigns("n2")
			s.houses["n2"].withdraws(way, name, customer)
		})
	}
}

// Law: nor where nobody looks after the call any more.
func TestAWithdrawnCallBackOfNobodyDoesNotRingOn(t *testing.T) {
	inQueues(t, customerFirst, nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		customer := h.rings("PJSIP/5551@trunk")
		waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
		if err != nil || len(waiting) != 1 {
			t.Fatalf("waiting are %+v, %v", waiting, err)
		}
		h.hall().lines.end(waiting[0].Calls)
		h.withdraws("nobody", "sales", customer)
	})
}

// Law: nor where the agent for whom they are called has gone meanwhile.
func TestAWithdrawnCallBackDoesNotRingOnForAnAgentWhoHasGone(t *testing.T) {
	inQueues(t, customerFirst, nil, func(h *house, _ func(time.Duration)) {
		h.logIn()
		h.isToBeCalledBack()
		customer := h.rings("PJSIP/5551@trunk")
		h.orders("1001", flows.AgentLogout)
		time.Sleep(time.Second)
		if isOver(customer.Call) {
			t.Fatalf("the customer does not ring any more\n%s", h.logged())
		}
		h.withdraws("the agent has gone", "sales", customer)
	})
}

// Law: nor does it until all others are told, of whom one may not answer: whoever has it withdrawn looks for it first.
func TestAWithdrawnCallBackDoesNotRingOnUntilOthersAreTold(t *testing.T) {
	inCluster(t, calledBackFirst, []string{"n1", "n2"}, func(s *shared) {
		s.reigns("n1")
		s.wantsBack(func() {})
		h := s.houses["n1"]
		customer := h.rings("PJSIP/5551@trunk")
		time.Sleep(time.Second)
		waiting, err := h.hall().hall.Waiting(context.Background(), "back")
		if err != nil || len(waiting) != 1 {
			t.Fatalf("waiting are %+v, %v", waiting, err)
		}
		h.hall().lines.end(waiting[0].Calls) // nobody looks after it any more
		s.post.Fail(memstore.Faults{Slow: time.Minute})
		h.withdraws("the others do not answer", "back", customer)
		s.post.Fail(memstore.Faults{})
	})
}

// Law: a customer who rings at one Asterisk does not ring on, when the wish is withdrawn, until another one answers.
func TestAWithdrawnCallBackDoesNotRingOnForAnotherAsterisk(t *testing.T) {
	text := strings.Replace(customerFirst, "asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}",
		"asterisk:\n  - {name: south, url: 'http://south:8088/ari', username: ariapp, password: secret}\n"+
			"  - {name: north, url: 'http://north:8088/ari', username: ariapp, password: secret}", 1)
	var south *fakeari.Server
	inQueues(t, text, func(o *Options) {
		south = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		south.Endpoint("PJSIP/1001")
		north := o.DialContext
		o.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, "south") {
				return south.DialContext(ctx, network, address)
			}
			return north(ctx, network, address)
		}
	}, func(h *house, _ func(time.Duration)) {
		defer south.Close()
		first := h.app.links[0]
		first.isUp.Store(false)
		h.logIn()
		h.isToBeCalledBack()
		customer := h.rings("PJSIP/5551@trunk")
		first.isUp.Store(true)
		time.Sleep(time.Second)
		waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
		if err != nil || len(waiting) != 1 {
			t.Fatalf("waiting are %+v, %v", waiting, err)
		}
		h.hall().lines.end(waiting[0].Calls) // nobody looks after it any more
		south.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.get", Delay: time.Minute, Times: -1})
		h.withdraws("the other Asterisk does not answer", "sales", customer)
		south.Heal()
		time.Sleep(time.Minute)
	})
}
