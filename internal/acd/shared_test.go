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

// several are three instances, of which n1 decides.
func several(h *house, rules Rules) []*inmate {
	var all []*inmate
	for _, name := range []string{"n1", "n2", "n3"} {
		all = append(all, h.begin(name, rules, false))
	}
	time.Sleep(testLease)
	return all
}

// long are rules with rings that last for the whole test.
func long(agents int) Rules {
	return ruled(agents, func(q *queue.Queue) { q.RingTimeout = 10 * time.Minute })
}

// Law: that nobody may hear a talk is known to whoever asks any instance.
func TestPrivateTalksOfAnyInstance(t *testing.T) {
	inBubble(t, func(h *house) {
		one, two := h.begin("n1", ruled(1), false), h.begin("n2", ruled(1), false)
		time.Sleep(testLease)
		for _, private := range []bool{true, false} {
			p, err := two.Join(flows.QueueEntry{Queue: "sales", Call: "c", Channel: "c", Asterisk: "a", Private: private,
				Notify: func(any) {}, At: time.Now()})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			c := &caller{p, "c", two}
			c.talks()
			time.Sleep(time.Second)
			for _, on := range []*inmate{one, two} {
				if v, err := on.AgentNamed(context.Background(), "1001"); err != nil || v.Work != "in_call" || v.Private != private {
					t.Errorf("%s says %+v, %v, want %v", on.self.Instance, v, err, private)
				}
			}
			p.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
			time.Sleep(time.Minute)
		}
	})
}

// Law: callers of all instances are in one queue, are served in their order, and hear of their agents at once.
func TestCallersOfSeveralInstances(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(2))
		var callers []*caller
		for i := range 9 {
			callers = append(callers, h.join(all[i%3], fmt.Sprintf("c%d", i), nil))
			time.Sleep(100 * time.Millisecond)
		}
		if got := h.order(callers); len(got) != 9 || !slices.IsSorted(got) {
			t.Errorf("the order is %v", got)
		}
		for i := range 2 {
			if v := callers[i].look(); len(v.Offers) != 1 || v.Offers[0].Endpoint == "" {
				t.Errorf("rung for %d are %+v", i, v.Offers)
			}
		}
		callers[1].talks() // on n2
		time.Sleep(100 * time.Millisecond)
		if v := callers[1].look(); v.Result != flows.QueueAnswered {
			t.Errorf("with an agent it is %+v", v)
		}
		callers[1].becomes(flows.OfferOver)
		time.Sleep(100 * time.Millisecond)
		if v := callers[2].look(); len(v.Offers) != 1 { // on n3
			t.Errorf("then rung are %+v", v.Offers)
		}
		callers[4].Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		time.Sleep(3 * time.Second)
		if got := h.order(append(callers[:1:1], callers[2:]...)); len(got) != 7 {
			t.Errorf("the order is %v", got)
		}
	})
}

// Law: when the owner dies nobody loses their place and nobody overtakes, whose calls were on it and whose were not; an
// agent who rings or talks is offered to nobody else.
func TestTheOwnerDies(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(4))
		var callers []*caller
		for i := range 20 {
			callers = append(callers, h.join(all[i%3], fmt.Sprintf("c%02d", i), nil))
			time.Sleep(50 * time.Millisecond)
		}
		callers[0].talks() // on n1, which dies
		callers[1].talks() // on n2
		callers[2].becomes(flows.OfferRinging)
		callers[3].becomes(flows.OfferRinging) // on n1
		time.Sleep(time.Second)
		var pasts []flows.QueuePast
		for _, c := range callers {
			pasts = append(pasts, c.Past())
		}
		h.kill("n1")
		early := h.join(all[1], "early", nil) // while nobody decides
		h.own("n2")
		time.Sleep(100 * time.Millisecond)
		for i := len(callers) - 1; i >= 0; i-- { // its calls are taken up, in no order
			if i%3 == 0 {
				callers[i] = h.join(all[1+i%2], callers[i].name, &pasts[i])
				time.Sleep(20 * time.Millisecond)
			}
		}
		time.Sleep(awayLeases*testLease + unheardTime)
		want := []string{}
		for _, c := range callers[2:] {
			want = append(want, c.name)
		}
		if got := h.order(append(callers, early)); !slices.Equal(got, append(want, "early")) {
			t.Errorf("the order is %v", got)
		}
		agents := map[string]string{}
		for i, c := range callers {
			v := c.look()
			if i < 2 && v.Result != flows.QueueAnswered || i >= 2 && v.Result != "" {
				t.Errorf("%s has come to %q", c.name, v.Result)
			}
			for _, o := range v.Offers {
				if other := agents[o.Agent]; other != "" {
					t.Errorf("%s is offered to %s and %s", o.Agent, other, c.name)
				}
				agents[o.Agent] = c.name
			}
		}
		if len(agents) != 4 {
			t.Errorf("busy are %v", agents)
		}
		for _, one := range all[1:] {
			if made := one.kinds(queue.EntryOffered); len(made) > 0 {
				t.Errorf("offers were made: %+v", made)
			}
		}
		callers[1].becomes(flows.OfferOver)
		time.Sleep(time.Second)
		if v := callers[4].look(); len(v.Offers) != 1 || v.Offers[0].Agent != "1002" {
			t.Errorf("the next one has %+v", v.Offers)
		}
	})
}

