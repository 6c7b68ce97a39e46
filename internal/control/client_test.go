package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions"
)

// desk is the schedules of a daemon: an office, opened and closed by hand alone.
type desk struct {
	mode, by string
	until    time.Time
}

func (d *desk) Names() []string { return []string{"office"} }

func (d *desk) Decide(context.Context, string, time.Time) (flows.Decision, error) {
	return flows.Decision{Open: d.mode == "open", Status: "override", Rule: "by " + d.by, Until: d.until}, nil
}

func (d *desk) Override(_ context.Context, _, mode string, until time.Time, by string) error {
	d.mode, d.until, d.by = mode, until, by
	return nil
}

func noon() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// daemon serves the API of a daemon, and gives its address.
func daemon(t *testing.T, opts monitor.Options) string {
	t.Helper()
	opts.Now = noon
	served := httptest.NewServer(monitor.Handler(opts))
	t.Cleanup(served.Close)
	return strings.TrimPrefix(served.URL, "http://")
}

func client(t *testing.T, listen, token string) *Client {
	t.Helper()
	c, err := New(listen, token)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Law: what is asked is done by the daemon's API, and its answer comes back.
func TestOrders(t *testing.T) {
	d := &desk{}
	c := client(t, daemon(t, monitor.Options{Schedules: d, Token: "sesame", Reload: func(context.Context) error { return nil },
		Status: func() monitor.Status { return monitor.Status{Calls: 7} }}), "sesame")
	one, err := c.Override(t.Context(), "office", "open", 90*time.Minute, "anna b")
	if err != nil || !one.Open || one.Name != "office" || one.Rule != "by anna b" || !one.Until.Equal(noon().Add(90*time.Minute)) {
		t.Errorf("%+v, %v", one, err)
	}
	if one, err = c.Override(t.Context(), "office", "closed", 0, "anna"); err != nil || one.Open || !d.until.IsZero() {
		t.Errorf("%+v, %v", one, err)
	}
	if one, err = c.Clear(t.Context(), "office", "ben & co"); err != nil || one.Rule != "by ben & co" || d.mode != "" {
		t.Errorf("%+v, %v", one, err)
	}
	if all, err := c.Schedules(t.Context()); err != nil || len(all) != 1 || all[0].Name != "office" || all[0].Status != "override" {
		t.Errorf("%+v, %v", all, err)
	}
	if err := c.Reload(t.Context()); err != nil {
		t.Error(err)
	}
	var said struct{ Calls int }
	if text, err := c.Status(t.Context()); err != nil || json.Unmarshal(text, &said) != nil || said.Calls != 7 {
		t.Errorf("%s, %v", text, err)
	}
}

// Law: what the daemon has against it is the error, with what it would accept or, for a reload, every finding.
func TestRefusals(t *testing.T) {
	findings := errors.New("ivr.yaml:3:1: unknown key \"x\" [unknown-key]\nivr.yaml:9:4: unknown step \"y\" [unknown-step]\n")
	address := daemon(t, monitor.Options{Schedules: &desk{}, Token: "sesame", Reload: func(context.Context) error { return findings }})
	c := client(t, address, "sesame")
	_, setErr := c.Override(t.Context(), "ofice", "open", 0, "anna")
	_, clearErr := c.Clear(t.Context(), "a/b?c", "anna")
	_, statusErr := c.Status(t.Context())
	_, tokenErr := client(t, address, "wrong").Schedules(t.Context())
	for _, one := range []struct {
		err  error
		says string
	}{
		{setErr, "the daemon refuses: there is no schedule of that name; accepted: office"},
		{clearErr, "the daemon refuses: there is no schedule of that name; accepted: office"},
		{statusErr, "the daemon refuses: this daemon does not say what it does"},
		{tokenErr, "the daemon refuses: the API wants its token; accepted: Authorization: Bearer TOKEN"},
		{c.Reload(t.Context()), "the daemon refuses: the file was not taken, the one before is still in use\n" + strings.TrimSpace(findings.Error())},
	} {
		if one.err == nil || one.err.Error() != one.says || errors.Is(one.err, ErrAway) {
			t.Errorf("%v; want %s", one.err, one.says)
		}
	}
}

// Law: no daemon is told from one that refuses, with the address that was tried.
func TestNobodyAnswers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = client(t, address, "").Schedules(t.Context())
	if !errors.Is(err, ErrAway) || !strings.HasPrefix(err.Error(), "asking the daemon at http://"+address+": no daemon answers: ") {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := client(t, address, "").Reload(gone); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Law: a daemon that is there and does not answer in time is not taken for one that is away.
func TestASlowDaemonIsNotAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(t, "127.0.0.1:8089", "")
		c.http.Transport = &http.Transport{DisableKeepAlives: true,
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				near, far := net.Pipe()
				go func() { _, _ = io.Copy(io.Discard, far) }() // until the client gives up
				return near, nil
			}}
		begin := time.Now()
		_, err := c.Schedules(t.Context())
		if errors.Is(err, ErrAway) || !errors.Is(err, context.DeadlineExceeded) ||
			!strings.HasPrefix(err.Error(), "asking the daemon at http://127.0.0.1:8089: ") {
			t.Errorf("%v", err)
		}
		if took := time.Since(begin); took != askTime {
			t.Errorf("it was waited for %v, want %v", took, askTime)
		}
	})
}

