package records

import (
	"bytes"
	"testing"
	"time"
)

// Law: a line that is read can be written, and then reads the same; what does not fit both databases is refused.
func FuzzLine(f *testing.F) {
	row := Row{ID: "c.1", Call: "c", Party: 1, Rev: 2, Start: time.Unix(1, 0), Seen: time.Unix(2, 0), CLID: "\x00ü\"", Path: "a b"}
	event := Event{Call: "c", Seq: 1, At: time.Unix(1, 5), Kind: "entered"}
	for _, l := range []line{{Row: &row}, {Event: &event}} {
		text, err := appendLine(nil, l)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.TrimSpace(text))
	}
	f.Add([]byte(`{"row":{"id":"a","call":"a","start":"9999-01-01T00:00:00Z"}}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := parseLine(text)
		if err != nil {
			return
		}
		written, err := appendLine(nil, l)
		if err != nil {
			return // it has become too long by being escaped
		}
		again, err := parseLine(bytes.TrimSpace(written))
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		twice, err := appendLine(nil, again)
		if err != nil || !bytes.Equal(twice, written) {
			t.Errorf("%s\nbecame\n%s (%v)", written, twice, err)
		}
	})
}
