package monitor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/versions"
	"github.com/ariapp/ariapp/internal/versions/canary"
)

// archive is a daemon with two versions.
type archive struct {
	done  []string
	fault error
	// warnings are about its versions.
	warnings []string
}

func (a *archive) note(format string, args ...any) error {
	a.done = append(a.done, fmt.Sprintf(format, args...))
	return a.fault
}

func (a *archive) options() (Options, fmt.Stringer) {
	options, lines := daemon(newDesk())
	options.Rollback = func(ctx context.Context, number int) (Taken, error) {
		if _, bounded := ctx.Deadline(); !bounded {
			return Taken{}, errors.New("it has no end")
		}
		taken := Taken{number, ""}
		if number == 0 {
			taken = Taken{6, "not for long"}
		}
		return taken, a.note("rollback to %d", taken.Number)
	}
	options.Versions = func() ([]versions.Listed, []string) {
		return []versions.Listed{{Version: versions.Version{Number: 6, Hash: "abc", Path: "/etc/ivr.yaml", Files: []string{"/etc/ivr.yaml"}, Made: noon(), Bytes: 7}},
			{Version: versions.Version{Number: 7, Hash: "abd", Path: "/etc/ivr.yaml", Files: []string{"/etc/ivr.yaml"}, Made: noon()}, Used: versions.Use{At: noon(), Note: "reload"}, Live: true}}, a.warnings
	}
	options.Canary = &Canaries{
		Start: func(_ context.Context, path string, share float64) (Begun, error) {
			begun := Begun{Tried: Tried{File{Path: path, Version: "abd", Number: 7}, share}}
			if share == 50 {
				begun.Replaced = &Tried{File{Path: "old.yaml", Version: "abe"}, 10}
			}
			return begun, a.note("canary %s %g", path, share)
		},
		Stop:    func(context.Context) error { return a.note("stop") },
		Promote: func(context.Context) (Taken, error) { return Taken{7, "not for long"}, a.note("promote") },
	}
	return options, lines
}

// Law: what is asked is done once, told, and logged; what is not understood is not done.
func TestTakingAVersion(t *testing.T) {
	for _, c := range []struct {
		method, path, body string
		status             int
		done, says         string
	}{
		{"POST", "/api/rollback", `{}`, 200, "rollback to 6", `{"number":6,"warning":"not for long"}`},
		{"POST", "/api/rollback", `{"number": 3}`, 200, "rollback to 3", `{"number":3}`},
		{"POST", "/api/rollback", `{"number": -3}`, 400, "", `number is -3`},
		{"POST", "/api/rollback", `{"number": "3"}`, 400, "", `the body is not what is expected`},
		{"POST", "/api/rollback", ``, 400, "", `the version before`},
		{"POST", "/api/rollback", `{"nomber": 3}`, 400, "", `unknown field`},
		{"POST", "/api/rollback", `{} {}`, 400, "", `more behind`},
		{"POST", "/api/rollback", `{"number": ` + strings.Repeat(" ", bodyMax) + `3}`, 413, "", `too large`},
		{"POST", "/api/canary", `{"file": "new.yaml", "share": 12.5}`, 200, "canary new.yaml 12.5", `{"done":true,"path":"new.yaml","version":"abd","number":7,"share":12.5}`},
		{"POST", "/api/canary", `{"file": "new.yaml", "share": 50}`, 200, "canary new.yaml 50", `"share":50,"replaced":{"path":"old.yaml","version":"abe","share":10}}`},
		{"POST", "/api/canary", `{"file": "new.yaml"}`, 400, "", `a share is from 0.1% to 50%`},
		{"POST", "/api/canary", `{"file": "", "share": 10}`, 400, "", `file is no path`},
		{"POST", "/api/canary", `{"file": "a\u0000b", "share": 10}`, 400, "", `file is no path`},
		{"POST", "/api/canary", `[]`, 400, "", `{\"file\": \"new.yaml\", \"share\": 10}`},
		{"DELETE", "/api/canary", ``, 200, "stop", `{"done":true}`},
		{"POST", "/api/canary/promote", ``, 200, "promote", `{"done":true,"number":7,"warning":"not for long"}`},
	} {
		t.Run(c.method+" "+c.path+" "+c.body[:min(len(c.body), 30)], func(t *testing.T) {
			var a archive
			options, lines := a.options()
			w := asked(t, Handler(options), visit{method: c.method, path: c.path, body: c.body})
			if w.Code != c.status || strings.Join(a.done, ", ") != c.done || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%d %s, done was %q", w.Code, w.Body, a.done)
			}
			if logged := strings.Contains(lines.String(), "was asked for") || strings.Contains(lines.String(), "was to be promoted"); logged != (c.done != "") {
				t.Errorf("logged was %q", lines)
			}
			a = archive{fault: errors.New("ivr.yaml:1:1: one\nivr.yaml:2:1: two")}
			if c.done == "" {
				return
			}
			options, lines = a.options()
			w = asked(t, Handler(options), visit{method: c.method, path: c.path, body: c.body})
			if list, _ := said(t, w)["lines"].([]any); w.Code != 422 || len(list) != 2 || list[1] != "ivr.yaml:2:1: two" || !strings.Contains(lines.String(), "successful=false") {
				t.Errorf("a refusal is %d %s, logged was %q", w.Code, w.Body, lines)
			}
			if w := asked(t, Handler(Options{}), visit{method: c.method, path: c.path, body: c.body}); w.Code != 404 {
				t.Errorf("a daemon that has none of it answers %d %s", w.Code, w.Body)
			}
		})
	}
}

