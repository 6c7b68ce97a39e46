package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// parked is a caller in a slot, and the telephone of who has parked them.
type parked struct {
	*waiter
	parker        string
	parkerIsFixed bool
	ring          time.Duration
	// leg is the parker's telephone while it is told the slot, or is rung to take the caller back.
	leg     flows.Party
	telling string
}

// park takes a slot; a caller who is taken up elsewhere takes the same one.
func (w *parked) park(ctx context.Context, rooms flows.Rooms, lot, slot string) error {
	if !w.state.Parker.Back.IsZero() { // the slot was given up
		if rebuilt, ok := rooms.(flows.Rebuilt); ok {
			rebuilt.Elsewhere(w.run.Call().Asterisk, w.run.Call().ID)
		}
		return nil
	}
	return w.wait(ctx, rooms, flows.Waiter{Lot: lot, Slot: slot, Parker: w.parker})
}

// stay waits in the slot, and then for the parker.
func (w *parked) stay(ctx context.Context, announce string) error {
	defer w.leave(ctx)
	if w.leg = w.state.Parker.Leg; !w.run.Has(w.leg) {
		w.leg = ""
	}
	if !w.state.Parker.Back.IsZero() {
		w.status = "timeout"
		return w.giveBack(ctx)
	}
	if err := w.announce(ctx, announce); err != nil {
		return err
	}
	if err := w.attend(ctx); err != nil {
		return err
	}
	if w.status == "bridged" {
		w.status = "retrieved"
	}
	if w.status != "done" {
		return nil
	}
	w.status = "timeout"
	w.meeting.Leave() // nobody can fetch them any more
	if w.parker == "" {
		return nil
	}
	if w.leg != "" { // it may still be told the slot
		if err := w.run.HangupLeg(ctx, w.leg, flows.CauseNormal); err != nil {
			return err
		}
	}
	w.leg = ""
	w.state.Parker = parkerState{Told: true, Back: w.run.Now().Add(w.ring + legSlack)}
	return w.giveBack(ctx)
}

// announce tells who shall know it the slot.
func (w *parked) announce(ctx context.Context, whom string) error {
	if whom == "none" {
		return nil
	}
	if whom == "parker" {
		w.other, w.fetched = w.tell, w.tellNoMore
	}
	if w.state.Parker.Told {
		return w.tellAgain(ctx)
	}
	if err := w.keep(); err != nil { // the slot is theirs from now on
		return err
	}
	if whom == "caller" {
		if err := w.say(ctx); err != nil {
			return err
		}
	} else if err := w.call(ctx); err != nil {
		return err
	}
	w.state.Parker.Told, w.state.Parker.Leg = true, w.leg
	return w.run.Save(w.state)
}

// say tells the caller the slot.
func (w *parked) say(ctx context.Context) error {
	playback, err := w.run.Play(ctx, []string{"digits:" + w.state.Slot})
	for err == nil {
		var event *flows.Event
		event, err = w.run.Next(ctx, time.Time{})
		if err == nil && event.Kind == flows.PlaybackEnded && event.Playback == playback {
			break
		}
		if err == nil && event.Kind == flows.KeyPressed {
			w.run.Keys().Push(event.Key, event.At)
		}
	}
	return err
}

// call rings the parker. A computed endpoint must be one that may be dialled.
func (w *parked) call(ctx context.Context) (err error) {
	dial := w.run.Dial
	if !w.parkerIsFixed {
		dial = w.run.DialPermitted
		if err := permitOutbound(ctx, w.run, "dialling", w.parker); err != nil {
			return err
		}
	}
	w.leg, err = dial(ctx, flows.Leg{Endpoint: w.parker, Inherit: true, Timeout: w.ring})
	return err
}

