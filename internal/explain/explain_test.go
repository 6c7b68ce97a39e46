package explain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// office is a schedule that is open in the morning; holiday closes it.
type office struct{ holiday bool }

func (o office) Decide(_ context.Context, schedule string, at time.Time) (flows.Decision, error) {
	switch {
	case schedule != "office":
		return flows.Decision{Status: "closed", Rule: "no schedule"}, errors.New("there is none")
	case o.holiday:
		return flows.Decision{Status: "holiday", Rule: "holiday Christmas"}, nil
	case at.Hour() < 12:
		return flows.Decision{Open: true, Status: "open", Rule: "morning", Until: at.Truncate(24 * time.Hour).Add(12 * time.Hour)}, nil
	}
	return flows.Decision{Status: "closed", Rule: "no rule"}, nil
}

func (office) Override(context.Context, string, string, time.Time, string) error { return nil }

// morning is a Thursday's.
func morning() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }

func read(t testing.TB, text string) Options {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("f", text)
	program, more := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(append(findings, more...).Sorted()[0].Format())
	}
	return Options{Program: program, Document: doc, Schedules: office{},
		Call: Call{To: "200", From: "100", At: morning()}}
}

func explained(t testing.TB, o Options) string {
	t.Helper()
	root, err := Explain(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return root.Format()
}

// Law: the number that takes a call is told, with what it brings, and those that it goes before.
func TestRoute(t *testing.T) {
	o := read(t, `
numbers:
  _2XX: {flow: main, language: de, vars: {x: "1", pin: "4711"}}
  _2X.: main
  _9X: main
flows: {main: [answer]}
`)
	want := `     100 calls 200 on Thu 2026-11-26 09:00 UTC
f:3  ├─ _2XX takes it, and leads to main, language de, captures 00
f:3  │  ├─ vars.x is 1
f:3  │  ├─ vars.pin is ***
f:4  │  └─ it goes before _2X., which would lead to main: it is more definite
f:6  └─ flow main
f:6     ├─ answers
f:6     └─ the flow is at its end, and the call with it
`
	if diff := cmp.Diff(want, explained(t, o)); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	o.To = "300"
	if _, err := Explain(t.Context(), o); !errors.Is(err, ErrNoRoute) || !strings.Contains(err.Error(), `"300"`) {
		t.Errorf("a call that no number takes gives %v", err)
	}
}

// Law: only what this call can take is told as taken, and what it cannot is told as such.
func TestDecisions(t *testing.T) {
	const head = "numbers: {200: main}\nconfig: {on: true, list: [a]}\nvars: {mode: day, x: 1}\nflows:\n  main:\n"
	const both = "\n      then: {play: yes}\n      else: {play: no}\n"
	tests := []struct {
		name, steps string
		has, hasNot []string
	}{
		{"config holds", "  - if:\n      is: config.on" + both, []string{"(it holds)", "then: plays yes", "not taken: else"}, []string{"plays no"}},
		{"the caller", "  - if:\n      is: call.from == \"101\"" + both, []string{"(it does not hold)", "else: plays no", "not taken: then"}, []string{"plays yes"}},
		{"what a step leaves", "  - collect: {id: a, length: 1}\n  - if:\n      is: steps.a.value == \"1\"" + both, []string{"(it depends on the call)", "plays yes", "plays no"}, []string{"not taken"}},
		{"a variable that nobody sets", "  - if:\n      is: vars.mode == \"day\"" + both, []string{"(it holds)"}, []string{"plays no"}},
		{"a variable set before", "  - set: {mode: night}\n  - if:\n      is: vars.mode == \"day\"" + both, []string{"(it depends on the call)"}, nil},
		{"a variable set later", "  - if:\n      is: vars.mode == \"day\"" + both + "  - set: {mode: night}\n", []string{"(it holds)"}, nil},
		{"a variable set later, in a loop", "  - if:\n      id: again\n      is: vars.mode == \"day\"" + both + "  - set: {mode: night}\n  - goto: again\n", []string{"(it depends on the call)"}, nil},
		{"a variable set in a called flow", "  - call: other\n  - if:\n      is: vars.mode == \"day\"" + both + "  other: [{set: {mode: night}}]\n", []string{"(it depends on the call)"}, nil},
		{"a variable set in a menu's choice", "  - menu: {prompt: p, choices: {1: {set: {mode: night}}}}\n  - if:\n      is: vars.mode == \"day\"" + both, []string{"(it depends on the call)"}, nil},
		{"a variable set in a flow before goto", "  - goto: other\n    when: call.from == \"5\"\n  - if:\n      is: vars.mode == \"day\"" + both + "  other: [{set: {mode: night}}]\n", []string{"(it holds)"}, nil},
		{"a part that decides", "  - collect: {id: a, length: 1}\n  - play: {media: hello, when: not config.on and steps.a.value == \"1\"}\n", []string{"passed over: plays hello (not config.on and steps.a.value == \"1\" does not hold)"}, []string{"if not"}},
		{"a when that holds", "  - hangup: {when: config.on}\n  - play: hello\n", []string{"hangs up"}, []string{"plays hello", "if config"}},
		{"a when that nobody knows", "  - collect: {id: a, length: 1}\n  - hangup: {when: steps.a.value == \"1\"}\n  - play: hello\n", []string{"if steps.a.value == \"1\": hangs up", "plays hello"}, nil},
		{"a switch", "  - switch:\n      value: ${call.from}\n      cases: {100|101: {play: yes}, 102: {play: no}}\n", []string{"(it is 100)", "is 100|101: plays yes", "not taken: is 102, otherwise"}, []string{"plays no"}},
		{"a switch that nobody knows", "  - collect: {id: a, length: 1}\n  - switch:\n      value: ${steps.a.value}\n      cases: {1: {play: yes}}\n", []string{"(it depends on the call)", "plays yes", "otherwise: goes on"}, nil},
		{"open", "  - hours: {schedule: office, open: {play: yes}, closed: {play: no}}\n", []string{`it is open by "morning", until Thu 2026-11-26 12:00 UTC`, "not taken: closed"}, []string{"plays no"}},
		{"no such schedule", "  - hours: {schedule: shop, open: {play: yes}, closed: {play: no}}\n", []string{"(there is none)", "closed: plays no"}, []string{"plays yes"}},
		{"what hours leaves", "  - hours: {id: now, schedule: office}\n  - if:\n      is: steps.now.open" + both, []string{"(it holds)"}, []string{"plays no"}},
		{"a schedule set by hand before", "  - override: {schedule: office, mode: closed, pin: {value: \"1\"}}\n  - hours: {schedule: office, open: {play: yes}, closed: {play: no}}\n", []string{"the call may set it by hand before", "plays yes", "plays no"}, nil},
		{"the language", "  - if:\n      is: call.language == \"de\"" + both, []string{"(it holds)"}, nil},
		{"the language changed", "  - language: fr\n  - if:\n      is: call.language == \"de\"" + both, []string{"(it depends on the call)"}, nil},
		{"a loop without a round", "  - repeat: {while: not config.on, steps: {play: yes}}\n  - play: after\n", []string{"not config.on does not hold", "not taken: each round", "plays after"}, []string{"plays yes"}},
		{"a split", "  - split:\n    - {weight: 1, steps: {play: yes}}\n    - {weight: 0, steps: {play: no}}\n", []string{"this caller always goes the same way", "way 1 (100%): plays yes"}, []string{"plays no"}},
		{"what ends it", "  - hangup\n  - play: never\n", []string{"hangs up"}, []string{"never"}},
		{"a call that never comes back", "  - call: other\n  - play: never\n  other: [hangup]\n", []string{"runs the flow other", "hangs up"}, []string{"never"}},
		{"a call that comes back", "  - call: other\n  - play: after\n  other: [{return: fine}]\n", []string{"goes back with fine", "plays after"}, nil},
		{"a handler of all flows", "  - menu: {prompt: p, choices: {1: hangup}}\n  - play: after\ndefaults: {on_exhausted: hangup}\n", []string{"no attempt left: hangs up"}, []string{"after"}},
		{"a handler of all flows that goes on", "  - menu: {prompt: p, choices: {1: hangup}}\n  - play: after\ndefaults: {on_exhausted: {play: x}}\n", []string{"no attempt left: plays x", "plays after"}, nil},
		{"hotkeys", "  - play: a\ndefaults: {hotkeys: {\"*\": top, \"#\": hangup}}\n", []string{"at any time, key * goes back to the first menu", "at any time, key #: hangs up"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := read(t, head+test.steps)
			o.Language = "de"
			got := explained(t, o)
			for _, want := range test.has {
				if !strings.Contains(got, want) {
					t.Errorf("it does not tell %q:\n%s", want, got)
				}
			}
			for _, no := range test.hasNot {
				if strings.Contains(got, no) {
					t.Errorf("it tells %q:\n%s", no, got)
				}
			}
		})
	}
}

// Law: a caller who may be anybody decides nothing, and a holiday has its own way where there is one.
func TestAnybody(t *testing.T) {
	o := read(t, "numbers: {200: main}\nflows:\n  main:\n  - hours: {schedule: office, holiday: {play: h}, closed: {play: c}}\n"+
		"  - if: {is: 'call.from == \"100\"', then: {play: y}}\n  - split: [{weight: 1, steps: {play: a}}, {weight: 1, steps: {play: b}}]\n")
	o.From, o.Schedules = "", office{holiday: true}
	got := explained(t, o)
	for _, want := range []string{"anybody calls", "holiday: plays h", "not taken: open, closed", "(it depends on the call)", "plays a", "plays b"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not tell %q:\n%s", want, got)
		}
	}
}

