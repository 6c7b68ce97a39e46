package acd

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// tried are the call-backs that an instance was asked for.
func (one *inmate) tried() []queue.CallBack {
	one.mu.Lock()
	defer one.mu.Unlock()
	return slices.Clone(one.backs)
}

// Law: that a caller has heard of call-backs is known to whoever decides, once, from any instance.
func TestACallBackIsOffered(t *testing.T) {
	inBubble(t, func(h *house) {
		one, two := h.begin("n1", ruled(0), false), h.begin("n2", ruled(0), false)
		time.Sleep(testLease)
		for _, on := range []*inmate{one, two} {
			c := h.join(on, on.self.Instance, nil)
			time.Sleep(time.Second)
			for range 2 {
				c.Told("", flows.OfferNews{State: flows.CallbackOffered, At: time.Now()})
			}
		}
		time.Sleep(time.Minute)
		queues, err := two.Queues(context.Background())
		if err != nil || len(queues) != 2 || queues[1].Counts.CallbacksOffered != 2 || queues[1].Waiting != 2 {
			t.Errorf("%+v, %v", queues, err)
		}
		if shown := one.kinds(queue.CallbackShown); len(shown) != 2 || shown[0].Call == shown[1].Call {
			t.Errorf("told are %+v", shown)
		}
	})
}

// Law: who wants to be called back keeps their place, over a new start and another owner, is called in their turn with
// an agent who is free, and takes the place again with the call that was made for it.
func TestCallBack(t *testing.T) {
	for _, alone := range []bool{true, false} {
		inBubble(t, func(h *house) {
			rules := long(1)
			one := h.begin("n1", rules, alone)
			time.Sleep(testLease)
			a := h.join(one, "a", nil)
			a.talks()
			b := h.join(one, "b", nil)
			time.Sleep(time.Second)
			c := h.join(one, "c", nil)
			b.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
			time.Sleep(time.Second)
			if v := b.look(); v.Result != flows.QueueCallback {
				t.Errorf("who goes has %+v", v)
			}
			time.Sleep(time.Second)
			pasts := []flows.QueuePast{a.Past(), c.Past()}
			h.kill("n1")
			h.own("n2")
			two := h.begin("n2", rules, alone)
			a, c = h.join(two, "a", &pasts[0]), h.join(two, "c", &pasts[1])
			time.Sleep(awayLeases*testLease + unheardTime)
			if tried := two.tried(); len(tried) > 0 || c.look().Position != 2 {
				t.Fatalf("before its turn tried is %+v, and behind it stands %+v", tried, c.look())
			}
			a.becomes(flows.OfferOver)
			time.Sleep(time.Second)
			tried := two.tried()
			if len(tried) != 1 || tried[0].Number != "5551" || tried[0].Offer.Agent != "1001" {
				t.Fatalf("in its turn tried is %+v", tried)
			}
			back := h.join(two, CallID(tried[0].Offer.ID), nil)
			if v := back.look(); len(v.Offers) != 1 || v.Offers[0].ID != tried[0].Offer.ID || v.Position != 1 {
				t.Fatalf("who is called back has %+v", v)
			}
			back.talks()
			if v := back.look(); v.Result != flows.QueueAnswered {
				t.Errorf("and then %+v", v)
			}
			if err := two.CalledBack(context.Background(), tried[0].Entry, tried[0].Offer.ID, time.Time{}, "over"); err != nil {
				t.Error(err)
			}
			back.becomes(flows.OfferOver)
			time.Sleep(time.Second)
			if v := c.look(); len(v.Offers) != 1 || v.Position != 1 {
				t.Errorf("the next one has %+v", v)
			}
		})
	}
}

// Law: who was not reached is called again, later; whoever decides by then is told, by any instance.
func TestCallBackIsTriedAgain(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		a := h.join(all[1], "a", nil)
		time.Sleep(time.Second)
		a.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
		time.Sleep(time.Second)
		tried := all[0].tried()
		if len(tried) != 1 {
			t.Fatalf("tried is %+v", tried)
		}
		again := time.Now().Add(time.Minute)
		if err := all[2].CalledBack(context.Background(), tried[0].Entry, tried[0].Offer.ID, again, "busy"); err != nil {
			t.Error(err)
		}
		time.Sleep(59 * time.Second)
		if n := len(all[0].tried()); n != 1 {
			t.Errorf("before the time it was tried %d times", n)
		}
		time.Sleep(2 * time.Second)
		if n := len(all[0].tried()); n != 2 {
			t.Errorf("after the time it was tried %d times", n)
		}
		offer := all[0].tried()[1].Offer.ID
		if err := all[1].OfferBecame(context.Background(), tried[0].Entry, offer, queue.AgentAnswered, ""); err != nil {
			t.Error(err)
		}
		if err := all[1].OfferBecame(context.Background(), tried[0].Entry, offer, queue.Connected, ""); err != nil {
			t.Error(err)
		}
		if got := all[0].kinds(queue.EntryConnected); len(got) != 1 {
			t.Errorf("connected are %+v", got)
		}
	})
}

// calls asks whether somebody may be called now.
func (one *inmate) calls(try queue.CallBack) error {
	return one.Calls(context.Background(), try.Entry, try.Offer.ID, time.Now().Add(time.Minute), "north")
}

// wanted has somebody want to be called back, whose turn it is.
func (h *house) wanted(on *inmate, owner *inmate) queue.CallBack {
	h.t.Helper()
	a := h.join(on, "a", nil)
	time.Sleep(time.Second)
	a.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
	time.Sleep(time.Second)
	tried := owner.tried()
	if len(tried) != 1 {
		h.t.Fatalf("tried is %+v", tried)
	}
	return tried[0]
}

