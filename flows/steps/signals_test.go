package steps

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestSignals has a row for every field of the steps that signal or play what
// is no prompt: what the caller does, the signals, what is heard, the result.
func TestSignals(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		steps, script, signals, heard, logged string
		answered                              bool
		took                                  time.Duration
	}{
		"ring":                       {"ring", "", "ring", "", "", false, 0},
		"ring for a time":            {"ring: 4s", "", "ring", "", "", false, 4 * s},
		"ring for a computed time":   {"ring: {time: '${1 + 1}'}", "", "ring", "", "", false, 2 * s},
		"ring, answered":             {"answer, ring: 1s", "", "ring ring-stop", "", "", true, s},
		"ring keeps keys":            {"ring: 1s, collect: {id: x, length: 1}, log: '${steps.x.value}'", "500ms 5", "ring", "", "5", true, s},
		"progress":                   {"progress, play: {media: a, early: true}", "", "progress", "a", "", false, 2 * s},
		"progress, answered":         {"answer, progress", "", "", "", "", true, 0},
		"tone":                       {"tone: {id: x, name: busy, time: 1s}", "", "", "tone:busy/1s", "done|", false, s},
		"tone for ten seconds":       {"tone: dial", "", "", "tone:dial/10s", "", false, 10 * s},
		"tone of a country":          {"tone: {name: busy, country: de, time: 1s}", "", "", "tone:busy;tonezone=de/1s", "", false, s},
		"tone computed":              {"tone: {name: '${\"440/\" + call.from}', country: '${\"us\" + \"-old\"}', time: '${2}'}", "", "", "tone:440/100;tonezone=us-old/2s", "", false, 2 * s},
		"tone, answered first":       {"tone: {name: busy, answer: true, time: 1s}", "", "", "tone:busy/1s", "", true, s},
		"tone to the end":            {"answer, tone: {id: x, name: busy, time: 3s}", "1s 5", "", "tone:busy/3s", "done|", true, 3 * s},
		"tone until a key":           {"answer, tone: {id: x, name: busy, interruptible: true}", "1s 5", "", "tone:busy/1s", "interrupted|5", true, s},
		"a tone that is not there":   {"tone: {id: x, name: nosuch}", "", "", "", "failed|", false, 0},
		"silence":                    {"silence: {id: x, time: 5s}", "", "", "silence:5s", "done|", true, 5 * s},
		"silence of a computed time": {"silence: '${1 + 1}'", "", "", "silence:2s", "", true, 2 * s},
		"silence, a minute at most":  {"silence: '${100}'", "", "", "silence:1m0s", "", true, time.Minute},
		"silence of no time":         {"silence: '${0}'", "", "", "silence:1ms", "", true, ms},
		"silence to the end":         {"silence: {id: x, time: 5s}", "1s 5", "", "silence:5s", "done|", true, 5 * s},
		"silence until a key":        {"silence: {id: x, time: 5s, interruptible: true}", "1s 5", "", "silence:5s/1s", "interrupted|5", true, s},
		"silence that is not there":  {"silence: {id: x, time: 7s}", "", "", "", "failed|", true, 0},
		"music for a time":           {"moh: {id: x, time: 3s}", "", "music music-stop", "", "done|", true, 3 * s},
		"music of a class":           {"moh: {class: '${\"jazz\"}', time: 1s}", "", "music jazz music-stop", "", "", true, s},
		"music keeps keys":           {"moh: 3s, collect: {id: x, length: 2}, log: '${steps.x.value}'", "1s 56", "music music-stop", "", "56", true, 3 * s},
		"music until a key":          {"moh: {id: x, until_key: true}", "90s 5", "music music-stop", "", "interrupted|", true, 90 * s},
		"music, unanswered":          {"moh: {time: 1s, answer: false}", "", "music music-stop", "", "", false, s},
		"a wait of no time":          {"wait: {id: x, time: 0s, until_key: true}", "1s 5", "", "", "done|", false, 0},
	} {
		lengths := map[string]time.Duration{"tone:busy": time.Hour, "tone:busy;tonezone=de": time.Hour, "tone:dial": time.Hour,
			"tone:440/100;tonezone=us-old": time.Hour, "silence:5s": 5 * s, "silence:1m0s": time.Minute, "silence:1ms": ms}
		phone := flowtest.Options{Lengths: lengths, Missing: []string{"tone:nosuch", "silence:7s"}}
		result := ""
		if strings.Contains(c.steps, "id: x") && !strings.Contains(c.steps, "log:") {
			if result = ", log: '${steps.x.status}|${steps.x.key}'"; strings.HasPrefix(c.steps, "moh") || strings.HasPrefix(c.steps, "wait") {
				result = ", log: '${steps.x.status}|'"
			}
		}
		p := line{phone: phone}.dial(t, "flows: {main: ["+c.steps+result+"]}", c.script)
		if got := strings.Join(p.phone.Signals(), " "); got != c.signals || p.heard() != c.heard || p.logged() != c.logged ||
			p.phone.Answered() != c.answered || p.phone.Elapsed() != c.took {
			t.Errorf("%s: signals %q, want %q; heard %q, want %q; logged %q, want %q; answered %v; took %v, want %v\n%s", name,
				got, c.signals, p.heard(), c.heard, p.logged(), c.logged, p.phone.Answered(), p.phone.Elapsed(), c.took, p)
		}
	}
}

