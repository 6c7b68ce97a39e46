package acd

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: an agent of whom any instance tells that they can never be called where they are is not offered any more, also for
// callers, until they log in once more, or the rules are others; where they have gone meanwhile that tells nothing.
func TestNeverRung(t *testing.T) {
	for name, c := range map[string]struct {
		at   string
		want queue.Device
	}{"there": {"PJSIP/1001", queue.DeviceInvalid}, "elsewhere": {"PJSIP/before", queue.DeviceNotInUse}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(h *house) {
				one, two := h.begin("n1", long(1), false), h.begin("n2", long(1), false)
				time.Sleep(testLease)
				one.Device("PJSIP/1001", queue.DeviceNotInUse)
				two.Device("PJSIP/1001", queue.DeviceNotInUse)
				ctx := context.Background()
				a := h.join(one, "a", nil)
				a.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
				time.Sleep(time.Second)
				tried := append(one.tried(), two.tried()...)
				if len(tried) != 1 {
					t.Fatalf("tried is %+v", tried)
				}
				for _, on := range []*inmate{one, two} { // told again is told once
					if err := on.NeverRung(ctx, tried[0].Entry, tried[0].Offer.ID, c.at, "no such telephone"); err != nil {
						t.Fatal(err)
					}
				}
				is := func(when string, want queue.Device, work string) {
					t.Helper()
					v, err := two.AgentNamed(ctx, "1001")
					if err != nil || v.Device != want || v.Work != work {
						t.Errorf("%s the agent is %+v, %v, want %s and %s", when, v, err, want, work)
					}
				}
				if is("told", c.want, "idle"); c.want != queue.DeviceInvalid {
					return
				}
				one.Device("PJSIP/1001", queue.DeviceNotInUse)
				two.Device("PJSIP/1001", queue.DeviceNotInUse)
				b := h.join(two, "b", nil)
				time.Sleep(time.Hour)
				if v := b.look(); len(v.Offers) > 0 {
					t.Errorf("a caller is offered %+v", v.Offers)
				}
				is("later", queue.DeviceInvalid, "idle")
				if _, err := two.Agent(ctx, flows.AgentOrder{Agent: "1001", Do: flows.AgentLogin}); err != nil {
					t.Fatal(err)
				}
				is("logged in once more", queue.DeviceUnknown, "reserved")
			})
		})
	}
}

// Law: an agent of whom any instance tells that they cannot be called now, by no fault of theirs, has missed nothing, and
// another one is tried.
func TestNotRung(t *testing.T) {
	inBubble(t, func(h *house) {
		one, two := h.begin("n1", long(2), false), h.begin("n2", long(2), false)
		time.Sleep(testLease)
		a := h.join(one, "a", nil)
		a.Leave(flows.QueueCallback, flows.QueueLeaving{Number: "5551"}, time.Now())
		time.Sleep(time.Second)
		tried := one.tried()
		if len(tried) != 1 {
			t.Fatalf("tried is %+v", tried)
		}
		for _, on := range []*inmate{two, one} { // told again is told once
			if err := on.NotRung(context.Background(), tried[0].Entry, tried[0].Offer.ID); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		if again := one.tried(); len(again) != 2 || again[1].Offer.Agent == tried[0].Offer.Agent {
			t.Errorf("tried are %+v", again)
		}
		if v, err := two.AgentNamed(context.Background(), tried[0].Offer.Agent); err != nil || v.Missed != 0 || v.Work != "idle" {
			t.Errorf("the agent is %+v, %v", v, err)
		}
		if failed := one.kinds(queue.OfferFailed); len(failed) > 0 {
			t.Errorf("failed are %+v", failed)
		}
	})
}
