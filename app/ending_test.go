package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// heldStore answers the first request when it is let.
type heldStore struct {
	flows.Store
	once       sync.Once
	asked, let chan struct{}
}

func (s *heldStore) Get(ctx context.Context, key string) (flows.Item, error) {
	s.once.Do(func() {
		close(s.asked)
		<-s.let
	})
	return s.Store.Get(ctx, key)
}

// lastingUntil has a call at 300 hold the end of the process up until it is let.
func lastingUntil(let *chan struct{}) func(*Options) {
	return func(o *Options) {
		*let = make(chan struct{})
		until := *let
		o.Handlers = map[string]Handler{"300": func(context.Context, *Call) error {
			<-until
			return nil
		}}
	}
}

// Law: a process that ends asks for no further call, though it was allowed before that began: it would ring for nobody,
// and its end would be waited for that nobody hears of.
func TestNobodyIsCalledByAProcessThatEnds(t *testing.T) {
	var let chan struct{}
	slow := &heldStore{}
	change := func(o *Options) {
		lastingUntil(&let)(o)
		*slow = heldStore{Store: o.Store, asked: make(chan struct{}), let: make(chan struct{})}
		o.Store = slow
	}
	inHouse(t, strings.Replace(missedFile, "drain_timeout: 5s", "drain_timeout: 500ms", 1), change, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
		lasts := h.call("300")
		time.Sleep(time.Second)
		called := make(chan error, 1)
		go func() {
			_, err := h.app.originateHeld(context.Background(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
			called <- err
		}()
		<-slow.asked
		h.stop()
		time.Sleep(time.Second) // what rang is given up by now, and the process waits for its last call
		close(slow.let)
		time.Sleep(time.Second)
		close(let)
		if err := <-called; !errors.Is(err, ErrNoFurther) {
			t.Errorf("the call came to %v", err)
		}
		if n := len(phone.Calls()); n > 0 {
			t.Errorf("the telephone rings %d times for nobody\n%s", n, h.logged())
		}
		h.ends(lasts, fakeari.EndDialplan, 0)
	})
}

// Law: a telephone that Asterisk makes ring only as the process has begun to end is hung up, however long it takes to ring.
func TestATelephoneThatBeginsToRingAtTheEnd(t *testing.T) {
	for _, lasts := range []bool{false, true} {
		for _, transport := range []string{"http", "websocket"} {
			var let chan struct{}
			text := strings.Replace(missedFile, "asterisk: {", "asterisk: {transport: "+transport+", ", 1)
			inHouse(t, text, lastingUntil(&let), func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
				if lasts {
					h.call("300")
				}
				h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.originateWithId", Delay: 4 * time.Second})
				called := make(chan error, 1)
				go func() {
					_, err := h.app.originateHeld(context.Background(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
					called <- err
				}()
				time.Sleep(time.Second)
				stop, cancel := context.WithTimeout(context.Background(), time.Second)
				defer cancel()
				_ = h.app.Stop(stop)
				h.settle()
				if calls := phone.Calls(); len(calls) != 1 || !isOver(calls[0].Call) {
					t.Errorf("%s, a call lasts: %v: the telephone rings for nobody: %v\n%s", transport, lasts, calls, h.logged())
				}
				if err := <-called; err != nil {
					t.Errorf("%s, a call lasts: %v: the call came to %v", transport, lasts, err)
				}
				close(let)
			})
		}
	}
}

// Law: where nobody wants a call any more that Asterisk has not made yet, its telephone is hung up as soon as it rings.
func TestACallThatNobodyWantsBeforeItRings(t *testing.T) {
	for _, transport := range []string{"http", "websocket"} {
		text := strings.Replace(missedFile, "asterisk: {", "asterisk: {transport: "+transport+", ", 1)
		inHouse(t, text, nil, func(h *house) {
			phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
			h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.originateWithId", Delay: 3 * time.Second})
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			if _, err := h.app.originateHeld(ctx, Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: the call came to %v", transport, err)
			}
			time.Sleep(5 * time.Second)
			if calls := phone.Calls(); len(calls) != 1 || !isOver(calls[0].Call) {
				t.Errorf("%s: the telephone rings for nobody: %v\n%s", transport, calls, h.logged())
			}
		})
	}
}

// Law: that Asterisk answers no more does not hold the end of the process up for each telephone that rings.
func TestManyTelephonesRingAtTheEnd(t *testing.T) {
	inHouse(t, missedFile, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
		for range 12 {
			if _, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"}); err != nil {
				t.Fatal(err)
			}
		}
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.hangup", Times: -1}) // it is done, and not said
		if err := h.stopIn(time.Second); err != nil {
			t.Errorf("%v\n%s", err, h.logged())
		}
		for _, leg := range phone.Calls() {
			if !isOver(leg.Call) {
				t.Errorf("%s rings on\n%s", leg.ID(), h.logged())
			}
		}
	})
}
