package fetch

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: a service that hangs costs its timeout and no more, wherever it hangs;
// attempts and pauses together cost the budget at most.
func TestTimesAreExact(t *testing.T) {
	slow := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	const second = time.Second
	for _, row := range []struct {
		name    string
		handler http.HandlerFunc
		address string
		req     flows.Request
		took    time.Duration
		says    string
	}{
		{"answers never", hang, "203.0.113.7", flows.Request{Retries: retries(0)}, 3 * second, "an attempt may take 3s"},
		{"ends never", slow, "203.0.113.7", flows.Request{Retries: retries(0)}, 3 * second, "an attempt may take 3s"},
		{"takes no connection", nil, "198.51.100.99", flows.Request{Retries: retries(0)}, 3 * second, "an attempt may take 3s"},
		{"its own timeout", hang, "203.0.113.7", flows.Request{Retries: retries(0), Timeout: 7 * second}, 7 * second, "an attempt may take 7s"},
		{"budget below the timeout", hang, "203.0.113.7", flows.Request{Budget: 2 * second}, 2 * second, "all attempts may take 2s"},
		{"three attempts", hang, "203.0.113.7", flows.Request{}, 3*3*second + 750*time.Millisecond, "an attempt may take 3s"},
		{"budget in the third", hang, "203.0.113.7", flows.Request{Budget: 8 * second}, 8 * second, "all attempts may take 8s"},
		{"budget in a pause", hang, "203.0.113.7", flows.Request{Budget: 3100 * time.Millisecond}, 3 * second, "an attempt may take 3s"},
		{"post is made once", hang, "203.0.113.7", flows.Request{Method: "POST", Key: "k", Body: []byte("b")}, 3 * second, "an attempt may take 3s"},
		{"post that did not arrive", nil, "198.51.100.99", flows.Request{Method: "POST"}, 3*3*second + 750*time.Millisecond, "an attempt may take 3s"},
	} {
		t.Run(row.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
				net.name("crm.example", row.address)
				net.serve(row.handler, "203.0.113.7:80")
				began := time.Now()
				row.req.URL = "http://crm.example/"
				err := mustFail(t, c, row.req, flows.ErrTimeout)
				if took := time.Since(began); took != row.took {
					t.Errorf("it took %v, want %v", took, row.took)
				}
				if !strings.Contains(err.Error(), "no response came in time: "+row.says) {
					t.Errorf("error %q, want %q in it", err, row.says)
				}
			})
		})
	}
}

// Law: the deadline of who asks is a timeout as well.
func TestDeadlineOfTheCaller(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, net *internet, c *Client) {
		net.crm(hang)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Fetch(ctx, get("http://crm.example/")); !errors.Is(err, flows.ErrTimeout) {
			t.Errorf("error %v, want a timeout", err)
		}
	})
}

// Law: as many requests to a host are under way as it has slots; waiting for one is part of the timeout.
func TestSlots(t *testing.T) {
	inBubble(t, Options{MaxPerHost: 2, Retries: retries(0)}, func(t *testing.T, net *internet, c *Client) {
		var mu sync.Mutex
		now, most := 0, 0
		net.crm(func(_ http.ResponseWriter, r *http.Request) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			select {
			case <-time.After(2 * time.Second):
			case <-r.Context().Done():
			}
			mu.Lock()
			now--
			mu.Unlock()
		})
		var wait sync.WaitGroup
		errs := make([]error, 5)
		for i := range errs {
			req := get("http://crm.example/")
			if i == 4 {
				req.Timeout = time.Second // over while all slots are taken
			}
			wait.Go(func() { _, errs[i] = c.Fetch(t.Context(), req) })
			synctest.Wait()
		}
		wait.Wait()
		mu.Lock()
		defer mu.Unlock()
		timeouts := 0
		for _, err := range errs {
			if errors.Is(err, flows.ErrTimeout) {
				timeouts++
			}
		}
		// Two are done at 2 s; the next two run out of time at 3 s, one second after they got their slots.
		if most != 2 || timeouts != 3 || !strings.Contains(errs[4].Error(), "waiting for one of 2 requests to the host") {
			t.Errorf("%d at a time, errors %v", most, errs)
		}
	})
}
