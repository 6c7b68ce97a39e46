package acd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: in virtual time nothing happens but what is due when somebody looks.
func TestApart(t *testing.T) {
	hall := New(Options{Rules: ruled(1)}).Apart(nil)
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	told := 0
	p, err := hall.Join(flows.QueueEntry{Queue: "sales", Call: "c", Notify: func(any) { told++ }, At: at})
	if err != nil {
		t.Fatal(err)
	}
	v := p.Look(at)
	if len(v.Offers) != 1 || v.Offers[0].Endpoint != "PJSIP/1001" || v.Offers[0].Name != "Agent 1001" || !v.Known || v.Position != 1 {
		t.Fatalf("at once: %+v", v)
	}
	offer := v.Offers[0].ID
	p.Told(offer, flows.OfferNews{State: flows.OfferNoAnswer, At: at.Add(15 * time.Second)})
	if v = p.Look(at.Add(15 * time.Second)); len(v.Offers) != 1 || v.Offers[0].ID == offer {
		t.Fatalf("after no answer: %+v", v)
	}
	at = at.Add(20 * time.Second)
	offer = v.Offers[0].ID
	p.Told(offer, flows.OfferNews{State: flows.OfferAnswered, At: at})
	p.Told(offer, flows.OfferNews{State: flows.OfferConnected, At: at})
	if v = p.Look(at); v.Result != flows.QueueAnswered || len(v.Offers) != 1 || v.Waited != 20*time.Second {
		t.Fatalf("connected: %+v", v)
	}
	if past := p.Past(); !past.Talks || past.Position != 1 || len(past.Offers) != 1 {
		t.Errorf("it is written down as %+v", past)
	}
	p.Told(offer, flows.OfferNews{State: flows.OfferOver, At: at.Add(time.Minute), By: "caller"})
	agent, err := hall.Agent(context.Background(), flows.AgentOrder{Agent: "1001"})
	if err != nil || agent.Work != "idle" || agent.Presence != "available" {
		t.Errorf("afterwards the agent is %+v, %v", agent, err)
	}
	if told == 0 {
		t.Error("nobody was told anything")
	}
	if _, err := hall.Join(flows.QueueEntry{Queue: "nosuch", At: at}); !errors.Is(err, flows.ErrNoQueue) {
		t.Errorf("a queue that is not there: %v", err)
	}
}

// Law: what panics leaves the hall free for all others, and what was to be told by then is told, once, without the lock.
func TestAPanicHoldsNobodyUp(t *testing.T) {
	h := New(Options{Rules: ruled(1)})
	told := 0
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is swallowed")
			}
		}()
		h.act(time.Time{}, func(time.Time) {
			h.later(func() {
				if told++; !h.mu.TryLock() {
					t.Error("it is told with the lock held")
					return
				}
				h.mu.Unlock()
			})
			panic("a fault")
		})
	}()
	if !h.mu.TryLock() {
		t.Fatal("nobody gets at the queues any more")
	}
	h.mu.Unlock()
	for range 2 {
		h.act(time.Time{}, func(time.Time) {})
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// Law: in virtual time all agents are there but those who are said to be out; where all are, nobody waits.
func TestApartWithoutSome(t *testing.T) {
	rules := ruled(2, func(q *queue.Queue) { q.JoinEmpty = []queue.Condition{"logged_out"} })
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		out     func(string) bool
		offered string
		result  flows.QueueResult
	}{
		{"nobody is out", nil, "1001", ""},
		{"one is", func(agent string) bool { return agent == "1001" }, "1002", ""},
		{"all are", func(string) bool { return true }, "", flows.QueueJoinEmpty},
	} {
		p, err := New(Options{Rules: rules}).Apart(c.out).Join(flows.QueueEntry{Queue: "sales", Call: "c", At: at})
		if err != nil {
			t.Fatal(err)
		}
		offered, v := "", p.Look(at)
		for _, offer := range v.Offers {
			offered += offer.Agent
		}
		if offered != c.offered || v.Result != c.result {
			t.Errorf("%s: offered is %q, the result %q", c.name, offered, v.Result)
		}
	}
}

