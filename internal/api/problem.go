package api

import (
	"encoding/json"
	"errors"
	"net/http"
)

// Problem is why a request is not served: RFC 9457.
type Problem struct {
	// Type is about:blank: the status says of which kind it is.
	Type  string `json:"type" doc:"Always about:blank: the status says of which kind it is."`
	Title string `json:"title" doc:"What the status means."`
	// Status is that of the answer.
	Status int `json:"status" doc:"The status of the answer."`
	// Detail is what is wrong, in a sentence.
	Detail string `json:"detail" doc:"What is wrong, in a sentence."`
	// Accepted is what would have been accepted.
	Accepted string `json:"accepted,omitempty" doc:"What would have been accepted."`
	// Header goes with the answer.
	Header http.Header `json:"-"`
}

// Error is what is wrong.
func (p *Problem) Error() string { return p.Detail }

// NewProblem makes one; accepted is what would have been accepted, "" where nothing would.
func NewProblem(status int, detail, accepted string) *Problem {
	return problem(status, detail, accepted)
}

func problem(status int, detail, accepted string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail,
		Accepted: accepted}
}

// asProblem is an error as a problem; one that is none yet gets that status.
func asProblem(err error, status int) *Problem {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return p
	}
	return problem(status, err.Error(), "")
}

func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.Header {
		w.Header()[name] = values
	}
	reply(w, p.Status, "application/problem+json", p)
}

// reply answers in JSON. A reader who is gone is no matter of ours.
func reply(w http.ResponseWriter, status int, kind string, value any) {
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
}
