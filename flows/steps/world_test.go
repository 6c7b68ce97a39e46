package steps

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// line is a call with all that may be asked for around it.
type line struct {
	outside flows.Outside
	world   flows.World
	phone   flowtest.Options
	call    flows.CallInfo
	// counts tells that the world remembers who asked it, so that the call is walked once.
	counts bool
	// dies is what is written down when the process dies, for [line.dialDying]; "" for nothing.
	dies string
}

// call walks a file whose flow main answers every number.
func (l line) dial(t *testing.T, text, acts string) played {
	t.Helper()
	program, findings := l.compile(t, text)
	if program == nil {
		t.Fatalf("the flows do not compile:\n%s\n%s", formatted(findings), text)
	}
	if l.call.ID == "" {
		l.call = flows.CallInfo{ID: "c1", From: "100", To: "200", Language: "en"}
	}
	p := played{phone: flowtest.NewPhone(l.phone, script(t, acts)...)}
	p.outcome = flows.NewWalker(program, p.phone, flows.Options{Flow: program.Flow("main"), Call: l.call, World: l.world,
		Observe: func(f flows.Fact) { p.facts = append(p.facts, f) }}).Run(p.phone.Context())
	checkWays(t, program, p.facts)
	return p
}

func (l line) compile(t testing.TB, text string) (*flows.Program, source.Findings) {
	t.Helper()
	registry, err := flows.NewRegistry(All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("f", "numbers: {_.: main}\n"+text)
	if len(findings) > 0 {
		t.Fatalf("%s\n%s", formatted(findings), text)
	}
	return flows.Compile(doc, registry.Within(l.outside))
}

func formatted(findings source.Findings) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.Format())
	}
	return strings.Join(lines, "\n")
}

// findings has a row for each fault: the steps of main in flow style, from
// column 10 on, and what is found. It must be the only finding.
func (l line) findings(t *testing.T, rows [][2]string) {
	t.Helper()
	for _, row := range rows {
		program, findings := l.compile(t, "flows:\n  main: ["+row[0]+"]\n")
		got, _, _ := strings.Cut(formatted(findings), "\n")
		if program != nil || len(findings) != 1 || got != "f:3:"+row[1] {
			t.Errorf("%s\nfound %s\nwant  f:3:%s\nof %d", row[0], got, row[1], len(findings))
		}
	}
}

// failures are what failed steps said.
func (p played) failures() string {
	var texts []string
	for _, f := range p.facts {
		if f.Kind == flows.StepFailed {
			texts = append(texts, f.Text)
		}
	}
	return strings.Join(texts, "; ")
}

// reply is what a web answers once.
type reply struct {
	status int
	kind   string
	body   string
	took   time.Duration
	stale  bool
	err    error
}

// web answers the requests in order, the last answer again and again.
type web struct {
	answers  []reply
	got      []flows.Request
	contexts []context.Context
	// meanwhile happens while a request is under way.
	meanwhile func()
}

func (w *web) Fetch(ctx context.Context, req flows.Request) (flows.Response, error) {
	a := w.answers[min(len(w.got), len(w.answers)-1)]
	w.got, w.contexts = append(w.got, req), append(w.contexts, ctx)
	if w.meanwhile != nil {
		w.meanwhile()
	}
	if a.err != nil {
		return flows.Response{Took: a.took}, a.err
	}
	header := map[string]string{}
	if a.kind != "" {
		header["Content-Type"] = a.kind
	}
	return flows.Response{Status: a.status, Header: header, Body: []byte(a.body), Took: a.took, Attempts: 1, Stale: a.stale}, nil
}

// shelf is a store with a clock that stands still.
type shelf struct {
	items map[string]flows.Item
	ttl   time.Duration
	// rivals is how often another call is quicker with a change.
	rivals int
	rival  string
	err    error
	swaps  int
}

func (s *shelf) Get(_ context.Context, key string) (flows.Item, error) { return s.items[key], s.err }

func (s *shelf) Put(_ context.Context, key, value string, ttl time.Duration) (uint64, error) {
	if s.items == nil {
		s.items = map[string]flows.Item{}
	}
	item := flows.Item{Value: value, Revision: s.items[key].Revision + 1}
	s.items[key], s.ttl = item, ttl
	return item.Revision, s.err
}

func (s *shelf) Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	s.swaps++
	if s.rivals > 0 {
		s.rivals--
		_, _ = s.Put(ctx, key, s.rival, 0)
	}
	if s.items[key].Revision != revision {
		return 0, fmt.Errorf("swapping: %w", flows.ErrConflict)
	}
	return s.Put(ctx, key, value, ttl)
}

func (s *shelf) Delete(_ context.Context, key string) error {
	delete(s.items, key)
	return s.err
}

// tables are rows by "table/key".
type tables map[string]map[string]any

func (rows tables) Lookup(_ context.Context, table, key string) (map[string]any, bool, error) {
	if table == "broken" {
		return nil, false, fmt.Errorf("reading broken.csv: it is gone")
	}
	row, found := rows[table+"/"+key]
	return row, found, nil
}

// board is schedules that all say the same, and that note what is set by hand.
type board struct {
	says  flows.Decision
	err   error
	panic string
	asked []string
	set   []string
	until time.Time
}

func (b *board) Decide(_ context.Context, schedule string, at time.Time) (flows.Decision, error) {
	if b.panic != "" {
		panic(b.panic)
	}
	b.asked = append(b.asked, schedule+" "+at.Format("15:04:05"))
	return b.says, b.err
}

func (b *board) Override(_ context.Context, schedule, mode string, until time.Time, by string) error {
	b.set, b.until = append(b.set, fmt.Sprintf("%s=%q by %s", schedule, mode, by)), until
	return b.err
}

// keysTold are the keys in the facts.
func (p played) keysTold() string {
	keys := ""
	for _, f := range p.facts {
		if f.Kind == flows.KeyWas {
			keys += f.Text
		}
	}
	return keys
}

// oneLine takes the line breaks and blanks out of JSON as toJSON writes it.
func oneLine(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.ReplaceAll(strings.TrimSpace(lines[i]), `": `, `":`)
	}
	return strings.Join(lines, "")
}

// failing is a table that answers once.
type failing struct{ calls *int }

func (f failing) Lookup(context.Context, string, string) (map[string]any, bool, error) {
	*f.calls++
	if *f.calls > 1 {
		return nil, false, fmt.Errorf("it is gone")
	}
	return map[string]any{}, true, nil
}
