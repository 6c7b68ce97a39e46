package report

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// overAt is the index of the entry that says that the call was over; the number
// of entries when there is none, as where the dialplan went on with it. What
// stands behind it, the steps of on_hangup, happened to nobody.
func overAt(entries []journal.Entry) int {
	if at := slices.IndexFunc(entries, func(e journal.Entry) bool { return is(e, flows.CallOver) }); at >= 0 {
		return at
	}
	return len(entries)
}

func is(e journal.Entry, kind flows.FactKind) bool { return e.Kind == journal.Kind(kind) }

// overTime is when the call was over for its caller.
func overTime(entries []journal.Entry, over int) time.Time {
	if over < len(entries) {
		return entries[over].At
	}
	return entries[len(entries)-1].At
}