// tell tells the parker the slot, and hangs up.
func (w *parked) tell(ctx context.Context, event *flows.Event) (err error) {
	switch {
	case event.Kind == flows.LegChanged && event.Leg == w.leg && event.State == flows.Answered:
		err = w.sayTo(ctx)
	case event.Kind == flows.PlaybackEnded && w.telling != "" && event.Playback == w.telling:
		w.telling, w.state.Parker.Telling = "", false
		err = w.run.HangupLeg(ctx, w.leg, flows.CauseNormal)
	}
	if flows.IsFailure(ctx, err) {
		w.run.Log("warn", "the parker could not be told the slot: "+err.Error())
		return nil
	}
	return err
}

// tellNoMore has the parker's telephone ring no longer: the slot is empty.
func (w *parked) tellNoMore(ctx context.Context) (joins bool, err error) {
	if w.leg == "" {
		return true, nil
	}
	if err := w.run.HangupLeg(ctx, w.leg, causeElsewhere); err != nil {
		w.run.Log("warn", "the parker's telephone may ring on: "+err.Error())
	}
	return true, nil
}

// giveBack rings the parker and, when they answer, connects the caller with them.
func (w *parked) giveBack(ctx context.Context) error {
	if back, err := w.ringBack(ctx); err != nil || !back {
		return err
	}
	deadline := w.state.Parker.Back
	if w.state.Parker.Answered {
		deadline = time.Time{}
	}
	for {
		event, err := w.run.Next(ctx, deadline)
		switch {
		case err != nil:
			return err
		case event.Kind == flows.TimeUp:
			return w.run.HangupLeg(ctx, w.leg, flows.CauseNoAnswer)
		case event.Kind == flows.KeyPressed && w.talks.IsZero():
			w.run.Keys().Push(event.Key, event.At)
		case event.Kind == flows.LegChanged && event.Leg == w.leg && event.State == flows.LegGone:
			return nil
		case event.Kind == flows.LegChanged && event.Leg == w.leg && event.State == flows.Answered && w.talks.IsZero():
			deadline = time.Time{}
			if err := w.connect(ctx); err != nil {
				return err
			}
		case event.Kind == flows.PartyLeft && (event.Leg == flows.Caller || event.Leg == w.leg):
			return w.run.HangupLeg(ctx, w.leg, flows.CauseNormal)
		}
	}
}

// ringBack rings the parker, unless another process has: then it goes on with what that one left.
func (w *parked) ringBack(ctx context.Context) (rings bool, err error) {
	s := &w.state.Parker
	if w.leg == "" && s.Answered { // the parker has gone
		w.talks = s.Talks
		if !w.talks.IsZero() {
			w.status = "returned"
		}
		return false, nil
	}
	if w.leg != "" {
		return true, w.connected(ctx)
	}
	if err := w.call(ctx); err != nil {
		if !flows.IsFailure(ctx, err) {
			return false, err
		}
		w.run.Log("warn", "the parker could not be rung: "+err.Error())
		return false, nil
	}
	s.Leg = w.leg
	return true, w.run.Save(w.state)
}

// connect joins the caller and the parker; the bridge ends with the step.
func (w *parked) connect(ctx context.Context) error {
	w.state.Parker.Answered = true
	if err := w.play(ctx, false); err != nil {
		return err
	}
	bridge, err := w.run.Bridge(ctx, flows.Bridge{Kind: flows.Mixing})
	if err != nil {
		return err
	}
	w.state.Parker.Bridge, w.state.Hears = bridge, false
	if err := w.run.Save(w.state); err != nil {
		return err
	}
	return w.join(ctx)
}

// join takes the two into their bridge.
func (w *parked) join(ctx context.Context) error {
	for _, party := range []flows.Party{flows.Caller, w.leg} {
		if err := w.run.Join(ctx, w.state.Parker.Bridge, party, flows.Joining{}); err != nil {
			return err
		}
	}
	w.status, w.talks = "returned", w.run.Now()
	w.state.Parker.Talks = w.talks
	return w.run.Save(w.state)
}

func (w *parked) report() {
	w.run.SetResult(map[string]any{"status": w.status, "slot": w.state.Slot,
		"duration": w.run.Now().Sub(w.state.Since), "talk": w.talked})
}