// Law: the list has what is known of each version; without any it is a list.
func TestListingVersions(t *testing.T) {
	options, _ := new(archive).options()
	w := asked(t, Handler(options), visit{method: "GET", path: "/api/versions"})
	want := `{"versions":[{"number":6,"hash":"abc","path":"/etc/ivr.yaml","files":["/etc/ivr.yaml"],"made":"2026-11-26T12:00:00Z","bytes":7},` +
		`{"number":7,"hash":"abd","path":"/etc/ivr.yaml","files":["/etc/ivr.yaml"],"made":"2026-11-26T12:00:00Z","bytes":0,"used":{"at":"2026-11-26T12:00:00Z","note":"reload"},"live":true}]}`
	if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != want {
		t.Errorf("%d %s", w.Code, got)
	}
	options, _ = (&archive{warnings: []string{"not kept"}}).options()
	w = asked(t, Handler(options), visit{method: "GET", path: "/api/versions"})
	if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || !strings.HasSuffix(got, `"live":true}],"warnings":["not kept"]}`) {
		t.Errorf("%d %s", w.Code, got)
	}
	w = asked(t, Handler(Options{}), visit{method: "GET", path: "/api/versions"})
	if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != `{"versions":[]}` {
		t.Errorf("%d %s", w.Code, got)
	}
}

// Law: the status has the canary with its counts, or why it was sent back.
func TestTheStatusOfACanary(t *testing.T) {
	options, _ := new(archive).options()
	options.Status = func() Status {
		return Status{File: File{Path: "ivr.yaml", Version: "abc", Number: 7, Note: "reload"}, Canary: &Canary{File: File{Path: "new.yaml", Version: "abd", Number: 8},
			Share: 10, Since: noon(), Canary: Counts{1, 2, 3}, Stable: Counts{4, 5, 6}}, Returned: &Returned{At: noon().Add(time.Hour), Number: 5, Version: "abb", Why: "it was worse"}, Warnings: []string{"versions are not kept"}}
	}
	w := asked(t, Handler(options), visit{method: "GET", path: "/api/status"})
	for _, want := range []string{`"file":{"path":"ivr.yaml","version":"abc","number":7,"note":"reload"}`,
		`"canary":{"path":"new.yaml","version":"abd","number":8,"share":10,"since":"2026-11-26T12:00:00Z","canary":{"calls":1,"failed":2,"early_hangups":3},"stable":{"calls":4,"failed":5,"early_hangups":6}}`,
		`"returned":{"at":"2026-11-26T13:00:00Z","number":5,"version":"abb","why":"it was worse"}`, `"warnings":["versions are not kept"]`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("there is no %s in %s", want, w.Body)
		}
	}
}

// Law: whatever is sent, an order is within its bounds or refused.
func FuzzParseTaking(f *testing.F) {
	for _, seed := range []string{`{"number":3}`, `{"file":"x","share":10}`, `{"share":1e400}`, `{`, `null`, `{"number":1e9}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if o, err := parseRollback(strings.NewReader(body)); err == nil && o.Number < 0 {
			t.Errorf("%v", o)
		}
		if o, err := parseTrial(strings.NewReader(body)); err == nil && (o.File == "" || canary.CheckShare(o.Share) != nil) {
			t.Errorf("%v", o)
		}
	})
}