// Law: over kill -9 and a new start of one that is alone nobody loses their place, however they come back, and nobody
// overtakes; who does not come back within the time goes.
func TestPlacesOutliveTheProcess(t *testing.T) {
	inBubble(t, func(h *house) {
		rules := ruled(2, func(q *queue.Queue) { q.RingTimeout = 5 * time.Minute })
		one := h.begin("n1", rules, true)
		var callers []*caller
		for i := range 22 {
			callers = append(callers, h.join(one, fmt.Sprintf("c%02d", i), nil))
			time.Sleep(time.Second)
		}
		callers[0].talks()
		callers[1].becomes(flows.OfferRinging)
		time.Sleep(time.Second)
		before := h.order(callers)
		if len(before) != 21 {
			t.Fatalf("%d wait", len(before))
		}
		var pasts []flows.QueuePast
		for _, c := range callers {
			pasts = append(pasts, c.Past())
		}
		h.kill("n1")
		two := h.begin("n1", rules, true)
		late := h.join(two, "late", nil)
		order := []int{7, 3, 0, 21, 1, 2, 20, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18} // 19 has hung up
		again := []*caller{late}
		for _, i := range order {
			again = append(again, h.join(two, callers[i].name, &pasts[i]))
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(aloneAway + 2*time.Second)
		want := slices.DeleteFunc(slices.Clone(before), func(name string) bool { return name == "c19" })
		if got := h.order(again); !slices.Equal(got, append(want, "late")) {
			t.Errorf("the order is %v, want %v", got, append(want, "late"))
		}
		if lost := two.kinds(queue.EntryEnded); len(lost) != 1 || lost[0].Call != "c19" || lost[0].Result != queue.Abandoned {
			t.Errorf("gone are %+v", lost)
		}
		if back := h.join(two, "c19", &pasts[19]).look(); back.Result != "" || back.Position != len(want)-1 {
			t.Errorf("who comes back late is %+v", back)
		}
		talking, ringing := again[3], again[5]
		if v := talking.look(); v.Result != flows.QueueAnswered || v.Offers[0].Agent != "1001" {
			t.Errorf("who talked: %+v", v)
		}
		if v := ringing.look(); len(v.Offers) != 1 || v.Offers[0].Agent != "1002" {
			t.Errorf("for whom one rang: %+v", v)
		}
		if made := two.kinds(queue.EntryOffered); len(made) != 0 {
			t.Errorf("offers were made of agents who are busy: %+v", made)
		}
	})
}

// Law: an agent's state outlives the process: logged in elsewhere, on a break.
func TestAgentsOutliveTheProcess(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(3), true)
		for _, order := range []flows.AgentOrder{
			{Agent: "1001", Do: flows.AgentLogout},
			{Agent: "1002", Do: flows.AgentPause, Reason: "lunch"},
			{Agent: "1003", Do: flows.AgentLogin, Endpoint: "PJSIP/home", PIN: flows.NewSecret("71003"), CheckPIN: true},
		} {
			if _, err := one.Agent(context.Background(), order); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		h.kill("n1")
		two := h.begin("n1", ruled(3), true)
		for id, want := range map[string]string{"1001": "logged_out  PJSIP/1001", "1002": "on_break lunch PJSIP/1002",
			"1003": "available  PJSIP/home"} {
			v, err := two.Agent(context.Background(), flows.AgentOrder{Agent: id})
			if got := v.Presence + " " + v.Reason + " " + v.Endpoint; err != nil || got != want {
				t.Errorf("%s is %q, want %q; %v", id, got, want, err)
			}
		}
	})
}

// Law: an order for an agent is refused for what is not there, a wrong PIN, and a state in which it makes no sense.
func TestOrdersThatAreRefused(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(2), true)
		if _, err := one.Agent(context.Background(), flows.AgentOrder{Agent: "1002", Do: flows.AgentLogout}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name  string
			order flows.AgentOrder
			want  error
		}{
			{"nobody", flows.AgentOrder{Agent: "9", Do: flows.AgentLogin}, flows.ErrNoAgent},
			{"no queue", flows.AgentOrder{Agent: "1001", Do: flows.AgentLogin, Queues: []string{"x"}}, flows.ErrNoQueue},
			{"a wrong PIN", flows.AgentOrder{Agent: "1001", CheckPIN: true, PIN: flows.NewSecret("1")}, flows.ErrAgentPIN},
			{"no PIN", flows.AgentOrder{Agent: "1001", CheckPIN: true}, flows.ErrAgentPIN},
			{"a pause while logged out", flows.AgentOrder{Agent: "1002", Do: flows.AgentPause}, flows.ErrAgentOrder},
			{"the right PIN", flows.AgentOrder{Agent: "1001", CheckPIN: true, PIN: flows.NewSecret("71001")}, nil},
			{"no PIN where none is asked", flows.AgentOrder{Agent: "1001"}, nil},
		} {
			if _, err := one.Agent(context.Background(), c.order); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
	})
}

// Law: another strategy counts for those who wait already, at once.
func TestRulesChangeWhileCallersWait(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(3), true)
		c := h.join(one, "c", nil)
		if v := c.look(); len(v.Offers) != 1 {
			t.Fatalf("rung are %d", len(v.Offers))
		}
		one.Configure(ruled(3, func(q *queue.Queue) { q.Strategy = queue.RingAll }))
		if v := c.look(); len(v.Offers) != 3 {
			t.Errorf("with ring_all rung are %d", len(v.Offers))
		}
		gone := ruled(3)
		gone.Config.Queues = gone.Config.Queues[1:]
		one.Configure(gone)
		if v := c.look(); v.Result != flows.QueueWithdrawn || len(v.Offers) != 0 {
			t.Errorf("without its queue it is %+v", v)
		}
	})
}

