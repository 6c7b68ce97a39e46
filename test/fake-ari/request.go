package fakeari

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Request is one line of the log of what the server was asked.
type Request struct {
	At        time.Time
	Operation string // resource and nickname as in Asterisk's description, "channels.answer"
	Method    string
	Path      string // as asked, escaped, below /ari, without a leading slash
	Query     string
	Body      string // the beginning of it
	Status    int    // zero while the answer is out
	Transport string // "http" or "websocket"
}

// Requests is the log of what was asked so far, oldest first. The upgrades to a
// WebSocket are part of it.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.requests))
	for i, r := range s.requests {
		all[i] = *r
	}
	return all
}

// AwaitRequest waits until a request in the log, answered or not, is wanted, and
// gives the first such.
func (s *Server) AwaitRequest(ctx context.Context, wanted func(Request) bool) (Request, error) {
	var found Request
	seen := 0
	err := s.await(ctx, func() bool {
		for seen = max(seen, s.forgotten); seen < s.forgotten+len(s.requests); seen++ {
			if r := s.requests[seen-s.forgotten]; wanted(*r) {
				found = *r
				return true
			}
		}
		return false
	})
	if err != nil {
		return Request{}, fmt.Errorf("awaiting a request: %w", err)
	}
	return found, nil
}

// remember puts a request into the log. The caller holds the lock.
func (s *Server) remember(r *Request) {
	if s.options.RequestsKept < 0 {
		return
	}
	if len(s.requests) >= s.options.RequestsKept {
		half := len(s.requests) / 2
		s.forgotten += half
		s.requests = slices.Clone(s.requests[half:])
	}
	s.requests = append(s.requests, r)
	s.notify()
}

// ask is a request on its way through the server.
type ask struct {
	ctx       context.Context
	method    string
	path      string // escaped, below /ari
	query     string
	body      []byte
	params    params
	transport string
}

// reply is the answer to a request, or what it waits for.
type reply struct {
	status   int
	reason   string // when it is not the usual one of the status
	body     any    // nil gives none
	location string
	file     []byte // in place of a body
	fileType string
	allow    string
	wait     <-chan struct{} // when set, the answer is what then gives afterwards
	then     func() reply    // runs under the lock
}

type messageBody struct {
	Message string `json:"message"`
}

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

func noContent() reply { return reply{status: http.StatusNoContent} }

func created(location string, body any) reply {
	return reply{status: http.StatusCreated, location: "/ari" + location, body: body}
}

func failed(status int, format string, args ...any) reply {
	return reply{status: status, body: messageBody{fmt.Sprintf(format, args...)}}
}

// answer finds the operation that was asked for and carries it out.
func (s *Server) answer(a *ask) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	op, path, refusal := s.routes.find(a.method, a.path)
	a.params.path = path
	entry := &Request{
		At: time.Now(), Operation: op.name, Method: a.method, Path: a.path, Query: a.query,
		Body: string(a.body[:min(len(a.body), requestBodyKept)]), Transport: a.transport,
	}
	s.remember(entry)
	rep := refusal
	if op.run != nil {
		rep = s.withFaults(a, op)
	}
	rep = s.settle(a, rep)
	entry.Status = rep.status
	return rep
}

// settle waits, without the lock, for as long as the answer is not there yet.
func (s *Server) settle(a *ask, rep reply) reply {
	for rep.wait != nil {
		s.mu.Unlock()
		gone := false
		select {
		case <-rep.wait:
		case <-a.ctx.Done():
			gone = true
		case <-s.closing:
			gone = true
		}
		s.mu.Lock()
		if gone {
			return failed(http.StatusServiceUnavailable, "Nobody waits for this answer any more")
		}
		rep = rep.then()
	}
	return rep
}
