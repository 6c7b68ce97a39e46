package steps

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// changes are what was done with the recordings, in order.
func (p played) changes() string {
	var words []string
	for _, one := range p.phone.Recordings() {
		words = append(words, one.Name+"["+strings.Join(one.Changes, ", ")+"]")
	}
	return strings.Join(words, " ")
}

// TestRecordCall has a row for what may be done with a recording of the call.
func TestRecordCall(t *testing.T) {
	const id = "calls/cc1-1772452800000"
	for name, c := range map[string]struct{ steps, script, logged, changes, told string }{
		"begun, and ended with the call": {"{record_call: {id: m}}, {wait: 5s}, {log: '${steps.m.status} ${steps.m.name}'}",
			"", "recording " + id, id + "[5s stop]", "live " + id + ".gsm call; over " + id + ".gsm call"},
		"hung up meanwhile": {"{record_call: {name: a}}, {wait: 9s}", "2s hangup", "", "a[2s stop]", "live a.gsm call; over a.gsm call"},
		"paused, resumed, stopped": {"{record_call: {name: a}}, {wait: 1s}, {record_call: pause}, {wait: 1s}, {record_call: pause, id: p}, " +
			"{record_call: resume}, {wait: 1s}, {record_call: {do: stop, id: s}}, {wait: 1s}, " +
			"{log: '${steps.p.status} ${steps.s.status} ${steps.s.recordings}'}",
			"", "none stopped 1", "a[1s pause, 2s resume, 3s stop]", "live a.gsm call; over a.gsm call"},
		"nothing to stop":      {"{record_call: {do: stop, id: s}}, {log: '${steps.s.status}'}", "", "none", "", ""},
		"two of one name":      {"{record_call: {name: a}}, {record_call: {name: a, id: m}}, {log: '${steps.m.name}'}", "", "a-2", "a[0s stop] a-2[0s stop]", "live a.gsm call; live a-2.gsm call; over a.gsm call; over a-2.gsm call"},
		"its greatest length":  {"{record_call: {name: a, max: 3s}}, {wait: 5s}", "", "", "a[]", "live a.gsm call; over a.gsm call"},
		"too short to be kept": {"{record_call: {name: a, min: 6s}}, {wait: 5s}", "", "", "a[5s delete]", "live a.gsm call; drop a"},
		"long enough":          {"{record_call: {name: a, min: 4s}}, {wait: 5s}", "", "", "a[5s stop]", "live a.gsm call; over a.gsm call"},
		"planned, never joined": {"{record_call: {name: a, start: bridge, id: m}}, {wait: 5s}, {log: '${steps.m.status}'}", "",
			"planned", "", ""},
		"a secret": {"{record_call: {name: a}}, {wait: 1s}, {collect: {prompt: ask, secret: true, length: 2, max_noinput: 1}}, {wait: 1s}",
			"3s 12", "", "a[1s mute, 3.2s unmute, 4.2s stop]", "live a.gsm call; over a.gsm call"},
		"begun inside of a secret": {"{collect: {prompt: ask, secret: true, length: 2, on_noinput: {record_call: {name: a}}}}, {wait: 1s}",
			"9s 12", "", "a[7s mute, 9.2s unmute, 10.2s stop]", "live a.gsm call; over a.gsm call"},
		"a PIN": {"{record_call: {name: a}}, {menu: {prompt: menu, pin: {value: '12', prompt: door}, choices: {1: exit}}}, {wait: 1s}",
			"1s 12 @menu 1s 1", "", "a[0s mute, 3.2s unmute, 5.2s stop]", "live a.gsm call; over a.gsm call"},
		"a talk behind a secret that nobody knew": {"{record_call: {name: a}}, {collect: {prompt: ask, secret: true, length: 2, " +
			"max_noinput: 1, on_exhausted: {dial: {targets: PJSIP/100}}}}", "60s", "", "a[0s mute, 9s unmute, 19s stop]", "live a.gsm call; over a.gsm call"},
		"a talk between two attempts": {"{record_call: {name: a}}, {collect: {prompt: ask, secret: true, length: 2, max_noinput: 2, " +
			"on_noinput: {dial: {targets: PJSIP/100, continue: true}}}}", "60s", "", "a[0s mute, 9s unmute, 19s mute, 28s unmute, 38s stop]", "live a.gsm call; over a.gsm call"},
		"a prompt behind such a talk": {"{record_call: {name: a}}, {collect: {prompt: ask, secret: true, length: 2, max_noinput: 2, " +
			"on_noinput: [{dial: {targets: PJSIP/100, continue: true}}, {play: again}]}}", "60s", "",
			"a[0s mute, 9s unmute, 19s mute, 30s unmute, 40s mute, 42s stop]", "live a.gsm call; over a.gsm call"},
	} {
		s := &tapeShelf{}
		l := line{world: flows.World{Recordings: s}, phone: flowtest.Options{Start: time.UnixMilli(1772452800000),
			Dialled: []flowtest.Callee{answers("PJSIP/100", 2*time.Second, flowtest.Wait(10*time.Second), flowtest.HangUp())}}}
		p := l.dial(t, "flows:\n  main: [answer, "+c.steps+"]\n", c.script)
		if p.logged() != c.logged || p.changes() != c.changes || strings.Join(s.told, "; ") != c.told {
			t.Errorf("%s:\nlogged  %q, want %q\nchanges %q, want %q\ntold    %q, want %q\n%s", name, p.logged(), c.logged,
				p.changes(), c.changes, strings.Join(s.told, "; "), c.told, p)
		}
	}
}

