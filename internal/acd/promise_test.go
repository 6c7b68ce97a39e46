package acd

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: whoever was told that they will be called back is called back, whenever the owner dies; who was not told may be
// forgotten.
func TestPromiseIsWrittenDownFirst(t *testing.T) {
	for _, c := range []struct {
		name          string
		alone, remote bool
		after         time.Duration // until the owner is killed
		away          bool          // the store is, when the key is pressed
	}{
		{"alone, at once", true, false, 0, false},
		{"alone, while it is written", true, false, 4 * time.Millisecond, false},
		{"alone, behind that", true, false, time.Second, false},
		{"alone, without a store", true, false, time.Second, true},
		{"by the owner, behind that", false, false, time.Second, false},
		{"by another instance, at once", false, true, 0, false},
		{"by another instance, behind that", false, true, time.Second, false},
		{"by another instance, without a store", false, true, time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(h *house) {
				one := h.begin("n1", long(0), c.alone)
				on := one
				if c.remote {
					on = h.begin("n3", long(0), false)
				}
				time.Sleep(2 * testLease)
				b := h.join(on, "b", nil)
				time.Sleep(time.Second)
				if c.away {
					h.queues.Fail(awayFaults())
				}
				b.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
				if v := b.look(); v.Result != "" || len(v.Offers) > 0 {
					t.Errorf("before it is written down who goes has %+v", v)
				}
				time.Sleep(c.after)
				promised := b.look().Result == flows.QueueCallback
				if want := c.after > 100*time.Millisecond && !c.away; promised != want {
					t.Errorf("promised is %v, want %v", promised, want)
				}
				h.kill("n1")
				if c.remote {
					h.kill("n3")
				}
				h.queues.Fail(noFaults())
				h.own("n2")
				two := h.begin("n2", long(1), c.alone)
				time.Sleep(time.Minute)
				if called := len(two.tried()) > 0; promised && !called {
					t.Errorf("they are not called back, who were promised that")
				}
			})
		})
	}
}

// Law: a promise that cannot be written down is taken back after a while: the caller is told so, and nobody is called.
func TestPromiseThatIsNotKept(t *testing.T) {
	for _, remote := range []bool{false, true} {
		inBubble(t, func(h *house) {
			all := several(h, long(0))
			on := all[0]
			if remote {
				on = all[1]
			}
			b := h.join(on, "b", nil)
			time.Sleep(time.Second)
			h.queues.Fail(memstore.Faults{Away: true})
			b.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
			if due := b.Due(); due.IsZero() {
				t.Error("nothing says when to look again")
			}
			time.Sleep(promiseTime - time.Second)
			if v := b.look(); v.Result != "" {
				t.Errorf("before it is over they have %+v", v)
			}
			time.Sleep(2 * time.Second)
			if v := b.look(); v.Result != flows.QueueUnavailable || len(v.Offers) > 0 {
				t.Errorf("behind that they have %+v", v)
			}
			h.queues.Fail(noFaults())
			time.Sleep(time.Minute)
			ends := all[0].kinds(queue.EntryEnded)
			if len(ends) != 1 || ends[0].Result != queue.Unreached {
				t.Errorf("the ends are %+v", ends)
			}
		})
	}
}

// Law: while the store is away it is asked ever more seldom whether a promise is written down, though the caller has hung
// up; others are told of meanwhile as ever, and when the store is back the promise is kept.
func TestPromiseIsAskedForMoreSeldom(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		on := all[1]
		b := h.join(on, "b", nil)
		time.Sleep(time.Second)
		h.queues.Fail(awayFaults())
		b.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
		on.Ended("b", "a", false)
		before := on.asked.Load()
		time.Sleep(time.Minute)
		// Each 2 seconds for the promise, and each 2 seconds for all places.
		if n := on.asked.Load() - before; n > 120 {
			t.Errorf("in a minute it was asked %d times", n)
		}
		c := h.join(on, "c", nil)
		time.Sleep(500 * time.Millisecond)
		if v := c.look(); !v.Known {
			t.Errorf("meanwhile another one has %+v", v)
		}
		c.Leave(flows.QueueAbandoned, flows.QueueLeaving{}, time.Now())
		h.queues.Fail(noFaults())
		time.Sleep(2*promiseMost + retryMost)
		if v := b.look(); v.Result != flows.QueueCallback {
			t.Errorf("when the store is back it has %+v", v)
		}
		if len(all[0].tried()) == 0 {
			t.Error("nobody is called back")
		}
	})
}

// Law: who asks to be called back while nobody decides, and of whom the next one who does knows nothing, is called back.
func TestPromiseOfAStranger(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(1))
		b := h.join(all[1], "b", nil)
		time.Sleep(time.Second)
		h.kill("n1")
		h.own("")
		h.queues.Clear()
		b.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
		time.Sleep(time.Second)
		h.own("n2")
		time.Sleep(promiseTime / 2)
		if v := b.look(); v.Result != flows.QueueCallback {
			t.Fatalf("they have %+v", v)
		}
		time.Sleep(time.Minute)
		if len(all[1].tried()) == 0 {
			t.Error("they are not called back, who were promised that")
		}
	})
}

// Law: who waits while nobody who decides can be reached waits for as long as the queue says, and no longer; an owner
// who is back before that has lost nobody.
func TestNobodyDecides(t *testing.T) {
	for _, c := range []struct {
		name   string
		most   time.Duration
		lasts  time.Duration // nobody is there
		doubt  bool          // it is the owner who cannot be certain
		far    bool          // it is another instance's caller then
		result flows.QueueResult
	}{
		{"for long", time.Minute, 2 * time.Minute, false, false, flows.QueueUnavailable},
		{"for a moment", time.Minute, 30 * time.Second, false, false, ""},
		{"without a bound", 0, time.Hour, false, false, ""},
		{"the owner is cut off for long", time.Minute, 2 * time.Minute, true, false, flows.QueueUnavailable},
		{"the owner is cut off for long, and answers others", time.Minute, 2 * time.Minute, true, true, flows.QueueUnavailable},
		{"the owner is cut off for a moment", time.Minute, 30 * time.Second, true, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(h *house) {
				rules := long(0)
				rules.Queues = map[string]flows.QueueRules{"sales": {UnavailableAfter: c.most}}
				all := several(h, rules)
				on := all[1]
				if c.doubt && !c.far {
					on = all[0]
				}
				a := h.join(on, "a", nil)
				time.Sleep(10 * time.Minute)
				if v := a.look(); v.Result != "" || v.Position != 1 {
					t.Fatalf("as long as somebody decides they have %+v", v)
				}
				if c.doubt {
					h.certain.Store(false)
				} else {
					h.kill("n1")
					h.own("")
				}
				time.Sleep(c.lasts)
				if due := a.Due(); c.most > 0 && due.IsZero() {
					t.Error("nothing says when to look again")
				}
				if v := a.look(); v.Result != c.result {
					t.Errorf("they have %+v, want %q", v, c.result)
				}
				h.certain.Store(true)
				if !c.doubt {
					h.own("n2")
				}
				time.Sleep(time.Minute)
				owner := all[1]
				if c.doubt {
					owner = all[0]
				}
				if n := len(owner.kinds(queue.EntryEnded)); (n == 1) != (c.result != "") {
					t.Errorf("%d ends are told", n)
				}
			})
		})
	}
}
