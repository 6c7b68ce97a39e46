package acd

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
)

// follows has an instance decide as soon as the one before does no more.
func (h *house) follows(before *inmate, name string) {
	h.t.Helper()
	h.own("nobody")
	for begun := time.Now(); before.Busy(); time.Sleep(time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			h.t.Fatalf("%s goes on to decide", before.self.Instance)
		}
	}
	h.own(name)
}

// endsOnce fails where a place has no end, or more than one, by whoever tells of it.
func (h *house) endsOnce(all []*inmate, places int) {
	h.t.Helper()
	told := map[string][]string{}
	for _, one := range all {
		for _, f := range one.kinds(queue.EntryEnded) {
			told[f.Entry] = append(told[f.Entry], fmt.Sprintf("%s of %s by %s", f.Result, f.Call, one.self.Instance))
		}
	}
	if len(told) != places {
		h.t.Errorf("%d places have ended, want %d", len(told), places)
	}
	for id, ends := range told {
		if len(ends) != 1 {
			h.t.Errorf("%s has ended %d times: %v", id, len(ends), ends)
		}
	}
}

// Law: who has waited too long just as another instance begins to decide has waited too long once, also where the store
// takes its time and others come and go meanwhile.
func TestAnEndAtTheEndOfAReign(t *testing.T) {
	for _, slow := range []time.Duration{0, 100 * time.Millisecond} {
		for early := time.Duration(0); early <= time.Second; early += 50 * time.Millisecond {
			t.Run(fmt.Sprint(slow, " ", early), func(t *testing.T) {
				inBubble(t, func(h *house) {
					const most = 10 * time.Second
					all := several(h, ruled(0, func(q *queue.Queue) { q.MaxWait = most }))
					begun := time.Now()
					for i := range 10 {
						h.join(all[1], fmt.Sprint("w", i), nil)
						time.Sleep(10 * time.Millisecond)
					}
					h.queues.Fail(memstore.Faults{Slow: slow})
					time.Sleep(time.Until(begun.Add(most - early)))
					comes, over := 0, make(chan struct{})
					go func() {
						defer close(over)
						for ; comes < 40; comes++ {
							c := h.join(all[0], fmt.Sprint("c", comes), nil)
							time.Sleep(10 * time.Millisecond)
							c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
							time.Sleep(20 * time.Millisecond)
						}
					}()
					h.follows(all[0], "n2")
					<-over
					h.queues.Fail(memstore.Faults{})
					time.Sleep(time.Minute)
					if decide := []bool{all[0].Reigns(), all[1].Reigns(), all[2].Reigns()}; !slices.Equal(decide, []bool{false, true, false}) {
						t.Errorf("they decide: %v", decide)
					}
					h.endsOnce(all, 10+comes)
				})
			})
		}
	}
}

// Law: whoever has ended decides no more, whoever tells them of a place: nobody would know of it.
func TestWhoHasEndedDecidesNoMore(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, ruled(0))
		c := h.join(all[1], "c", nil)
		time.Sleep(time.Second)
		all[0].end()
		all[0].over.Wait()
		if all[0].Busy() {
			t.Error("who has ended decides still")
		}
		c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		time.Sleep(100 * time.Millisecond)
		h.own("n2")
		time.Sleep(time.Minute)
		h.endsOnce(all, 1)
		if told := all[0].kinds(queue.EntryEnded); len(told) > 0 {
			t.Errorf("who has ended tells %+v", told)
		}
	})
}

// Law: who is about to decide is busy with it, and does not begin what is not theirs any more.
func TestWhoIsAboutToDecide(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, ruled(0))
		h.queues.Fail(memstore.Faults{Slow: 500 * time.Millisecond})
		h.follows(all[0], "n2")
		for begun := time.Now(); !all[1].Busy(); time.Sleep(time.Millisecond) {
			if time.Since(begun) > testLease {
				t.Fatal("n2 does not begin to decide")
			}
		}
		if all[1].Reigns() {
			t.Error("n2 decides before it has read anything")
		}
		h.queues.Fail(memstore.Faults{})
		time.Sleep(testLease)
		if !all[1].Reigns() || all[1].beginning {
			t.Errorf("n2 decides: %v, is about to: %v", all[1].Reigns(), all[1].beginning)
		}
		h.own("nobody")
		if err := all[2].accede(context.Background()); err != nil || all[2].Busy() {
			t.Errorf("n3 decides though nobody is to: %v, %v", all[2].Busy(), err)
		}
	})
}

// Law: whose place has ended while nobody walked their call hears of that end, from whoever decides by then.
func TestAnEndOfWhichItsCallHasNotHeard(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, ruled(0, func(q *queue.Queue) { q.MaxWait = 10 * time.Second }))
		c, other := h.join(all[1], "c", nil), h.join(all[1], "other", nil)
		time.Sleep(9 * time.Second)
		past := c.Past()
		all[1].Ended("c", "a", true)
		time.Sleep(1100 * time.Millisecond)
		for _, name := range []string{"n2", "n3", "n2"} { // each leaves it to the next one
			for _, one := range all {
				if one.Reigns() {
					h.follows(one, name)
				}
			}
			time.Sleep(testLease)
		}
		c = h.join(all[2], "c", &past)
		time.Sleep(time.Second)
		for _, one := range []*caller{c, other} {
			if v := one.look(); v.Result != flows.QueueTimeout || v.Waited > 11*time.Second {
				t.Errorf("%s is %+v", one.name, v)
			}
		}
		h.endsOnce(all, 2)
		time.Sleep(2 * endedMemory)
		h.follows(all[1], "n3")
		time.Sleep(testLease)
		all[2].Hall.mu.Lock()
		defer all[2].Hall.mu.Unlock()
		if n := len(all[2].reign.seats); n != 0 {
			t.Errorf("%d ends are remembered for ever", n)
		}
	})
}