// Law: those who are recorded hear a beep as often as is wanted, but not while nothing is recorded.
func TestRecordedCallsBeep(t *testing.T) {
	p := line{}.dial(t, "flows:\n  main: [{record_call: {name: a, beep_every: 2s}}, {wait: 5s}, {record_call: pause}, {wait: 4s}, "+
		"{record_call: resume}, {wait: 2s}]\n", "")
	if want := "beep/1s beep"; strings.Count(p.heard(), "beep") != 3 {
		t.Errorf("heard %q, want three beeps, such as %q\n%s", p.heard(), want, p)
	}
}

// Law: no beep waits for the end of a message that the caller speaks: it would be heard behind it, and all of them at once.
func TestNoBeepIntoAMessage(t *testing.T) {
	p := line{}.dial(t, "flows:\n  main: [{record_call: {name: a, beep_every: 2s}}, {record: {name: b, max: 7s}}, {wait: 2s}]\n", "")
	if heard := p.phone.Heard(); len(heard) != 1 || heard[0].At != 8*time.Second {
		t.Errorf("heard %+v, want one beep, after the message\n%s", heard, p)
	}
}

// deafPort cannot mute recordings, nor stop them if it is stubborn.
type deafPort struct {
	*flowtest.Phone
	stubborn bool
}

var errDeaf = errors.New("no")

func (p deafPort) ChangeRecording(ctx context.Context, name string, change flows.RecordingChange) error {
	if change == flows.MuteRecording || p.stubborn && change == flows.StopRecording {
		return errDeaf
	}
	return p.Phone.ChangeRecording(ctx, name, change)
}

// Law: no secret is recorded: a recording that cannot be muted is stopped, and
// where that cannot be done either the caller is not asked.
func TestSecretsAreNotRecorded(t *testing.T) {
	program := compile(t, "flows:\n  main: [{record_call: {name: a}}, {collect: {prompt: ask, secret: true, length: 2}}, {log: asked}]\n")
	for stubborn, want := range map[bool]string{false: "asked", true: ""} {
		port := deafPort{flowtest.NewPhone(flowtest.Options{}, script(t, "3s 12")...), stubborn}
		p := played{phone: port.Phone}
		outcome := flows.NewWalker(program, port, flows.Options{Flow: program.Flow("main"),
			Observe: func(f flows.Fact) { p.facts = append(p.facts, f) }}).Run(port.Context())
		asked := strings.HasSuffix(p.logged(), "; asked")
		if asked != (want == "asked") || stubborn != (outcome.Status == flows.Failed) {
			t.Errorf("stubborn %v: outcome %+v, logged %q, changes %q\n%s", stubborn, outcome, p.logged(), p.changes(), p)
		}
	}
}

// joining is a step that joins the caller with somebody, as dial and its like do.
type joining struct {
	tape callRecording
	time flows.Value[time.Duration]
}

func joiningSpec() *flows.Spec {
	return &flows.Spec{Kind: "joining", Bare: true, Fields: []flows.Field{{Name: "record", Type: callRecordingType()},
		{Name: "time", Type: flows.Duration, Default: "5s"}},
		New: func(a flows.Args) flows.Step {
			return joining{flows.Get[callRecording](a, "record"), spanOf(a, "time")}
		}}
}

func (j joining) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	bridge, err := r.Bridge(ctx, flows.Bridge{})
	if err != nil {
		return flows.Next{}, err
	}
	leg, err := r.Dial(ctx, flows.Leg{Endpoint: "PJSIP/1"})
	if err != nil {
		return flows.Next{}, err
	}
	end := func(context.Context) error { return nil }
	if !j.tape.onDemand() {
		if end, err = j.tape.begin(ctx, r, bridge, []flows.Party{flows.Caller, leg}); err != nil {
			return flows.Next{}, err
		}
	}
	span, err := j.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	for deadline := r.Now().Add(span); ; {
		switch event, err := r.Next(ctx, deadline); {
		case err != nil:
			return flows.Next{}, err
		case event.Kind == flows.TimeUp:
			return flows.Advance(), end(ctx)
		}
	}
}