// Law: an owner that is cut off makes no offers once it is not certain, and none of what it writes later counts.
func TestAnOwnerThatIsNotCertain(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(2))
		a := h.join(all[0], "a", nil)
		time.Sleep(time.Second)
		h.certain.Store(false)
		time.Sleep(testLease)
		b := h.join(all[0], "b", nil)
		time.Sleep(testLease)
		if v := b.look(); len(v.Offers) != 0 || v.Position != 2 {
			t.Errorf("while it is not certain it is %+v", v)
		}
		a.talks()
		if v := a.look(); v.Result != flows.QueueAnswered {
			t.Errorf("what was under way goes on: %+v", v)
		}
		h.certain.Store(true)
		time.Sleep(testLease)
		if v := b.look(); len(v.Offers) != 1 {
			t.Errorf("when it is certain again it is %+v", v)
		}
	})
}

// Law: an owner before learns from the store that another one decides, also if nobody tells it so, and asks that one then.
func TestAnOwnerIsOutrun(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		a := h.join(all[0], "a", nil)
		time.Sleep(time.Second)
		h.own("n2")
		time.Sleep(testLease)
		if all[0].Reigns() || !all[1].Reigns() {
			t.Fatalf("n1 decides: %v, n2: %v", all[0].Reigns(), all[1].Reigns())
		}
		r := &reign{epoch: 1, engine: queue.New(long(1).Config, 1, time.Now()), seats: map[string]*seat{}}
		if _, err := all[0].outrun(context.Background(), r, sheet{shelf: newShelf(h.queues, entryPrefix, nil), id: a.Past().ID,
			change: changeOf(a.Past().ID)}); !errors.Is(err, errOutrun) {
			t.Errorf("what the one before writes comes to %v", err)
		}
		if v := a.look(); !v.Known || v.Position != 1 || len(v.Offers) != 1 {
			t.Errorf("its caller is %+v", v)
		}
	})
}

// Law: while instances cannot talk nobody loses a place, and those who talk are not called; when they can, all goes on.
func TestNobodyCanTalk(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(2))
		a, b := h.join(all[1], "a", nil), h.join(all[2], "b", nil)
		time.Sleep(time.Second)
		a.talks()
		time.Sleep(time.Second)
		h.post.Fail(awayFaults())
		h.queues.Fail(awayFaults())
		h.agents.Fail(awayFaults())
		h.certain.Store(false)
		time.Sleep(30 * time.Second)
		c := h.join(all[1], "c", nil)
		b.talks()
		if v := c.look(); v.Known {
			t.Errorf("of one who comes meanwhile is known %+v", v)
		}
		h.post.Fail(noFaults())
		h.queues.Fail(noFaults())
		h.agents.Fail(noFaults())
		h.certain.Store(true)
		time.Sleep(10 * time.Second)
		if v := b.look(); v.Result != flows.QueueAnswered {
			t.Errorf("who was answered meanwhile is %+v", v)
		}
		if v := c.look(); !v.Known || v.Position != 1 || len(v.Offers) != 0 {
			t.Errorf("who came meanwhile is %+v", v)
		}
		if ended := all[0].kinds(queue.EntryEnded); len(ended) > 0 {
			t.Errorf("ended are %+v", ended)
		}
	})
}

