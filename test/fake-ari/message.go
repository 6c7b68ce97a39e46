package fakeari

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Message is a text that is sent without a call.
type Message struct{ To, From, Body string }

// Messages are those that were sent by way of this server, oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// AwaitMessages waits until so many messages were sent.
func (s *Server) AwaitMessages(ctx context.Context, count int) ([]Message, error) {
	if err := s.await(ctx, func() bool { return len(s.messages) >= count }); err != nil {
		return nil, fmt.Errorf("awaiting %d messages: %w", count, err)
	}
	return s.Messages(), nil
}

// Text lets the endpoint send a message in. Those hear of it who subscribed to the
// endpoint, "endpoint:PJSIP/100", or to its technology, "endpoint:PJSIP".
func (e *Endpoint) Text(m Message) {
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	view, listed := e.view()
	if !listed {
		return
	}
	text := messageView{To: m.To, From: m.From, Body: m.Body, Variables: map[string]string{}}
	e.server.publish(event{Type: "TextMessageReceived", Message: &text, Endpoint: &view}, nil,
		view.Technology+"/"+view.Resource)
}

// sendMessage sends to where "to" says: a technology, a colon or slash, and whom.
func sendMessage(s *Server, a *ask) reply {
	to := a.params.text("to")
	if to == "" {
		return failed(http.StatusBadRequest, "To must be specified")
	}
	cut := strings.IndexAny(to, ":/")
	if cut < 0 {
		return failed(http.StatusBadRequest, "Invalid endpoint specified")
	}
	resource, _, _ := strings.Cut(to[cut+1:], "/")
	if _, known := s.listed(to[:cut], resource); !known && !strings.Contains(to, "@") {
		return failed(http.StatusNotFound, "Endpoint not found")
	}
	return s.keepMessage(a, to)
}

func sendMessageTo(s *Server, a *ask) reply {
	technology, resource := a.params.text("tech"), a.params.text("resource")
	if _, known := s.listed(technology, resource); !known {
		return failed(http.StatusNotFound, "Endpoint not found")
	}
	return s.keepMessage(a, strings.ToLower(technology)+":"+resource)
}

func (s *Server) keepMessage(a *ask, to string) reply {
	if a.params.text("from") == "" {
		return failed(http.StatusBadRequest, "From must be specified")
	}
	if len(s.messages) < messagesMax {
		s.messages = append(s.messages, Message{to, a.params.text("from"), a.params.text("body")})
	}
	s.notify()
	return reply{status: http.StatusAccepted}
}
