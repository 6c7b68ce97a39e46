package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func cached(url string, d time.Duration) flows.Request { return flows.Request{URL: url, CacheFor: d} }

// counting answers with the number of the request.
func counting(seen *seen) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, seen.note(r)) }
}

// Law: a response is given again for as long as the request says, each reader having its own.
func TestCache(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(counting(&seen))
		expect := func(req flows.Request, body string, attempts int) {
			t.Helper()
			resp := mustFetch(t, c, req)
			if string(resp.Body) != body || resp.Attempts != attempts || resp.Stale {
				t.Fatalf("%q after %d attempts, stale %v; want %q after %d", resp.Body, resp.Attempts, resp.Stale, body, attempts)
			}
			resp.Body[0], resp.Header["Date"] = '?', "changed"
		}
		expect(cached("http://crm.example/a", time.Minute), "1", 1)
		expect(cached("http://crm.example/a", time.Minute), "1", 0)
		expect(cached("http://CRM.example:80/a#x", time.Minute), "1", 0)
		time.Sleep(59 * time.Second)
		expect(cached("http://crm.example/a", time.Minute), "1", 0)
		expect(cached("http://crm.example/a", 30*time.Second), "2", 1) // for who wants it fresher
		time.Sleep(time.Minute)
		expect(cached("http://crm.example/a", time.Minute), "3", 1)
		expect(get("http://crm.example/a"), "4", 1) // who does not ask for the cache gets a new one
		expect(cached("http://crm.example/a", time.Minute), "3", 0)
	})
}

// Law: only successful responses of GETs without a secret are kept, and only for requests that are the same.
func TestWhatIsCached(t *testing.T) {
	base := func() flows.Request {
		return flows.Request{URL: "http://crm.example/a?q=1", CacheFor: time.Minute, Header: map[string]string{"Accept": "text/plain"}}
	}
	change := func(edit func(*flows.Request)) flows.Request { req := base(); edit(&req); return req }
	for _, row := range []struct {
		name   string
		req    flows.Request
		status int
		want   int // requests for base, req, req
	}{
		{"the same", base(), 200, 1},
		{"the same header in another spelling", change(func(r *flows.Request) { r.Header = map[string]string{"accept": "text/plain"} }), 200, 1},
		{"another call's key", change(func(r *flows.Request) { r.Key = "other" }), 200, 1},
		{"another query", change(func(r *flows.Request) { r.URL = "http://crm.example/a?q=2" }), 200, 2},
		{"another header", change(func(r *flows.Request) { r.Header["Accept"] = "text/html" }), 200, 2},
		{"who it is for", change(func(r *flows.Request) { r.Header["Authorization"] = "x" }), 200, 2},
		{"signed", change(func(r *flows.Request) { r.Sign = "crm" }), 200, 2},
		{"another method", change(func(r *flows.Request) { r.Method = "DELETE" }), 200, 3},
		{"HEAD", change(func(r *flows.Request) { r.Method = "HEAD" }), 200, 3},
		{"a GET with a body", change(func(r *flows.Request) { r.Body = []byte("b") }), 200, 3},
		{"a secret", change(func(r *flows.Request) { r.Secret = true }), 200, 3},
		{"created", base(), 201, 1},
		{"not found", base(), 404, 3},
		{"failing", base(), 500, 3},
		{"not modified", base(), 304, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			inBubble(t, Options{Keys: map[string]flows.Secret{"crm": flows.NewSecret("k")}}, func(t *testing.T, net *internet, c *Client) {
				var seen seen
				net.crm(func(w http.ResponseWriter, r *http.Request) { seen.note(r); w.WriteHeader(row.status) })
				for _, req := range []flows.Request{base(), row.req, row.req} {
					mustFetch(t, c, req)
				}
				if seen.count() != row.want {
					t.Errorf("%d requests, want %d", seen.count(), row.want)
				}
			})
		})
	}
}

// Law: a hundred calls that ask the same at once make one request.
func TestOneFlight(t *testing.T) {
	inBubble(t, Options{MaxPerHost: 1}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * time.Second)
			counting(&seen)(w, r)
		})
		var wait sync.WaitGroup
		var attempts atomic.Int32
		for range 100 {
			wait.Go(func() {
				resp, err := c.Fetch(t.Context(), cached("http://crm.example/", time.Minute))
				if err != nil || string(resp.Body) != "1" || resp.Took != 2*time.Second {
					t.Errorf("%q in %v, %v", resp.Body, resp.Took, err)
				}
				attempts.Add(int32(resp.Attempts))
			})
		}
		wait.Wait()
		if seen.count() != 1 || attempts.Load() != 1 {
			t.Errorf("%d requests, %d told", seen.count(), attempts.Load())
		}
	})
}