// Law: any instance has orders carried out, and lists, by the one that decides.
func TestOrdersFromAnyInstance(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(130))
		for _, one := range all {
			v, err := one.Agent(context.Background(), flows.AgentOrder{Agent: "1001", Do: flows.AgentPause, Reason: one.self.Instance})
			if err != nil || v.Presence != "on_break" || v.Reason != one.self.Instance {
				t.Errorf("by %s: %+v, %v", one.self.Instance, v, err)
			}
			agents, err := one.Agents(context.Background())
			if err != nil || len(agents) != 130 {
				t.Errorf("%s lists %d agents, %v", one.self.Instance, len(agents), err)
			}
			queues, err := one.Queues(context.Background())
			if err != nil || len(queues) != 2 || queues[1].Name != "sales" {
				t.Errorf("%s lists %+v, %v", one.self.Instance, queues, err)
			}
		}
		if _, err := all[1].Agent(context.Background(), flows.AgentOrder{Agent: "1001", CheckPIN: true}); !errors.Is(err, flows.ErrAgentPIN) {
			t.Errorf("without its PIN: %v", err)
		}
		if _, err := all[2].Waiting(context.Background(), "x"); !errors.Is(err, flows.ErrNoQueue) {
			t.Errorf("a list of a queue that is not there: %v", err)
		}
		a := h.join(all[0], "a", nil)
		waiting, err := all[2].Waiting(context.Background(), "sales")
		if err != nil || len(waiting) != 1 {
			t.Fatalf("waiting are %+v, %v", waiting, err)
		}
		if err := all[2].Withdraw(context.Background(), waiting[0].ID); err != nil {
			t.Error(err)
		}
		if v := a.look(); v.Result != flows.QueueWithdrawn {
			t.Errorf("who was sent away is %+v", v)
		}
		h.own("")
		h.mu.Lock()
		h.owner = "nobody"
		h.mu.Unlock()
		time.Sleep(testLease)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := all[1].Agent(ctx, flows.AgentOrder{Agent: "1001"}); !errors.Is(err, flows.ErrQueuesAway) {
			t.Errorf("without anybody who decides: %v", err)
		}
	})
}

// Law: a call that is handed over alive keeps its place, whichever of the two instances is heard first.
func TestACallIsHandedOver(t *testing.T) {
	for _, early := range []bool{false, true} {
		t.Run(fmt.Sprint(early), func(t *testing.T) {
			inBubble(t, func(h *house) {
				all := several(h, long(1))
				a := h.join(all[1], "a", nil)
				time.Sleep(time.Second)
				b := h.join(all[1], "b", nil)
				time.Sleep(time.Second)
				past := b.Past()
				if early {
					b = h.join(all[2], "b", &past)
					time.Sleep(time.Second)
				}
				all[1].Ended("b", "a", true)
				time.Sleep(time.Second)
				if !early {
					b = h.join(all[2], "b", &past)
				}
				time.Sleep(awayLeases*testLease + unheardTime)
				if got := h.order([]*caller{a, b}); !slices.Equal(got, []string{"a", "b"}) {
					t.Errorf("the order is %v", got)
				}
			})
		})
	}
}

// Law: an end that is known is told once: no place comes back by being told of again.
func TestNobodyComesBackWhoHasGone(t *testing.T) {
	inBubble(t, func(h *house) {
		rules := ruled(1, func(q *queue.Queue) { q.MaxWait = 10 * time.Second; q.RingTimeout = time.Hour })
		all := several(h, rules)
		talks := h.join(all[0], "t", nil)
		talks.talks()
		a, b := h.join(all[0], "a", nil), h.join(all[1], "b", nil)
		time.Sleep(2 * endedMemory)
		for _, c := range []*caller{a, b} {
			if v := c.look(); v.Result != flows.QueueTimeout || v.Waited > 11*time.Second {
				t.Errorf("%s is %+v", c.name, v)
			}
			if n := len(c.on.places); n > 1 {
				t.Errorf("%s's instance has %d places", c.name, n)
			}
		}
		waiting, err := all[0].Waiting(context.Background(), "sales")
		if err != nil || len(waiting) > 0 {
			t.Errorf("waiting are %+v, %v", waiting, err)
		}
		if n := len(all[0].reign.seats); n != 1 {
			t.Errorf("there are %d seats", n)
		}
	})
}
