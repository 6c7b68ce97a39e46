package voicemail

import (
	"context"
	"errors"
	"time"
)

// errGone tells that there is no such row.
var errGone = errors.New("there is no such message")

// index is where rows are. Every method is one transaction: what it does is
// whole, however many calls and processes do something at once.
type index interface {
	// add adds a row; with most above 0, only while fewer rows of the mailbox count, else it is [flows.ErrMailboxFull].
	// One that is there already is none of its errors.
	add(ctx context.Context, r row, most int) error
	// change has a function change a row, and writes it down when that says so; errGone where there is none.
	change(ctx context.Context, box, id string, change func(*row) bool) error
	// remove takes a row away, and tells whether no other one has the same recording.
	remove(ctx context.Context, box, id string) (last bool, err error)
	// sharers is how many rows have a recording.
	sharers(ctx context.Context, recording string) (int, error)
	// rows are all of a mailbox, in no order.
	rows(ctx context.Context, box string) ([]row, error)
	// due are rows with work that is to be done by now, the oldest first.
	due(ctx context.Context, now time.Time, most int) ([]row, error)
	// enter has a function look at, and change, who may enter a mailbox.
	enter(ctx context.Context, box string, change func(*access) bool) error
	close() error
}
