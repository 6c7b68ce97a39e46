package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// visit is how a caller comes to one who waits: what retrieve and bridge have in common.
type visit struct {
	endKeys digits.KeySet
	answer  flows.Value[bool]
}

func newVisit(a flows.Args) visit {
	return visit{keySet(a, "end_keys", flows.Get[[]string](a, "end_keys")), flows.Get[flows.Value[bool]](a, "answer")}
}

// visitor is a caller who has come to one who waits.
type visitor struct {
	run      *flows.Run
	port     flows.Parties
	meeting  flows.Meeting
	view     flows.MeetingView
	endKeys  digits.KeySet
	inBridge bool
	talks    time.Time
	status   string
	state    visitState
	// saves is for another step that has a state of its own, nil for the run's.
	saves func(visitState) error
	// patience is how long the bridge is waited for beyond the usual: the other one is asked and told something first.
	patience time.Duration
	// away tells that the caller is out of the bridge for a while, and comes back.
	away bool
	// beside has a hand in the talk, nil for nobody.
	beside besideVisit
}

// besideVisit is what a step does while its caller talks with one who has waited.
type besideVisit interface {
	// joins tells that the caller is about to come into the bridge.
	joins(ctx context.Context) error
	// joined tells that the two talk, again that they did in another process already.
	joined(ctx context.Context, again bool) error
	// due is when it wants to hear of the time, zero for never.
	due() time.Time
	// heard takes in what happens; over tells that the talk is.
	heard(ctx context.Context, event *flows.Event) (over bool, err error)
}

// visitState survives the process: whom the caller has fetched, whether they are in the bridge, and since when.
type visitState struct {
	Meeting  flows.MeetingPast
	InBridge bool
	Talks    time.Time
}

// to picks somebody up and talks with them. The step's result says what came of it.
func (v visit) to(ctx context.Context, r *flows.Run, who flows.PickUp) error {
	port, ok := r.Port().(flows.Parties)
	notifiable, alsoOK := r.Port().(flows.Notifiable)
	if r.World().Rooms == nil || !ok || !alsoOK {
		return flows.ErrNotHere
	}
	answer, err := v.answer.Eval(r)
	if err != nil {
		return err
	}
	if answer {
		if err := r.Answer(ctx); err != nil {
			return err
		}
	}
	w := &visitor{run: r, port: port, endKeys: v.endKeys, status: "failed"}
	if back := r.Load(&w.state); back {
		past := w.state.Meeting
		who.Past, w.inBridge, w.talks = &past, w.state.InBridge, w.state.Talks
		if err := w.settle(ctx); err != nil {
			return err
		}
	} else if err := awaitRooms(ctx, r, notifiable.Notifier()); err != nil {
		return err
	}
	call := r.Call()
	who.By, who.From, who.Asterisk, who.Notify, who.At = call.ID, call.From, call.Asterisk, notifiable.Notifier(), r.Now()
	if w.meeting, err = r.World().Rooms.PickUp(who); err != nil {
		if nobodyThere(err) {
			return w.missed(ctx)
		}
		return err
	}
	defer w.leave(ctx)
	w.view = w.meeting.Look()
	if err := w.keep(); err != nil {
		return err
	}
	return w.ended(ctx, w.talk(ctx))
}

// settle takes a caller out of the bridge who was on the way there when their process died.
func (w *visitor) settle(ctx context.Context) error {
	if w.inBridge {
		return nil
	}
	return w.port.Part(ctx, w.state.Meeting.Bridge, flows.Caller)
}

// missed ends a visit to nobody: another one was faster, or has taken the slot while no process ran the calls.
func (w *visitor) missed(ctx context.Context) error {
	w.run.SetResult(map[string]any{"status": w.alone()})
	if w.state.Meeting.Bridge == "" {
		return nil
	}
	return w.port.Part(ctx, w.state.Meeting.Bridge, flows.Caller)
}

// now is the visit as it is written down.
func (w *visitor) now() visitState {
	v := w.view
	return visitState{flows.MeetingPast{Bridge: v.Bridge, Taken: true, Other: v.Other, From: v.From, Ready: v.Ready},
		w.inBridge, w.talks}
}

