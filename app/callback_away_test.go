package app

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an Asterisk that is away keeps no agent from being free whose customer rang at another one as the instance died
// that called them; nor one who was only rung themselves, when they ring no more even there.
func TestAnAsteriskThatIsAwayKeepsNoAgentReserved(t *testing.T) {
	two := strings.NewReplacer("asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}",
		"asterisk:\n  - {name: north, url: 'http://north:8088/ari', username: ariapp, password: secret}\n"+
			"  - {name: south, url: 'http://south:8088/ari', username: ariapp, password: secret}")
	long := strings.ReplaceAll(calledFirst, "ring_timeout: 20s", "ring_timeout: 1m")
	for _, c := range []struct {
		way, text string
		rings     time.Duration
	}{{"customer_first", calledBackFirst, 0}, {"agent_first", calledFirst, 0}, {"agent_first", long, 50 * time.Second}} {
		way := c.way
		inCluster(t, two.Replace(c.text), nil, func(s *shared) {
			south := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
			defer south.Close()
			south.Endpoint("PJSIP/1001")
			s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if strings.HasPrefix(address, "south") {
					return south.DialContext(ctx, network, address)
				}
				return s.srv.DialContext(ctx, network, address)
			}
			s.begin("n1")
			s.begin("n2")
			time.Sleep(5 * time.Second)
			s.reigns("n1")
			name := "PJSIP/5551@trunk"
			if way == "customer_first" {
				s.wantsBack(func() {})
			} else {
				name = "PJSIP/1001"
				phones(s.srv)
				s.srv.Endpoint("PJSIP/5551@trunk")
				asks := s.srv.Call(fakeari.Caller{App: "ivr", Exten: "400", Number: "5551"})
				s.any().rings("PJSIP/1001")
				time.Sleep(time.Second)
				asks.Press("2")
				s.any().ends(asks, fakeari.EndHangup, 16)
			}
			rings := s.houses["n1"].rings(name)
			time.Sleep(time.Second)
			south.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 2 * time.Minute})
			s.kill("n1")
			rings.Reject(17, 486)
			h := s.houses["n2"]
			if time.Sleep(c.rings); c.rings > 0 && h.agent("1001").Work == "idle" {
				t.Errorf("the agent is free, and may ring where an Asterisk is away\n%s", s.logged())
			}
			time.Sleep(toldFor + awayPause)
			if v := h.agent("1001"); v.Work != "idle" {
				t.Errorf("%s: the agent is %s for nobody\n%s", way, v.Work, s.logged())
			}
			agent, again := h.taken(way)
			time.Sleep(toldFor)
			h.together("called again", again, agent)
			again.Hangup(16)
			time.Sleep(3 * time.Minute) // both are back
		})
	}
}

// Law: where an Asterisk is away by which a customer is being called, nobody else calls them meanwhile.
func TestWhoRingsAtAnAsteriskThatIsAwayIsNotCalledTwice(t *testing.T) {
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
		time.Sleep(5 * time.Second)
		h := s.houses["n1"]
		tries := []string{"south", "north", ""}
		for _, l := range h.app.links {
			if l.server.Name == "south" {
				l.isUp.Store(false)
				defer l.isUp.Store(true)
			}
		}
		for _, at := range tries {
			try := oldTry(at)
			missing, all, there := h.app.links[1].without(s.t.Context(), try)
			if elsewhere := at == "north"; all != elsewhere || there || len(missing) == 1 != elsewhere {
				t.Errorf("called at %q: missing are %v, all %v, there %v", at, missing, all, there)
			}
		}
	})
}

// oldTry is a try that somebody else has begun, of which the customer is called at an Asterisk.
func oldTry(at string) []queue.Try {
	return []queue.Try{{Entry: "a", Queue: "sales", Offer: "a.1-x", Called: true, At: at}}
}
