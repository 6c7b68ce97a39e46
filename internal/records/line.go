package records

import (
	"encoding/json"
	"errors"
	"fmt"
)

// line is one line of the spool: a row, an event, or what is told of a call that goes on here.
type line struct {
	Row   *Row   `json:"row,omitempty"`
	Event *Event `json:"event,omitempty"`
	Told  *told  `json:"told,omitempty"`
}

// call is the id of the line's call.
func (l line) call() string {
	switch {
	case l.Row != nil:
		return l.Row.Call
	case l.Told != nil:
		return l.Told.Call
	}
	return l.Event.Call
}

// appendLine puts a line behind the others; what is too long is left out.
func appendLine(to []byte, l line) ([]byte, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return to, fmt.Errorf("writing a line of the records' spool: %w", err)
	}
	if len(text) >= lineMax {
		return to, fmt.Errorf("writing a line of the records' spool: it has %d bytes, at most %d", len(text), lineMax)
	}
	return append(append(to, text...), '\n'), nil
}

// parseLine reads a line of the spool. What it gives is fit for both databases.
func parseLine(text []byte) (line, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return line{}, fmt.Errorf("reading a line of the records' spool: %w", err)
	}
	parts := 0
	for _, is := range []bool{l.Row != nil, l.Event != nil, l.Told != nil} {
		if is {
			parts++
		}
	}
	switch {
	case parts != 1:
		return line{}, errors.New("reading a line of the records' spool: it is neither a row nor an event")
	case l.Told != nil:
		if l.Told.clean(); !l.Told.fits() {
			return line{}, errors.New("reading a line of the records' spool: what it tells has no call, life or time")
		}
	case l.Row != nil:
		l.Row.clean()
		if l.Row.ID == "" || l.Row.Call == "" || l.Row.Party < 0 || !inRange(l.Row.Start.Year()) ||
			!inRange(l.Row.Seen.Year()) {
			return line{}, errors.New("reading a line of the records' spool: the row has no id, party or time")
		}
	default:
		l.Event.clean()
		if l.Event.Call == "" || l.Event.Seq < 1 || !inRange(l.Event.At.Year()) {
			return line{}, errors.New("reading a line of the records' spool: the event has no call, number or time")
		}
	}
	return l, nil
}

// inRange tells years that both databases keep, and sort, as they are written.
func inRange(year int) bool { return year >= 1000 && year <= 9998 }
