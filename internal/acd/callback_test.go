package acd

import (
	"context"
	"slices"
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
			if err := two.CalledBack(context.Background(), tried[0].Entry, time.Time{}, "over"); err != nil {
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
		if err := all[2].CalledBack(context.Background(), tried[0].Entry, again, "busy"); err != nil {
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
