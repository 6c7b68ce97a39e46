package records

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/internal/jsonpush"
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
	before := len(to)
	text, err := l.append(to)
	if err != nil {
		return to, fmt.Errorf("writing a line of the records' spool: %w", err)
	}
	if size := len(text) - before; size >= lineMax {
		return to, fmt.Errorf("writing a line of the records' spool: it has %d bytes, at most %d", size, lineMax)
	}
	return append(text, '\n'), nil
}

// append writes the line as encoding/json would. Most are events, of which a call has one for nearly all that happens.
func (l line) append(to []byte) ([]byte, error) {
	e := l.Event
	if e == nil || l.Row != nil || l.Told != nil {
		text, err := json.Marshal(l)
		return append(to, text...), err
	}
	o := jsonpush.Object(to)
	o.Begin()
	o.Open("event")
	o.Text("call", e.Call)
	o.Int("seq", e.Seq)
	if err := o.Time("at", e.At); err != nil {
		return nil, err
	}
	o.Text("kind", e.Kind)
	o.SomeText("flow", e.Flow)
	o.SomeText("step", e.Step)
	o.SomeText("type", e.Type)
	o.SomeText("leg", e.Leg)
	o.SomeText("text", e.Text)
	o.SomeText("outcome", e.Outcome)
	o.SomeInt("took_ms", e.Took)
	o.End()
	o.End()
	return o, nil
}

// parseLine reads a line of the spool. What it gives is fit for both databases.
func parseLine(text []byte) (line, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return line{}, fmt.Errorf("reading a line of the records' spool: %w", err)
	}
	if l.Row != nil {
		l.Row.clean()
	}
	if l.Event != nil {
		l.Event.clean()
	}
	if l.Told != nil {
		l.Told.clean()
	}
	if fault := l.fault(); fault != "" {
		return line{}, errors.New("reading a line of the records' spool: " + fault)
	}
	return l, nil
}

// fault is what a line lacks to be fit for both databases, "" for nothing.
func (l line) fault() string {
	parts := 0
	for _, is := range []bool{l.Row != nil, l.Event != nil, l.Told != nil} {
		if is {
			parts++
		}
	}
	switch {
	case parts != 1:
		return "it is neither a row nor an event"
	case l.Told != nil && !l.Told.fits():
		return "what it tells has no call, life or time"
	case l.Row != nil && (l.Row.ID == "" || l.Row.Call == "" || l.Row.Party < 0 || !inRange(l.Row.Start.Year()) ||
		!inRange(l.Row.Seen.Year())):
		return "the row has no id, party or time"
	case l.Event != nil && (l.Event.Call == "" || l.Event.Seq < 1 || !inRange(l.Event.At.Year())):
		return "the event has no call, number or time"
	}
	return ""
}

// inRange tells years that both databases keep, and sort, as they are written.
func inRange(year int) bool { return year >= 1000 && year <= 9998 }
