package replay

import (
	"errors"
	"iter"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// calls are calls of these ids; one that ends with ~ goes on.
func calls(ids ...string) iter.Seq2[journal.Recorded, error] {
	return func(yield func(journal.Recorded, error) bool) {
		for i, id := range ids {
			if id == "!" {
				yield(journal.Recorded{}, errors.New("no disk"))
				return
			}
			call := journal.Recorded{ID: id, Entries: []journal.Entry{{Seq: i + 1, Entered: &journal.Entered{}}}}
			if id[len(id)-1] != '~' {
				call.Entries = append(call.Entries, journal.Entry{Ended: &journal.Ended{Status: flows.Ended}})
			}
			if !yield(call, nil) {
				return
			}
		}
	}
}

// Law: a call is found by its id, by how only its id begins, or as the last that ended; the same id twice is the later call.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		ids  []string
		name string
		want string
		seq  int
	}{
		{[]string{"a1", "b1"}, "a1", "a1", 1},
		{[]string{"a1", "b1"}, "b", "b1", 2},
		{[]string{"a1", "a12"}, "a1", "a1", 1},
		{[]string{"a12", "a1"}, "a1", "a1", 2},
		{[]string{"a1", "b1", "a1"}, "a1", "a1", 3},
		{[]string{"a1", "b1", "c~"}, "last", "b1", 2},
		{[]string{"a1", "b1", "c~"}, "c", "c~", 3},
		{[]string{"a1", "a2"}, "a", "finding call a: more than one call begins like that: a1, a2", 0},
		{[]string{"a1", "a2", "a3", "a4", "a5", "a6"}, "a", "finding call a: more than one call begins like that: a1, a2, a3, a4, a5, …", 0},
		{[]string{"a1"}, "b", "finding call b: the journal has no such call", 0},
		{[]string{"a~"}, "last", "finding call last: the journal has no such call", 0},
		{[]string{"a1", "!"}, "a1", "no disk", 0},
	} {
		got, err := Find(calls(c.ids...), c.name)
		switch {
		case err != nil && err.Error() != c.want:
			t.Errorf("%v %s: %v, want %s", c.ids, c.name, err, c.want)
		case err == nil && (got.ID != c.want || got.Entries[0].Seq != c.seq):
			t.Errorf("%v %s: %s, number %d", c.ids, c.name, got.ID, got.Entries[0].Seq)
		}
	}
}

// Law: a recorded address is that of today's request, whatever stands where secrets are stars.
func TestSameAddress(t *testing.T) {
	for _, c := range []struct {
		recorded, today string
		same            bool
	}{
		{"https://crm/x", "https://crm/x", true},
		{"https://crm/x", "https://crm/y", false},
		{"https://crm/x?token=***&a=1", "https://crm/x?token=abc&a=1", true},
		{"https://crm/x?token=***&a=1", "https://crm/x?token=abc&a=2", false},
		{"https://crm/x?token=***", "https://crm/x?other=abc", false},
		{"https://crm/x?token=***", "https://crm/x", false},
		{"https://crm/x?token=***", "https://crm/x?token=1&a=2", false},
		{"https://crm/x?a=1", "https://joe:secret@crm/x?a=1", true},
		{"", "https://crm/%zz", true},
		{"https://crm/x", "https://crm/%zz", false},
	} {
		if got := sameAddress(c.recorded, c.today); got != c.same {
			t.Errorf("%s and %s: %v", c.recorded, c.today, got)
		}
	}
}