// Law: of all instances one calls a customer, also when another one decides meanwhile that has only what was written down.
func TestOneInstanceCallsACustomer(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		try := h.wanted(all[1], all[0])
		if err := all[2].calls(try); err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			if err := one.calls(try); !errors.Is(err, ErrNotCalled) {
				t.Errorf("%s may call too: %v", one.self.Instance, err)
			}
		}
		h.kill("n1") // at once: what was answered is written down
		h.own("n2")
		time.Sleep(awayLeases*testLease + unheardTime)
		for _, one := range all[1:] {
			if err := one.calls(try); !errors.Is(err, ErrNotCalled) {
				t.Errorf("behind another owner %s may call too: %v", one.self.Instance, err)
			}
		}
		order := flows.AgentOrder{Agent: "1001", Do: flows.AgentLogout}
		if _, err := all[1].Agent(context.Background(), order); err != nil {
			t.Fatal(err)
		}
		order.Do = flows.AgentLogin
		if _, err := all[1].Agent(context.Background(), order); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if n := len(all[1].tried()); n != 0 {
			t.Errorf("while they are called they are tried %d times", n)
		}
	})
}

// Law: nobody is called of whom that cannot be written down; they are when it can.
func TestNobodyIsCalledUnwritten(t *testing.T) {
	inBubble(t, func(h *house) {
		one := h.begin("n1", long(1), true)
		try := h.wanted(one, one)
		h.queues.Fail(awayFaults())
		if err := one.calls(try); !errors.Is(err, ErrUnwritten) {
			t.Errorf("they may be called: %v", err)
		}
		until := time.Now().Add(30 * time.Second)
		if err := one.NotCalledYet(context.Background(), try.Entry, try.Offer.ID, until, "unwritten"); err != nil {
			t.Error(err)
		}
		h.queues.Fail(noFaults())
		time.Sleep(31 * time.Second)
		tried := one.tried()
		if len(tried) != 2 || tried[1].Attempt != 1 {
			t.Fatalf("tried is %+v", tried)
		}
		if err := one.calls(tried[1]); err != nil {
			t.Error(err)
		}
	})
}

// Law: whoever calls for an offer hears that it is taken back, though another instance decides by then.
func TestCanceledCallBacksAreToldToAll(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		try := h.wanted(all[1], all[0])
		all[1].TellCanceled(context.Background(), queue.Cancel{Offer: try.Offer.ID, Why: string(queue.Withdrawn), Back: true})
		for _, i := range []int{0, 2} {
			all[i].mu.Lock()
			heard := slices.ContainsFunc(all[i].cancels, func(c queue.Cancel) bool {
				return c.Offer == try.Offer.ID && !c.Back && c.Why == string(queue.Withdrawn)
			})
			all[i].mu.Unlock()
			if !heard {
				t.Errorf("%s has not heard of it", all[i].self.Instance)
			}
		}
		if err := all[0].Withdraw(context.Background(), try.Entry); err != nil {
			t.Fatal(err)
		}
		all[0].mu.Lock()
		defer all[0].mu.Unlock()
		if last := all[0].cancels[len(all[0].cancels)-1]; !last.Back {
			t.Errorf("that of a call-back is %+v", last)
		}
	})
}

// Law: what a caller has entered in secret is not written down with the wish to be called back; a walk that is too large
// is not at all, and they are called back all the same.
func TestWalksOfCallBacksHoldNoSecrets(t *testing.T) {
	for _, large := range []bool{false, true} {
		inBubble(t, func(h *house) {
			h.key = []byte("0123456789abcdef0123456789abcdef")
			one := h.begin("n1", long(1), true)
			from := &flows.Checkpoint{Format: 1, Version: "v", Frames: []flows.FrameState{{Block: "main", Flow: "main"}},
				Vars: map[string]any{"pin": flows.NewSecret("4711"), "word": "open"}}
			if large {
				from.Vars["much"] = strings.Repeat("x", walkMost)
			}
			a := h.join(one, "a", nil)
			time.Sleep(time.Second)
			a.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551", From: from}, time.Now())
			time.Sleep(time.Second)
			tried := one.tried()
			if len(tried) != 1 || large != (len(tried[0].Walk) == 0) {
				t.Fatalf("large is %v: tried is %+v", large, tried)
			}
			if large {
				return
			}
			read, err := flows.UnmarshalCheckpoint(tried[0].Walk, h.key)
			if err != nil || read.Vars["word"] != "open" || flows.Reveal(read.Vars["pin"].(flows.Secret)) != "" {
				t.Errorf("%s: %v, %v", tried[0].Walk, read, err)
			}
		})
	}
}

// Law: a call's id tells whom it calls back.
func TestIDsOfCallBacks(t *testing.T) {
	for _, c := range []struct {
		call, entry, offer string
		ok                 bool
	}{
		{CallID("abcdefgh23456777.3-zz"), "abcdefgh23456777", "abcdefgh23456777.3-zz", true},
		{MetID("abcdefgh23456777.3-zz"), "abcdefgh23456777", "abcdefgh23456777.3-zz", true},
		{LineID("abcdefgh23456777.3-zz"), "", "", false},
		{"ariapp-abcdefgh23456777", "", "", false},
		{"1234.5", "", "", false},
	} {
		entry, ok := EntryOfCall(c.call)
		offer, is := OfferOfCall(c.call)
		if ok != c.ok || is != c.ok || ok && (entry != c.entry || offer != c.offer) {
			t.Errorf("%s is of %q, %q; %v, %v", c.call, entry, offer, ok, is)
		}
	}
}
