package monitor

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Law: health is whether to restart, readiness whether to send calls; both say why not.
func TestHealth(t *testing.T) {
	stuck := func() error { return errors.New("nothing moved for 12s") }
	away := func() []string { return []string{"asterisk two is not connected", "draining"} }
	cases := []struct {
		law, path string
		options   Options
		status    int
		body      string
	}{
		{"alive", "/healthz", Options{}, 200, `{"alive":true}`},
		{"alive though not ready", "/healthz", Options{Ready: away}, 200, `{"alive":true}`},
		{"stuck", "/healthz", Options{Alive: stuck}, 503, `{"alive":false,"reasons":["nothing moved for 12s"]}`},
		{"ready", "/readyz", Options{}, 200, `{"ready":true}`},
		{"not ready", "/readyz", Options{Ready: away}, 503, `{"ready":false,"reasons":["asterisk two is not connected","draining"]}`},
	}
	for _, c := range cases {
		t.Run(c.law, func(t *testing.T) {
			c.options.Token = "secret" // which health checks need not know
			w := asked(t, Handler(c.options), visit{method: "GET", path: c.path, peer: "192.0.2.9:1", host: "ivr.example"})
			if got := strings.TrimSpace(w.Body.String()); w.Code != c.status || got != c.body {
				t.Errorf("%d %s", w.Code, got)
			}
		})
	}
}

// Law: what is not there and what cannot be done there is said in JSON, with what there is.
func TestPathsAndMethods(t *testing.T) {
	options, _ := daemon(newDesk("office"))
	cases := []struct {
		options      Options
		method, path string
		status       int
		accepted     string
	}{
		{options, "GET", "/", 404, "/healthz, /metrics, /readyz, /api/"},
		{Options{}, "GET", "/metrics", 404, "/healthz, /readyz, /api/"},
		{options, "GET", "/api/", 404, "/healthz, /metrics, /readyz, /api/canary, /api/canary/promote, /api/reload, /api/rollback, /api/schedules, /api/schedules/{name}/override, /api/status, /api/versions"},
		{options, "GET", "/api/schedules/office", 404, "/healthz, /metrics, /readyz, /api/canary, /api/canary/promote, /api/reload, /api/rollback, /api/schedules, /api/schedules/{name}/override, /api/status, /api/versions"},
		{options, "POST", "/healthz", 405, "GET"},
		{options, "DELETE", "/metrics", 405, "GET"},
		{options, "GET", "/api/reload", 405, "POST"},
		{options, "HEAD", "/api/reload", 405, "POST"},
		{options, "POST", "/api/schedules", 405, "GET"},
		{options, "PATCH", "/api/schedules/office/override", 405, "DELETE, PUT"},
		{options, "PUT", "/api/schedules/shop/override", 404, "office"},
		{options, "DELETE", "/api/schedules/shop/override", 404, "office"},
		{Options{}, "PUT", "/api/schedules/shop/override", 404, "nothing: the file has no schedules"},
		{Options{}, "GET", "/api/status", 404, ""},
		{Options{}, "POST", "/api/reload", 404, ""},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			w := asked(t, Handler(c.options), visit{method: c.method, path: c.path, body: "{}"})
			value := said(t, w)
			accepted, _ := value["accepted"].(string)
			if w.Code != c.status || accepted != c.accepted || value["error"] == "" {
				t.Errorf("%d %v", w.Code, value)
			}
			if c.status == 405 && w.Header().Get("Allow") != c.accepted {
				t.Errorf("Allow: %s", w.Header().Get("Allow"))
			}
		})
	}
}

// Law: what can be got can be asked for with HEAD.
func TestHead(t *testing.T) {
	options, _ := daemon(newDesk())
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/api/status", "/api/schedules"} {
		if w := asked(t, Handler(options), visit{method: "HEAD", path: path}); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// Law: the status has all that is asked about a daemon from afar.
func TestStatus(t *testing.T) {
	options, _ := daemon(newDesk())
	w := asked(t, Handler(options), visit{method: "GET", path: "/api/status"})
	want := `{"version":"1.2.3","started":"2026-11-26T12:00:00Z","calls":7,"draining":false,` +
		`"asterisk":[{"name":"one","up":true},{"name":"two","up":false}],"file":{"path":"ivr.yaml","version":"abc"},` +
		`"reload":{"at":"2026-11-26T12:00:00Z","error":"ivr.yaml:1:1: bad"}}`
	if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != want {
		t.Errorf("%d %s", w.Code, got)
	}
	options.Status = func() Status { return Status{} }
	w = asked(t, Handler(options), visit{method: "GET", path: "/api/status"})
	if list, isList := said(t, w)["asterisk"].([]any); !isList || len(list) != 0 {
		t.Errorf("without Asterisks: %s", w.Body)
	}
}

// Law: a reload says what came of it, with every finding, and goes on when nobody waits for it.
func TestReload(t *testing.T) {
	options, lines := daemon(newDesk())
	w := asked(t, Handler(options), visit{method: "POST", path: "/api/reload"})
	if w.Code != 200 || said(t, w)["reloaded"] != true || !strings.Contains(lines.String(), "a reload was asked for") {
		t.Errorf("%d %s, log: %s", w.Code, w.Body, lines)
	}
	options.Reload = func(ctx context.Context) error {
		if deadline, bounded := ctx.Deadline(); !bounded || time.Until(deadline) > reloadTime {
			t.Error("a reload has no end")
		}
		return errors.New("ivr.yaml:1:1: one\nivr.yaml:2:1: two\n")
	}
	w = asked(t, Handler(options), visit{method: "POST", path: "/api/reload"})
	value := said(t, w)
	if list, _ := value["lines"].([]any); w.Code != 422 || len(list) != 2 || list[1] != "ivr.yaml:2:1: two" {
		t.Errorf("%d %v", w.Code, value)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	options.Reload = func(ctx context.Context) error { return ctx.Err() }
	r, err := http.NewRequestWithContext(gone, http.MethodPost, "/api/reload", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer := &answer{header: http.Header{}}
	(&house{options.orDefaults()}).reload(answer, r)
	if answer.status != 200 {
		t.Errorf("a reload ended with who asked for it: %d", answer.status)
	}
}

// answer is a response nobody reads.
type answer struct {
	header http.Header
	status int
}

func (a *answer) Header() http.Header            { return a.header }
func (a *answer) WriteHeader(status int)         { a.status = status }
func (a *answer) Write(body []byte) (int, error) { return len(body), nil }
