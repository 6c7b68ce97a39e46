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

// lookAtLines looks whether the calls are there on whose lines agents wait. That one is gone may have been heard by a
// process alone that died before it could tell, or by one that could not tell for too long.
func (q *queueing) lookAtLines(ctx context.Context) {
	unseen := map[*link][]string{}
	for _, line := range q.hall.Lines() {
		l, err := q.app.linkFor(line.At)
		if line.At != "" && err == nil && !q.app.calls.knows(place{l, line.Call}) {
			unseen[l] = append(unseen[l], line.Call)
		}
	}
	for l, calls := range unseen {
		recorded, ok := l.recorded(ctx)
		if !ok {
			continue
		}
		present, err := l.channels(ctx)
		if err != nil {
			continue // the next look tells
		}
		for _, call := range calls {
			if _, has := recorded.of(l.server.Name, call); !has && present[call] == nil {
				l.log.Info("an agent's line is gone", "call", call)
				q.app.lineGone(call, l.server.Name, nil)
			}
		}
	}
}