// TestRecordingsOfBridges has a row for each wish that a step that joins parties may have.
func TestRecordingsOfBridges(t *testing.T) {
	for name, c := range map[string]struct{ steps, changes string }{
		"none":                    {"joining", ""},
		"one of all":              {"{joining: {record: {name: a}}}", "a[5s stop]"},
		"by true":                 {"{joining: {record: true}}", "calls/cc1-1772452800000[5s stop]"},
		"by a key only":           {"{joining: {record: {start: demand, name: a}}}", ""},
		"one of each":             {"{joining: {record: {name: a, per_leg: true}}}", "a-caller[5s stop] a-leg1[5s stop]"},
		"as planned":              {"{record_call: {name: b, start: bridge}}, joining", "b[5s stop]"},
		"planned, two of them":    {"{record_call: {name: b, start: bridge}}, joining, joining", "b[5s stop] b-2[10s stop]"},
		"planned, but taken back": {"{record_call: {name: b, start: bridge}}, {record_call: stop}, joining", ""},
		"planned, but refused":    {"{record_call: {name: b, start: bridge}}, {joining: {record: false}}", ""},
		"planned otherwise":       {"{record_call: {name: b, start: bridge}}, {joining: {record: {name: a}}}", "a[5s stop]"},
		"each, the caller since before": {"{record_call: {name: b, per_leg: true}}, {wait: 1s}, joining, {wait: 1s}",
			"b-caller[7s stop] b-leg1[6s stop]"},
		"too short": {"{joining: {record: {name: a, min: 6s}}}", "a[5s delete]"},
	} {
		registry, err := flows.NewRegistry(append(All(), joiningSpec())...)
		if err != nil {
			t.Fatal(err)
		}
		program := compileWith(t, registry, "flows:\n  main: [answer, "+c.steps+"]\n")
		p := dialIn(t, program, flowtest.Options{Start: time.UnixMilli(1772452800000),
			Dialled: []flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true}}})
		if p.changes() != c.changes {
			t.Errorf("%s: %q, want %q\n%s", name, p.changes(), c.changes, p)
		}
	}
}

func TestRecordCallFindings(t *testing.T) {
	line{}.findings(t, [][2]string{
		{"{record_call: {do: pause, name: x}}", "42: name goes with do: start [exclusive-fields]"},
		{"{record_call: {name: /x}}", "31: no recording may be called that: \"/x\": it begins with /: names are paths below Asterisk's recordings [recording-name]"},
		{"{record_call: maybe}", "24: unknown do \"maybe\"; accepted: start, pause, resume, stop [unknown-value]"},
	})
}

// compileWith compiles flows with steps of a test's own.
func compileWith(t *testing.T, registry *flows.Registry, text string) *flows.Program {
	t.Helper()
	doc, findings := source.Parse("f", "numbers: {_.: main}\n"+text)
	program, faults := flows.Compile(doc, registry)
	if program == nil {
		t.Fatalf("the flows do not compile:\n%s%s", formatted(findings), formatted(faults))
	}
	return program
}

// Law: whoever takes a call up that talks behind a secret has its recording hear the talk on, and hold silence behind it.
func TestRecordedTalkBehindASecretGoesOn(t *testing.T) {
	const text = "flows:\n  main: [answer, {record_call: {name: a}}, {collect: {prompt: ask, secret: true, length: 2, " +
		"max_noinput: 1, on_exhausted: [{dial: {targets: PJSIP/100, continue: true}}, {play: again}]}}]\n"
	dying := func(n int) (string, int) {
		l := line{world: flows.World{Recordings: &tapeShelf{}}, phone: flowtest.Options{
			Dialled: []flowtest.Callee{answers("PJSIP/100", 2*time.Second, flowtest.Wait(10*time.Second), flowtest.HangUp())}}}
		p, count := l.dialDying(t, text, "60s", n)
		return p.changes(), count
	}
	want, count := dying(0)
	if want != "a[0s mute, 9s unmute, 19s mute, 21s stop]" {
		t.Fatal(want)
	}
	for n := 1; n <= count; n++ {
		if got, _ := dying(n); got != want {
			t.Errorf("where it dies at checkpoint %d: %s, want %s", n, got, want)
		}
	}
}
