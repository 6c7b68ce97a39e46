package cluster_test

import (
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Law: who reads a format reads those before; who tells of none reads the first; both parts must be read.
func TestWhoReadsWhat(t *testing.T) {
	none, first := cluster.Formats{}, cluster.Formats{Record: 1, Walk: 1}
	records, walks := cluster.Formats{Record: 2, Walk: 1}, cluster.Formats{Record: 1, Walk: 2}
	for _, c := range []struct {
		reads, written cluster.Formats
		want           bool
	}{
		{none, first, true}, {first, none, true}, {records, first, true}, {walks, first, true}, {records, records, true},
		{none, records, false}, {first, walks, false}, {records, walks, false}, {walks, records, false},
	} {
		if got := c.reads.Read(c.written); got != c.want {
			t.Errorf("%+v reads %+v: %v", c.reads, c.written, got)
		}
	}
}

// Law: the format of a record is known though it cannot be read.
func TestFormatOf(t *testing.T) {
	for text, want := range map[string]int{"": 0, "[]": 0, "{": 0, "{}": 0, `{"format":"x"}`: 0, `{"format":1}`: 1,
		`{"format":9,"owner":"whoever"}`: 9} {
		if got := cluster.FormatOf([]byte(text)); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}
