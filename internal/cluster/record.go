package cluster

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/internal/jsonpush"
)

// Owner is a process that runs calls: an instance, and which of its lives. An
// instance that begins anew is not the owner of what it owned before.
type Owner struct {
	Instance string `json:"instance"`
	Boot     string `json:"boot"`
}

// Record is what is kept of one call.
type Record struct {
	// Format is the version of this shape.
	Format int `json:"format"`
	// Owner runs the call. Epoch counts its owners, from 1.
	Owner Owner `json:"owner"`
	Epoch int   `json:"epoch"`
	// Body is what the owner needs to run it.
	Body json.RawMessage `json:"body,omitempty"`
}

// ErrRecord tells that a record cannot be read: it is no record, or of a later version.
var ErrRecord = errors.New("the record of a call cannot be read")

// ParseRecord reads a record.
func ParseRecord(data []byte) (Record, error) { return parseRecord(data, formatNow) }

// parseRecord reads a record of a shape up to newest.
func parseRecord(data []byte, newest int) (Record, error) {
	var r Record
	if err := json.Unmarshal(data, &r); err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	switch {
	case r.Format < formatOldest || r.Format > newest:
		return Record{}, fmt.Errorf("%w: its format is %d, this program reads %d to %d", ErrRecord, r.Format,
			formatOldest, newest)
	case r.Owner.Instance == "" || r.Epoch < 1:
		return Record{}, fmt.Errorf("%w: it names no owner", ErrRecord)
	}
	return r, nil
}

// marshal writes a record. Its body is JSON already, and large: it is put behind the rest as it is, and not read for
// that.
func (r Record) marshal() ([]byte, error) {
	if r.Format == 0 {
		r.Format = formatNow
	}
	o := make(jsonpush.Object, 0, len(r.Body)+recordAround)
	o.Begin()
	o.Int("format", int64(r.Format))
	o.Open("owner")
	o.Text("instance", r.Owner.Instance)
	o.Text("boot", r.Owner.Boot)
	o.End()
	o.Int("epoch", int64(r.Epoch))
	if len(r.Body) > 0 {
		if !isClosed(r.Body) {
			return nil, errors.New("writing the record of a call: its body is no JSON")
		}
		o.Raw("body", r.Body)
	}
	o.End()
	data := []byte(o)
	if len(data) > ValueMax {
		return nil, fmt.Errorf("the record of a call has %d bytes: %w", len(data), ErrTooLarge)
	}
	return data, nil
}

// isClosed tells whether what was made as JSON ends as it begins: one that was cut off would spoil the record.
func isClosed(body []byte) bool {
	last := body[len(body)-1]
	switch body[0] {
	case '{':
		return last == '}'
	case '[':
		return last == ']'
	case '"':
		return last == '"' && len(body) > 1
	}
	return json.Valid(body) // a number or a word: short
}
