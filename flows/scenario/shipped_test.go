package scenario_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/voicemail"
	"github.com/ariapp/ariapp/internal/world"
)

const shippedFolder = "../../"

// compiled is the program of a file's text.
func compiled(t testing.TB, name, text string) (*flows.Program, *source.Document) {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse(name, text)
	program, more := flows.Compile(doc, registry)
	if findings = append(findings, more...); findings.HasErrors() {
		t.Fatal(findings)
	}
	return program, doc
}

// spell is the production spelling.
func spell(language, prompt string) ([]string, error) {
	return media.Resolver{}.Resolve(language, []string{prompt})
}

// fileHours are the schedules of a file, without any memory.
type fileHours map[string]*schedule.Schedule

func (h fileHours) Decide(_ context.Context, name string, at time.Time) (flows.Decision, error) {
	d := h[name].Decide(at, schedule.Override{})
	return flows.Decision{Open: d.Open, Status: d.Status, Rule: d.Rule, Until: d.Until}, nil
}

func (fileHours) Override(context.Context, string, string, time.Time, string) error {
	return flows.ErrNotHere
}

// fileTables are the rows that stand in a file.
type fileTables struct{ node *source.Node }

func (f fileTables) Lookup(_ context.Context, table, key string) (map[string]any, bool, error) {
	row := f.node.Get(table).Get("rows").Get(key)
	columns := map[string]any{}
	for name, value := range row.All() {
		columns[name.Value] = value.Value
		if number, err := strconv.ParseFloat(value.Value, 64); err == nil {
			columns[name.Value] = number
		}
	}
	return columns, row != nil, nil
}

// fileMailboxes are the mailboxes of the file, with the rules that the file has by default.
func fileMailboxes(now func() time.Time) flows.Mailboxes {
	return voicemail.NewMemory(voicemail.Options{Now: now}).Office(voicemail.Settings{MaxMessages: 100, LockAfter: 10,
		LockFor: time.Minute, Location: time.UTC, Boxes: []voicemail.Box{{Number: "210", PIN: flows.NewSecret("210471")},
			{Number: "220", PIN: flows.NewSecret("220471")}},
		Rules: flows.VoicemailRules{Max: 3 * time.Minute, Min: 2 * time.Second, Silence: 10 * time.Second,
			MaxGreeting: time.Minute, Format: "wav", PINLeast: 4}})
}

// fileQueues are the queues of a file and their agents.
func fileQueues(t testing.TB, doc *source.Document) flows.Queues {
	t.Helper()
	settings, findings := config.Read(doc, func(string) (string, bool) { return "", false })
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	return acd.New(acd.Options{Rules: world.QueueRules(settings)})
}

// shipped is the setting of the shipped ivr.yaml, with its own schedules, tables and queues.
func shipped(t testing.TB) scenario.Setting {
	t.Helper()
	text, err := os.ReadFile(shippedFolder + "ivr.yaml")
	if err != nil {
		t.Fatal(err)
	}
	program, doc := compiled(t, "ivr.yaml", string(text))
	report := source.NewReport(doc)
	hours := schedule.Read(doc.Root.Get(schedule.Key), report, nil)
	if report.HasErrors() {
		t.Fatal(report.Findings())
	}
	return scenario.Setting{Program: program, Spell: spell, AnswerDelay: 500 * time.Millisecond,
		Apology: []string{"sorry-youre-having-problems"}, Mailboxes: fileMailboxes, World: flows.World{Schedules: fileHours(hours),
			Tables: fileTables{doc.Root.Get("tables")}, Queues: fileQueues(t, doc)}}
}

// Law: the shipped ivr.yaml does what its tests say, and they begin every step of it.
func TestShipped(t *testing.T) {
	setting := shipped(t)
	file := readFile(t, setting.Program, shippedFolder+"ivr_test.yaml")
	begun := map[string]bool{}
	for _, c := range file.Cases {
		result := scenario.Run(t.Context(), setting, c)
		if !result.Passed() {
			var trace strings.Builder
			result.Trace(&trace)
			t.Errorf("%s: %v\n%s", c.Title(), result.Failures, trace.String())
		}
		for _, address := range result.Path() {
			begun[address] = true
		}
	}
	setting.Program.EachStep(func(step *flows.Placed) {
		if !begun[step.Address] {
			t.Errorf("%s: no test begins %s", step.Pos, step.Address)
		}
	})
}

// readFile reads a test file without findings.
func readFile(t testing.TB, program *flows.Program, path string) *scenario.File {
	t.Helper()
	doc, findings, err := source.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	file.Check(program, report)
	if findings = append(findings, report.Findings()...); len(findings) > 0 {
		t.Fatal(findings)
	}
	return file
}
