package acd

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: a new owner is told of all places before its first offer, also by who is just telling the one before, and gets no
// answer: nobody overtakes.
func TestWhoTellsTheDeadTellsTheNextOwner(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		busy := h.join(all[1], "busy", nil)
		time.Sleep(100 * time.Millisecond)
		busy.talks()
		first := h.join(all[1], "first", nil)
		time.Sleep(time.Second)
		h.kill("n1")
		stop, err := h.post.Answer("n1", func(ctx context.Context, _ []byte) []byte { // as a machine that has no power
			<-ctx.Done()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		time.Sleep(2 * time.Second)
		h.queues.Clear() // nothing but the calls can tell
		late := h.join(all[2], "late", nil)
		second := h.join(all[1], "second", nil) // of whom n1 is being told
		time.Sleep(10 * time.Millisecond)
		h.own("n3")
		busy.becomes(flows.OfferOver)
		time.Sleep(testLease/beatsPerLease + time.Second)
		if offers := first.look().Offers; len(offers) != 1 {
			t.Errorf("the first is offered %+v, %+v were", offers, all[2].kinds(queue.EntryOffered))
		}
		for _, c := range []*caller{first, second, late} {
			c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		}
		time.Sleep(time.Second)
	})
}

// Law: who was cut off, and finds that another instance decides by now, takes nothing back before it has looked whose
// turn it is: else the other one, whose turn it is, would find its own reign ended.
func TestWhoWasCutOffTakesNothingBack(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		all[0].cut.Store(true)
		time.Sleep(time.Second)
		h.own("n2")
		time.Sleep(2 * testLease)
		epoch := func() int {
			item, err := h.queues.Get(t.Context(), reignKey)
			if err != nil {
				t.Fatal(err)
			}
			last, err := parse(item.Value)
			if err != nil {
				t.Fatal(err)
			}
			return last.Epoch
		}
		before := epoch()
		all[0].stale.Store(true)
		all[0].cut.Store(false)
		c := h.join(all[0], "caller", nil)
		time.Sleep(testLease)
		if all[0].Reigns() || !all[1].Reigns() || epoch() != before {
			t.Errorf("n1 decides: %v, n2: %v, and of %d reigns there are %d", all[0].Reigns(), all[1].Reigns(), before, epoch())
		}
		all[0].stale.Store(false)
		time.Sleep(time.Second)
		if v := c.look(); len(v.Offers) != 1 {
			t.Errorf("a caller is offered %+v", v.Offers)
		}
		c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		time.Sleep(time.Second)
	})
}

// Law: what is written down of a talk in the moment in which it begins, before whoever decides has heard of it, says that
// it is one: who takes the call up after the death of both goes on with the talk, and nobody else is rung.
func TestATalkIsWrittenDownAsOne(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(2))
		c := h.join(all[1], "caller", nil)
		time.Sleep(100 * time.Millisecond)
		c.talks()
		past := c.Past() // at once
		time.Sleep(time.Second)
		h.kill("n1")
		h.kill("n2")
		h.own("n3")
		time.Sleep(time.Second)
		c = h.join(all[2], "caller", &past)
		time.Sleep(testLease)
		if v := c.look(); v.Result != flows.QueueAnswered {
			t.Errorf("the caller is %+v", v)
		}
		if ended := all[2].kinds(queue.TalkEnded); len(ended) > 0 {
			t.Errorf("the talk has ended: %+v", ended)
		}
		c.becomes(flows.OfferOver)
		time.Sleep(time.Second)
	})
}
