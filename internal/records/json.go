package records

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"
)

// shown is a row as readers get it: without what is the daemon's own, with null where nothing happened.
type shown Row

// MarshalJSON writes the columns in their order.
func (s shown) MarshalJSON() ([]byte, error) {
	row := Row(s)
	b := bytes.NewBufferString("{")
	for _, c := range columns() {
		if c.inner {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		value := c.at(&row)
		if at, isTime := value.(stamp); isTime {
			value = (*time.Time)(nil)
			if !at.into.IsZero() {
				value = at.into
			}
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(b, "%q:%s", c.name, text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// JSON writes rows as a list, one a line.
func JSON(to io.Writer, rows iter.Seq2[Row, error]) error {
	between := "["
	for row, err := range rows {
		if err != nil {
			return err
		}
		text, err := json.Marshal(shown(row))
		if err == nil {
			_, err = fmt.Fprintf(to, "%s\n%s", between, text)
		}
		if err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
		between = ","
	}
	end := "\n]\n"
	if between == "[" {
		end = "[]\n"
	}
	if _, err := io.WriteString(to, end); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

// JSON writes a call with its legs and events.
func (w Whole) JSON(to io.Writer) error {
	legs := []shown{}
	for _, leg := range w.Legs {
		legs = append(legs, shown(leg))
	}
	events := append([]Event{}, w.Events...)
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(struct {
		Call   shown   `json:"call"`
		Legs   []shown `json:"legs"`
		Events []Event `json:"events"`
	}{shown(w.Call), legs, events}); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
