package monitor

import "net/http"

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
