package replay

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Summary counts what came of the calls of a journal.
type Summary struct {
	Same, Different, Unknown int
	// Unfit are the calls that cannot be replayed, by the reason.
	Unfit map[string]int
	// Damaged is how many lines of the journal cannot be read.
	Damaged int
}

// Calls is how many calls were replayed.
func (s *Summary) Calls() int { return s.Same + s.Different + s.Unknown }

// Add counts a call by what [Run] gave for it.
func (s *Summary) Add(r *Result, err error) {
	switch {
	case errors.Is(err, ErrUnfit):
		if s.Unfit == nil {
			s.Unfit = map[string]int{}
		}
		_, reason, _ := strings.Cut(err.Error(), ErrUnfit.Error()+": ")
		s.Unfit[reason]++
	case r == nil:
	case r.Verdict == Same:
		s.Same++
	case r.Verdict == Different:
		s.Different++
	default:
		s.Unknown++
	}
}

// Text tells the numbers for people.
func (s *Summary) Text(w io.Writer) {
	fmt.Fprintf(w, "%s: %d the same, %d another way, %d not known\n", counted(s.Calls(), "call"), s.Same, s.Different,
		s.Unknown)
	for _, reason := range slices.Sorted(maps.Keys(s.Unfit)) {
		fmt.Fprintf(w, "left out: %s: %s\n", counted(s.Unfit[reason], "call"), reason)
	}
	if s.Damaged > 0 {
		fmt.Fprintf(w, "left out: %s that cannot be read\n", counted(s.Damaged, "line"))
	}
}
