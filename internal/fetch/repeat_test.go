package fetch

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: what may be repeated is, with growing pauses; what may have had an
// effect is repeated only if it has a key and the service says that it had none.
func TestWhatIsRepeated(t *testing.T) {
	const (
		never  = 1
		always = 3
	)
	for _, row := range []struct {
		method, key string
		status      int
		want        int
	}{
		{"GET", "", 200, never},
		{"GET", "", 404, never},
		{"GET", "", 500, never},
		{"GET", "", 501, never},
		{"GET", "", 429, always},
		{"GET", "", 502, always},
		{"HEAD", "", 503, always},
		{"PUT", "", 503, always},
		{"DELETE", "", 504, always},
		{"OPTIONS", "", 503, always},
		{"POST", "", 503, never},
		{"POST", "", 429, never},
		{"POST", "k", 503, always},
		{"PATCH", "k", 429, always},
		{"POST", "k", 502, never},
		{"POST", "k", 504, never},
		{"POST", "k", 500, never},
	} {
		t.Run(row.method+row.key+strconv.Itoa(row.status), func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
				var seen seen
				net.crm(func(w http.ResponseWriter, r *http.Request) { seen.note(r); w.WriteHeader(row.status) })
				resp := mustFetch(t, c, flows.Request{Method: row.method, URL: "http://crm.example/", Key: row.key, Body: []byte("b")})
				if resp.Status != row.status || resp.Attempts != row.want || seen.count() != row.want {
					t.Errorf("status %d, %d attempts, %d requests, want %d", resp.Status, resp.Attempts, seen.count(), row.want)
				}
				for i := range seen.requests {
					if seen.bodies[i] != "b" || seen.requests[i].Header.Get("Idempotency-Key") != row.key {
						t.Errorf("request %d has the body %q and the key %q", i, seen.bodies[i], seen.requests[i].Header.Get("Idempotency-Key"))
					}
				}
			})
		})
	}
}

// Law: a connection that breaks within a request is no reason to make a POST twice, be its key as it may.
func TestBrokenConnections(t *testing.T) {
	for _, row := range []struct {
		req  flows.Request
		want int
	}{
		{flows.Request{Method: "GET"}, 3},
		{flows.Request{Method: "PUT", Body: []byte("b")}, 3},
		{flows.Request{Method: "GET", Retries: retries(0)}, 1},
		{flows.Request{Method: "GET", Retries: retries(4)}, 5},
		{flows.Request{Method: "POST", Body: []byte("b")}, 1},
		{flows.Request{Method: "POST", Body: []byte("b"), Key: "k"}, 1},
		{flows.Request{Method: "PATCH", Key: "k"}, 1},
	} {
		inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
			var seen seen
			net.crm(func(w http.ResponseWriter, r *http.Request) {
				seen.note(r)
				conn, _, _ := http.NewResponseController(w).Hijack()
				_ = conn.Close()
			})
			row.req.URL = "http://crm.example/"
			mustFail(t, c, row.req, nil)
			if seen.count() != row.want {
				t.Errorf("%s with key %q: %d requests, want %d", row.req.Method, row.req.Key, seen.count(), row.want)
			}
		})
	}
}

// Law: neither is a kept connection that breaks within the next request, with the flow's own key or ours.
func TestBrokenKeptConnection(t *testing.T) {
	for _, own := range []bool{false, true} {
		inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
			var seen seen
			net.crm(func(w http.ResponseWriter, r *http.Request) {
				if seen.note(r) == 1 {
					return
				}
				conn, _, _ := http.NewResponseController(w).Hijack()
				_ = conn.Close()
			})
			req := flows.Request{Method: "POST", URL: "http://crm.example/", Body: []byte("b"), Key: "k"}
			if own {
				req.Header = map[string]string{"idempotency-key": "o"}
			}
			mustFetch(t, c, req)
			mustFail(t, c, req, nil)
			want := map[bool]string{false: "k", true: "o"}[own]
			if sent := seen.requests[1].Header.Values("Idempotency-Key"); seen.count() != 2 || !slices.Equal(sent, []string{want}) {
				t.Errorf("%d requests, the key %v; want 2, %s", seen.count(), sent, want)
			}
			if len(net.dials()) != 1 {
				t.Errorf("dialled %v: the connection was not kept", net.dials())
			}
		})
	}
}