// Law: who began a flight may hang up: the others get the response, and so does who comes later.
func TestFlightOutlivesItsFirst(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * time.Second)
			counting(&seen)(w, r)
		})
		ctx, hangup := context.WithCancelCause(t.Context())
		first := make(chan error)
		began := time.Now()
		go func() { _, err := c.Fetch(ctx, cached("http://crm.example/", time.Minute)); first <- err }()
		time.Sleep(time.Second)
		hangup(flows.ErrHangup)
		if err := <-first; !errors.Is(err, flows.ErrHangup) || time.Since(began) != time.Second {
			t.Errorf("who hung up waited %v: %v", time.Since(began), err)
		}
		short := cached("http://crm.example/", time.Minute)
		short.Budget = time.Second / 2
		mustFail(t, c, short, flows.ErrTimeout)
		time.Sleep(time.Second)
		if resp := mustFetch(t, c, cached("http://crm.example/", time.Minute)); resp.Attempts != 0 || seen.count() != 1 {
			t.Errorf("%d requests, %d by the last", seen.count(), resp.Attempts)
		}
	})
}

// Law: a flight that fails fails for all who wait, and the next one begins anew.
func TestFailedFlight(t *testing.T) {
	inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
		net.crm(hang)
		var wait sync.WaitGroup
		for range 10 {
			wait.Go(func() {
				if _, err := c.Fetch(t.Context(), cached("http://crm.example/", time.Minute)); !errors.Is(err, flows.ErrTimeout) {
					t.Errorf("error %v", err)
				}
			})
		}
		wait.Wait()
		mustFail(t, c, cached("http://crm.example/", time.Minute), flows.ErrTimeout)
		if len(net.dials()) != 2 {
			t.Errorf("dialled %v, want twice", net.dials())
		}
	})
}

// Law: the old response stands in for a failure, if the request says so and the response is not too old.
func TestStaleOnError(t *testing.T) {
	for _, row := range []struct {
		name   string
		status int // 0 for a service that hangs
		wants  bool
		age    time.Duration
		stale  bool
	}{
		{"fails", 500, true, time.Hour, true},
		{"is busy", 429, true, time.Hour, true},
		{"hangs", 0, true, time.Hour, true},
		{"hangs, old one not wanted", 0, false, time.Hour, false},
		{"fails, old one not wanted", 500, false, time.Hour, false},
		{"knows it no more", 404, true, time.Hour, false},
		{"too old", 500, true, staleMost + time.Second, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
				var seen seen
				net.crm(func(w http.ResponseWriter, r *http.Request) {
					switch {
					case seen.note(r) == 1:
						_, _ = w.Write([]byte("old"))
					case row.status == 0:
						hang(w, r)
					default:
						w.WriteHeader(row.status)
					}
				})
				req := flows.Request{URL: "http://crm.example/", CacheFor: time.Minute, StaleOnError: row.wants}
				mustFetch(t, c, req)
				time.Sleep(row.age)
				resp, err := c.Fetch(t.Context(), req)
				if resp.Stale != row.stale || row.stale && (err != nil || string(resp.Body) != "old" || resp.Status != 200) {
					t.Errorf("%+v, %v; want an old one: %v", resp, err, row.stale)
				}
				if row.stale && resp.Attempts != 1 {
					t.Errorf("%d attempts, want 1", resp.Attempts)
				}
			})
		})
	}
}