// keep writes the visit down when something has changed.
func (w *visitor) keep() error {
	s := w.now()
	if s == w.state {
		return nil
	}
	if w.state = s; w.saves != nil {
		return w.saves(s)
	}
	return w.run.Save(s)
}

// talk lasts until one of the two leaves.
func (w *visitor) talk(ctx context.Context) error {
	if w.endKeys != 0 {
		w.run.Ask(w.endKeys.Has)
	}
	deadline := w.run.Now().Add(meetTime + w.patience)
	if w.inBridge || w.away {
		deadline = time.Time{}
		if w.beside != nil {
			if err := w.beside.joined(ctx, true); err != nil {
				return err
			}
		}
	}
	for {
		w.view = w.meeting.Look()
		switch {
		case w.view.Over:
			w.status = w.alone()
			return nil
		case w.view.Ready && !w.inBridge && !w.away:
			if err := w.keep(); err != nil { // whoever goes on with the call must know the bridge
				return err
			}
			if err := w.join(ctx); err != nil {
				return err
			}
			deadline = time.Time{}
		}
		if err := w.keep(); err != nil {
			return err
		}
		event, err := w.next(ctx, deadline)
		if err != nil || w.status == "left" {
			return err
		}
		switch {
		case event.Kind == flows.TimeUp && !deadline.IsZero() && !w.run.Now().Before(deadline):
			w.status = w.alone()
			return nil
		case event.Kind == flows.KeyPressed && w.endKeys.Has(event.Key):
			w.status = "left"
			return nil
		case event.Kind == flows.PartyLeft && event.Leg == flows.Caller && event.Bridge == w.view.Bridge && w.inBridge:
			w.inBridge, w.status = false, "ended"
			return nil
		}
	}
}

// next waits for what happens, and has who has a hand in it hear of that.
func (w *visitor) next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	if w.beside == nil {
		return w.run.Next(ctx, deadline)
	}
	event, err := w.run.Next(ctx, sooner(deadline, w.beside.due()))
	if err != nil {
		return event, err
	}
	over, err := w.beside.heard(ctx, event)
	if over {
		w.status = "left"
	}
	return event, err
}

// alone is the status of one whose other one has gone, or has never come.
func (w *visitor) alone() string {
	if w.inBridge || w.away {
		return "ended"
	}
	return "nobody"
}

func (w *visitor) join(ctx context.Context) error {
	if w.beside != nil {
		if err := w.beside.joins(ctx); err != nil {
			return err
		}
	}
	if _, err := w.run.Bridge(ctx, flows.Bridge{Shared: w.view.Bridge, Kind: flows.Mixing, Keys: true}); err != nil {
		return err
	}
	if err := w.run.Join(ctx, w.view.Bridge, flows.Caller, flows.Joining{}); err != nil {
		return err
	}
	w.inBridge = true
	if w.talks.IsZero() { // else they talked already
		w.talks = w.run.Now()
	}
	if w.beside == nil {
		return nil
	}
	return w.beside.joined(ctx, false)
}

func (w *visitor) leave(ctx context.Context) {
	w.view = w.meeting.Look()
	var err error
	if w.inBridge && ctx.Err() == nil {
		err = w.run.Part(ctx, w.view.Bridge, flows.Caller)
	}
	if w.meeting.Leave() && !errors.Is(context.Cause(ctx), flows.ErrDetached) {
		err = errors.Join(err, w.run.Unbridge(context.WithoutCancel(ctx), w.view.Bridge))
	}
	if flows.IsFailure(ctx, err) {
		w.run.Log("warn", "leaving a talk: "+err.Error())
	}
	talk := time.Duration(0)
	if !w.talks.IsZero() {
		talk = w.run.Now().Sub(w.talks)
	}
	w.run.SetResult(map[string]any{"status": w.status, "talk": talk, "other": w.view.Other, "from": w.view.From})
}

func (w *visitor) ended(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), flows.ErrHangup) {
		w.status = "hangup"
	}
	return err
}
