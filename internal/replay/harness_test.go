package replay

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/store"
)

var update = flag.Bool("update", false, "record the journals in testdata anew")

// began is when recorded calls come in: a Monday morning.
var began = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// house is a version of a file, and what its flows reach.
type house struct {
	file  *app.File
	world flows.World
	doc   *source.Document
	// mailboxes are the file's, without messages.
	mailboxes func(now func() time.Time) flows.Mailboxes
}

const outer = "asterisk: {password: secret}\n"

// built is the house of a text; outside of the store and web services its world is the file's own.
func built(t testing.TB, text string) *house {
	t.Helper()
	file, findings, err := app.Parse("ivr.yaml", text)
	if err != nil || file == nil {
		t.Fatal(err, findings)
	}
	beside, findings, err := file.World(store.NewMemory(), true, nil)
	if err != nil || beside == nil {
		t.Fatal(err, findings)
	}
	t.Cleanup(func() { _ = beside.Close() })
	doc, _ := source.Parse("ivr.yaml", text)
	return &house{file, beside.World, doc, beside.EmptyMailboxes}
}

func (h *house) setting() scenario.Setting {
	return scenario.Setting{Program: h.file.Program, Apology: h.file.Config.App.Apology,
		AnswerDelay: h.file.Config.App.AnswerDelay, Language: h.file.Config.Prompts.Language,
		World: flows.World{Queues: h.world.Queues}, Mailboxes: h.mailboxes,
		Spell: func(language, prompt string) ([]string, error) {
			return media.Resolver{}.Resolve(language, []string{prompt})
		}}
}

func (h *house) options() Options {
	return Options{Setting: h.setting(), Guesses: Guesses(h.doc)}
}

// caller is one who is recorded: what they dial and do.
type caller struct {
	id, to, from, does string
	// after is how long after began the call comes in.
	after time.Duration
	// bare leaves answers out of the journal.
	bare bool
	// dialled are those whom the flow dials, dialplan is where it sends the caller, talks how long they speak.
	dialled  []flowtest.Callee
	dialplan []flowtest.Visit
	talks    time.Duration
	// outbound permits everything.
	outbound bool
	rooms    flows.Rooms
	// agents are what those of queues do; queues are other ones than the file's.
	agents []string
	queues flows.Queues
}

// record writes the journal of one call into a folder, as the daemon does.
func (h *house) record(t testing.TB, folder string, c caller) {
	t.Helper()
	script, err := flowtest.ParseScript(c.does)
	if err != nil {
		t.Fatal(err)
	}
	route, ok := h.file.Program.Route(c.to)
	if !ok {
		t.Fatalf("no number takes %s", c.to)
	}
	delay := route.AnswerDelay
	if delay < 0 {
		delay = h.file.Config.App.AnswerDelay
	}
	agents, err := scenario.ParseAgents(c.agents)
	if err != nil {
		t.Fatal(err)
	}
	phone := flowtest.NewPhone(flowtest.Options{Start: began.Add(c.after), AnswerDelay: delay,
		Lengths: map[string]time.Duration{"basic-pbx-ivr-main": 12 * time.Second}, Dialled: append(scenario.AgentCallees(agents), c.dialled...), Dialplan: c.dialplan,
		Talks: c.talks}, script...)
	j, err := journal.Open(journal.Options{Folder: folder, Answers: !c.bare, Now: phone.Now})
	if err != nil {
		t.Fatal(err)
	}
	info := flows.CallInfo{ID: c.id, Channel: "PJSIP/" + c.id, Asterisk: "pbx", From: c.from, To: c.to, Context: "callers",
		Language: "en", Captures: route.Captures, Started: phone.Now()}
	if route.Language != "" {
		info.Language = route.Language
	}
	written := j.Begin(journal.Entered{Call: info, Version: h.file.Version(), Share: "stable", Pattern: route.Pattern,
		Flow: route.Flow.Name, Vars: route.Vars})
	world := h.world
	world.Rooms = c.rooms
	if world.Queues = c.queues; c.queues == nil {
		world.Queues = scenario.Staff(h.world.Queues, agents)
	}
	if c.outbound {
		world.Outbound = anybody{}
	}
	outcome := flows.NewWalker(h.file.Program, phone, flows.Options{Flow: route.Flow, Call: info, Vars: route.Vars,
		World: written.World(world), Apology: h.file.Config.App.Apology, Observe: written.Observe}).Run(phone.Context())
	written.End(outcome)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// anybody may be dialled.
type anybody struct{}

func (anybody) Permit(context.Context, string, string) error { return nil }

// recorded is the only call of a journal that is written for it.
func (h *house) recorded(t testing.TB, c caller) journal.Recorded {
	t.Helper()
	folder := t.TempDir()
	if c.id == "" {
		c.id = "c1"
	}
	if c.to == "" {
		c.to = "200"
	}
	h.record(t, folder, c)
	return onlyCall(t, folder)
}

func onlyCall(t testing.TB, path string) journal.Recorded {
	t.Helper()
	all := allCalls(t, path)
	if len(all) != 1 {
		t.Fatalf("%s has %d calls", path, len(all))
	}
	return all[0]
}

func allCalls(t testing.TB, path string) []journal.Recorded {
	t.Helper()
	var all []journal.Recorded
	for call, err := range journal.Calls(path, journal.Filter{
		Damaged: func(d journal.Damage) { t.Errorf("%s:%d: %v", d.File, d.Line, d.Err) }}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, call)
	}
	return all
}

// replayed is what comes of a call with the flows of a house.
func (h *house) replayed(t testing.TB, call journal.Recorded, change ...func(*Options)) *Result {
	t.Helper()
	opts := h.options()
	for _, one := range change {
		one(&opts)
	}
	r, err := Run(context.Background(), opts, call)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func textOf(r *Result) string {
	var b strings.Builder
	r.Text(&b)
	return b.String()
}

// rewritten records the shipped journals anew.
func rewritten(t *testing.T, folder string, h *house, callers []caller) {
	t.Helper()
	fresh := t.TempDir()
	for _, c := range callers {
		h.record(t, fresh, c)
	}
	text, err := os.ReadFile(filepath.Join(fresh, "current.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "shipped.jsonl"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}
