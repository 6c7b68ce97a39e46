package monitor

import (
	"net/http"
	"sync"
	"time"
)

// handling is a handler that knows whether a request is under way: who closes a connection does not wait for what
// serves it.
type handling struct {
	http.Handler
	mu    sync.Mutex
	under int
	idle  chan struct{} // closed with the last request, nil while nobody waits
}

// ServeHTTP serves a request.
func (h *handling) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.under++
	h.mu.Unlock()
	defer h.done()
	h.Handler.ServeHTTP(w, r)
}

func (h *handling) done() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.under--; h.under == 0 && h.idle != nil {
		close(h.idle)
		h.idle = nil
	}
}

// await waits until no request is under way, for so long at most.
func (h *handling) await(most time.Duration) {
	h.mu.Lock()
	if h.under == 0 {
		h.mu.Unlock()
		return
	}
	idle := make(chan struct{})
	h.idle = idle
	h.mu.Unlock()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-idle:
	case <-timer.C:
	}
}
