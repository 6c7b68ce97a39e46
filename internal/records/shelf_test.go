package records

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// shelf is a store of a test.
type shelf struct {
	mu     sync.Mutex
	rows   map[string]Row
	events map[string][]Event
	told   []told
	// away is why it takes nothing, refused what it takes never.
	away    error
	refused func(line) bool
	tries   int
	closed  bool
	hurried bool
}

var (
	errAway    = errors.New("nobody is there")
	errRefused = errors.New("it does not fit")
)

func newShelf() *shelf { return &shelf{rows: map[string]Row{}, events: map[string][]Event{}} }

func (s *shelf) ready(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	return s.away
}

func (s *shelf) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hurried = true
}

func (s *shelf) apply(_ context.Context, lines []line) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.away != nil {
		return s.away
	}
	if s.refused != nil && slices.ContainsFunc(lines, s.refused) {
		return errRefused
	}
	for _, l := range lines {
		if l.Event != nil {
			s.events[l.Event.Call] = append(s.events[l.Event.Call], *l.Event)
			continue
		}
		if l.Told != nil {
			s.told = append(s.told, *l.Told)
			continue
		}
		if before := s.rows[l.Row.ID]; l.Row.Rev > before.Rev {
			s.rows[l.Row.ID] = *l.Row
		}
	}
	return nil
}

func (s *shelf) refuses(err error) bool { return errors.Is(err, errRefused) }

func (s *shelf) unfinished(_ context.Context, instance string) (calls []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, row := range s.rows {
		if row.End.IsZero() && row.Instance == instance {
			calls = append(calls, id)
		}
	}
	return calls, s.away
}

func (s *shelf) endLost(_ context.Context, instance string, calls []string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ended := 0
	for _, id := range calls {
		if row := s.rows[id]; row.End.IsZero() && row.Instance == instance {
			row.Result = Lost
			row.ended(row.Seen)
			s.rows[id] = row
			ended++
		}
	}
	return ended, s.away
}

func (s *shelf) prune(_ context.Context, before, _ time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	deleted := 0
	for id, row := range s.rows {
		if row.Start.Before(before) && deleted < pruneMost {
			delete(s.rows, id)
			deleted++
		}
	}
	return deleted, s.away
}

func (s *shelf) close() error { s.closed = true; return nil }

func (s *shelf) set(away error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// has are the rows by id, in order.
func (s *shelf) has() []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.rows), func(a, b Row) int { return strings.Compare(a.ID, b.ID) })
}

// room is an open Records with a shelf, in a bubble.
type room struct {
	*Records
	t     *testing.T
	shelf *shelf
	opts  Options
	log   *bytes.Buffer
}

func inRoom(t *testing.T, opts Options, s *shelf) *room {
	t.Helper()
	if opts.Folder == "" {
		opts.Folder = t.TempDir()
	}
	log := &bytes.Buffer{}
	opts.Log = slog.New(slog.NewTextHandler(log, nil))
	opened, err := open(opts, s)
	if err != nil {
		t.Fatal(err)
	}
	opened.EndLost()
	return &room{opened, t, s, opts, log}
}

func (r *room) close() {
	r.t.Helper()
	if err := r.Close(); err != nil {
		r.t.Error(err)
	}
	if !r.shelf.closed {
		r.t.Error("the database was not let go")
	}
}

// caller is a call with that channel which begins now.
func caller(channel string) Begun {
	return Begun{Call: flows.CallInfo{ID: channel, Channel: "PJSIP/trunk-00000001", Asterisk: "pbx", From: "100",
		FromName: "Ann", To: "200", Context: "in", Started: time.Now()}, Version: "v1", Share: "stable", Flow: "main"}
}

// fact is a fact that happens now.
func fact(kind flows.FactKind, f flows.Fact) flows.Fact {
	f.Kind, f.At = kind, time.Now()
	return f
}
