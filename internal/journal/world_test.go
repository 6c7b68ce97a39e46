package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows"
)

// world answers all that it is asked.
type world struct {
	response flows.Response
	err      error
}

func (w world) Fetch(context.Context, flows.Request) (flows.Response, error) {
	return w.response, w.err
}

func (w world) Get(context.Context, string) (flows.Item, error) {
	return flows.Item{Value: "v", Revision: 7, Expires: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}, w.err
}

func (w world) Put(context.Context, string, string, time.Duration) (uint64, error) { return 8, w.err }

func (w world) Swap(context.Context, string, string, uint64, time.Duration) (uint64, error) {
	return 9, w.err
}
func (w world) Delete(context.Context, string) error { return w.err }

func (w world) Lookup(context.Context, string, string) (map[string]any, bool, error) {
	return map[string]any{"name": "Ann", "balance": 105.0}, true, w.err
}

func (w world) Decide(context.Context, string, time.Time) (flows.Decision, error) {
	return flows.Decision{Open: true, Status: "open", Rule: "weekly"}, w.err
}

func (w world) Override(context.Context, string, string, time.Time, string) error { return w.err }

// asks has a call ask the world something, and reads what was written of it.
func asks(t *testing.T, opts Options, w world, ask func(context.Context, flows.World)) []Asked {
	t.Helper()
	opts.Folder = t.TempDir()
	j := opened(t, opts)
	c := j.Begin(entered("c1"))
	ask(t.Context(), c.World(flows.World{HTTP: w, Store: w, Tables: w, Schedules: w}))
	closed(t, j)
	for call, err := range Calls(opts.Folder, Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		return call.Asked()
	}
	t.Fatal("no call")
	return nil
}

// everything asks each port in each way.
func everything(ctx context.Context, w flows.World) {
	_, _ = w.HTTP.Fetch(ctx, flows.Request{Method: "POST", URL: "https://crm.example.com/a/1?n=2"})
	_, _ = w.Store.Get(ctx, "calls/1")
	_, _ = w.Store.Put(ctx, "calls/1", "x", 0)
	_, _ = w.Store.Swap(ctx, "calls/1", "y", 8, 0)
	_ = w.Store.Delete(ctx, "calls/1")
	_, _, _ = w.Tables.Lookup(ctx, "customers", "1234")
	_, _ = w.Schedules.Decide(ctx, "office", time.Time{})
	_ = w.Schedules.Override(ctx, "office", "closed", time.Time{}, "+15550100")
}

// Law: of every port there is what it was asked, and the answer with which the call can be walked again.
func TestWhatIsAsked(t *testing.T) {
	response := flows.Response{Status: 200, Header: map[string]string{"Content-Type": "application/json", "Set-Cookie": "a=b", "X-Other": "c"},
		Body: []byte(`{"a":1}`), Attempts: 2, Stale: true, Took: time.Second}
	got := asks(t, Options{Answers: true}, world{response: response}, everything)
	want := []Asked{
		{Port: "http", Op: "POST", Target: "https://crm.example.com/a/1?n=2", Status: 200, Header: map[string]string{"Content-Type": "application/json"},
			Body: `{"a":1}`, Attempts: 2, Stale: true, Took: time.Second},
		{Port: "store", Op: "get", Target: "calls/1", Value: "v", Revision: 7, Expires: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)},
		{Port: "store", Op: "put", Target: "calls/1", Value: "x", Revision: 8},
		{Port: "store", Op: "swap", Target: "calls/1", Value: "y", Revision: 9},
		{Port: "store", Op: "delete", Target: "calls/1"},
		{Port: "tables", Op: "lookup", Target: "customers", Key: "1234", Found: true, Row: map[string]any{"name": "Ann", "balance": 105.0}},
		{Port: "schedules", Op: "decide", Target: "office", Decision: &Decision{Open: true, Status: "open", Rule: "weekly"}},
		{Port: "schedules", Op: "override", Target: "office", Key: "closed"},
	}
	for i := range got[1:] {
		got[i+1].Took = 0
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	response.Header = map[string]string{"Content-Type": "application/json"}
	if diff := cmp.Diff(response, got[0].Response()); diff != "" {
		t.Error(diff)
	}
	item, _ := world{}.Get(t.Context(), "")
	decision, _ := world{}.Decide(t.Context(), "", time.Time{})
	if diff := cmp.Diff(item, got[1].Item()) + cmp.Diff(decision, got[6].Decided()); diff != "" || got[1].Err() != nil {
		t.Errorf("%v %s", got[1].Err(), diff)
	}
	if diff := cmp.Diff(flows.Decision{}, got[0].Decided()); diff != "" {
		t.Error(diff)
	}
}