// Law: flows that call one another, and steps that gotos lead to, are told once.
func TestCircles(t *testing.T) {
	got := explained(t, read(t, `
numbers: {200: a}
defaults: {on_exhausted: {menu: {prompt: more, choices: {1: {goto: a}}}}}
flows:
  a:
    - menu: {id: top, prompt: p, choices: {1: {call: b}, 2: {goto: last}, 3: {goto: top}}}
    - hangup
    - play: {id: last, media: bye}
  b:
    - call: {flow: a, when: 'call.from == "1"'}
    - call: c
  c: [{goto: b}]
`))
	for text, times := range map[string]int{"top: asks p": 1, "last: plays bye": 1, "asks more": 1, "as told above": 3} {
		if n := strings.Count(got, text); n != times {
			t.Errorf("%q stands there %d times, want %d:\n%s", text, n, times, got)
		}
	}
}

// Law: an explanation has a bounded number of lines, and says where it has no more.
func TestBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString("numbers: {200: f0}\nflows:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  f%d:\n    - call: f%d\n", i, (i+1)%200)
		for j := range 40 {
			fmt.Fprintf(&b, "    - play: p%d\n", j)
		}
	}
	got := explained(t, read(t, b.String()))
	if lines := strings.Count(got, "\n"); lines > nodesMax+depthMax || !strings.Contains(got, "… there is more, which is not shown") {
		t.Errorf("%d lines, and it says nothing of more", lines)
	}
}

