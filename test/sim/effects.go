package sim

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Effects counts the requests of flows. It is a real server on this machine and
// must be made outside the bubble: while somebody waits for it time stands still.
type Effects struct {
	server *httptest.Server
	mu     sync.Mutex
	// keys are the idempotency keys with which something was asked for, by what.
	keys map[string]map[string]int
}

// NewEffects begins to listen; Close ends that.
func NewEffects() *Effects {
	e := &Effects{keys: map[string]map[string]int{}}
	e.server = httptest.NewUnstartedServer(http.HandlerFunc(e.serve))
	// A connection that was made for a request that nobody makes any more would keep time from passing for ever.
	e.server.Config.ReadHeaderTimeout = unusedTime
	e.server.Start()
	return e
}

// Close ends the server.
func (e *Effects) Close() { e.server.Close() }

// of is for how many things a call has asked.
func (e *Effects) of(call string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	asked := 0
	for what := range e.keys {
		if _, by, _ := strings.Cut(what, " of "); by == call {
			asked++
		}
	}
	return asked
}

func (e *Effects) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Connection", "close") // what waits for a next request would keep time from passing
	key := r.Header.Get("Idempotency-Key")
	what := r.URL.Path + " of " + r.URL.Query().Get("call")
	e.mu.Lock()
	if e.keys[what] == nil {
		e.keys[what] = map[string]int{}
	}
	e.keys[what][key]++
	again := len(what)%5 == 0 && e.keys[what][key] == 1
	e.mu.Unlock()
	if again { // some are made to come twice, with the same key
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
