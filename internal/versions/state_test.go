package versions

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Law: going back leads to what was live before, and again further back; going
// anywhere by its number can be gone back from.
func TestTheWayBack(t *testing.T) {
	for _, c := range []struct {
		law string
		// went are numbers of versions; with a < they are gone back to.
		went string
		gone []int
		want int
	}{
		{"nothing was before", "1", nil, 0},
		{"the one before", "1 2", nil, 1},
		{"not the one of the number before", "1 2 1", nil, 2},
		{"started anew, it is the same", "1 2 2 2", nil, 1},
		{"further back", "1 2 3 <2", nil, 1},
		{"to the beginning", "1 2 3 <2 <1", nil, 0},
		{"far back by number", "1 2 3 4 <2", nil, 1},
		{"forward again, and back", "1 2 3 <1 <3", nil, 1},
		{"to one that was never live", "1 2 <9", nil, 2},
		{"what is gone is passed over", "1 2 3", []int{2}, 1},
		{"all is gone", "1 2 3", []int{1, 2}, 0},
		{"what is live is no way back", "1 2 3 <9 3", []int{9}, 2},
	} {
		var s state
		for word := range strings.FieldsSeq(c.went) {
			number, back := 0, strings.HasPrefix(word, "<")
			if _, err := fmt.Sscan(strings.TrimPrefix(word, "<"), &number); err != nil {
				t.Fatal(err)
			}
			s.went(number, back)
		}
		if got := s.before(func(number int) bool { return !slices.Contains(c.gone, number) }); got != c.want {
			t.Errorf("%s: %s leads back to %d, want %d", c.law, c.went, got, c.want)
		}
	}
}

// Law: whatever stands in the file of the state, reading it ends well, and what was
// read can be written and used.
func FuzzParseState(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"live":1,"history":[1,2],"pin":{"version":1},"used":{"1":{"at":"2026-01-02T03:04:05Z"}}}`, "[", `{"used":null}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parseState(text)
		s.Used[1], s.Returned[1] = Use{}, Return{}
		s.went(7, true)
		if s.Live != 7 || s.History[len(s.History)-1] != 7 || !s.inUse(7) {
			t.Errorf("%+v", s)
		}
		if _, failed := json.Marshal(s); failed != nil && err == nil {
			t.Error(failed)
		}
	})
}

// Law: a record leads nowhere but to where its version was.
func FuzzParseRecord(f *testing.F) {
	for _, seed := range []string{"{}", `{"number":1,"hash":"abc","path":"/etc/ivr.yaml","files":["/etc/ivr.yaml"]}`,
		`{"number":1,"hash":"abc","path":"/etc/../ivr.yaml","files":["/etc/../ivr.yaml"]}`, `{"number":1,"hash":"abc","path":"x","files":["x"]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := parseRecord(text)
		if err != nil {
			return
		}
		v.folder = "/versions/0001-abc"
		for _, path := range v.Files {
			if kept := v.kept(path); !strings.HasPrefix(kept, "/versions/0001-abc/files/") && path != "/" || v.Original(v.kept(path)) != path && path != "/" {
				t.Errorf("%q is kept at %q, which came from %q", path, kept, v.Original(kept))
			}
		}
	})
}
