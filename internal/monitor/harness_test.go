package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// noon is when everything happens.
func noon() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// desk are the schedules of a file: all open from nine to five, but for what was overridden.
type desk struct {
	names []string
	by    map[string]string
	mode  map[string]string
	until map[string]time.Time
	fault error
}

func newDesk(names ...string) *desk {
	return &desk{names: names, by: map[string]string{}, mode: map[string]string{}, until: map[string]time.Time{}}
}

func (d *desk) Names() []string { return d.names }

func (d *desk) Decide(_ context.Context, name string, at time.Time) (flows.Decision, error) {
	switch {
	case d.fault != nil:
		return flows.Decision{Open: true, Status: "open", Rule: "what is known"}, d.fault
	case !slices.Contains(d.names, name):
		return flows.Decision{}, errors.New("no such schedule")
	case d.mode[name] != "":
		return flows.Decision{Open: d.mode[name] == "open", Status: "override", Rule: "override by " + d.by[name],
			Until: d.until[name]}, nil
	}
	return flows.Decision{Open: true, Status: "open", Rule: "weekly mon-fri 09:00-17:00", Until: at.Add(5 * time.Hour)}, nil
}

func (d *desk) Override(_ context.Context, name, mode string, until time.Time, by string) error {
	if d.fault != nil {
		return d.fault
	}
	d.mode[name], d.until[name], d.by[name] = mode, until, by
	return nil
}

// visit is one request.
type visit struct {
	method, path, body string
	// peer and host are whose connection it is and what it asks for: of this machine when they are empty.
	peer, host string
	header     map[string]string
}

// asked is the answer of a handler to a visit.
func asked(t *testing.T, handler http.Handler, v visit) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), v.method, v.path, strings.NewReader(v.body))
	r.RemoteAddr, r.Host = "127.0.0.1:40000", "127.0.0.1:9091"
	if v.peer != "" {
		r.RemoteAddr = v.peer
	}
	if v.host != "" {
		r.Host = v.host
	}
	for name, value := range v.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// said is the answer's JSON.
func said(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	if kind := w.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Fatalf("the answer is %s: %s", kind, w.Body)
	}
	var value map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return value
}

// daemon are the options of one that has everything, with its log.
func daemon(d *desk) (Options, *bytes.Buffer) {
	lines := &bytes.Buffer{}
	return Options{
		Now:       noon,
		Logger:    slog.New(slog.NewTextHandler(lines, nil)),
		Schedules: d,
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("ariapp_calls_active 1\n"))
		}),
		Status: func() Status {
			return Status{Version: "1.2.3", Started: noon(), Calls: 7, Links: []Link{{"one", true}, {"two", false}},
				File: File{Path: "ivr.yaml", Version: "abc"}, Reload: Reload{noon(), "ivr.yaml:1:1: bad"}}
		},
		Reload: func(context.Context) error { return nil },
	}, lines
}
