package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// parkerState is how far a parked call is with the one who has parked it. It survives the process.
type parkerState struct {
	// Told tells that the slot has been announced, or the parker is rung for it, Telling that they hear it.
	Told, Telling bool
	// Leg is the parker's telephone.
	Leg flows.Party
	// Back is until when the parker is rung to take the caller back, zero while the caller waits in the slot.
	Back time.Time
	// Answered tells that they have, Bridge where the two talk, Talks since when.
	Answered bool
	Bridge   string
	Talks    time.Time
}

// sayTo tells the parker the slot.
func (w *parked) sayTo(ctx context.Context) (err error) {
	if w.telling, err = w.run.PlayTo(ctx, w.leg, []string{"digits:" + w.state.Slot}); err != nil {
		return err
	}
	w.state.Parker.Telling = true
	return w.run.Save(w.state)
}

// tellAgain has a parker hear the slot who heard it when the process ended: that has been cut off.
func (w *parked) tellAgain(ctx context.Context) error {
	if w.leg == "" || !w.state.Parker.Telling {
		return nil
	}
	err := w.sayTo(ctx)
	if flows.IsFailure(ctx, err) { // they have hung up
		return nil
	}
	return err
}

// connected goes on with two who talked, or were about to.
func (w *parked) connected(ctx context.Context) error {
	s := w.state.Parker
	switch {
	case !s.Answered:
		return nil
	case !w.run.HasBridge(s.Bridge):
		return w.connect(ctx)
	case s.Talks.IsZero():
		return w.join(ctx)
	}
	w.status, w.talks = "returned", s.Talks
	return nil
}
