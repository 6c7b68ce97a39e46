package simulate

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

const ivr = `numbers:
  _2XX: {flow: main, language: de, answer_delay: 1s}
  300: loop
  400: onward
flows:
  main:
    - answer
    - play: welcome
    - menu:
        prompt: [one, two]
        choices: {1: {collect: {prompt: pin, length: 2, secret: true}}, 9: {hangup: busy}}
    - log: 'from ${call.from} in ${call.language}'
  onward: [{continue: {context: phones, extension: '20'}}]
  loop: [{play: {id: again, media: x}}, {goto: again}]
`

func program(t *testing.T) *flows.Program {
	t.Helper()
	return programOf(t, ivr)
}

// programOf compiles a file without findings.
func programOf(t *testing.T, text string) *flows.Program {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", text)
	compiled, more := flows.Compile(doc, registry)
	if findings = append(findings, more...); len(findings) > 0 {
		t.Fatal(findings)
	}
	return compiled
}

// Law: a script tells every fact at its time and place, and a secret as stars.
func TestByScript(t *testing.T) {
	var out strings.Builder
	outcome, err := Call{Program: program(t), To: "234", From: "100", Out: &out}.ByScript("4s 1, @pin 47 hangup")
	if err != nil || outcome.Status != flows.Ended {
		t.Fatal(outcome, err)
	}
	want := `100 calls 234 (_2XX), language de

   0.000  ivr.yaml:6   flow main
   0.000  ivr.yaml:7   answer (main/1)
   0.000                 answers
   1.000  ivr.yaml:8   play (main/2)
   1.000                 plays    welcome
   3.000                 played   welcome (2s)
   3.000  ivr.yaml:9   menu (main/3)
   3.000                 plays    one & two
   4.000                 key      1
   4.000                 cut      one & two (1s)
   4.000                 result   ok (1s)
   4.000                 takes    choices.1
   4.000  ivr.yaml:11  collect (main/3.choices.1.1)
   4.000                 plays    pin
   4.000                 key      *
   4.000                 cut      pin
   4.200                 key      *
   4.200                 result   ok (200ms)
   4.200  ivr.yaml:12  log (main/4)
   4.200                 logs     info: from 100 in de
   4.200                 ends     flow main: ok

   4.200               the call ended: normal (16)
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Law: what cannot be simulated is an error with a name, before anything is told.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		to, script string
		want       error
	}{{"999", "1", ErrNoRoute}, {"200", "1 soon", ErrScript}, {"200", "1;2", ErrScript}} {
		var out strings.Builder
		_, err := Call{Program: program(t), To: c.to, Out: &out}.ByScript(c.script)
		if !errors.Is(err, c.want) || out.Len() > 0 {
			t.Errorf("dialling %s with %q: %v, %q; want %v", c.to, c.script, err, out.String(), c.want)
		}
	}
	_, err := Call{Program: program(t), To: "999"}.Live(t.Context(), nil, nil)
	if !errors.Is(err, ErrNoRoute) {
		t.Errorf("a live call gave %v", err)
	}
}

// Law: a call that meets a limit fails, and the trace says why.
func TestFailure(t *testing.T) {
	var out strings.Builder
	outcome, err := Call{Program: program(t), To: "300", Out: &out}.ByScript("")
	if err != nil || outcome.Status != flows.Failed || !strings.Contains(out.String(), "the call failed: ") {
		t.Errorf("%+v, %v\n%s", outcome, err, out.String())
	}
}

// Law: a call that leaves for the dialplan says where to, scripted and live alike.
func TestContinue(t *testing.T) {
	const want = "the dialplan goes on with the call at phones,20,1\n"
	for name, dial := range map[string]func(Call) (flows.Outcome, error){
		"script": func(c Call) (flows.Outcome, error) { return c.ByScript("") },
		"live":   func(c Call) (flows.Outcome, error) { return c.Live(t.Context(), &typist{end: io.EOF}, nil) },
	} {
		var out strings.Builder
		outcome, err := dial(Call{Program: program(t), To: "400", Out: &out})
		if err != nil || outcome.Status != flows.Left || !strings.HasSuffix(out.String(), want) {
			t.Errorf("%s: %+v, %v\n%s", name, outcome, err, out.String())
		}
	}
}

// typist types at times, counted from the beginning.
type typist struct {
	began time.Time
	texts []string
	times []time.Duration
	end   error
}

func (p *typist) Wait(ctx context.Context, d time.Duration) (string, error) {
	if len(p.texts) == 0 && p.end != nil {
		return "", p.end
	}
	typedNow := false
	if len(p.texts) > 0 {
		if left := p.times[0] - time.Since(p.began); left <= d {
			d, typedNow = max(0, left), true
		}
	}
	pause(ctx, ctx, d)
	if !typedNow {
		return "", nil
	}
	text := p.texts[0]
	p.texts, p.times = p.texts[1:], p.times[1:]
	return text, nil
}

// live makes a live call in a bubble and returns its trace without places and times.
func live(t *testing.T, keys *typist, stop time.Duration) (outcome flows.Outcome, told string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		keys.began = time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		if stop > 0 {
			var cancelTimed context.CancelFunc
			ctx, cancelTimed = context.WithTimeout(ctx, stop)
			defer cancelTimed()
		}
		defer cancel()
		var out strings.Builder
		var err error
		outcome, err = Call{Program: program(t), To: "200", From: "100", Out: &out}.Live(ctx, keys, nil)
		if err != nil {
			t.Fatal(err)
		}
		told = out.String()
	})
	return outcome, told
}

func has(t *testing.T, told string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(told, line) {
			t.Errorf("%q is missing in\n%s", line, told)
		}
	}
}

// Law: live keys press, also ahead of the question; time is real.
func TestLive(t *testing.T) {
	outcome, told := live(t, &typist{texts: []string{"1", "4\x1b[A", "x7\r\n"},
		times: []time.Duration{500 * time.Millisecond, 5 * time.Second, 6 * time.Second}}, 0)
	if outcome.Status != flows.Ended {
		t.Errorf("%+v\n%s", outcome, told)
	}
	has(t, told, "key      *", "menu (main/3)", "ivr.yaml:11  collect (", "logs     info: from 100 in de", "   3.0")
	if strings.Count(told, " key ") != 3 || strings.Contains(told, "one & two") {
		t.Errorf("other keys or prompts than typed:\n%s", told)
	}
}

// Law: q hangs up, and so does the program's end; nothing is played afterwards.
func TestLiveHangup(t *testing.T) {
	for name, c := range map[string]struct {
		keys *typist
		stop time.Duration
	}{
		"q":       {&typist{texts: []string{"q1"}, times: []time.Duration{2 * time.Second}}, 0},
		"ctrl-c":  {&typist{texts: []string{"\x03"}, times: []time.Duration{2 * time.Second}}, 0},
		"stopped": {&typist{}, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			outcome, told := live(t, c.keys, c.stop)
			if outcome.Status != flows.HungUp || outcome.Cause != flows.CauseNormal {
				t.Errorf("%+v", outcome)
			}
			has(t, told, "plays    welcome", "the caller hung up: normal (16)")
			if strings.Contains(told, "menu") || strings.Contains(told, " key ") {
				t.Errorf("it went on:\n%s", told)
			}
		})
	}
}

// Law: a caller whose input has ended stays on the line, silent; a fault of the input fails the call.
func TestLiveInputEnds(t *testing.T) {
	outcome, told := live(t, &typist{texts: []string{"12"}, times: []time.Duration{0}, end: io.EOF}, 0)
	if outcome.Status != flows.Ended {
		t.Errorf("%+v", outcome)
	}
	has(t, told, "asks     attempt 3", "ends     flow main: ok")
	broken := errors.New("broken pipe")
	if outcome, _ := live(t, &typist{end: broken}, 0); !errors.Is(outcome.Err, broken) {
		t.Errorf("%+v", outcome)
	}
}