// Law: what another number's flows do changes nothing of this call, though both share handlers.
func TestAnotherNumbersFlows(t *testing.T) {
	o := read(t, `
numbers: {200: main, 209: door}
vars: {mode: day}
defaults: {on_hangup: {log: gone}}
flows:
  main:
    - hours: {schedule: office, open: {play: yes}, closed: {play: no}}
    - if: {is: vars.mode == "day", then: {play: day}, else: {play: night}}
    - call: shared
  shared: [answer]
  door:
    - override: {schedule: office, mode: closed, pin: {value: "1"}}
    - set: {mode: night}
    - call: shared
`)
	got := explained(t, o)
	for _, want := range []string{"plays yes", "plays day"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, not := range []string{"by hand", "plays no", "plays night"} {
		if strings.Contains(got, not) {
			t.Errorf("%q in\n%s", not, got)
		}
	}
}

// Law: a PIN that is written out beside what the caller keys in is not told.
func TestLiteralsBesideSecretsAreNotTold(t *testing.T) {
	got := explained(t, read(t, `numbers: {200: main}
vars: {right: "9753"}
flows:
  main:
    - collect: {id: ask, length: 4, secret: true, pattern: "9753"}
    - play: {media: a, when: 'same(steps.ask.value, "9753")'}
    - collect: {id: pin, length: 4}
    - play: {media: b, when: 'steps.pin.value == vars.right'}
    - if: {is: 'steps.pin.value == "9753"', then: hangup}
    - switch: {value: '${steps.pin.value}', cases: {"9753": hangup}}
    - set: {right: "9753", pw: "9753"}
`))
	if strings.Contains(got, "9753") || !strings.Contains(got, "same(steps.ask.value, ***)") {
		t.Errorf("a secret is told:\n%s", got)
	}
}

// Law: a withheld number decides as the empty one that it is.
func TestWithheld(t *testing.T) {
	o := read(t, `
numbers: {200: main}
flows:
  main:
    - if: {is: 'call.from == ""', then: {play: nobody}, else: {play: somebody}}
`)
	o.From, o.Withheld = "", true
	got := explained(t, o)
	if !strings.Contains(got, "a withheld number calls 200") || !strings.Contains(got, "(it holds)") ||
		strings.Contains(got, "somebody") {
		t.Errorf("a withheld number is told as\n%s", got)
	}
}
