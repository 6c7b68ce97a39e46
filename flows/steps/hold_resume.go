package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

// comeBack goes on with a wait, or a talk, of another process.
func (w *waiter) comeBack(ctx context.Context) error {
	s := w.state
	w.hears, w.made, w.inBridge, w.talks = s.Hears, s.Made, s.InBridge, s.Talks
	if w.port != nil && w.made && !w.inBridge { // they were on their way
		if err := w.port.Part(ctx, s.Meeting.Bridge, flows.Caller); err != nil {
			return err
		}
	}
	if s.Meeting.Bridge == "" || w.inBridge {
		return nil
	}
	return silenceMusic(ctx, w.run, w.hears)
}

// wait has the caller be in the rooms, where others come for them.
func (w *waiter) wait(ctx context.Context, rooms flows.Rooms, as flows.Waiter) (err error) {
	call := w.run.Call()
	as.Call, as.Channel, as.From, as.Asterisk = call.ID, call.Channel, call.From, call.Asterisk
	as.Notify, as.At = w.notify, w.state.Since
	if w.state.Meeting.Bridge != "" {
		past := w.state.Meeting
		as.Past, as.Slot = &past, w.state.Slot
	} else if err := awaitRooms(ctx, w.run, w.notify); err != nil {
		return err
	}
	if w.meeting, err = rooms.Wait(as); err != nil {
		return err
	}
	w.view, w.state.Slot = w.meeting.Look(), w.meeting.Slot()
	return nil
}

// keep writes the wait down when something has changed.
func (w *waiter) keep() error {
	if w.meeting == nil {
		return nil
	}
	s := w.state
	s.Meeting = flows.MeetingPast{Bridge: w.view.Bridge, Taken: w.view.Taken, Other: w.view.Other, From: w.view.From,
		Ready: w.inBridge}
	s.Hears, s.Made, s.InBridge, s.Talks = w.hears, w.made, w.inBridge, w.talks
	if s == w.state {
		return nil
	}
	if w.state = s; w.saves != nil {
		return w.saves(s)
	}
	return w.run.Save(s)
}
