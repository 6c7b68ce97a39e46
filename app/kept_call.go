package app

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/call"
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

// marshal writes what is kept, with a walk that is JSON already. It is the greater part by far, and is put behind the
// rest as it is: this is done at every step of every call.
func (kept keptCall) marshal(walk []byte) ([]byte, error) {
	kept.Walk = nil
	data, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	data = append(slices.Grow(data[:len(data)-1], len(walk)+len(`,"walk":}`)), `,"walk":`...)
	return append(append(data, walk...), '}'), nil
}
