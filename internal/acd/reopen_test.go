package acd

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
)

// blind begins an instance that is alone, whose store is away.
func (h *house) blind(rules Rules) *inmate {
	h.t.Helper()
	h.queues.Fail(memstore.Faults{Away: true})
	h.agents.Fail(memstore.Faults{Away: true})
	one := h.open(rules)
	time.Sleep(time.Second)
	return one
}

// open begins an instance that is alone, whose store cannot be read, or not soon.
func (h *house) open(rules Rules) *inmate {
	h.t.Helper()
	one := &inmate{self: cluster.Owner{Instance: "n1", Boot: "blind"}}
	one.Hall = New(Options{Rules: rules, Queues: line{h.queues, one}, Agents: line{h.agents, one}, Self: one.self, Seed: 1,
		Log: slog.New(slog.NewTextHandler(&h.errors, &slog.HandlerOptions{Level: slog.LevelError})),
		Tell: func(f queue.Fact) {
			one.mu.Lock()
			defer one.mu.Unlock()
			one.facts = append(one.facts, f)
		}})
	if err := one.Open(context.Background()); err == nil {
		h.t.Error("it was opened without a store")
	}
	ctx, end := context.WithCancel(context.Background())
	one.end = end
	one.over.Go(func() { one.Run(ctx) })
	h.halls["n1"] = one
	return one
}

// sees has the store be there again.
func (h *house) sees() {
	h.queues.Fail(memstore.Faults{})
	h.agents.Fail(memstore.Faults{})
	time.Sleep(3 * retryMost)
}

// Law: a hall that could not read what was written as it was opened serves all the same, and takes up what was written
// when it can: who waited before has their place, who has come since keeps theirs behind them, who rings rings on and who
// talks talks on, what agents have done since counts, and all of it is written down for the next process.
func TestAHallThatIsOpenedWithoutItsStore(t *testing.T) {
	inBubble(t, func(h *house) {
		ctx := context.Background()
		rules := long(3)
		rules.Config.Agents[2].LoggedIn = false
		before := h.begin("n1", rules, true)
		if err := before.MakeAgent(ctx, eva("PJSIP/2001", "4711")); err != nil {
			t.Fatal(err)
		}
		first := h.join(before, "first", nil) // with 1001
		time.Sleep(time.Second)
		first.talks()
		for agent, do := range map[string]flows.AgentAct{"2001": flows.AgentLogout, "1001": flows.AgentPause, "1002": flows.AgentPause} {
			if _, err := before.Agent(ctx, flows.AgentOrder{Agent: agent, Do: do, Reason: "lunch"}); err != nil {
				t.Fatal(err)
			}
		}
		old := h.join(before, "old", nil)
		time.Sleep(time.Second)
		past, talked := old.Past(), first.Past()
		h.kill("n1")

		one := h.blind(rules)
		if _, err := one.Agent(ctx, flows.AgentOrder{Agent: "1002", Do: flows.AgentPause, Reason: "break"}); err != nil {
			t.Fatal(err)
		}
		first = h.join(one, "first", &talked)
		first.becomes(flows.OfferOver)
		talks := h.join(one, "talks", nil) // with 1001, of whom it is not known that they are on a break
		time.Sleep(time.Second)
		talks.talks()
		if _, err := one.Agent(ctx, flows.AgentOrder{Agent: "1003", Do: flows.AgentLogin}); err != nil {
			t.Fatal(err)
		}
		rings := h.join(one, "rings", nil)
		time.Sleep(time.Second)
		rings.becomes(flows.OfferRinging)
		ring := rings.look().Offers[0]
		waits := h.join(one, "waits", nil)
		time.Sleep(time.Second)
		old = h.join(one, "old", &past)
		if got := h.order([]*caller{rings, waits, old}); !slices.Equal(got, []string{"old", "rings", "waits"}) {
			t.Errorf("without the store the order is %v", got)
		}
		offered := len(one.kinds(queue.EntryOffered))
		h.sees()
		if got := h.order([]*caller{rings, waits, old}); !slices.Equal(got, []string{"old", "rings", "waits"}) {
			t.Errorf("the order is %v", got)
		}
		if v := talks.look(); v.Result != flows.QueueAnswered {
			t.Errorf("who talks has %+v", v)
		}
		if all, err := one.Queues(ctx); err != nil || all[1].Talking != 1 {
			t.Errorf("the queues are %+v, %v", all, err)
		}
		if v := rings.look(); len(v.Offers) != 1 || v.Offers[0].ID != ring.ID || len(one.kinds(queue.EntryOffered)) != offered {
			t.Errorf("rung are %+v, and offered %+v", v.Offers, one.kinds(queue.EntryOffered))
		}
		want := []string{"1001 on_break in_call lunch", "1002 on_break idle break", "1003 available ringing ", "2001 logged_out idle "}
		if got := staff(t, one); !slices.Equal(got, want) {
			t.Errorf("the agents are %q, want %q", got, want)
		}
		time.Sleep(time.Second)
		h.kill("n1")
		two := h.begin("n1", rules, true)
		if got := staff(t, two); !slices.Equal(got, want) {
			t.Errorf("by the next process the agents are %q, want %q", got, want)
		}
	})
}

