package monitor

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// status shows what the daemon does.
func (h *house) status(w http.ResponseWriter, _ *http.Request) {
	if h.Status == nil {
		refuse(w, http.StatusNotFound, "this daemon does not say what it does", "")
		return
	}
	status := h.Status()
	if status.Links == nil {
		status.Links = []Link{} // a list for those who count on one
	}
	reply(w, http.StatusOK, status)
}

// reload has the file loaded anew.
func (h *house) reload(w http.ResponseWriter, r *http.Request) {
	if h.Reload == nil {
		refuse(w, http.StatusNotFound, "this daemon does not reload", "")
		return
	}
	// It goes to its end though who asked has gone: half a reload is worse than one that nobody waits for.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), reloadTime)
	defer cancel()
	// A connection that cannot be given more time loses the answer at worst.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(reloadTime + writeTime))
	err := h.Reload(ctx)
	h.Logger.Info("a reload was asked for", "peer", r.RemoteAddr, "successful", err == nil)
	if err != nil {
		reply(w, http.StatusUnprocessableEntity, struct {
			complaint
			Lines []string `json:"lines"`
		}{complaint{"the file was not taken, the one before is still in use", "a file that ariapp check accepts"},
			strings.Split(strings.TrimSpace(err.Error()), "\n")})
		return
	}
	reply(w, http.StatusOK, map[string]any{"reloaded": true})
}
