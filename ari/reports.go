package ari

import (
	"errors"
	"log/slog"
	"strings"

	"github.com/ariapp/ariapp/ari/internal/jsonpull"
)

// reports logs each kind of unusable event once. A sender of nonsense must not fill the log.
type reports struct {
	logger *slog.Logger
	seen   map[string]bool
}

// unusable logs the beginning of a message that could not be used, if it is the first of its kind: its fault,
// and for one of a known type also the type. The kinds are few, whatever is sent.
func (r *reports) unusable(err error, eventType string, message []byte) {
	fault := error(ErrEventSyntax)
	for _, sentinel := range []error{ErrEventType, ErrEventField, ErrEventSize} {
		if errors.Is(err, sentinel) {
			fault = sentinel
		}
	}
	kind := fault.Error()
	if newEvent(eventType) != nil {
		kind += " " + eventType
	}
	if r.seen[kind] {
		return
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	r.seen[kind] = true
	start := string(message[:min(len(message), BeginningMax)])
	r.logger.Warn("unusable event, later ones of the kind are not logged", "kind", kind,
		"err", strings.ToValidUTF8(err.Error(), "?"), "bytes", len(message), "beginning", beginning(start))
}

// eventKind finds the type of an event that may be faulty elsewhere.
func eventKind(message []byte) string {
	var r jsonpull.Reader
	r.Reset(string(message))
	kind, _ := r.Find("type")
	return kind
}

// undecodedEvent makes an event of a message that does not look as described, so that it is not lost.
func undecodedEvent(kind string, message []byte, err error) *UnknownEvent {
	event := &UnknownEvent{Raw: append([]byte(nil), message...), Err: err}
	var r jsonpull.Reader
	r.Reset(string(message))
	if application, found := r.Find("application"); found {
		event.Application = application
	}
	event.Type = kind
	return event
}