// staff are the agents with what they do.
func staff(t *testing.T, on *inmate) (all []string) {
	t.Helper()
	agents, err := on.Hall.Agents(context.Background())
	if err != nil {
		t.Error(err)
	}
	for _, a := range agents {
		all = append(all, a.ID+" "+a.Presence+" "+a.Work+" "+a.Reason)
	}
	return all
}

// Law: without its store a hall promises nobody to call back, and changes nothing of which it does not know how it was; it
// does both when the store is there. The ends of waits stand.
func TestWhatWaitsForTheStore(t *testing.T) {
	inBubble(t, func(h *house) {
		one, ctx := h.blind(long(0)), context.Background()
		for what, err := range map[string]error{"make": one.MakeAgent(ctx, eva("PJSIP/1", "")), "take away": one.UnmakeAgent(ctx, "2001"),
			"a line": one.LineGone(ctx, "line", "a"), "a call-back": one.CalledBack(ctx, "old", "old.1-x", time.Time{}, "busy"),
			"an offer": one.OfferBecame(ctx, "old", "old.1-x", queue.Busy, "")} {
			if !errors.Is(err, flows.ErrQueuesAway) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := one.Agent(ctx, flows.AgentOrder{Agent: "2001", Do: flows.AgentLogin}); !errors.Is(err, flows.ErrQueuesAway) {
			t.Errorf("who may be in the store logs in: %v", err)
		}
		asks, gone := h.join(one, "asks", nil), h.join(one, "gone", nil)
		asks.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "555"}, time.Now())
		if err := one.Withdraw(ctx, gone.Past().ID); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if v := asks.look(); v.Result != "" {
			t.Errorf("who wants to be called back has %+v", v)
		}
		h.sees()
		if v, w := asks.look(), gone.look(); v.Result != flows.QueueCallback || w.Result != flows.QueueWithdrawn {
			t.Errorf("then they have %q and %q", v.Result, w.Result)
		}
		all, err := one.Waiting(ctx, "sales")
		if err != nil || len(all) != 1 || all[0].Number != "555" {
			t.Errorf("waiting are %+v, %v", all, err)
		}
		if err := errors.Join(one.MakeAgent(ctx, eva("PJSIP/1", "")), one.LineGone(ctx, "line", "a"),
			one.CalledBack(ctx, "old", "old.1-x", time.Time{}, "busy")); err != nil {
			t.Error(err)
		}
		h.kill("n1")
		two := h.begin("n1", long(0), true)
		if all, err := two.Waiting(ctx, "sales"); err != nil || len(all) != 1 || all[0].Number != "555" {
			t.Errorf("in the next process waiting are %+v, %v", all, err)
		}
	})
}

// Law: a store that is slow holds nobody up as a hall is opened: it is open soon, and makes no offer before it was asked
// once more, so that nobody overtakes those who were there before.
func TestAHallThatIsOpenedWithASlowStore(t *testing.T) {
	inBubble(t, func(h *house) {
		before := h.begin("n1", long(0), true)
		old := h.join(before, "old", nil)
		time.Sleep(time.Second)
		past := old.Past()
		h.kill("n1")

		slow := memstore.Faults{Slow: time.Second}
		h.queues.Fail(slow)
		h.agents.Fail(slow)
		begun := time.Now()
		one := h.open(long(1))
		if took := time.Since(begun); took > openTime {
			t.Errorf("it took %v to open", took)
		}
		fresh := h.join(one, "fresh", nil)
		time.Sleep(2 * time.Second)
		if v := fresh.look(); len(v.Offers) > 0 {
			t.Errorf("who comes is offered %+v", v.Offers)
		}
		old = h.join(one, "old", &past)
		time.Sleep(10 * time.Second)
		if v, w := fresh.look(), old.look(); len(v.Offers) > 0 || len(w.Offers) != 1 {
			t.Errorf("who comes is offered %+v, who was there %+v", v.Offers, w.Offers)
		}
		h.kill("n1")
		if h.errors.Len() > 0 {
			t.Errorf("what was read soon is told as an error: %s", h.errors.String())
		}
	})
}

// Law: that what was written before cannot be read is told as an error, once, when it could not be read either while the
// hall runs.
func TestAHallThatCannotReadSaysSo(t *testing.T) {
	inBubble(t, func(h *house) {
		h.blind(long(0))
		time.Sleep(3 * retryMost)
		h.kill("n1")
		if n := strings.Count(h.errors.String(), "who was in the queues before is not known"); n != 1 {
			t.Errorf("it is told %d times: %s", n, h.errors.String())
		}
	})
}
