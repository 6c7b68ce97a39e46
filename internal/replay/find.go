package replay

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/ariapp/ariapp/internal/journal"
)

// Last is the name of the call that ended last.
const Last = "last"

var (
	// ErrNoCall tells that the journal does not have the call.
	ErrNoCall = errors.New("the journal has no such call")
	// ErrAmbiguous tells that more than one call begins like that.
	ErrAmbiguous = errors.New("more than one call begins like that")
)

// Find finds a call by its id, by how its id begins, or the one that ended [Last].
// Of calls with the same id it is the last one.
func Find(calls iter.Seq2[journal.Recorded, error], name string) (journal.Recorded, error) {
	var found journal.Recorded
	var ids []string
	exact := false
	for call, err := range calls {
		switch {
		case err != nil:
			return journal.Recorded{}, err
		case name == Last && call.Ended() != nil:
			found, ids = call, []string{call.ID}
		case name == Last:
		case call.ID == name:
			found, exact = call, true
		case !exact && strings.HasPrefix(call.ID, name):
			if found = call; len(ids) == 0 || ids[len(ids)-1] != call.ID {
				ids = append(ids, call.ID)
			}
		}
	}
	switch {
	case exact || len(ids) == 1:
		return found, nil
	case len(ids) == 0:
		return journal.Recorded{}, fmt.Errorf("finding call %s: %w", name, ErrNoCall)
	case len(ids) > namesShown:
		ids = append(ids[:namesShown:namesShown], "…")
	}
	return journal.Recorded{}, fmt.Errorf("finding call %s: %w: %s", name, ErrAmbiguous, strings.Join(ids, ", "))
}
