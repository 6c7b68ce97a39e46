package acd

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// joinAgain has a caller come to the queue by another step of their call than the one before.
func (h *house) joinAgain(on *inmate, name string) *caller {
	h.t.Helper()
	p, err := on.Join(flows.QueueEntry{Queue: "sales", Call: name, Channel: name, Asterisk: "a", From: name, Again: true,
		Notify: func(any) { on.told.Add(1) }, At: time.Now()})
	if err != nil {
		h.t.Fatal(err)
	}
	return &caller{p, name, on}
}

// Law: the place that a call-back keeps is for the first wait of its call; who comes to a queue once more in that call,
// however the first wait has ended, waits there as anybody and gets an agent.
func TestWhoIsCalledBackWaitsOnceMore(t *testing.T) {
	for name, ends := range map[string]func(back *caller){
		"with a key": func(back *caller) {
			back.Leave(flows.QueueExitKey, flows.QueueLeaving{Key: "0"}, time.Now())
		},
		"with a talk": func(back *caller) {
			back.talks()
			time.Sleep(10 * time.Second)
			back.becomes(flows.OfferOver)
		},
		"with a transfer out of a talk": func(back *caller) {
			back.talks()
			time.Sleep(2 * time.Minute)
			back.becomes(flows.OfferOver)
		},
	} {
		for _, id := range []func(string) string{CallID, MetID} {
			t.Run(name, func(t *testing.T) {
				inBubble(t, func(h *house) {
					one := h.begin("n1", long(1), true)
					time.Sleep(time.Second)
					a := h.join(one, "a", nil)
					a.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
					time.Sleep(time.Second)
					tried := one.tried()
					if len(tried) != 1 {
						t.Fatalf("tried is %+v", tried)
					}
					call := id(tried[0].Offer.ID)
					back := h.join(one, call, nil)
					if got := back.Past().ID; got != tried[0].Entry {
						t.Fatalf("the first wait is of %q, want the place kept, %q", got, tried[0].Entry)
					}
					ends(back)
					time.Sleep(time.Second)
					second := h.joinAgain(one, call)
					time.Sleep(2 * time.Minute) // wrap-up and all
					v := second.look()
					if second.Past().ID == tried[0].Entry || v.Result != "" || !v.Known || v.Position != 1 {
						t.Fatalf("the second wait is %+v", v)
					}
					if second.talks(); second.look().Result != flows.QueueAnswered {
						t.Errorf("nobody takes the second wait: %+v", second.look())
					}
				})
			})
		}
	}
}
