package monitor

import "net/http"

// health tells whether the daemon should be restarted.
func (h *house) health(w http.ResponseWriter, _ *http.Request) {
	if err := h.Alive(); err != nil {
		reply(w, http.StatusServiceUnavailable, map[string]any{"alive": false, "reasons": []string{err.Error()}})
		return
	}
	reply(w, http.StatusOK, map[string]any{"alive": true})
}

// readiness tells whether the daemon should get calls.
func (h *house) readiness(w http.ResponseWriter, _ *http.Request) {
	if reasons := h.Ready(); len(reasons) > 0 {
		reply(w, http.StatusServiceUnavailable, map[string]any{"ready": false, "reasons": reasons})
		return
	}
	reply(w, http.StatusOK, map[string]any{"ready": true})
}
