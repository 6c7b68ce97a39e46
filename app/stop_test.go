package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// stopIn stops the app with so much time for the calls.
func (h *house) stopIn(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return h.app.Stop(ctx)
}

func TestStopBeforeRunStopsForGood(t *testing.T) {
	file, _, err := Parse("f", menuFile)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(Options{File: file})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := a.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := a.Run(t.Context()); !errors.Is(err, ErrStopped) {
		t.Errorf("Run after Stop returned %v", err)
	}
}

// Stop comes at every moment of a daemon's life, twice at once, and no caller is left behind.
func TestStopAtAnyMoment(t *testing.T) {
	moments := map[string]func(*house){
		"idle":             func(*house) {},
		"a call begins":    func(h *house) { h.call("200") },
		"in a prompt":      func(h *house) { h.call("200"); time.Sleep(time.Second) },
		"in a wait":        func(h *house) { h.call("201"); time.Sleep(time.Second) },
		"in the apology":   func(h *house) { h.call("202"); time.Sleep(time.Second) },
		"while refusing":   func(h *house) { h.call("999") },
		"after a cut":      func(h *house) { h.call("200"); h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) },
		"stalled":          func(h *house) { h.call("200"); h.srv.Fault(fakeari.Fault{Name: fakeari.Stall}) },
		"during catch-up":  duringCatchUp,
		"while connecting": func(h *house) { h.slow("events.userEvent"); h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) },
		"while hanging up": func(h *house) { h.slow("channels.hangup"); h.call("202"); time.Sleep(2 * time.Second) },
		"while answering":  func(h *house) { h.slow("channels.answer"); h.call("200"); time.Sleep(time.Millisecond) },
		"one after other": func(h *house) {
			for range 50 {
				h.call("200")
				time.Sleep(100 * time.Millisecond)
			}
		},
	}
	for name, moment := range moments {
		for _, patience := range []time.Duration{0, time.Second, time.Minute} {
			t.Run(name+"/"+patience.String(), func(t *testing.T) {
				inHouse(t, menuFile, nil, func(h *house) {
					moment(h)
					var stops sync.WaitGroup
					for range 2 {
						stops.Go(func() {
							if err := h.stopIn(patience); err != nil {
								t.Errorf("Stop returned %v\n%s", err, h.logged())
							}
						})
					}
					stops.Wait()
					if n := h.app.Calls(); n != 0 {
						t.Errorf("%d calls are left", n)
					}
				})
			})
		}
	}
}

// slow makes an operation take its time.
func (h *house) slow(operation string) {
	h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: operation, Delay: 3 * time.Second})
}

// duringCatchUp has orphans found one after the other, slowly.
func duringCatchUp(h *house) {
	h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart", Times: 3})
	h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.get", Delay: time.Second, Times: -1})
	for range 3 {
		h.call("200")
	}
	h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
	time.Sleep(1500 * time.Millisecond)
}

func TestStopWhileAsteriskIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		defer h.srv.Close()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: time.Hour})
		h.start(menuFile, nil)
		time.Sleep(3 * time.Second)
		begin := time.Now()
		if err := h.stopIn(time.Minute); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("stopping took %v", took)
		}
		h.finish()
	})
}

// Two apps in one process know nothing of each other.
func TestTwoAppsInOneProcess(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		other := &house{t: h.t, ended: make(chan error, 1)}
		other.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: time.Second})
		other.start(menuFile, nil)
		other.awaitReady()
		a, b := h.call("200"), other.call("200")
		h.hears(a, "sound:ask")
		other.nothingIsLeft() // its call is handed back
		if ending, err := b.AwaitEnd(context.Background()); err != nil || ending.How == fakeari.EndClosed {
			t.Errorf("the other's call ended %+v, %v", ending, err)
		}
		a.Press("2")
		h.ends(a, fakeari.EndHangup, 17)
	})
}

// A handler that goes on after the end holds Stop up as long as it promises, and no call of others.
func TestAHandlerThatIgnoresItsContext(t *testing.T) {
	release := make(chan struct{})
	add := func(o *Options) {
		release = make(chan struct{})
		o.Handlers = map[string]Handler{"300": func(context.Context, *Call) error {
			<-release
			return nil
		}}
	}
	inHouse(t, menuFile, add, func(h *house) {
		deaf, c := h.call("300"), h.call("200")
		h.hears(c, "sound:ask")
		deaf.Hangup(16)
		h.ends(deaf, fakeari.EndHangup, 16)
		if err := h.stopIn(time.Second); err == nil || !strings.Contains(err.Error(), "1 calls did not end") {
			t.Errorf("Stop returned %v", err)
		}
		h.ends(c, fakeari.EndDialplan, 0)
		close(release)
	})
}

// A panic of who looks on is told once a call, and the call goes on.
func TestAnObserverThatPanics(t *testing.T) {
	facts := 0
	add := func(o *Options) {
		o.Observe = func(f flows.Fact) {
			if facts++; f.Kind == flows.PromptBegun {
				panic("boom")
			}
		}
	}
	inHouse(t, menuFile, add, func(h *house) {
		c := h.call("200")
		h.hears(c, "sound:ask")
		c.Press("1")
		h.ends(c, fakeari.EndHangup, 16)
		if n := strings.Count(h.logged(), "Observe panicked"); n != 1 {
			t.Errorf("told %d times:\n%s", n, h.logged())
		}
	})
	if facts == 0 {
		t.Error("nobody looked on")
	}
}

// A handler may send its call on, itself or by a flow: it is not hung up then.
func TestAHandlerSendsItsCallOn(t *testing.T) {
	sends := map[string]Handler{
		"itself": func(ctx context.Context, c *Call) error {
			return c.Continue(ctx, flows.Place{Context: "phones", Extension: "20"})
		},
		"by a flow": func(ctx context.Context, c *Call) error { return c.Flow(ctx, "away", nil) },
		"and goes on": func(ctx context.Context, c *Call) error {
			if err := c.Flow(ctx, "away", nil); err != nil {
				return err
			}
			_, err := c.Play(ctx, "late")
			return err
		},
	}
	file := outer + "flows: {away: [answer, {continue: {context: phones, extension: '20'}}]}\nnumbers: {_.: away}\n"
	for name, handler := range sends {
		t.Run(name, func(t *testing.T) {
			add := func(o *Options) { o.Handlers = map[string]Handler{"300": handler} }
			inHouse(t, file, add, func(h *house) {
				h.ends(h.call("300"), fakeari.EndDialplan, 0)
				h.mustLog("status=left")
				for _, r := range h.srv.Requests() {
					if r.Operation == "channels.hangup" {
						t.Error("it was hung up as well")
					}
				}
			})
		})
	}
}