// Law: while the breaker is open the old response comes at once; who hangs up gets none.
func TestStaleWhileTheBreakerIsOpen(t *testing.T) {
	inBubble(t, Options{Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			if seen.note(r) > 1 {
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		req := flows.Request{URL: "http://crm.example/", CacheFor: time.Second, StaleOnError: true}
		mustFetch(t, c, req)
		time.Sleep(time.Minute)
		for range 10 {
			if resp := mustFetch(t, c, req); !resp.Stale || resp.Took != 0 {
				t.Errorf("%+v", resp)
			}
		}
		if seen.count() != 6 {
			t.Errorf("%d requests, want 6: the breaker opens at the fifth failure", seen.count())
		}
		ctx, hangup := context.WithCancel(t.Context())
		hangup()
		if _, err := c.Fetch(ctx, req); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

// Law: Close ends flights and waits for them; later ones fail at once.
func TestClose(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		net.crm(hang)
		done := make(chan error)
		go func() { _, err := c.Fetch(t.Context(), cached("http://crm.example/", time.Minute)); done <- err }()
		synctest.Wait()
		began := time.Now()
		c.Close()
		for _, err := range []error{<-done, mustFail(t, c, cached("http://crm.example/b", time.Minute), nil)} {
			if !strings.Contains(err.Error(), "the program stops") || errors.Is(err, flows.ErrTimeout) {
				t.Errorf("error %v", err)
			}
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

// Law: the cache is bounded in entries and bytes; what was not used for longest goes.
func TestCacheIsBounded(t *testing.T) {
	c := newCache()
	body := func(n int) flows.Response { return flows.Response{Status: 200, Body: make([]byte, n)} }
	for i := range 2 * cacheEntriesMax {
		c.put(fmt.Sprint("key", i), body(1))
		c.get("key0")
	}
	if _, _, found := c.get("key0"); !found || c.order.Len() != cacheEntriesMax || len(c.entries) != cacheEntriesMax {
		t.Errorf("%d entries, the used one is there: %v", c.order.Len(), found)
	}
	if _, _, found := c.get("key1"); found {
		t.Error("the oldest entry is still there")
	}
	for i := range 40 {
		c.put(fmt.Sprint("large", i), body(1<<20))
	}
	if c.bytes > cacheBytesMax {
		t.Errorf("%d bytes, at most %d", c.bytes, cacheBytesMax)
	}
	c.put("large39", body(cacheOneMax+1))
	if _, _, found := c.get("large39"); found {
		t.Error("what is too large to keep leaves the old one in its place")
	}
	for c.order.Len() > 0 {
		c.remove(c.order.Back())
	}
	if c.bytes != 0 || len(c.entries) != 0 {
		t.Errorf("an empty cache has %d bytes, %d entries", c.bytes, len(c.entries))
	}
}

// Law: every attempt is told, and every answer of the cache, with the host and what came of it.
func TestObserve(t *testing.T) {
	var mu sync.Mutex
	var told []string
	observe := func(host, outcome string, took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprint(host, " ", outcome, " ", took))
	}
	inBubble(t, Options{Observe: observe, Retries: retries(1), BreakerFailures: 3}, func(t *testing.T, net *internet, c *Client) {
		var seen seen
		net.crm(func(w http.ResponseWriter, r *http.Request) {
			if n := seen.note(r); n > 1 {
				time.Sleep(time.Second)
				w.WriteHeader(map[bool]int{true: 404, false: 503}[n == 2])
			}
		})
		ask := func(url string, d time.Duration) {
			_, _ = c.Fetch(t.Context(), flows.Request{URL: url, CacheFor: d, StaleOnError: true})
		}
		for range 2 {
			ask("http://crm.example/", time.Minute)
		}
		for range 3 {
			ask("http://crm.example/", 0)
		}
		time.Sleep(time.Minute)
		ask("http://crm.example/", time.Minute)
		ask("http://127.0.0.1/", 0)
	})
	want := "crm.example:80 2xx 0s, crm.example:80 cached 0s, crm.example:80 4xx 1s, crm.example:80 5xx 1s, crm.example:80 5xx 1s, " +
		"crm.example:80 5xx 1s, crm.example:80 5xx 1s, crm.example:80 stale 0s,  refused 0s"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("told\n%s, want\n%s", got, want)
	}
}

// Law: what the cache knows a request by shows no header's value, yet tells them apart.
func TestTheCacheKeepsNoToken(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, _ *internet, c *Client) {
		key := func(token string) string {
			p, err := c.plan(flows.Request{URL: "http://crm.example/", CacheFor: time.Minute,
				Header: map[string]string{"Authorization": "Bearer " + token}})
			if err != nil || !p.cacheable() {
				t.Fatalf("error %v, cacheable %v", err, p.cacheable())
			}
			return p.cacheKey()
		}
		one := key("t0ken")
		if strings.Contains(one, "t0ken") || strings.Contains(one, "Bearer") {
			t.Errorf("the key is %q", one)
		}
		if one != key("t0ken") || one == key("other") {
			t.Error("the key must be the same for the same token, and for no other")
		}
	})
}