// TestMusicEndsWithTheStep, whatever ends it but the call itself.
func TestMusicEndsWithTheStep(t *testing.T) {
	for name, c := range map[string]struct {
		text, script, signals, logged string
		status                        flows.Status
	}{
		"a hotkey":        {"flows: {main: {hotkeys: {0: [{log: zero}, hangup]}, steps: [moh]}}", "1s 0", "music music-stop", "zero", flows.Ended},
		"the call's time": {"limits: {max_call_time: 5s}\nflows: {main: [moh]}", "", "music music-stop", "", flows.Failed},
		"a hangup":        {"flows: {main: [moh]}", "1s hangup", "music", "", flows.HungUp},
	} {
		p := line{}.dial(t, c.text, c.script)
		if got := strings.Join(p.phone.Signals(), " "); got != c.signals || p.outcome.Status != c.status || p.logged() != c.logged {
			t.Errorf("%s: signals %q, want %q; ended %+v, logged %q", name, got, c.signals, p.outcome, p.logged())
		}
	}
}

// TestReject refuses a call, but not one that is up.
func TestReject(t *testing.T) {
	for step, want := range map[string]flows.Cause{"reject": 21, "reject: busy": 17, "reject: {cause: 34}": 34} {
		p := line{}.dial(t, "flows: {main: [ring, "+step+", log: never]}", "")
		if p.outcome.Status != flows.Ended || p.outcome.Cause != want || p.phone.Answered() || p.logged() != "" {
			t.Errorf("%s: ended %+v", step, p.outcome)
		}
	}
	p := line{}.dial(t, "flows: {main: [answer, reject: {cause: busy, on_error: {log: '${error.message}'}}]}", "")
	if p.logged() != "the call has been answered and cannot be refused any more; use hangup" || p.outcome.Cause != flows.CauseNormal {
		t.Errorf("logged %q, ended %+v", p.logged(), p.outcome)
	}
}

