package app

import (
	"context"
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// calledFirst is queuedCalls with its agent only in the queue that calls agents first.
var calledFirst = strings.Replace(queuedCalls, "logged_in: true, queues: [sales, back, first]",
	"logged_in: true, queues: [first]", 1)

// reigns has that instance decide for the queues.
func (s *shared) reigns(name string) {
	s.t.Helper()
	bucket := s.buckets["ariapp_entries"]
	item, err := bucket.Get(context.Background(), "task/queues")
	if err != nil {
		s.t.Fatal(err)
	}
	value, err := json.Marshal(map[string]any{"format": 1, "holder": s.houses[name].app.instances.self})
	if err != nil {
		s.t.Fatal(err)
	}
	change := cluster.Change{Key: item.Key, Value: value, Revision: item.Revision}
	if w := bucket.Write(context.Background(), []cluster.Change{change}); w[0].Err != nil {
		s.t.Fatal(w[0].Err)
	}
	time.Sleep(5 * time.Second)
	for other, h := range s.houses {
		if h.hall().hall.Reigns() != (other == name) {
			s.t.Fatalf("%s decides for the queues: %v\n%s", other, other != name, s.logged())
		}
	}
}

// apart has one of two instances decide for the queues and the other one have the door, or one do both.
func (s *shared) apart(apart bool) {
	s.t.Helper()
	door := s.doorkeeper()
	for name := range s.houses {
		if (name != door) == apart {
			s.reigns(name)
			return
		}
	}
}

// firstCalled has the agent called first for a customer who is to be called back, and both ring.
func (s *shared) firstCalled() (agent, customer *fakeari.Leg) {
	s.t.Helper()
	phones(s.srv)
	s.srv.Endpoint("PJSIP/5551@trunk")
	h := s.any()
	asks := s.srv.Call(fakeari.Caller{App: "ivr", Exten: "400", Number: "5551"})
	h.rings("PJSIP/1001")
	time.Sleep(time.Second)
	asks.Press("2")
	h.ends(asks, fakeari.EndHangup, 16)
	agent = h.rings("PJSIP/1001")
	agent.Answer()
	return agent, h.rings("PJSIP/5551@trunk")
}

// Law: an agent who is called first talks with the customer, whichever instance decides for the queue and whichever has
// the door, where calls meet. When they hang up before, the customer's telephone rings no more.
func TestAgentFirstAtAnotherInstance(t *testing.T) {
	for name, apart := range map[string]bool{"one instance does both": false, "the door is at another": true} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, calledFirst, []string{"n1", "n2"}, func(s *shared) {
				s.apart(apart)
				agent, customer := s.firstCalled()
				h := s.any()
				time.Sleep(3 * time.Second) // their telephone rings for a while
				customer.Answer()
				time.Sleep(3 * time.Second)
				customer.Press("1")
				time.Sleep(10 * time.Second)
				h.together("called back", customer.Call, agent.Call)
				customer.Hangup(16)
				h.ends(agent.Call, fakeari.EndHangup, 16)
				time.Sleep(5 * time.Second)
			})
			inCluster(t, calledFirst, []string{"n1", "n2"}, func(s *shared) {
				s.apart(apart)
				agent, customer := s.firstCalled()
				time.Sleep(3 * time.Second)
				agent.Hangup(16)
				time.Sleep(3 * time.Second)
				if !isOver(customer.Call) {
					t.Errorf("the customer rings for nobody\n%s", s.logged())
				}
				agent = s.any().rings("PJSIP/1001")
				agent.Answer()
				customer = s.any().rings("PJSIP/5551@trunk")
				customer.Answer()
				time.Sleep(3 * time.Second)
				customer.Press("1")
				time.Sleep(10 * time.Second)
				s.any().together("called again", customer.Call, agent.Call)
				customer.Hangup(16)
				time.Sleep(5 * time.Second)
			})
		})
	}
}

// Law: an agent who is called first and rings is hung up when their offer is taken back, though another instance decides
// for the queue by then than that which has called them.
func TestAgentFirstIsTakenBackByAnotherOwner(t *testing.T) {
	inCluster(t, calledFirst, []string{"n1", "n2"}, func(s *shared) {
		phones(s.srv)
		s.srv.Endpoint("PJSIP/5551@trunk")
		s.reigns("n1")
		h := s.any()
		asks := s.srv.Call(fakeari.Caller{App: "ivr", Exten: "400", Number: "5551"})
		h.rings("PJSIP/1001")
		time.Sleep(time.Second)
		asks.Press("2")
		h.ends(asks, fakeari.EndHangup, 16)
		agent := h.rings("PJSIP/1001")
		time.Sleep(2 * time.Second)
		s.reigns("n2")
		if isOver(agent.Call) {
			t.Fatalf("the agent does not ring any more\n%s", s.logged())
		}
		s.houses["n2"].orders("1001", flows.AgentLogout)
		time.Sleep(2 * time.Second)
		if !isOver(agent.Call) {
			t.Errorf("the agent rings for nobody\n%s", s.logged())
		}
		waiting, err := s.houses["n2"].hall().hall.Waiting(context.Background(), "first")
		if err != nil || len(waiting) != 1 || waiting[0].Number != "5551" {
			t.Fatalf("waiting are %+v, %v", waiting, err)
		}
		_ = s.houses["n2"].hall().hall.Withdraw(context.Background(), waiting[0].ID)
		time.Sleep(5 * time.Second)
	})
}

// Law: for an agent in standby the customer is called by that Asterisk at which the agent is on the line, whichever instance
// has their call.
func TestStandbyIsCalledBackWhereTheAgentIs(t *testing.T) {
	text := strings.NewReplacer("asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}",
		"asterisk:\n  - {name: north, url: 'http://north:8088/ari', username: ariapp, password: secret}\n"+
			"  - {name: south, url: 'http://south:8088/ari', username: ariapp, password: secret}").Replace(linedCalls)
	inCluster(t, text, nil, func(s *shared) {
		south := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		defer south.Close()
		s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, "south") {
				return south.DialContext(ctx, network, address)
			}
			return s.srv.DialContext(ctx, network, address)
		}
		s.begin("n1")
		s.begin("n2")
		time.Sleep(5 * time.Second)
		for _, owner := range []string{"n1", "n2"} {
			s.reigns(owner)
			headset := south.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
			time.Sleep(3 * time.Second)
			first := south.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: "100"})
			time.Sleep(toldFor)
			h := s.any()
			asks := south.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: "5551"})
			s.srv.Endpoint("PJSIP/5551@trunk")
			rings := south.Endpoint("PJSIP/5551@trunk")
			time.Sleep(2 * time.Second)
			asks.Press("2")
			h.ends(asks, fakeari.EndHangup, 16)
			first.Hangup(16)
			time.Sleep(5 * time.Second)
			calls := rings.Calls()
			if len(calls) == 0 {
				t.Fatalf("%s decides: the customer is not called there\n%s", owner, s.logged())
			}
			customer := calls[len(calls)-1]
			customer.Answer()
			time.Sleep(3 * time.Second)
			customer.Press("1")
			time.Sleep(toldFor)
			h.together(owner, customer.Call, headset)
			customer.Hangup(16)
			headset.Hangup(16)
			time.Sleep(5 * time.Second)
		}
	})
}
