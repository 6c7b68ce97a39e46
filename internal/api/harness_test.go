package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/store"
)

// board is the Calls of tests.
type board struct {
	mu      sync.Mutex
	ordered []string
	fail    error
	outcome Outcome
	list    []Call
	hungUp  []string
}

func (b *board) Originate(_ context.Context, o Order, by string) (Placed, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return Placed{}, b.fail
	}
	b.ordered = append(b.ordered, strings.Trim(fmt.Sprintf("%s→%s by %s", o.Endpoint, o.Flow+o.Extension+o.Connect+o.Bridge, by), " "))
	return Placed{ID: fmt.Sprintf("call-%d", len(b.ordered)), Asterisk: "pbx",
		Wait: func(context.Context) (Outcome, error) { return b.outcome, nil }}, nil
}

func (b *board) List() []Call { return b.list }

func (b *board) Hangup(_ context.Context, id string) (bool, error) {
	if b.fail != nil {
		return false, b.fail
	}
	b.hungUp = append(b.hungUp, id)
	return id == "call-1", nil
}

// shelf is the Jobs of tests.
type shelf struct {
	added []jobs.Order
	plans []jobs.Plan
	fail  error
}

func (s *shelf) Add(o jobs.Order, p jobs.Plan, by string) (jobs.Job, error) {
	if s.fail != nil {
		return jobs.Job{}, s.fail
	}
	s.added, s.plans = append(s.added, o), append(s.plans, p)
	return jobs.Job{ID: fmt.Sprintf("job-%d", len(s.added)), Status: jobs.Waiting, By: by, Order: o, Plan: p}, nil
}

func (s *shelf) All(_ context.Context, status jobs.Status) ([]jobs.Job, error) {
	if status == jobs.Failed {
		return nil, nil
	}
	return []jobs.Job{{ID: "job-1", Status: jobs.Waiting}, {ID: "job-2", Status: jobs.Completed, Attempts: []jobs.Attempt{{Result: "answered"}}}}, s.fail
}

func (s *shelf) One(_ context.Context, id string) (jobs.Job, error) {
	if id != "job-1" {
		return jobs.Job{}, jobs.ErrUnknown
	}
	return jobs.Job{ID: id, Status: jobs.Waiting}, s.fail
}

func (s *shelf) Cancel(id, _ string) (jobs.Job, error) {
	switch id {
	case "job-1":
		return jobs.Job{ID: id, Status: jobs.Cancelled}, nil
	case "job-2":
		return jobs.Job{}, jobs.ErrOver
	}
	return jobs.Job{}, jobs.ErrUnknown
}

// site is a Handler with what it leads to. Every answer is held against the document.
type site struct {
	t       *testing.T
	handler http.Handler
	calls   *board
	jobs    *shelf
	log     *bytes.Buffer
	now     time.Time
	header  http.Header
	peer    string
	// whole is the document, schemas compiles what it says of answers.
	whole   map[string]any
	schemas *jsonschema.Compiler
}

const (
	crm   = "ariapp_token_of_the_crm"
	web   = "ariapp_token_of_the_web"
	sight = "ariapp_token_that_reads"
	ghost = "ariapp_token_of_nobody"
)

func newSite(t *testing.T, change func(*Options)) *site {
	t.Helper()
	s := &site{t: t, calls: &board{}, jobs: &shelf{}, log: &bytes.Buffer{}, now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		header: http.Header{"Authorization": {"Bearer " + crm}}, peer: "192.0.2.7:4000"}
	options := Options{Tokens: []Token{{Name: "crm", Hash: HashOf(crm)}, {Name: "web", Hash: HashOf(web), Scopes: []string{"originate"}},
		{Name: "sight", Hash: HashOf(sight), Scopes: []string{"read"}}},
		Calls: s.calls, Jobs: s.jobs, Store: store.NewMemory(), Sign: []byte("0123456789abcdef"), Version: "test",
		Now: func() time.Time { return s.now }, Logger: slog.New(slog.NewTextHandler(s.log, nil))}
	if change != nil {
		change(&options)
	}
	s.handler = Handler(options)
	return s
}

// got is what a request came to.
type got struct {
	*http.Response
	body string
}

// ask sends a request; header is Name: value, a line each.
func (s *site) ask(method, path, body string, header ...string) got {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, "http://ivr.example"+path, strings.NewReader(body))
	r.Header = s.header.Clone()
	r.RemoteAddr = s.peer
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := got{w.Result(), string(text)}
	s.fits(method, r.URL.Path, a)
	return a
}

// want asks, and says what the answer should have been.
func (s *site) want(status int, says, method, path, body string, header ...string) got {
	s.t.Helper()
	a := s.ask(method, path, body, header...)
	if a.StatusCode != status || !strings.Contains(a.body, says) {
		s.t.Errorf("%s %s %s: %d %s, want %d with %q", method, path, body, a.StatusCode, a.body, status, says)
	}
	return a
}

// fits holds a JSON answer against the document.
func (s *site) fits(method, path string, a got) {
	s.t.Helper()
	kind := a.Header.Get("Content-Type")
	if s.whole == nil {
		s.whole, s.schemas = parsed(s.t, string(Document("test"))), jsonschema.NewCompiler()
		if err := s.schemas.AddResource("https://ariapp.example/openapi.json", s.whole); err != nil {
			s.t.Fatal(err)
		}
	}
	whole := s.whole
	key, status := "default", strconv.Itoa(a.StatusCode)
	var operation map[string]any
	for name, item := range whole["paths"].(map[string]any) {
		op, there := item.(map[string]any)[strings.ToLower(method)].(map[string]any)
		if there && samePath(name, path) {
			operation = op
		}
	}
	if operation == nil || !strings.Contains(kind, "json") || strings.HasSuffix(path, "openapi.json") {
		return
	}
	if _, there := operation["responses"].(map[string]any)[status]; there && a.StatusCode < 300 {
		key = status
	} else if a.StatusCode < 300 {
		s.t.Errorf("%s %s: the document knows no status %s", method, path, status)
	}
	content := operation["responses"].(map[string]any)[key].(map[string]any)["content"].(map[string]any)
	if content[kind] == nil {
		s.t.Errorf("%s %s: %s is not in the document", method, path, kind)
		return
	}
	place := "https://ariapp.example/openapi.json#/paths/" + strings.ReplaceAll(strings.ReplaceAll(pathOf(whole, path), "~", "~0"), "/", "~1") +
		"/" + strings.ToLower(method) + "/responses/" + key + "/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema"
	compiled, err := s.schemas.Compile(place)
	if err != nil {
		s.t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	if err == nil {
		err = compiled.Validate(instance)
	}
	if err != nil {
		s.t.Errorf("%s %s: the answer %s does not fit the document: %v", method, path, a.body, err)
	}
}

func pathOf(whole map[string]any, path string) string {
	if _, there := whole["paths"].(map[string]any)[path]; there {
		return path
	}
	for name := range whole["paths"].(map[string]any) {
		if samePath(name, path) {
			return name
		}
	}
	return ""
}

// samePath tells whether a path is one of the document's, in which {id} stands for a piece.
func samePath(name, path string) bool {
	want, got := strings.Split(name, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

func parsed(t *testing.T, text string) map[string]any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	object, ok := value.(map[string]any)
	if !ok {
		t.Fatalf("%s is no object", text)
	}
	return object
}

func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}
