package jsonpush

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Object is JSON that is being written. What is in it before belongs to its user.
type Object []byte

// Begin opens an object that has no name: the outermost one, or the next one in a list.
func (o *Object) Begin() {
	if last := len(*o) - 1; last >= 0 && (*o)[last] == '}' {
		*o = append(*o, ',')
	}
	*o = append(*o, '{')
}

// Open opens an object that is the value of a member.
func (o *Object) Open(name string) {
	o.name(name)
	*o = append(*o, '{')
}

// List opens a list of objects that is the value of a member.
func (o *Object) List(name string) {
	o.name(name)
	*o = append(*o, '[')
}

// EndList closes what List opened.
func (o *Object) EndList() { *o = append(*o, ']') }

// End closes what Begin or Open opened.
func (o *Object) End() { *o = append(*o, '}') }

// Text writes a member that is a text.
func (o *Object) Text(name, value string) {
	o.name(name)
	*o = appendText(*o, value)
}

// SomeText writes a member that is a text, unless it is empty.
func (o *Object) SomeText(name, value string) {
	if value != "" {
		o.Text(name, value)
	}
}

// Int writes a member that is a whole number.
func (o *Object) Int(name string, value int64) {
	o.name(name)
	*o = strconv.AppendInt(*o, value, 10)
}

// SomeInt writes a member that is a whole number, unless it is 0.
func (o *Object) SomeInt(name string, value int64) {
	if value != 0 {
		o.Int(name, value)
	}
}

// True writes a member that is true, and nothing for one that is not.
func (o *Object) True(name string, value bool) {
	if value {
		o.name(name)
		*o = append(*o, "true"...)
	}
}

// Time writes a member that is a time.
func (o *Object) Time(name string, value time.Time) error {
	before := len(*o)
	o.name(name)
	text, err := value.AppendText(append(*o, '"'))
	if err != nil {
		*o = (*o)[:before]
		return fmt.Errorf("writing a time: %w", err)
	}
	*o = append(text, '"')
	return nil
}

// Raw writes a member that is JSON already.
func (o *Object) Raw(name string, value []byte) {
	o.name(name)
	*o = append(*o, value...)
}

// Any writes a member of whatever kind.
func (o *Object) Any(name string, value any) error {
	before := len(*o)
	o.name(name)
	text, err := appendValue(*o, value)
	if err != nil {
		*o = (*o)[:before]
		return err
	}
	*o = text
	return nil
}

// name writes the name of a member, which needs no escape, behind a comma unless it is the first.
func (o *Object) name(name string) {
	if last := len(*o) - 1; last >= 0 && (*o)[last] != '{' {
		*o = append(*o, ',')
	}
	*o = append(append(append(*o, '"'), name...), '"', ':')
}

// appendText writes a text.
func appendText(to []byte, text string) []byte {
	if !isPlain(text) {
		escaped, err := marshal(text)
		if err == nil { // texts never fail
			return append(to, escaped...)
		}
	}
	return append(append(append(to, '"'), text...), '"')
}

// isPlain tells a text that stands in JSON as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// marshal is what encoding/json writes.
func marshal(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text.Bytes(), []byte{'\n'}), nil
}
