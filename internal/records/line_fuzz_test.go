package records

import (
	"bytes"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: a line that is read can be written, and then reads the same; what does not fit both databases is refused.
func FuzzLine(f *testing.F) {
	row := Row{ID: "c.1", Call: "c", Party: 1, Rev: 2, Start: time.Unix(1, 0), Seen: time.Unix(2, 0), CLID: "\x00ü\"", Path: "a b"}
	event := Event{Call: "c", Seq: 1, At: time.Unix(1, 5), Kind: "entered"}
	begun := Begun{Call: flows.CallInfo{ID: "1.1", Args: []string{"x"}, Started: time.Unix(1, 5)}, Flow: "main", Answered: true}
	resumed := told{Call: "c", Instance: "i", Life: 2, Seq: 1, Event: 1, At: time.Unix(1, 5), Kind: KindResumed, Begun: &begun}
	happened := told{Call: "c", Life: 2, Seq: 2, At: time.Unix(1, 5), Fact: &flows.Fact{Kind: flows.LegEnded, Leg: "x", Text: "\x00"}}
	over := told{Call: "c", Life: 3, Seq: 2, Event: 2, At: time.Unix(1, 5), End: &ending{Status: flows.Ended, Cause: "normal", Answered: true}}
	for _, l := range []line{{Row: &row}, {Event: &event}, {Told: &resumed}, {Told: &happened}, {Told: &over}} {
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
