package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: five failures in a row leave a host alone for 10 s, then one request may try it.
func TestBreaker(t *testing.T) {
	inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		var healthy atomic.Bool
		handler := func(w http.ResponseWriter, r *http.Request) {
			seen.note(r)
			if !healthy.Load() {
				w.WriteHeader(http.StatusInternalServerError)
			}
		}
		net.crm(handler)
		net.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "203.0.113.7:81")
		ask := func() error { _, err := c.Fetch(t.Context(), get("http://crm.example/")); return err }
		expect := func(what string, err error, open bool, requests int) {
			t.Helper()
			if errors.Is(err, flows.ErrBreakerOpen) != open || seen.count() != requests {
				t.Fatalf("%s: error %v after %d requests, want open %v after %d", what, err, seen.count(), open, requests)
			}
		}
		for i := range 5 {
			expect(fmt.Sprint("failure ", i+1), ask(), false, i+1)
		}
		began := time.Now()
		expect("the sixth", ask(), true, 5)
		if took := time.Since(began); took != 0 {
			t.Errorf("the sixth took %v, want none", took)
		}
		if resp := mustFetch(t, c, get("http://crm.example:81/")); resp.Status != 200 {
			t.Errorf("another port is another service: %d", resp.Status)
		}
		time.Sleep(9 * time.Second)
		expect("before 10 s", ask(), true, 5)
		time.Sleep(time.Second + time.Millisecond)
		expect("the probe fails", ask(), false, 6)
		expect("behind it", ask(), true, 6)
		healthy.Store(true)
		time.Sleep(10*time.Second + time.Millisecond)
		expect("the probe succeeds", ask(), false, 7)
		expect("behind it", ask(), false, 8)
	})
}

// Law: of many who come when the pause is over one tries, the others fail at
// once. If it hangs up, the next one may try.
func TestOneProbe(t *testing.T) {
	inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
		net.crm(hang)
		for range 5 {
			mustFail(t, c, get("http://crm.example/"), flows.ErrTimeout)
		}
		time.Sleep(11 * time.Second)
		probe, hangup := context.WithCancel(t.Context())
		var open atomic.Int32
		var wait sync.WaitGroup
		wait.Go(func() { _, _ = c.Fetch(probe, get("http://crm.example/")) })
		synctest.Wait()
		for range 20 {
			wait.Go(func() {
				if _, err := c.Fetch(t.Context(), get("http://crm.example/")); errors.Is(err, flows.ErrBreakerOpen) {
					open.Add(1)
				}
			})
		}
		synctest.Wait()
		if open.Load() != 20 {
			t.Errorf("%d of 20 failed at once", open.Load())
		}
		hangup()
		wait.Wait()
		mustFail(t, c, get("http://crm.example/"), flows.ErrTimeout)
	})
}

// Law: only what the host is to blame for counts as its failure.
func TestWhatTheBreakerCounts(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for _, row := range []struct {
		name    string
		handler http.HandlerFunc
		address string
		hangup  bool
		opens   bool
	}{
		{"fine", status(200), "203.0.113.7", false, false},
		{"not found", status(404), "203.0.113.7", false, false},
		{"too many requests", status(429), "203.0.113.7", false, false},
		{"server error", status(503), "203.0.113.7", false, true},
		{"hangs", hang, "203.0.113.7", false, true},
		{"refused connection", nil, "203.0.113.200", false, true},
		{"who asked hung up", hang, "203.0.113.7", true, false},
		{"too large", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "9999999") }, "203.0.113.7", false, false},
		{"not allowed", nil, "127.0.0.1", false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
				net.name("crm.example", row.address)
				net.serve(row.handler, "203.0.113.7:80")
				for range 10 {
					ctx, cancel := context.WithCancel(t.Context())
					if row.hangup {
						time.AfterFunc(time.Second, cancel)
					}
					_, err := c.Fetch(ctx, get("http://crm.example/"))
					cancel()
					if errors.Is(err, flows.ErrBreakerOpen) {
						break
					}
				}
				_, err := c.Fetch(t.Context(), get("http://crm.example/"))
				if opened := errors.Is(err, flows.ErrBreakerOpen); opened != row.opens {
					t.Errorf("error %v: opened %v, want %v", err, opened, row.opens)
				}
			})
		})
	}
}

// Law: a breaker that opens between two attempts ends the retries, and the host's last answer is told.
func TestBreakerEndsRetries(t *testing.T) {
	inBubble(t, Options{Retries: retries(9)}, func(t *testing.T, net *internet, c *Client) {
		net.crm(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
		resp := mustFetch(t, c, flows.Request{URL: "http://crm.example/", Budget: time.Minute})
		if resp.Status != 503 || resp.Attempts != 5 {
			t.Errorf("%d after %d attempts, want 503 after 5", resp.Status, resp.Attempts)
		}
		mustFail(t, c, get("http://crm.example/"), flows.ErrBreakerOpen)
	})
}

// Law: hosts that nobody talks to are forgotten when there are many, those that fail last.
func TestHostsAreBounded(t *testing.T) {
	h := newHosts(Options{MaxPerHost: 1, BreakerFailures: 1, BreakerPause: time.Hour})
	leave, err := h.enter(t.Context(), "failing")
	if err != nil {
		t.Fatal(err)
	}
	leave(500, nil)
	busy, err := h.enter(t.Context(), "busy")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 * hostsMax {
		leave, err := h.enter(t.Context(), fmt.Sprint("host", i))
		if err != nil {
			t.Fatal(err)
		}
		leave(200, nil)
	}
	if len(h.known) > hostsMax || !h.open("failing") || h.known["busy"] == nil {
		t.Errorf("%d hosts, failing open %v, busy known %v", len(h.known), h.open("failing"), h.known["busy"] != nil)
	}
	busy(200, nil)
}