// TestWhatIsComputedMustFit: what the steps are told in the call is checked as what is written out.
func TestWhatIsComputedMustFit(t *testing.T) {
	for step, want := range map[string]string{
		"tone: '${call.to + \" x\"}'":                                                      `name must be a tone such as busy, or hertz and milliseconds as in 440/500,0/500; found "200 x"`,
		"tone: {name: busy, country: '${call.to}'}":                                        `country must be a country in two letters, such as de; found "200"`,
		"tone: {name: busy, time: '${call.to + \"x\"}'}":                                   "is no duration",
		"ring: '${call.to + \"x\"}'":                                                       "is no duration",
		"moh: '${call.to + \"x\"}'":                                                        "is no duration",
		"silence: '${call.to + \"x\"}'":                                                    "is no duration",
		"wait: '${call.to + \"x\"}'":                                                       "is no duration",
		"say: {number: 1, max_time: '${call.to + \"x\"}'}":                                 "is no duration",
		"say: {number: '${[1][call.args == [] ? 5 : 0]}'}":                                 "evaluating",
		"split: {by: '${[1][call.args == [] ? 5 : 0]}', ways: [{weight: 1}]}":              "evaluating",
		"lookup: {table: t, key: '${[1][call.args == [] ? 5 : 0]}'}":                       "evaluating",
		"store: {key: k, add: '${call.to + \"x\"}'}":                                       "is no whole number",
		"store: {key: k, set: 1, ttl: '${call.to + \"x\"}'}":                               "is no duration",
		"store: {key: '${[1][call.args == [] ? 5 : 0]}'}":                                  "evaluating",
		"override: {schedule: x, mode: open, time: '${call.to + \"x\"}', pin: {value: 1}}": "is no duration",
	} {
		world := flows.World{Store: &shelf{}, Tables: tables{}, Schedules: &board{}}
		p := line{world: world}.dial(t, "flows: {main: ["+step+"]}", "")
		if !strings.Contains(p.failures(), want) || p.outcome.Status != flows.Failed || p.heard() != "" {
			t.Errorf("%s: failed with %q, want %q", step, p.failures(), want)
		}
	}
}

// bare is a telephone without signals.
type bare struct{ flows.Port }

// TestATelephoneWithoutSignals says so.
func TestATelephoneWithoutSignals(t *testing.T) {
	for _, step := range []string{"ring", "progress", "moh"} {
		program := compile(t, "flows: {main: ["+step+"]}")
		phone := flowtest.NewPhone(flowtest.Options{})
		outcome := flows.NewWalker(program, bare{phone}, flows.Options{Flow: program.Flow("main")}).Run(phone.Context())
		if !errors.Is(outcome.Err, flows.ErrNotHere) {
			t.Errorf("%s: ended %+v", step, outcome)
		}
	}
}

// refusing is a telephone that refuses signals.
type refusing struct{ *flowtest.Phone }

var errSignal = errors.New("no signal")

func (refusing) Ring(context.Context, bool) error          { return errSignal }
func (refusing) Progress(context.Context) error            { return errSignal }
func (refusing) Music(context.Context, string, bool) error { return errSignal }

func TestASignalThatIsRefusedFailsTheStep(t *testing.T) {
	for _, step := range []string{"ring: 1s", "progress", "moh: 1s"} {
		program := compile(t, "flows: {main: ["+step+"]}")
		phone := flowtest.NewPhone(flowtest.Options{})
		outcome := flows.NewWalker(program, refusing{phone}, flows.Options{Flow: program.Flow("main")}).Run(phone.Context())
		if !errors.Is(outcome.Err, errSignal) || phone.Elapsed() != 0 {
			t.Errorf("%s: ended %+v after %v", step, outcome, phone.Elapsed())
		}
	}
}

// TestTheRestIsWaited: who takes a call up in the middle of ringing or music goes on for what is left.
func TestTheRestIsWaited(t *testing.T) {
	for step, want := range map[string]string{"ring: 1m": "ring ring", "moh: 1m": "music music music-stop", "wait: 1m": ""} {
		program := compile(t, "flows: {main: ["+step+"]}")
		phone := flowtest.NewPhone(flowtest.Options{})
		var last *flows.Checkpoint
		opts := flows.Options{Flow: program.Flow("main"), Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil }}
		flows.NewWalker(program, &dying{Phone: phone}, opts).Run(phone.Context())
		phone.Reattach()
		walker, err := flows.Resume(program, phone, opts, last)
		if err != nil {
			t.Fatal(err)
		}
		outcome := walker.Run(phone.Context())
		if got := strings.Join(phone.Signals(), " "); outcome.Status != flows.Ended || phone.Elapsed() != time.Minute || got != want {
			t.Errorf("%s: ended %+v after %v, signals %q", step, outcome, phone.Elapsed(), got)
		}
	}
}