// Law: without answers there is only that something was asked, and whether it went well.
func TestAskedWithoutAnswers(t *testing.T) {
	for name, err := range map[string]error{"": nil, "timeout": fmt.Errorf("asking 1234: %w", flows.ErrTimeout)} {
		got := asks(t, Options{}, world{response: flows.Response{Status: 404, Body: []byte("nobody")}, err: err}, everything)
		want := []Asked{{Port: "http", Op: "POST", Target: "https://crm.example.com", Bare: true, Status: 404, Fault: name},
			{Port: "store", Op: "get", Bare: true, Fault: name}, {Port: "store", Op: "put", Bare: true, Fault: name},
			{Port: "store", Op: "swap", Bare: true, Fault: name}, {Port: "store", Op: "delete", Bare: true, Fault: name},
			{Port: "tables", Op: "lookup", Target: "customers", Bare: true, Found: true, Fault: name}}
		if diff := cmp.Diff(want, got[:6], cmpopts.IgnoreFields(Asked{}, "Took")); diff != "" {
			t.Error(diff)
		}
	}
}

// Law: an error comes back as one of its kind, with its text.
func TestErrorsComeBack(t *testing.T) {
	known := map[string]error{"timeout": flows.ErrTimeout, "refused": flows.ErrHostRefused, "breaker": flows.ErrBreakerOpen, "too_large": flows.ErrTooLarge,
		"conflict": flows.ErrConflict, "hung-up": &flows.HangupError{Cause: flows.CauseNormal}, "no-mailbox": flows.ErrNoMailbox, "full": flows.ErrMailboxFull,
		"no-agent": flows.ErrNoAgent, "no-queue": flows.ErrNoQueue, "wrong-pin": flows.ErrAgentPIN, "agent-state": flows.ErrAgentOrder,
		"queues-away": flows.ErrQueuesAway, "failed": errors.New("broken")}
	if len(known) != len(Faults()) {
		t.Errorf("the kinds are %v", Faults())
	}
	for word, err := range known {
		got := asks(t, Options{Answers: true}, world{err: fmt.Errorf("asking: %w", err)}, func(ctx context.Context, w flows.World) { _, _ = w.Store.Get(ctx, "a") })[0]
		back := got.Err()
		if got.Fault != word || back == nil || back.Error() != "asking: "+err.Error() {
			t.Errorf("%s: %+v, %v", word, got, back)
		}
		if hangup := (*flows.HangupError)(nil); word != "failed" && !errors.Is(back, err) && !(errors.As(err, &hangup) && errors.Is(back, flows.ErrHangup)) {
			t.Errorf("%s comes back as %v", word, back)
		}
	}
	if err := (Asked{Fault: "breaker"}).Err(); !errors.Is(err, flows.ErrBreakerOpen) || err.Error() != "breaker" {
		t.Errorf("without a text it is %v", err)
	}
}

// Law: an answer that is too long, or no text, says that it is not whole.
func TestAnswersHaveABound(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		kept int
	}{"short": {strings.Repeat("x", answerMax), answerMax}, "long": {strings.Repeat("x", answerMax+1), answerMax}, "no text": {"\xff\xfe", 0}} {
		got := asks(t, Options{Answers: true}, world{response: flows.Response{Status: 200, Body: []byte(c.body)}}, func(ctx context.Context, w flows.World) {
			_, _ = w.HTTP.Fetch(ctx, flows.Request{URL: "http://a.example/"})
		})[0]
		if len(got.Body) != c.kept || got.Cut != (c.kept < len(c.body)) || got.Op != "GET" {
			t.Errorf("%s: %d bytes, cut is %v", name, len(got.Body), got.Cut)
		}
	}
}

// Law: ports that are not there stay away, so that steps say so.
func TestPortsThatAreNotThere(t *testing.T) {
	j := opened(t, Options{Folder: t.TempDir()})
	if w := j.Begin(entered("c1")).World(flows.World{}); w != (flows.World{}) {
		t.Errorf("%+v", w)
	}
}
