package app

import (
	"encoding/json"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/jsonpush"
)

// keptCall is what is kept of a call beside its owner. docs/wire.md describes it.
type keptCall struct {
	Asterisk string `json:"asterisk"`
	Channel  string `json:"channel"`
	// Number is the version of the file as this daemon keeps versions, 0 for none.
	Number int  `json:"number,omitempty"`
	Canary bool `json:"canary,omitempty"`
	// Version is that of the file.
	Version string `json:"version"`
	// Outgoing is what a call of ours was made for that walks no flow of the file.
	Outgoing *keptOutgoing `json:"outgoing,omitempty"`
	// Meets tells that it stands at a step where calls meet: all of an Asterisk that do are walked by one instance.
	Meets bool `json:"meets,omitempty"`
	// Handed counts the owners who gave it away alive: that they are many says nothing against the call.
	Handed int `json:"handed,omitempty"`
	// At is what the call's time was when this was put down: it does not go back.
	At time.Time `json:"at,omitzero"`
	// Estate is what the call has in Asterisk.
	Estate call.Estate `json:"estate"`
	// Walk is the checkpoint of its walk.
	Walk json.RawMessage `json:"walk,omitempty"`
}

// keptOutgoing is what a call of ours does when it is answered, where that is no flow.
type keptOutgoing struct {
	Connect string        `json:"connect,omitempty"`
	Bridge  string        `json:"bridge,omitempty"`
	Timeout time.Duration `json:"timeout,omitempty"`
	Back    *keptBack     `json:"back,omitempty"`
}

// latest is the latest time of which a walk knows that it has been.
func latest(walk *flows.Checkpoint) time.Time {
	at := walk.Started
	for _, f := range walk.Frames {
		if f.Since.After(at) {
			at = f.Since
		}
	}
	return at
}

// write writes what is kept behind what room has, with a walk: this is done at every step of every call.
func (kept *keptCall) write(room []byte, walk *flows.Checkpoint, key []byte) ([]byte, error) {
	o := jsonpush.Object(room)
	o.Begin()
	o.Text("asterisk", kept.Asterisk)
	o.Text("channel", kept.Channel)
	o.SomeInt("number", int64(kept.Number))
	o.True("canary", kept.Canary)
	o.Text("version", kept.Version)
	if kept.Outgoing != nil {
		if err := o.Any("outgoing", kept.Outgoing); err != nil {
			return nil, err
		}
	}
	o.True("meets", kept.Meets)
	o.SomeInt("handed", int64(kept.Handed))
	if !kept.At.IsZero() {
		if err := o.Time("at", kept.At); err != nil {
			return nil, err
		}
	}
	if err := kept.Estate.Write(&o, "estate"); err != nil {
		return nil, err
	}
	o.Raw("walk", nil)
	data, err := walk.Append(o, key)
	if err != nil {
		return nil, err
	}
	return append(data, '}'), nil
}
