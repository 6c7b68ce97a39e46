package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/monitor"
)

// streamKind is that of an answer without an end: a line of JSON for each thing.
const streamKind = "application/jsonl"

// eventsRoute is the tail of an Asterisk's events.
func (h *house) eventsRoute() Route {
	return Route{Method: http.MethodGet, Path: "/events", Scope: Control, Produces: streamKind, Lasts: true,
		Summary: "The events of an Asterisk as they come, a line of JSON each.",
		Doc: "Events may hold what callers type and say in messages: the scope is control. An empty line now and then " +
			"is a sign of life. A reader who is too slow gets a line of the type Missed.",
		Query: []Parameter{{Name: "asterisk", Doc: asteriskDoc},
			{Name: "type", Doc: "Events that Asterisk lets through, parted by commas; all without it."},
			{Name: "source", Doc: "channel:ID, bridge:ID, endpoint:TECH/NAME or deviceState:NAME, parted by commas."},
			{Name: "filter", Doc: "A regular expression that an event's JSON must fit."}},
		Serve: func(a *Asked) (any, error) {
			client, err := h.asterisk(a)
			if err != nil {
				return nil, err
			}
			query := a.URL.Query()
			wanted := hand.Listening{Types: list(query.Get("type")), Sources: list(query.Get("source")),
				Filter: query.Get("filter")}
			if err := wanted.Check(); err != nil {
				return nil, problem(hand.StatusOf(err), err.Error(), "")
			}
			return h.stream(a.Context(), func(ctx context.Context, each func([]byte) error) error {
				return hand.Direct(client).Events(ctx, wanted, each)
			}), nil
		}}
}

// callEventsRoute is the tail of what happens to calls.
func (h *house) callEventsRoute() Route {
	return Route{Method: http.MethodGet, Path: "/calls/events", Scope: Read, Produces: streamKind, Lasts: true,
		Summary: "What happens to calls as it happens, a line of JSON each.",
		Doc: ofTheAsked + " What callers type is not in it. An empty line now and then is a sign of life. A reader " +
			"who is too slow gets a line of the kind missed.",
		Serve: func(a *Asked) (any, error) {
			if h.TailCalls == nil {
				return nil, problem(http.StatusNotImplemented, "this daemon does not tell what happens to calls", "")
			}
			return h.stream(a.Context(), h.TailCalls), nil
		}}
}

// list reads what is parted by commas.
func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// stream writes lines until the reader is gone, who is told that the stream lives.
// A line that cannot be written in time ends it: its reader is too slow. There
// are few at once: each tail of events is a socket of Asterisk's.
func (h *house) stream(ctx context.Context,
	tail func(ctx context.Context, each func(line []byte) error) error,
) Written {
	return func(w http.ResponseWriter) {
		if h.streams.Add(1) > streamsMost {
			h.streams.Add(-1)
			problem(http.StatusServiceUnavailable, "too many tails are read already", "at most "+
				strconv.Itoa(streamsMost)+" at once").write(w)
			return
		}
		defer h.streams.Add(-1)
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		s := &streaming{w: w, controller: http.NewResponseController(w)}
		w.Header().Set("Content-Type", streamKind)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if s.line(nil) != nil {
			return
		}
		var beating sync.WaitGroup
		defer beating.Wait()
		defer stop(nil)
		beating.Go(func() { s.beat(ctx, stop) })
		if err := tail(ctx, s.line); err != nil && ctx.Err() == nil {
			_ = s.line([]byte(`{"type":"Ended"}`))
		}
	}
}

// Why a stream ends before what it tells of does, as its reader and the log are told.
var (
	errStops      = errors.New("the daemon stops")
	errReaderGone = errors.New("whoever asked is gone")
)

// streaming is one answer without an end.
type streaming struct {
	mu         sync.Mutex
	w          http.ResponseWriter
	controller *http.ResponseController
}

// line writes one line, within a time.
func (s *streaming) line(text []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.controller.SetWriteDeadline(time.Now().Add(lineTime)) // what cannot be bounded is bounded by its reader
	if _, err := s.w.Write(append(slices.Clip(text), '\n')); err != nil {
		return err
	}
	return s.controller.Flush()
}

// beat shows now and then that the stream lives, and finds out that its reader does not, or that the server stops.
func (s *streaming) beat(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	stopping := monitor.Stopping(ctx)
	for {
		select {
		case <-tick.C:
			if s.line(nil) != nil {
				stop(errReaderGone)
				return
			}
		case <-stopping: // what was called by hand is hung up while Asterisk can be told
			stop(errStops)
			return
		case <-ctx.Done():
			return
		}
	}
}
