package app

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a caller who has left for the dialplan and comes again at once, before it is written down that their call is
// over, is a new caller: what becomes of orphans does not concern them. They do not wait for long either.
func TestWhoComesAgainAtOnceIsNoOrphan(t *testing.T) {
	text := strings.Replace(outer, "password: secret", "password: secret, orphans: continue", 1) +
		"numbers: {\"200\": main}\nflows: {main: [answer, {play: welcome}, continue]}\n"
	for _, after := range []time.Duration{0, 20 * time.Millisecond} {
		inClusterWhere(t, time.Minute, text, []string{"n1", "n2"}, func(s *shared) {
			c := s.call("200")
			came := time.Now()
			for n := range 3 {
				if err := c.AwaitDialplan(context.Background()); err != nil {
					t.Error(err)
				}
				if heard := heardBy(c); heard != strings.TrimSpace(strings.Repeat("welcome ", n+1)) {
					t.Errorf("behind %v, they heard %q\n%s", after, heard, s.logged())
				}
				if took := time.Since(came); took > 2*time.Second+30*time.Millisecond {
					t.Errorf("behind %v, it took %v\n%s", after, took, s.logged())
				}
				time.Sleep(after)
				came = time.Now()
				if n < 2 && !c.Back("ivr") {
					t.Error("nobody listens")
				}
			}
			c.Hangup(16)
			time.Sleep(time.Second)
		})
	}
}

// Law: a caller who is sent into a queue by way of the dialplan waits there and is listed, also where what their former
// call has left to do takes its time.
func TestWhoComesAgainKeepsTheirPlace(t *testing.T) {
	const text = outer + `recordings: {folder: calls, name: '{name}.{format}', delete: true}
numbers: {"200": main, "300": waits}
queues:
  nobody: {join: {empty: none}, leave: {empty: none}}
flows:
  main: [answer, {record_call: {name: whole}}, {wait: 1s}, {continue: {context: callers, extension: "300"}}]
  waits: [{queue: {queue: nobody, continue: true}}, {play: lost}]
`
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DialplanStay: time.Minute})
		h.start(text, nil)
		h.awaitReady()
		defer h.nothingIsLeft()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "recordings.stop", Delay: time.Second})
		c := h.call("200")
		if err := c.AwaitDialplan(context.Background()); err != nil || !c.Back("ivr") {
			t.Fatalf("they do not come again: %v\n%s", err, h.logged())
		}
		time.Sleep(2 * time.Second)
		if now := h.app.CallsNow(); len(now) != 1 || now[0].Type != "queue" || heardBy(c) != "" {
			t.Errorf("they heard %q; the calls are %+v\n%s", heardBy(c), now, h.logged())
		}
		c.Hangup(16)
		time.Sleep(time.Second)
	})
}

// Law: a caller who was sent home to their call as it ended, and is in the dialplan by the time that this is heard of,
// is nobody's: no second call begins.
func TestWhoWasSentOnBeginsNoCall(t *testing.T) {
	text := outer + "numbers: {\"200\": main}\nflows: {main: [answer, {play: welcome}, continue]}\n"
	inClusterWhere(t, time.Minute, text, []string{"n1"}, func(s *shared) {
		c := s.call("200")
		time.Sleep(time.Second)
		s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Event: "StasisStart", Delay: 100 * time.Millisecond})
		l := s.houses["n1"].app.links[0]
		if err := l.moveTo(context.Background(), c.ID(), l.app.own, homeArgument, nil); err != nil {
			t.Fatal(err)
		}
		if err := c.AwaitDialplan(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if calls := strings.Count(s.logged(), `msg="a call `); calls != 1 {
			t.Errorf("%d calls are over\n%s", calls, s.logged())
		}
		c.Hangup(16)
	})
}

// Law: who comes again is not hung up by their former call, which was not told that they had been sent on.
func TestWhoComesAgainIsNotEndedByTheirFormerCall(t *testing.T) {
	text := outer + "numbers: {\"200\": main, \"300\": next}\nflows:\n" +
		"  main: [answer, {continue: {context: callers, extension: \"300\"}}]\n" +
		"  next: [{wait: 8s}, {play: bye}, hangup]\n"
	inClusterWhere(t, time.Minute, text, []string{"n1"}, func(s *shared) {
		s.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.continueInDialplan"})
		c := s.call("200")
		if err := c.AwaitDialplan(context.Background()); err != nil || !c.Back("ivr") {
			t.Fatalf("they do not come again: %v\n%s", err, s.logged())
		}
		s.any().hears(c, "sound:bye")
		s.any().ends(c, fakeari.EndHangup, 16)
	})
}

// Law: who comes again to an instance that ends is served by another one.
func TestWhoComesAgainToWhoEnds(t *testing.T) {
	text := outer + "numbers: {\"200\": main}\nflows: {main: [answer, {play: welcome}, continue]}\n"
	inClusterWhere(t, time.Minute, text, []string{"n1", "n2"}, func(s *shared) {
		c := s.call("200")
		time.Sleep(time.Second)
		owner := s.owner(c)
		if err := c.AwaitDialplan(context.Background()); err != nil {
			t.Fatal(err)
		}
		s.houses[owner].stop()
		if !c.Back("ivr") {
			t.Error("nobody listens")
		}
		time.Sleep(2100 * time.Millisecond)
		if heard := heardBy(c); heard != "welcome welcome" {
			t.Errorf("they heard %q\n%s", heard, s.logged())
		}
		c.Hangup(16)
	})
}