// Law: while the store is away callers are served, and what became of them is written when it is back.
func TestTheStoreIsAway(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(1), true)
		h.queues.Fail(awayFaults())
		h.agents.Fail(awayFaults())
		a, b := h.join(one, "a", nil), h.join(one, "b", nil)
		a.talks()
		if v := a.look(); v.Result != flows.QueueAnswered {
			t.Errorf("without the store it is %+v", v)
		}
		time.Sleep(time.Minute)
		h.queues.Fail(noFaults())
		h.agents.Fail(noFaults())
		time.Sleep(5 * time.Second)
		past := b.Past()
		h.kill("n1")
		two := h.begin("n1", ruled(1), true)
		if v := h.join(two, "b", &past).look(); v.Position != 1 || v.Waited < time.Minute {
			t.Errorf("it comes back as %+v", v)
		}
	})
}

// Law: what the store has lost is written anew.
func TestTheStoreHasLostAll(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(1), true)
		a := h.join(one, "a", nil)
		a.talks()
		b := h.join(one, "b", nil)
		time.Sleep(time.Second)
		count := func() int {
			items, err := h.queues.All(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return len(items)
		}
		before := count()
		h.queues.Clear()
		time.Sleep(sweepEvery + time.Second)
		if got := count(); got != before-1 { // but for the number of the reign
			t.Errorf("%d records are there again, want %d", got, before-1)
		}
		b.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		a.becomes(flows.OfferOver)
		time.Sleep(time.Second)
		if got := count(); got != before-3 {
			t.Errorf("%d records are left", got)
		}
	})
}

// Law: a member who is added is one, also after a new start, and one who is taken away is none.
func TestMembersAreChanged(t *testing.T) {
	inBubble(t, func(h *house) {
		rules := ruled(2)
		rules.Config.Agents[1].Members = nil
		one := h.begin("n1", rules, true)
		if err := one.AddMember(context.Background(), "1002", queue.Membership{Queue: "sales", Level: 1}); err != nil {
			t.Fatal(err)
		}
		if err := one.RemoveMember(context.Background(), "1001", "sales"); err != nil {
			t.Fatal(err)
		}
		if err := one.RemoveMember(context.Background(), "9", "sales"); !errors.Is(err, flows.ErrNoAgent) {
			t.Errorf("an agent that is not there: %v", err)
		}
		check := func(one *inmate) {
			t.Helper()
			c := h.join(one, "c", nil)
			time.Sleep(time.Second)
			if v := c.look(); len(v.Offers) != 1 || v.Offers[0].Agent != "1002" || v.Offers[0].Level != 1 {
				t.Errorf("rung are %+v", v.Offers)
			}
			c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		}
		check(one)
		time.Sleep(time.Second)
		h.kill("n1")
		check(h.begin("n1", rules, true))
	})
}

// Law: agents at another Asterisk are dialled by the template.
func TestReach(t *testing.T) {
	rules := ruled(1)
	rules.Agents["1001"] = Agent{Endpoint: "PJSIP/1001", Asterisk: "b"}
	rules.Reach = map[string]map[string]string{"a": {"b": "PJSIP/{user}@to-b"}}
	for _, c := range []struct{ at, login, want string }{
		{"a", "", "PJSIP/1001@to-b"}, {"b", "", "PJSIP/1001"}, {"c", "", "PJSIP/1001"}, {"", "", "PJSIP/1001"},
		{"a", "Local/201@agents/n", "PJSIP/201@to-b"},
	} {
		if got := rules.endpoint(queue.Offer{Agent: "1001", Endpoint: c.login}, c.at); got != c.want {
			t.Errorf("at %q: %s, want %s", c.at, got, c.want)
		}
	}
}

// Law: of a call that is over without a word its place goes; one that goes on elsewhere keeps it for a while. A call of
// that id at another Asterisk keeps it, too.
func TestCallsThatEnd(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(0), true)
		a, b := h.join(one, "a", nil), h.join(one, "b", nil)
		past := a.Past()
		one.Ended("a", "a", true)
		one.Ended("b", "c", false)
		time.Sleep(time.Second)
		if got := one.kinds(queue.EntryEnded); len(got) > 0 {
			t.Errorf("of a call of another Asterisk %+v are ended", got)
		}
		one.Ended("b", "a", false)
		_ = b
		time.Sleep(time.Second)
		if got := one.kinds(queue.EntryEnded); len(got) != 1 || got[0].Call != "b" {
			t.Errorf("ended are %+v", got)
		}
		c := h.join(one, "c", nil)
		again := h.join(one, "a", &past)
		time.Sleep(aloneAway + time.Second)
		if got := h.order([]*caller{c, again}); !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("the order is %v", got)
		}
	})
}

// Law: an agent whose telephone is in use elsewhere is not rung, until it is free.
func TestDevices(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", ruled(1), true)
		one.Device("PJSIP/1001", queue.DeviceInUse)
		c := h.join(one, "c", nil)
		if v := c.look(); len(v.Offers) != 0 {
			t.Errorf("rung are %+v", v.Offers)
		}
		one.Device("PJSIP/1001", queue.DeviceNotInUse)
		if v := c.look(); len(v.Offers) != 1 {
			t.Errorf("rung are %+v", v.Offers)
		}
		one.Device("PJSIP/1001", queue.DeviceRinging) // by us
		if v := c.look(); len(v.Offers) != 1 {
			t.Errorf("when it rings rung are %+v", v.Offers)
		}
	})
}
