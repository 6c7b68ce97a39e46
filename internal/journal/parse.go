package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/jsonpush"
)

// ErrDamaged tells that a line of a journal is none.
var ErrDamaged = errors.New("no entry of a journal")

// Parse reads one line. What is none, or lacks what its kind has, is an
// [ErrDamaged]; keys that are not known are passed over.
func Parse(line []byte) (Entry, error) {
	var e Entry
	if len(line) > lineMax {
		return e, fmt.Errorf("%w: it is longer than %d bytes", ErrDamaged, lineMax)
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if err := decoder.Decode(&e); err != nil {
		return Entry{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Entry{}, fmt.Errorf("%w: something stands behind it", ErrDamaged)
	}
	if e.Entered != nil && !typedMap(e.Entered.Vars) || e.Asked != nil && !typedMap(e.Asked.Row) {
		return Entry{}, fmt.Errorf("%w: a number is too large", ErrDamaged)
	}
	if fault := e.fault(); fault != "" {
		return Entry{}, fmt.Errorf("%w: %s", ErrDamaged, fault)
	}
	e.tidy()
	return e, nil
}

// tidy makes equal what means the same.
func (e *Entry) tidy() {
	e.At = e.At.UTC()
	if e.Life < lifeLeast {
		e.Life = 0
	}
	if e.Entered != nil && len(e.Entered.Vars) == 0 {
		e.Entered.Vars = nil
	}
	if e.Asked != nil && len(e.Asked.Row) == 0 {
		e.Asked.Row = nil
	}
	if e.Asked != nil && len(e.Asked.Header) == 0 {
		e.Asked.Header = nil
	}
}

// fault says what an entry lacks, "" for nothing.
func (e Entry) fault() string {
	switch {
	case e.At.Year() < yearLeast || e.At.Year() > yearMost:
		return "it has no time"
	case e.Kind == KindLost:
		if e.Lost < 1 {
			return "it says nothing of what is lost"
		}
		return ""
	case e.Kind == KindStarted:
		return ""
	case e.Kind == KindRefused:
		if e.Text == "" || e.Outcome == "" {
			return "it says nothing of what is refused"
		}
		return ""
	case !e.Kind.ofCall():
		return fmt.Sprintf("its kind %q is unknown", clipped(string(e.Kind), kindShown))
	case e.Call == "" || e.Seq < 1:
		return "it belongs to no call"
	case (e.Entered != nil) != (e.Kind == KindEntered), (e.Asked != nil) != (e.Kind == KindAsked),
		(e.Ended != nil) != (e.Kind == KindEnded), (e.Resumed != nil) != (e.Kind == KindResumed):
		return fmt.Sprintf("it is not what its kind %q says", e.Kind)
	case e.Resumed != nil && (e.Life < lifeLeast || e.Resumed.Steps < 0):
		return "it does not say after what the call goes on"
	case e.Took < 0, e.Ended != nil && (e.Ended.Took < 0 || e.Ended.Steps < 0), e.Asked != nil && e.Asked.Took < 0:
		return "it takes less than no time"
	}
	return ""
}

// appendLine writes an entry as a line behind buf. An error leaves buf as it is.
func appendLine(buf []byte, e Entry) ([]byte, error) {
	before := len(buf)
	line, err := appendEntry(buf, e.ready())
	if err != nil {
		return buf, fmt.Errorf("writing an entry of the journal: %w", err)
	}
	if len(line)-before > lineMax {
		return buf, fmt.Errorf("writing an entry of the journal: it has more than %d bytes", lineMax)
	}
	return line, nil
}

// appendEntry writes an entry as encoding/json would. Most are those of facts, which do not need it.
func appendEntry(buf []byte, e Entry) ([]byte, error) {
	o := jsonpush.Object(buf)
	o.Begin()
	if err := o.Time("at", e.At); err != nil {
		return nil, err
	}
	o.Text("kind", string(e.Kind))
	o.SomeText("asterisk", e.Asterisk)
	o.SomeText("call", e.Call)
	o.SomeInt("seq", int64(e.Seq))
	o.SomeInt("life", int64(e.Life))
	o.SomeText("flow", e.Flow)
	o.SomeText("step", e.Step)
	o.SomeText("type", e.Type)
	if e.Pos != (source.Pos{}) {
		o.Open("pos")
		o.Text("file", e.Pos.File)
		o.Int("line", int64(e.Pos.Line))
		o.Int("column", int64(e.Pos.Column))
		o.End()
	}
	o.SomeText("text", e.Text)
	o.SomeText("leg", e.Leg)
	o.True("ours", e.Ours)
	o.SomeText("level", e.Level)
	o.SomeText("outcome", e.Outcome)
	o.SomeText("by", e.By)
	o.SomeInt("took", int64(e.Took))
	if err := e.appendMore(&o); err != nil {
		return nil, err
	}
	o.SomeInt("lost", int64(e.Lost))
	o.End()
	return append(o, '\n'), nil
}

// appendMore writes what an entry has that is no fact's.
func (e *Entry) appendMore(o *jsonpush.Object) error {
	switch {
	case e.Entered != nil:
		return o.Any("entered", e.Entered)
	case e.Resumed != nil:
		return o.Any("resumed", e.Resumed)
	case e.Asked != nil:
		return o.Any("asked", e.Asked)
	case e.Ended != nil:
		return o.Any("ended", e.Ended)
	}
	return nil
}

// ready is the entry within its bounds, with values that are read again as what they are.
func (e Entry) ready() Entry {
	e.At = e.At.UTC().Round(0)
	e.Text = clipped(e.Text, textMax)
	if e.Entered != nil && len(e.Entered.Vars) > 0 {
		entered := *e.Entered
		entered.Vars = plainMap(entered.Vars)
		e.Entered = &entered
	}
	if e.Asked != nil && len(e.Asked.Row) > 0 {
		asked := *e.Asked
		asked.Row = plainMap(asked.Row)
		if text, err := json.Marshal(asked.Row); err != nil || len(text) > answerMax {
			asked.Row, asked.Cut = nil, true
		}
		e.Asked = &asked
	}
	return e
}

// clipped is the beginning of a text, in whole characters.
func clipped(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := most
	for end > 0 && text[end]&0xC0 == 0x80 {
		end--
	}
	return text[:end]
}