// Law: a kept connection that the server closed meanwhile is no failure of the next POST.
func TestClosedIdleConnection(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, internet *internet, c *Client) {
		var seen seen
		internet.crm(func(_ http.ResponseWriter, r *http.Request) { seen.note(r) })
		for range 3 {
			resp := mustFetch(t, c, flows.Request{Method: "POST", URL: "http://crm.example/", Body: []byte("b")})
			if resp.Attempts != 1 {
				t.Errorf("%d attempts", resp.Attempts)
			}
			time.Sleep(idleTime + time.Second)
		}
		if seen.count() != 3 || len(internet.dials()) != 3 {
			t.Errorf("%d requests on %d connections, want 3 on 3", seen.count(), len(internet.dials()))
		}
	})
}

// Law: a service that comes back within the retries is no failure.
func TestRecovery(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			if seen.note(r) < 3 {
				w.WriteHeader(http.StatusBadGateway)
			}
		})
		resp := mustFetch(t, c, get("http://crm.example/"))
		if resp.Status != 200 || resp.Attempts != 3 || resp.Took != 750*time.Millisecond {
			t.Errorf("%d after %d attempts in %v, want 200 after 3 in 750ms", resp.Status, resp.Attempts, resp.Took)
		}
	})
}

// Law: pauses double, stay within half and one and a half of that, and are not all the same.
func TestBackoff(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for retry, middle := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second} {
		var pauses []time.Duration
		for range 1000 {
			pauses = append(pauses, backoff(retry, random.Float64()))
		}
		least, most := slices.Min(pauses), slices.Max(pauses)
		if least < middle/2 || most >= middle*3/2 {
			t.Errorf("retry %d: pauses from %v to %v, want within half of %v", retry, least, most, middle)
		}
		if least > middle*6/10 || most < middle*14/10 {
			t.Errorf("retry %d: pauses from %v to %v are not spread", retry, least, most)
		}
	}
	if pause := backoff(RetriesMax, 0.5); pause != backoffMost {
		t.Errorf("the last pause is %v", pause)
	}
}

// Law: when the service says how long to wait, that long is waited, but never beyond the budget.
func TestRetryAfter(t *testing.T) {
	for _, row := range []struct {
		value    string
		took     time.Duration
		attempts int
	}{
		{"2", 2 * time.Second, 2},
		{"0", 250 * time.Millisecond, 2},
		{"", 250 * time.Millisecond, 2},
		{"soon", 250 * time.Millisecond, 2},
		{"-5", 250 * time.Millisecond, 2},
		{"9", 9 * time.Second, 2},
		{"10", 0, 1},
		{"999999999999999999999", 0, 1},
		{"Sat, 01 Jan 2000 00:00:05 GMT", 5 * time.Second, 2},
		{"Fri, 31 Dec 1999 00:00:00 GMT", 250 * time.Millisecond, 2},
		{"Sat, 01 Jan 2050 00:00:00 GMT", 0, 1},
	} {
		t.Run(row.value, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
				var seen seen
				net.crm(func(w http.ResponseWriter, r *http.Request) {
					if seen.note(r) == 1 {
						w.Header().Set("Retry-After", row.value)
						w.WriteHeader(http.StatusServiceUnavailable)
					}
				})
				resp := mustFetch(t, c, get("http://crm.example/"))
				if resp.Took != row.took || resp.Attempts != row.attempts {
					t.Errorf("%d attempts in %v, want %d in %v", resp.Attempts, resp.Took, row.attempts, row.took)
				}
			})
		})
	}
}
