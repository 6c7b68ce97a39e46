package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const menuFile = outer + `numbers: {"200": main, "201": early, "202": failing}
flows:
  main:
    - answer
    - play: welcome
    - menu: {id: top, prompt: ask, choices: {1: {play: one}, 2: {hangup: busy}}}
    - log: "chose ${steps.top.choice} ${steps.top.status}"
  early: [{wait: 10s}, {hangup: rejected}]
  failing: [answer, {play: "${'../' + 'x'}"}]
`

func TestACallerChooses(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		c := h.call("200")
		h.hears(c, "sound:ask")
		c.Press("1")
		h.hears(c, "sound:one")
		h.ends(c, fakeari.EndHangup, 16)
		h.mustLog("chose 1 ok")
	})
}

func TestADigitInTheFirstMillisecondCounts(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		c := h.call("200")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 17)
	})
}

func TestAHangupAtEachPointEndsTheCallOnce(t *testing.T) {
	for _, at := range []time.Duration{0, time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 7 * time.Second} {
		t.Run(at.String(), func(t *testing.T) {
			inHouse(t, menuFile, nil, func(h *house) {
				c := h.call("200")
				time.Sleep(at)
				c.Hangup(16)
				h.ends(c, fakeari.EndHangup, 16)
				if ends := strings.Count(h.logged(), `msg="a call ended"`); ends != 1 {
					t.Errorf("the call ended %d times:\n%s", ends, h.logged())
				}
			})
		})
	}
}

func TestTwoCallsDoNotHearEachOther(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		a, b := h.call("200"), h.call("200")
		h.hears(a, "sound:ask")
		h.hears(b, "sound:ask")
		a.Press("1")
		b.Press("2")
		h.ends(b, fakeari.EndHangup, 17)
		h.hears(a, "sound:one")
		h.ends(a, fakeari.EndHangup, 16)
	})
}

func TestARefusalIsTold(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		c := h.call("201")
		h.ends(c, fakeari.EndHangup, 21)
	})
}

func TestAFailedFlowApologises(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		c := h.call("202")
		h.hears(c, "sound:sorry-youre-having-problems")
		h.ends(c, fakeari.EndHangup, 41)
		h.mustLog("a call failed")
	})
}

func TestANumberThatNobodyServesGoesBackToTheDialplan(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		h.ends(h.call("999"), fakeari.EndDialplan, 0)
		h.mustLog("no number of the file matches")
	})
}

func TestMoreCallsThanAllowedGoBackToTheDialplan(t *testing.T) {
	file := strings.Replace(menuFile, "answer_delay: 0s,", "answer_delay: 0s, max_calls: 1,", 1)
	inHouse(t, file, nil, func(h *house) {
		a := h.call("200")
		h.hears(a, "sound:welcome")
		h.ends(h.call("200"), fakeari.EndDialplan, 0)
		a.Hangup(16)
		h.ends(a, fakeari.EndHangup, 16)
		b := h.call("200")
		h.hears(b, "sound:welcome")
		b.Hangup(16)
		h.ends(b, fakeari.EndHangup, 16)
	})
}

func TestAForgottenEndOfAPlaybackIsNoticed(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.ForgetPlaybackEnd})
		c := h.call("200")
		h.hears(c, "sound:ask")
		h.mustLog("did not tell that a playback ended")
		c.Hangup(16)
		h.ends(c, fakeari.EndHangup, 16)
	})
}

func TestAStepThatAsteriskRefusesGoesToOnError(t *testing.T) {
	file := outer + "numbers: {_.: main}\nflows:\n  main:\n    - answer\n    - play: {media: a, on_error: {play: b}}\n"
	inHouse(t, file, nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.playWithId"})
		c := h.call("200")
		h.hears(c, "sound:b")
		h.ends(c, fakeari.EndHangup, 16)
	})
}

