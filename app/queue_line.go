package app

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
)

// lineGone tells the queues that a call of a process before this one has ended, whose walk had come so far, nil where
// nobody knows: an agent who waited on its line is there no more, though nobody may have said so.
func (a *App) lineGone(call, asterisk string, walk *flows.Checkpoint) {
	q := a.queues.Load()
	if q == nil || walk != nil && !steps.MayStandBy(walk) {
		return
	}
	until := time.Now().Add(lineGoneTime)
	q.tell("line "+asterisk+" "+call, func(ctx context.Context) error {
		err := q.hall.LineGone(ctx, call, asterisk)
		if err != nil && !time.Now().Before(until) {
			a.log.Warn("an agent may seem to wait on the line of a call that has ended", "call", call, "asterisk", asterisk,
				"error", err)
			return nil
		}
		return err
	})
}
