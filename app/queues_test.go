package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// queued is a file with a queue and two agents.
const queued = outer + `
queues: {sales: {ring_timeout: 5m}, other: {}}
agents:
  1001: {name: Anna, endpoint: PJSIP/1001, logged_in: true, queues: [sales]}
  1002: {endpoint: PJSIP/1002, logged_in: true, queues: [sales]}
numbers: {200: waits}
flows: {waits: [hangup]}
`

// hall is what the daemon has of queues.
func (h *house) hall() *queueing {
	h.t.Helper()
	q := h.app.queues.Load()
	if q == nil {
		h.t.Fatalf("there are no queues\n%s", h.logged())
	}
	return q
}

// waits has a call wait of which only the queue knows.
func (h *house) waits(call string, past *flows.QueuePast) flows.QueuePlace {
	h.t.Helper()
	p, err := h.hall().hall.Join(flows.QueueEntry{Queue: "sales", Call: call, Asterisk: h.app.links[0].server.Name,
		Place: past, Notify: func(any) {}, At: time.Now()})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// agentsOf are the agents as the daemon lists them, each with what it does and its device.
func (h *house) agentsOf() []string {
	h.t.Helper()
	all, err := h.hall().hall.Agents(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, a := range all {
		lines = append(lines, fmt.Sprintf("%s %s %s", a.ID, a.Presence, a.Device))
	}
	return lines
}

// phones are the agents' telephones; Asterisk tells that they are there.
func phones(srv *fakeari.Server) {
	for _, name := range []string{"PJSIP/1001", "PJSIP/1002"} {
		srv.Endpoint(name).SetState("offline")
		srv.Endpoint(name).SetState("online")
	}
	time.Sleep(3 * time.Second)
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// Law: the states of agents' telephones are known from the beginning, followed, and asked for anew after a lost connection.
func TestDevicesOfAgents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		h.srv.Endpoint("PJSIP/1001")
		h.srv.Endpoint("PJSIP/1002").SetState("offline")
		h.start(queued, nil)
		h.awaitReady()
		defer h.nothingIsLeft()
		time.Sleep(3 * time.Second)
		expect(t, "at first", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available UNAVAILABLE"})
		h.srv.Endpoint("PJSIP/1002").SetState("online")
		time.Sleep(time.Second)
		expect(t, "then", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available NOT_INUSE"})
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		h.srv.Endpoint("PJSIP/1001").SetState("offline")
		time.Sleep(time.Minute)
		expect(t, "after a gap", h.agentsOf(), []string{"1001 available UNAVAILABLE", "1002 available NOT_INUSE"})
		h.srv.Endpoint("PJSIP/1001").SetState("online")
		time.Sleep(time.Second)
		expect(t, "and then", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available NOT_INUSE"})
	})
}

// Law: an agent whose telephone Asterisk did not know is there within a minute when it does, though Asterisk says nothing.
func TestTelephonesThatAreMadeLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		h.srv.Endpoint("PJSIP/1001")
		h.start(queued, nil)
		h.awaitReady()
		defer h.nothingIsLeft()
		time.Sleep(3 * time.Second)
		expect(t, "at first", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available INVALID"})
		time.Sleep(time.Minute)
		expect(t, "as long as it is none", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available INVALID"})
		h.srv.Endpoint("PJSIP/1002")
		time.Sleep(time.Minute)
		expect(t, "then", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available NOT_INUSE"})
	})
}

// Law: an endpoint has the device that Asterisk names after it.
func TestDeviceOf(t *testing.T) {
	for endpoint, want := range map[string]string{"PJSIP/1001": "PJSIP/1001", "PJSIP/1001@trunk": "PJSIP/trunk",
		"PJSIP/trunk/sip:1@2": "PJSIP/trunk", "Local/201@agents/n": "Local/201@agents", "Local/201@agents": "Local/201@agents",
		"nobody": ""} {
		if got := deviceOf(endpoint); got != want {
			t.Errorf("%s: %q, want %q", endpoint, got, want)
		}
	}
}

// Law: a file that is read anew counts for those who wait; queues may come with it.
func TestQueuesAfterAReload(t *testing.T) {
	text := strings.Replace(queued, "queues: {sales: {ring_timeout: 5m}, other: {}}", "queues: {sales: {strategy: ring_all}}", 1)
	plain := outer + "numbers: {200: waits}\nflows: {waits: [hangup]}\n"
	inHouseAt(t, t.TempDir()+"/ivr.yaml", plain, nil, func(h *house) {
		phones(h.srv)
		if h.app.queues.Load() != nil {
			t.Error("there are queues though the file has none")
		}
		h.write(queued)
		if _, err := h.app.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		p := h.waits("c", nil)
		if v := p.Look(time.Now()); len(v.Offers) != 1 {
			t.Errorf("rung are %+v", v.Offers)
		}
		h.write(text)
		if _, err := h.app.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
		if v := p.Look(time.Now()); len(v.Offers) != 2 {
			t.Errorf("with ring_all rung are %+v", v.Offers)
		}
		p.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
	})
}

// Law: of several instances one decides; when it ends in good order or dies another one does, and knows who waits.
func TestQueuesOfSeveralInstances(t *testing.T) {
	inCluster(t, queued, []string{"n1", "n2", "n3"},
		func(s *shared) {
			phones(s.srv)
			decides := func() string {
				t.Helper()
				var names []string
				for name, h := range s.houses {
					if h.hall().hall.Reigns() {
						names = append(names, name)
					}
				}
				if len(names) != 1 {
					t.Fatalf("deciding are %v\n%s", names, s.logged())
				}
				return names[0]
			}
			other := func() *house {
				for name, h := range s.houses {
					if name != decides() {
						return h
					}
				}
				t.Fatal("nobody is left")
				return nil
			}
			first := decides()
			at := other()
			a := at.waits("a", nil)
			time.Sleep(time.Second)
			b := at.waits("b", nil)
			time.Sleep(time.Second)
			c := at.waits("c", nil)
			time.Sleep(time.Second)
			if v := c.Look(time.Now()); !v.Known || v.Position != 3 || len(v.Offers) != 0 || v.Agents != 2 {
				t.Errorf("the third is %+v\n%s", v, s.logged())
			}
			for name, h := range s.houses {
				if why := h.app.unready(); len(why) > 0 {
					t.Errorf("%s is not ready: %q", name, why)
				}
			}
			s.kill(first)
			time.Sleep(10 * time.Second)
			if second := decides(); second == first {
				t.Errorf("%s decides", second)
			}
			for i, p := range []flows.QueuePlace{a, b, c} {
				if v := p.Look(time.Now()); !v.Known || v.Position != i+1 {
					t.Errorf("number %d is %+v\n%s", i, v, s.logged())
				}
			}
			for _, p := range []flows.QueuePlace{a, b, c} {
				p.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
			}
			time.Sleep(time.Second)
			if second := decides(); len(s.houses) == 2 {
				s.stop(second)
			}
			time.Sleep(3 * time.Second)
			decides()
			items, err := s.buckets[queuesBucket].All(context.Background())
			if err != nil || len(items) != 1 { // the number of the reign
				t.Errorf("%d records are left, %v", len(items), err)
			}
		})
}

// Law: who waits when a daemon is killed has the same place in the next one.
func TestQueuesAfterANewStart(t *testing.T) {
	buckets := map[string]*memstore.Bucket{queuesBucket: memstore.New(), agentsBucket: memstore.New()}
	keep := func(o *Options) { o.buckets = func(name string) cluster.Bucket { return buckets[name] } }
	past := flows.QueuePast{}
	inHouse(t, queued, keep, func(h *house) {
		phones(h.srv)
		h.waits("a", nil)
		time.Sleep(time.Second)
		p := h.waits("b", nil)
		time.Sleep(time.Second)
		if _, err := h.hall().hall.Agent(context.Background(), flows.AgentOrder{Agent: "1002", Do: flows.AgentLogout}); err != nil {
			t.Error(err)
		}
		past = p.Past()
	})
	inHouse(t, queued, keep, func(h *house) {
		phones(h.srv)
		p := h.waits("b", &past)
		if v := p.Look(time.Now()); v.Position != 2 {
			t.Errorf("it comes back as %+v", v)
		}
		time.Sleep(time.Minute)
		if v := p.Look(time.Now()); v.Position != 1 || v.Result != "" {
			t.Errorf("when the first has not come back it is %+v", v)
		}
		expect(t, "agents", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 logged_out NOT_INUSE"})
	})
}

// Law: facts reach who looks on, and calls that fake no device leave none.
func TestFactsOfQueues(t *testing.T) {
	var kinds []queue.FactKind
	inHouse(t, queued, func(o *Options) {
		o.ObserveQueues = func(f queue.Fact) { kinds = append(kinds, f.Kind) }
	}, func(h *house) {
		var lines []string
		ctx, end := context.WithCancel(context.Background())
		over := make(chan error, 1)
		go func() {
			over <- h.app.TailQueues(ctx, func(line []byte) error {
				lines = append(lines, string(line))
				return nil
			})
		}()
		phones(h.srv)
		p := h.waits("c", nil)
		p.Leave(flows.QueueExitKey, flows.QueueLeaving{Key: "1"}, time.Now())
		time.Sleep(time.Second)
		end()
		<-over
		all := strings.Join(lines, "\n")
		if !strings.Contains(all, `"kind":"joined"`) || !strings.Contains(all, `"result":"exit_key","position":1`) {
			t.Errorf("told are\n%s", all)
		}
	})
	if !slices.Contains(kinds, queue.EntryJoined) || !slices.Contains(kinds, queue.EntryEnded) {
		t.Errorf("observed are %v", kinds)
	}
}