// Law: an answer that is none of the API's is an error that does not show it, and leads nowhere else.
func TestSomebodyElseAnswers(t *testing.T) {
	for status, body := range map[int]string{200: "<html>", 302: "", 404: "<html>", 500: `{"error":""}`, 502: "{"} {
		served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/api/schedules" {
				t.Errorf("%s was asked for", r.URL)
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body)
		}))
		_, err := client(t, strings.TrimPrefix(served.URL, "http://"), "sesame").Schedules(t.Context())
		served.Close()
		if err == nil || errors.Is(err, ErrAway) || strings.Contains(err.Error(), "html") || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%d %s: %v", status, body, err)
		}
	}
}

// Law: an address to listen on everywhere is one on this machine for who asks; none is no address.
func TestAddresses(t *testing.T) {
	for listen, base := range map[string]string{
		"127.0.0.1:8089": "http://127.0.0.1:8089", ":8089": "http://127.0.0.1:8089", "0.0.0.0:8089": "http://127.0.0.1:8089",
		"[::]:8089": "http://127.0.0.1:8089", "[::1]:8089": "http://[::1]:8089", "localhost:1": "http://localhost:1",
	} {
		if c, err := New(listen, ""); err != nil || c.base != base {
			t.Errorf("%s: %v, %v", listen, c, err)
		}
	}
	for _, listen := range []string{"", "8089", "none"} {
		if _, err := New(listen, ""); err == nil || !strings.Contains(err.Error(), "server.listen is") {
			t.Errorf("%q: %v", listen, err)
		}
	}
}

// Law: versions are listed, gone back to and tried through the same door.
func TestTaking(t *testing.T) {
	var done []string
	note := func(what string) error { done = append(done, what); return nil }
	listen := daemon(t, monitor.Options{
		Versions: func() ([]versions.Listed, []string) {
			return []versions.Listed{{Version: versions.Version{Number: 3, Hash: "abc"}, Live: true}}, []string{"the disk is full"}
		},
		Rollback: func(_ context.Context, number int) (monitor.Taken, error) {
			if number == 9 {
				return monitor.Taken{}, errors.New("version 9: there is no such version")
			}
			return monitor.Taken{Number: 2, Warning: "not for long"}, note(fmt.Sprint("rollback ", number))
		},
		Canary: &monitor.Canaries{
			Start: func(_ context.Context, path string, share float64) (monitor.Begun, error) {
				begun := monitor.Begun{Tried: monitor.Tried{File: monitor.File{Path: path, Version: "abc", Number: 4}, Share: share}}
				begun.Replaced = &monitor.Tried{File: monitor.File{Path: "old.yaml", Version: "abb"}, Share: 5}
				return begun, note(fmt.Sprintf("start %s %g", path, share))
			},
			Stop: func(context.Context) error { return note("stop") },
			Promote: func(context.Context) (monitor.Taken, error) {
				return monitor.Taken{Number: 4, Warning: "not for long"}, note("promote")
			},
		}})
	c := client(t, listen, "")
	list, warnings, err := c.Versions(t.Context())
	if err != nil || len(warnings) != 1 || warnings[0] != "the disk is full" || len(list) != 1 || list[0].Number != 3 || !list[0].Live {
		t.Errorf("%v %v", list, err)
	}
	taken, err := c.Rollback(t.Context(), 0)
	if err != nil || taken != (Taken{2, "not for long"}) {
		t.Errorf("%+v %v", taken, err)
	}
	if _, err := c.Rollback(t.Context(), 9); err == nil || !strings.HasSuffix(err.Error(), "what is in use stays\nversion 9: there is no such version") {
		t.Error(err)
	}
	begun, err := c.StartCanary(t.Context(), "new.yaml", 12.5)
	if err != nil || begun.Tried != (Tried{"new.yaml", "abc", 4, 12.5}) || begun.Replaced == nil || *begun.Replaced != (Tried{"old.yaml", "abb", 0, 5}) {
		t.Errorf("%+v %v", begun, err)
	}
	if err := c.StopCanary(t.Context()); err != nil {
		t.Error(err)
	}
	if taken, err := c.PromoteCanary(t.Context()); err != nil || taken != (Taken{4, "not for long"}) {
		t.Errorf("%+v %v", taken, err)
	}
	if want := "rollback 0, start new.yaml 12.5, stop, promote"; strings.Join(done, ", ") != want {
		t.Errorf("done was %q", done)
	}
}
