package call

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// exchange is a fake Asterisk with a call whose walk dials others.
type exchange struct {
	*line
	facts []flows.Fact
}

// walks brings a caller in and walks the step d for them; meanwhile act plays the others, and when
// all is over it looks whether anything is left.
func walks(t *testing.T, step string, prepare func(*fakeari.Server), act func(context.Context, *exchange)) *exchange {
	t.Helper()
	x := &exchange{}
	synctest.Test(t, func(t *testing.T) {
		x.line = &line{t: t, srv: fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: 2 * time.Second})}
		defer x.srv.Close()
		prepare(x.srv)
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p", DialContext: x.srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		ctx, stop := context.WithCancel(t.Context())
		started, ended := make(chan *Call, 1), make(chan error, 1)
		go func() {
			ended <- client.Listen(ctx, ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: x.onEvent(client, started)})
		}()
		if err := x.srv.AwaitApp(ctx, "ivr"); err != nil {
			t.Fatal(err)
		}
		x.caller = x.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: "5551", Name: "Ann"})
		call := <-started
		walked := make(chan struct{})
		go func() {
			defer close(walked)
			x.walk(t, call, step)
		}()
		act(ctx, x)
		<-walked
		time.Sleep(time.Second) // what is being ended ends
		if left := append(x.srv.Channels(), x.srv.Bridges()...); len(left) > 0 {
			t.Errorf("%v is left behind", left)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return x
}

func (x *exchange) onEvent(client *ari.Client, started chan *Call) func(ari.Event) {
	return func(e ari.Event) {
		if start, ok := e.(*ari.StasisStart); ok {
			if !IsLeg(start.Channel.ID, start.Args) {
				x.call = New(Options{Client: client, Channel: start.Channel.ID, App: "ivr", Logger: slog.New(slog.DiscardHandler)})
				x.events.Store(x.call)
				started <- x.call
			}
			return
		}
		if c := x.events.Load(); c != nil {
			c.Deliver(e)
		}
	}
}

// walk walks the call as the daemon does.
func (x *exchange) walk(t *testing.T, c *Call, step string) {
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Error(err)
		return
	}
	doc, _ := source.Parse("f", "numbers: {_.: main}\nflows:\n  main:\n    steps:\n      - dial: {id: d, "+step+"}\n")
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		t.Error(findings)
		return
	}
	flows.NewWalker(program, c, flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: c.Channel()},
		Observe: func(f flows.Fact) { x.facts = append(x.facts, f) }}).Run(c.Context())
	c.Over(0)
	c.Dissolve(context.Background())
	c.Rest()
	c.Forget()
}

// status is that with which the step ended, "" where the call was over before.
func (x *exchange) status() string {
	for _, f := range x.facts {
		if f.Kind == flows.StepEnded {
			return f.Outcome
		}
	}
	return ""
}

// legs are the facts of legs, without times.
func (x *exchange) legs() string {
	var words []string
	for _, f := range x.facts {
		if strings.HasPrefix(string(f.Kind), "leg-") && f.Kind != flows.LegDialled {
			told := strings.TrimPrefix(string(f.Kind), "leg-") + " " + f.Outcome + " " + f.Text
			words = append(words, strings.TrimSpace(told))
		}
	}
	return strings.Join(words, ", ")
}

