package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/journal"
)

// walks is a journal that calls of phones are written to.
type walks struct {
	t       *testing.T
	folder  string
	journal *journal.Journal
	program *flows.Program
	phone   *flowtest.Phone
	count   int
}

func newWalks(t *testing.T, text string) *walks {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := source.Parse("ivr.yaml", text)
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(findings)
	}
	w := &walks{t: t, folder: t.TempDir(), program: program}
	w.journal, err = journal.Open(journal.Options{Folder: w.folder, Answers: true, Now: func() time.Time { return w.phone.Now() }})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// call has a caller with that script walk through main, a minute after the one before.
func (w *walks) call(version, share, script string) {
	w.t.Helper()
	acts, err := flowtest.ParseScript(script)
	if err != nil {
		w.t.Fatal(err)
	}
	w.count++
	info := flows.CallInfo{ID: fmt.Sprintf("c%d", w.count), Asterisk: "pbx", To: "200"}
	w.phone = flowtest.NewPhone(flowtest.Options{Start: start.Add(time.Duration(w.count) * time.Minute), Missing: []string{"missing"},
		Lengths: map[string]time.Duration{"welcome": 8 * time.Second}}, acts...)
	c := w.journal.Begin(journal.Entered{Call: info, Version: version, Share: share, Flow: "main", Pattern: "_."})
	c.End(flows.NewWalker(w.program, w.phone, flows.Options{Flow: w.program.Flow("main"), Call: info,
		World: c.World(flows.World{}), Observe: c.Observe}).Run(w.phone.Context()))
}

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// report ends the journal and makes the report.
func (w *walks) report(opts Options) Report {
	w.t.Helper()
	if err := w.journal.Close(); err != nil {
		w.t.Fatal(err)
	}
	r, err := Make(journal.Calls(w.folder, journal.Filter{}), opts)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// line is a small line with most that a report tells.
const line = `
numbers: {_.: main}
defaults:
  on_hangup: {log: {id: gone, text: gone}}
flows:
  main:
    on_hangup: [{log: {id: bye, text: bye}}]
    steps:
      - answer
      - menu:
          id: top
          prompt: welcome
          attempts: 3
          choices:
            1: {call: account}
            2: {continue: {context: phones}}
            3: {http: {id: crm, url: "http://crm.example/"}}
            4: [{http: {id: soft, url: "http://crm.example/", on_error: {play: sorry}}}, hangup]
            "*": repeat
          on_noinput: {1: {play: {id: hm, media: hm}}, 2: {play: {id: again, media: again}}}
          on_exhausted: [{play: {id: end, media: end}}, hangup]
  account:
    steps:
      - collect: {id: number, prompt: [number, "digits:${call.to}"], length: 3, attempts: 2}
      - goto: {to: other, when: steps.number.value == "999"}
      - play: "number:${steps.number.value}"
  other:
    - repeat: {id: twice, times: 2, steps: [{play: {id: x, media: x}}]}
    - play: missing
`

// typical is the journal of a dozen callers.
func typical(t *testing.T) *walks {
	t.Helper()
	w := newWalks(t, line)
	for _, script := range []string{
		"@welcome 1s 1 @number 4s 123",         // served
		"@welcome 3s 1 @number 4s 456",         // served
		"@welcome 1s 1 @number 4s 999",         // into the other flow
		"@welcome 1s 2",                        // to a person
		"@welcome 9s 2",                        // to a person, after the whole greeting
		"@welcome 2s hangup",                   // hung up in the greeting
		"@hm 500ms hangup",                     // hung up in the handler's prompt
		"@welcome 1s 1 @number 10s hangup",     // silent at the number, then gone
		"@welcome 1s 1 @number 5s 12 30s",      // wrong, then silent: given up
		"@welcome 1s 7 @welcome 1s 8 @welcome", // wrong keys, then silent
		"@welcome 1s 3",                        // fails
		"@welcome 1s 4",                        // fails softly
	} {
		w.call("v1", "stable", script)
	}
	w.call("v2", "canary", "@welcome 1s 1 @number 4s 123")
	w.call("v2", "canary", "@welcome 500ms hangup")
	return w
}