func TestOnHangupRunsWhenTheCallerIsGone(t *testing.T) {
	file := outer + "numbers: {_.: main}\nflows:\n  main:\n    on_hangup: {log: 'gone at ${call.from}'}\n" +
		"    steps: [answer, {wait: 1h}]\n"
	inHouse(t, file, nil, func(h *house) {
		c := h.call("200")
		time.Sleep(time.Minute)
		c.Hangup(16)
		h.ends(c, fakeari.EndHangup, 16)
		h.mustLog("gone at 100")
	})
}

func TestStopDrains(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		short, long := h.call("202"), h.call("201")
		time.Sleep(time.Second)
		h.stop() // ctx of Run: drain_timeout is 5 s
		synctest.Wait()
		h.ends(h.call("200"), fakeari.EndDialplan, 0) // no further calls
		h.ends(short, fakeari.EndHangup, 41)          // its own end within the drain
		h.ends(long, fakeari.EndDialplan, 0)          // handed back when the drain is over
	})
}

func TestStopIsIdempotentAndRunRunsOnce(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := h.app.Stop(ctx); err != nil {
			t.Error(err)
		}
		if err := h.app.Stop(ctx); err != nil {
			t.Error(err)
		}
		if err := h.app.Run(ctx); !errors.Is(err, ErrStopped) {
			t.Errorf("the second Run returned %v", err)
		}
	})
}

func TestAnAsteriskThatIsAwayAtStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		defer h.srv.Close()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 20 * time.Second})
		h.start(menuFile, nil)
		synctest.Wait()
		select {
		case <-h.app.Ready():
			t.Error("ready without an Asterisk")
		default:
		}
		h.mustLog("Asterisk is not connected")
		h.awaitReady()
		h.finish()
	})
}

func TestAWrongPasswordIsSaidAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "other"})
		defer h.srv.Close()
		h.start(menuFile, nil)
		time.Sleep(time.Minute)
		h.mustLog("Asterisk refuses us")
		if tries := strings.Count(h.logged(), "Asterisk refuses us"); tries < 3 || tries > 6 {
			t.Errorf("%d tries in a minute", tries)
		}
		if strings.Contains(h.logged(), "secret") {
			t.Error("the password is in the log")
		}
		h.finish()
	})
}

func TestAHandlerTakesACall(t *testing.T) {
	handler := func(ctx context.Context, c *Call) error {
		if err := c.Answer(ctx); err != nil {
			return err
		}
		key, err := c.Play(ctx, "press")
		if err != nil || key == 0 {
			return err
		}
		return c.Flow(ctx, "after", map[string]any{"key": key.String()})
	}
	file := outer + "numbers: {_.: after}\nvars: {key: ''}\nflows: {after: [{play: 'digits:${vars.key}'}]}\n"
	add := func(o *Options) { o.Handlers = map[string]Handler{"_3XX": handler, "399": panicking} }
	inHouse(t, file, add, func(h *house) {
		c := h.call("301")
		h.hears(c, "sound:press")
		c.Press("7")
		h.hears(c, "sound:digits/7")
		h.ends(c, fakeari.EndHangup, 16)
		gone := h.call("302")
		h.hears(gone, "sound:press")
		gone.Hangup(16)
		h.ends(gone, fakeari.EndHangup, 16)
		h.ends(h.call("399"), fakeari.EndHangup, 41)
		h.mustLog("the handler panicked: boom")
	})
}

func panicking(context.Context, *Call) error { panic("boom") }

func TestOptionsAreChecked(t *testing.T) {
	if _, err := New(Options{}); err == nil || !strings.Contains(err.Error(), "use Load") {
		t.Errorf("got %v", err)
	}
	file, _, err := Parse("f", menuFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{File: file, Handlers: map[string]Handler{"_": panicking}}); err == nil {
		t.Error("a bad pattern was taken")
	}
	if _, err := New(Options{File: &File{Program: file.Program}}); err == nil {
		t.Error("a file without asterisk was taken")
	}
}
