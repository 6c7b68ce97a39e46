package fuzz_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	ariapp "github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/voicemail"
	"github.com/ariapp/ariapp/internal/world"
)

// cleanRuns is how many calls a file without a fault must bear.
const cleanRuns = 400

// Law: what is as it should be is not reported, however the caller and the world behave.
func TestNothingIsFoundWhereNothingIs(t *testing.T) {
	for name, text := range map[string]string{
		"music, tones and ringing are heard": `
numbers: {200: main}
flows:
  main:
    - ring: 20s
    - answer
    - moh: 30s
    - tone: {name: busy, time: 20s}
    - ring: 20s
    - menu: {choices: {1: {moh: {time: 5m, until_key: true}}}, on_exhausted: {hangup: busy}}
`,
		"nobody has answered yet": `
numbers: {200: main}
flows: {main: [progress, {wait: 30s}, {reject: busy}]}
`,
		"a question explains its silence": `
numbers: {200: main}
flows:
  main:
    - collect: {id: code, prompt: please, first_timeout: 60s, inter_timeout: 30s, max: 12}
    - menu: {prompt: which, first_timeout: 20s, choices: {1: {play: one}}}
`,
		"web services may do what they like": `
numbers: {200: main}
vars: {name: ''}
config: {crm: 'https://crm.example.com'}
flows:
  main:
    - answer
    - http: {id: crm, url: '${config.crm}/x/${call.from}/${call.id}', timeout: 30s,
             filler: wait, result: {name: user.names.0}, on_error: {play: sorry}}
    - log: '${vars.name} ${steps.crm.status}'
`,
		"secrets are kept": `
numbers: {200: main}
config: {pin: "8443"}
flows:
  main:
    - collect: {id: number, prompt: number, length: 4}
    - collect: {id: pin, length: 4, secret: true, prompt: pin, confirm: {prompt: right}}
    - http: {url: 'https://example.com:8443/x/${steps.number.value}', headers: {token: '${secrets.token}'},
             json: {pin: '${steps.pin.value}'}, on_error: {play: sorry}}
    - log: '${steps.pin.status} ${same(steps.pin.value, config.pin)}'
    - menu: {prompt: more, pin: {value: '${config.pin}', prompt: pin}, choices: {1234: {play: '${"digits:" + steps.number.value}'}}}
`,
		"menus within menus": `
numbers: {200: main}
hotkeys: {"##": repeat, "0": {call: desk}}
flows:
  main:
    - menu: {id: top, prompt: one, choices: {1: {call: inner}, 2: repeat, 3: {goto: top}}}
  inner:
    - menu: {prompt: two, choices: {1: {play: three}, "*": back, "#": top}}
  desk: [{play: desk}]
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t, text)
			o.Runs = cleanRuns
			report, err := fuzz.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if report.Break != nil {
				t.Fatalf("found %s\n%s", report.Break.Message, report.Break.Test(""))
			}
			if report.Runs != cleanRuns {
				t.Errorf("%d calls were made, want %d", report.Runs, cleanRuns)
			}
		})
	}
}

// customers is the shipped file's table.
type customers struct{}

// Lookup knows one customer.
func (customers) Lookup(_ context.Context, _, key string) (map[string]any, bool, error) {
	return map[string]any{"name": "Ann", "balance": 105.5}, key == "1234", nil
}

// fileMailboxes are the shipped file's.
func fileMailboxes(now func() time.Time) flows.Mailboxes {
	return voicemail.NewMemory(voicemail.Options{Now: now}).Office(voicemail.Settings{MaxMessages: 100, LockAfter: 10,
		LockFor: time.Minute, Location: time.UTC, Boxes: []voicemail.Box{{Number: "210", PIN: flows.NewSecret("210471")},
			{Number: "220", PIN: flows.NewSecret("220471")}},
		Rules: flows.VoicemailRules{Max: 3 * time.Minute, Min: 2 * time.Second, Silence: 10 * time.Second,
			MaxGreeting: time.Minute, Format: "wav", PINLeast: 4}})
}

// shippedOptions are those for the shipped file, with its customer, mailboxes and queues.
func shippedOptions(t testing.TB) fuzz.Options {
	t.Helper()
	o := options(t, ariapp.Reference)
	settings, findings := config.Read(o.Document, func(string) (string, bool) { return "", false })
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	o.Setting.World = flows.World{Tables: customers{}, Queues: acd.New(acd.Options{Rules: world.QueueRules(settings)})}
	o.Setting.Mailboxes = fileMailboxes
	return o
}

// Law: callers of every sort take every way of the shipped file that they can, and none of them breaks it. The CRM is
// asked only where the file says `use_crm: true`, which it does not: it cannot fail.
func TestShippedFile(t *testing.T) {
	o := shippedOptions(t)
	o.Setting.Spell = func(language, prompt string) ([]string, error) {
		return media.Resolver{}.Resolve(language, []string{prompt})
	}
	o.Runs = 10 * cleanRuns
	report, err := fuzz.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if report.Break != nil {
		t.Errorf("found %s\n%s", report.Break.Message, report.Break.Test(""))
	}
	var untaken []string
	for _, way := range report.Untaken {
		untaken = append(untaken, way.Name)
	}
	if want := []string{"account/crm on_error"}; !slices.Equal(untaken, want) {
		t.Errorf("%d of %d ways were taken, never %v, not %v", report.Reached, report.Ways, untaken, want)
	}
}

// Law: what cannot be called is an error with a name; a search whose time is over has made no further call.
func TestRunRefuses(t *testing.T) {
	o := options(t, "numbers: {200: main}\nflows: {main: [hangup]}\n")
	o.Numbers = []string{"200", "999"}
	if _, err := fuzz.Run(t.Context(), o); !errors.Is(err, fuzz.ErrNoRoute) {
		t.Errorf("a number without a route: %v", err)
	}
	silent := options(t, "numbers: {'_[x-y]2': main}\nflows: {main: [hangup]}\n")
	if _, err := fuzz.Run(t.Context(), silent); !errors.Is(err, fuzz.ErrNoNumbers) {
		t.Errorf("a number that no telephone dials: %v", err)
	}
	o.Numbers = nil
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if report, err := fuzz.Run(ctx, o); err != nil || report.Runs != 0 || report.Break != nil {
		t.Errorf("a context that is over: %+v, %v", report, err)
	}
}

// Law: only the numbers that are asked for are called, and only longer silence than is allowed is found.
func TestOptionsCount(t *testing.T) {
	o := options(t, "numbers: {200: fine, 300: bad}\nflows: {fine: [answer, {wait: 12s}], bad: [{reject: busy}, {log: '${int(call.id)}'}]}\n")
	o.Runs, o.Numbers = 50, []string{"200"}
	if found := find(t, o); found.Kind != fuzz.DeadAir || found.Case.Given.To != "200" {
		t.Errorf("found %+v", found)
	}
	o.DeadAir = 15 * time.Second
	if report, err := fuzz.Run(t.Context(), o); err != nil || report.Break != nil {
		t.Errorf("%+v, %v", report, err)
	}
}

// Law: where the file is not at hand, what the program tells of it will do.
func TestWithoutTheFile(t *testing.T) {
	for _, c := range []plant{callerPlants()[2], callerPlants()[5], worldPlants()[0]} {
		o := options(t, c.text)
		o.Document = nil
		if found := find(t, o); found.Kind != c.kind || found.Step != c.step {
			t.Errorf("%s: %s at %s; want %s at %s", c.name, found.Kind, found.Step, c.kind, c.step)
		}
	}
}

// BenchmarkCall is one call made up, walked and looked at.
func BenchmarkCall(b *testing.B) {
	o := shippedOptions(b)
	o.Runs = b.N
	b.ReportAllocs()
	if report, err := fuzz.Run(b.Context(), o); err != nil || report.Break != nil {
		b.Fatalf("%+v, %v", report, err)
	}
}