// TestDialling has a row for each thing that callees do, on the fake Asterisk: what is told of the leg, and what came of it.
func TestDialling(t *testing.T) {
	for _, c := range []struct {
		name, step   string
		script       []fakeari.Step
		status, legs string
	}{
		{"answers and hangs up", "targets: PJSIP/100", []fakeari.Step{fakeari.Ring(0), fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16)},
			"answered", "rang, answered, ended normal"},
		{"busy", "targets: PJSIP/100", []fakeari.Step{fakeari.Reject(time.Second, 17, 486)}, "busy", "ended busy 486"},
		{"rejects after it rang", "targets: PJSIP/100", []fakeari.Step{fakeari.Ring(0), fakeari.Reject(time.Second, 21, 603)},
			"rejected", "rang, ended rejected 603"},
		{"no answer", "targets: PJSIP/100, ring_timeout: 3s", []fakeari.Step{fakeari.Ring(0)}, "no_answer", "rang, ended no_answer"},
		{"is not there", "targets: PJSIP/999", nil, "unavailable", "ended absent"},
		{"early media", "targets: PJSIP/100, early_media: callee",
			[]fakeari.Step{fakeari.Progress(time.Second), fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16)},
			"answered", "progressed, answered, ended normal"},
		{"forwards, which is not followed", "targets: PJSIP/100", []fakeari.Step{fakeari.Forward(time.Second, "300")}, "unavailable", "ended 23 302"},
		{"confirms", "targets: PJSIP/100, confirm: {prompt: take-it}",
			[]fakeari.Step{fakeari.Answer(0), fakeari.Press(time.Second, "1"), fakeari.HangUp(2*time.Second, 16)},
			"answered", "answered, key-pressed  1, ended normal"},
		{"declines", "targets: PJSIP/100, confirm: {prompt: take-it}",
			[]fakeari.Step{fakeari.Answer(0), fakeari.Press(3*time.Second, "2")}, "confirm_failed", "answered, key-pressed  2, ended normal"},
		{"hears an announcement", "targets: PJSIP/100, announce_callee: a, announce_caller: b",
			[]fakeari.Step{fakeari.Answer(0), fakeari.HangUp(9*time.Second, 16)}, "answered", "answered, ended normal"},
		{"hangs up in the announcement", "targets: PJSIP/100, announce_callee: a",
			[]fakeari.Step{fakeari.Answer(0), fakeari.HangUp(time.Second, 16)}, "rejected", "answered, ended normal"},
		{"hangs up in the question", "targets: PJSIP/100, confirm: {prompt: take-it}",
			[]fakeari.Step{fakeari.Answer(0), fakeari.HangUp(time.Second, 16)}, "confirm_failed", "answered, ended normal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := walks(t, c.step, func(s *fakeari.Server) { s.Endpoint("PJSIP/100", c.script...) },
				func(ctx context.Context, x *exchange) { _, _ = x.caller.AwaitEnd(ctx) })
			if x.status() != c.status || x.legs() != c.legs {
				t.Errorf("%q: %s", x.status(), x.legs())
			}
		})
	}
}

// TestHangupWhileDialling: whoever hangs up at whatever moment, nothing is left behind.
func TestHangupWhileDialling(t *testing.T) {
	step := "targets: [PJSIP/100, PJSIP/101], confirm: {prompt: take-it, apology: sorry}, announce_callee: a, announce_caller: b, continue: true"
	script := []fakeari.Step{fakeari.Ring(100 * time.Millisecond), fakeari.Answer(time.Second), fakeari.Press(3*time.Second, "1")}
	for _, early := range []string{"ring", "callee", "moh", "{play: hold-on}"} {
		for at := 0; at <= 10_000; at += 500 {
			for _, who := range []string{"caller", "callee"} {
				t.Run(fmt.Sprintf("%s/%s after %dms", early, who, at), func(t *testing.T) {
					walks(t, step+", early_media: "+early, func(s *fakeari.Server) {
						s.Endpoint("PJSIP/100", script...)
						s.Endpoint("PJSIP/101", fakeari.Ring(0), fakeari.Answer(2*time.Second))
					}, func(ctx context.Context, x *exchange) {
						leg, err := x.srv.Endpoint("PJSIP/100", script...).AwaitCall(ctx)
						if err != nil {
							t.Error(err)
							return
						}
						time.Sleep(time.Duration(at) * time.Millisecond)
						if who == "callee" {
							leg.Hangup(16)
							time.Sleep(20 * time.Second)
						}
						x.caller.Hangup(16)
					})
				})
			}
		}
	}
}

// TestTheTwoHearEachOther while they are joined, and only then; the losers are told who was quicker.
func TestTheTwoHearEachOther(t *testing.T) {
	var loser *fakeari.Leg
	x := walks(t, "targets: [PJSIP/100, PJSIP/101]", func(s *fakeari.Server) {
		s.Endpoint("PJSIP/100", fakeari.Ring(0))
		s.Endpoint("PJSIP/101", fakeari.Ring(0), fakeari.Answer(time.Second))
	}, func(ctx context.Context, x *exchange) {
		var err error
		if loser, err = x.srv.Endpoint("PJSIP/100", fakeari.Ring(0)).AwaitCall(ctx); err != nil {
			t.Error(err)
		}
		time.Sleep(2 * time.Second)
		winner := x.srv.Endpoint("PJSIP/101").Calls()[0]
		if !x.caller.Hears(winner.ID()) || !winner.Hears(x.caller.ID()) || x.caller.State() != "Up" {
			t.Errorf("they do not hear each other; the caller is %s", x.caller.State())
		}
		if name, number := winner.Connected(); name != "Ann" || number != "5551" {
			t.Errorf("the callee sees %s %s", name, number)
		}
		ending, err := loser.AwaitEnd(ctx)
		if err != nil || ending.Cause != 26 {
			t.Errorf("the loser ended by %+v, %v", ending, err)
		}
		x.caller.Hangup(16)
	})
	if !slices.ContainsFunc(x.facts, func(f flows.Fact) bool { return f.Kind == flows.LegEnded && f.Outcome == "answered_elsewhere" }) {
		t.Error("nothing tells of the loser")
	}
}
