package monitor

import (
	"encoding/json"
	"net/http"
)

// complaint is the answer to a request that cannot be served.
type complaint struct {
	// Error is what is wrong, in a sentence.
	Error string `json:"error"`
	// Accepted is what would have been accepted.
	Accepted string `json:"accepted,omitempty"`
}

func refuse(w http.ResponseWriter, status int, wrong, accepted string) {
	reply(w, status, complaint{wrong, accepted})
}

// reply answers in JSON. A reader who is gone is no matter of ours.
func reply(w http.ResponseWriter, status int, value any) {
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
}
