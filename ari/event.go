package ari

import (
	"encoding/json"
	"time"

	"github.com/ariapp/ariapp/ari/internal/jsonpull"
)

// An Event is something that Asterisk or this client reports: a pointer to one of the generated types,
// *UnknownEvent, *Connected, *Lost or *Back.
type Event interface {
	// EventType is Asterisk's name of the event; for the client's own it is the Go type's name.
	EventType() string
	// Header is what every event has.
	Header() *EventHeader
}

// A ChannelEvent can name the channels it is about.
type ChannelEvent interface {
	Event
	// EachChannelID yields the ids until yield returns false. An id may come twice.
	EachChannelID(yield func(id string) bool)
}

// A BridgeEvent can name the bridges it is about.
type BridgeEvent interface {
	Event
	// EachBridgeID yields the ids until yield returns false. An id may come twice.
	EachBridgeID(yield func(id string) bool)
}

// An EventHeader is what every event has.
type EventHeader struct {
	Type        string    `json:"type"`
	Application string    `json:"application,omitzero"`
	Timestamp   time.Time `json:"timestamp,omitzero"`   // Asterisk's clock, in UTC; zero if absent
	AsteriskID  string    `json:"asterisk_id,omitzero"` // empty if absent
	Received    time.Time `json:"-"`                    // our clock; zero unless it came through Listen
}

// EventType returns Type.
func (h *EventHeader) EventType() string { return h.Type }

// Header returns h.
func (h *EventHeader) Header() *EventHeader { return h }

// decodeMember takes a member that belongs to the header, or skips it.
func (h *EventHeader) decodeMember(r *jsonpull.Reader) {
	switch r.Key() {
	case "type":
		h.Type = r.String()
	case "application":
		h.Application = r.String()
	case "timestamp":
		h.Timestamp = decodeTime(r)
	case "asterisk_id":
		h.AsteriskID = r.String()
	default:
		r.Skip()
	}
}

// An UnknownEvent is an event as it came: of a type that this package does not know, or one that does not
// look as described.
type UnknownEvent struct {
	EventHeader
	Raw json.RawMessage // the whole event
	Err error           // nil, or why an event of a known type could not be decoded
}
