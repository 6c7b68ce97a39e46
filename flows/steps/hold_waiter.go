package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// waiter is a caller who waits with music, until somebody comes or it is too late.
type waiter struct {
	run *flows.Run
	// port and notify are nil where the telephone knows of no others; then nobody comes.
	port    flows.Parties
	notify  func(any)
	meeting flows.Meeting
	view    flows.MeetingView
	state   waiterState

	music    string
	untilKey bool
	// hears tells that music plays, made that the bridge is there, talks since when the two talk.
	hears, made, inBridge bool
	talks                 time.Time
	talked                time.Duration
	status                string
	// other is what a step does with an event that the wait has no use for; nil for nothing.
	other func(ctx context.Context, event *flows.Event) error
	// fetched is told that somebody comes for the caller, and says whether the two are to be joined; keyed is told which
	// keys they press while nobody has; nil for nothing.
	fetched func(ctx context.Context) (joins bool, err error)
	keyed   func(ctx context.Context, event *flows.Event) error
	// tells has who has come be told of the keys that are pressed while the two talk.
	tells bool
	// saves is for another step that has a state of its own, nil for the run's.
	saves func(waiterState) error
}

// waiterState survives the process.
type waiterState struct {
	Since, Deadline time.Time
	// Slot is where the caller waits, Meeting what is known of the one who comes.
	Slot    string
	Meeting flows.MeetingPast
	// The others are as in [waiter].
	Hears, Made, InBridge bool
	Talks                 time.Time
	Parker                parkerState
}

func newWaiter(r *flows.Run) *waiter {
	w := &waiter{run: r, status: "failed"}
	notifiable, ok := r.Port().(flows.Notifiable)
	if parties, also := r.Port().(flows.Parties); ok && also {
		w.port, w.notify = parties, notifiable.Notifier()
	}
	return w
}

// begin answers and notes until when the caller waits, 0 for ever.
func (w *waiter) begin(ctx context.Context, answer bool, span time.Duration) error {
	if answer {
		if err := w.run.Answer(ctx); err != nil {
			return err
		}
	}
	if w.run.Load(&w.state) {
		return w.comeBack(ctx)
	}
	w.state.Since = w.run.Now()
	if span > 0 {
		w.state.Deadline = w.state.Since.Add(span)
	}
	return w.run.Save(&w.state)
}

// attend waits, and talks with who comes.
func (w *waiter) attend(ctx context.Context) error {
	for w.status == "failed" {
		if err := w.follow(ctx); err != nil || w.status != "failed" {
			return err
		}
		if err := w.keep(); err != nil {
			return err
		}
		deadline := w.state.Deadline
		if w.view.Taken {
			deadline = time.Time{}
		}
		event, err := w.run.Next(ctx, deadline)
		if err != nil {
			return err
		}
		if err := w.happened(ctx, event); err != nil {
			return err
		}
	}
	return nil
}

// follow does what the meeting asks of the one who waits.
func (w *waiter) follow(ctx context.Context) error {
	if w.meeting != nil {
		w.view = w.meeting.Look()
	}
	switch {
	case w.view.Taken && w.view.Over:
		w.status = "bridged"
	case w.view.Taken && !w.inBridge:
		if err := w.meet(ctx); err != nil {
			return err
		}
		if w.view = w.meeting.Look(); w.view.Over { // who came has gone since, and that may have been told during the beep
			w.status = "bridged"
		}
	case !w.view.Taken && !w.hears && w.music != noMusic:
		return w.play(ctx, true)
	}
	return nil
}

func (w *waiter) happened(ctx context.Context, event *flows.Event) error {
	switch event.Kind {
	case flows.TimeUp:
		w.status = "done"
	case flows.KeyPressed:
		if w.view.Taken { // it was meant for who talks with them
			if w.tells && w.inBridge {
				w.meeting.Press(flows.MeetingKey{Key: event.Key, At: event.At})
			}
			return nil
		}
		if w.keyed != nil {
			return w.keyed(ctx, event)
		}
		if w.run.Keys().Push(event.Key, event.At); w.untilKey {
			w.status = "interrupted"
		}
	case flows.PartyLeft:
		if event.Leg == flows.Caller && event.Bridge == w.view.Bridge && w.inBridge {
			w.inBridge, w.status = false, "bridged"
		}
	default:
		if w.other != nil {
			return w.other(ctx, event)
		}
	}
	return nil
}

// meet makes the bridge, where the other one comes then.
func (w *waiter) meet(ctx context.Context) error {
	if err := w.play(ctx, false); err != nil {
		return err
	}
	w.made = true
	if err := w.keep(); err != nil {
		return err
	}
	if w.fetched != nil {
		joins, err := w.fetched(ctx)
		if err != nil {
			return err
		}
		if !joins {
			w.status = "bridged"
			return nil
		}
	}
	if _, err := w.run.Bridge(ctx, flows.Bridge{Shared: w.view.Bridge, Kind: flows.Mixing, Keys: true}); err != nil {
		return err
	}
	if err := w.run.Join(ctx, w.view.Bridge, flows.Caller, flows.Joining{}); err != nil {
		return err
	}
	w.inBridge, w.talks = true, w.run.Now()
	w.meeting.Made()
	return nil
}

// play begins the music, or ends it.
func (w *waiter) play(ctx context.Context, on bool) error {
	if w.hears == on {
		return nil
	}
	signals, err := signaller(w.run)
	if err != nil {
		return err
	}
	w.hears = on
	if !on {
		if err := w.keep(); err != nil {
			return err
		}
	}
	return signals.Music(ctx, w.music, on)
}

// leave ends the wait, and with it the meeting and its bridge.
func (w *waiter) leave(ctx context.Context) {
	defer w.report()
	if !w.talks.IsZero() {
		w.talked = w.run.Now().Sub(w.talks)
	}
	last := w.meeting != nil && w.meeting.Leave()
	if errors.Is(context.Cause(ctx), flows.ErrDetached) {
		return
	}
	var err error
	if ctx.Err() == nil {
		err = w.play(ctx, false)
		if w.inBridge {
			err = errors.Join(err, w.run.Part(ctx, w.view.Bridge, flows.Caller))
		}
	}
	if w.made && last {
		err = errors.Join(err, w.run.Unbridge(context.WithoutCancel(ctx), w.view.Bridge))
	}
	if flows.IsFailure(ctx, err) {
		w.run.Log("warn", "ending a wait: "+err.Error())
	}
}

// ended notes a wait that the caller has ended by hanging up.
func (w *waiter) ended(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), flows.ErrHangup) {
		w.status = "hangup"
	}
	return err
}

func (w *waiter) report() {
	w.run.SetResult(map[string]any{"status": w.status, "duration": w.run.Now().Sub(w.state.Since), "talk": w.talked})
}