// dying is a telephone whose walker dies twenty seconds into the first wait.
type dying struct{ *flowtest.Phone }

func (d *dying) Next(ctx context.Context, _ time.Time) (*flows.Event, error) {
	_, _ = d.Phone.Next(ctx, d.Now().Add(20*time.Second))
	d.Detach()
	return nil, context.Cause(ctx)
}

func TestSignalFindings(t *testing.T) {
	line{}.findings(t, [][2]string{
		{"tone", "10: tone needs name: a text [missing-field]"},
		{"tone: 'a b'", "16: name must be a tone such as busy, or hertz and milliseconds as in 440/500,0/500, found \"a b\" [wrong-type]"},
		{"tone: {name: busy, country: deu}", "38: country must be a country in two letters, such as de, found \"deu\" [wrong-type]"},
		{"tone: {name: busy, time: x}", "35: time must be a duration such as 5s, 1m30s or 500ms, found \"x\" [wrong-type]"},
		{"tone: {name: busy, interruptible: x}", "44: interruptible must be true or false, found \"x\" [wrong-type]"},
		{"silence: 0s", "19: time must be more than 0s and at most 1m0s [wrong-type]"},
		{"silence: 61s", "19: time must be more than 0s and at most 1m0s [wrong-type]"},
		{"silence", "10: silence needs time: a duration such as 5s, 1m30s or 500ms [missing-field]"},
		{"silence: {time: 1s, keys: '#'}", "30: unknown field of silence \"keys\"; accepted: time, interruptible, id, when, on_error [unknown-key]"},
		{"ring: soon", "16: time must be a duration such as 5s, 1m30s or 500ms, found \"soon\" [wrong-type]"},
		{"ring: {tme: 1s}", "17: unknown field of ring \"tme\"; did you mean \"time\"? [unknown-key]"},
		{"progress: 1s", "20: progress must be a mapping of its fields, found \"1s\" [wrong-type]"},
		{"moh: {clas: x}", "16: unknown field of moh \"clas\"; did you mean \"class\"? [unknown-key]"},
		{"moh: {until_key: maybe}", "27: until_key must be true or false, found \"maybe\" [wrong-type]"},
		{"reject: bsy", "18: unknown cause \"bsy\"; did you mean \"busy\"? [unknown-value]"},
		{"reject: {cause: 999}", "26: unknown cause \"999\"; accepted: absent, answered_elsewhere, busy, congestion, failure, interworking, invalid_number, network_out_of_order, no_answer, no_circuit, no_route, no_user_response, normal, out_of_order, rejected, unallocated, unspecified [unknown-value]"},
	})
}

// TestAnApologyIsNotBehindATone: what a failed step plays is stopped before anything else is heard.
func TestAnApologyIsNotBehindATone(t *testing.T) {
	for name, text := range map[string]string{
		"a tone":   "tone: dial",
		"a prompt": "play: long",
	} {
		program := compile(t, "limits: {max_call_time: 5s}\nflows: {main: [answer, "+text+"]}")
		phone := flowtest.NewPhone(flowtest.Options{Lengths: map[string]time.Duration{"long": time.Hour}})
		p := played{phone: phone}
		p.outcome = flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Apology: []string{"sorry"},
			Observe: func(f flows.Fact) { p.facts = append(p.facts, f) }}).Run(phone.Context())
		want := map[string]string{"tone: dial": "tone:dial/5s sorry", "play: long": "long/5s sorry"}[text]
		if !errors.Is(p.outcome.Err, flows.ErrLimit) || p.heard() != want {
			t.Errorf("%s: heard %q, want %q; ended %+v\n%s", name, p.heard(), want, p.outcome, p)
		}
	}
}
