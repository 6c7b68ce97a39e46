package flows

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"
)

// Attendant goes on with a step while the walk takes steps inside of it: its legs
// ring on, and what happens to them is heard. It runs within the wait of the step
// inside, on the walk's goroutine, and must not wait itself: no [Run.Next], no
// [Run.Do]. What a step has to wait for, it does before it goes inside.
type Attendant interface {
	// Due is when it wants to be woken though nothing happens, zero for never.
	Due() time.Time
	// Heard is handed what happens to the step's legs, and to what plays to them, as well as its time; beside these every
	// [Notified] and every end of work, of which it takes those that are its own, and the keys that the question of a
	// step inside does not want.
	Heard(ctx context.Context, r *Run, event *Event) (Heed, error)
	// Refresh may set the step's results anew before a step inside begins.
	Refresh(r *Run)
	// Dismissed tells that the walk has left the step for elsewhere, or that the call is over. What the step has made is
	// ended behind it. A call that goes on in another process dismisses nobody.
	Dismissed(ctx context.Context, r *Run)
}

// Attending is a step that may leave an [Attendant] behind. Its steps inside are
// read as [LoopSteps], or are a flow: from their end the step runs again.
type Attending interface {
	// Attend makes the attendant of what the step has saved, for a walk that is taken up while steps inside are under
	// way. With a nil one these are left, and the step runs again.
	Attend(ctx context.Context, r *Run) (Attendant, error)
}

// Heed is what an [Attendant] makes of an event.
type Heed int

const (
	// NotMine leaves the event to the steps inside. Of the step's legs they hear nothing all the same.
	NotMine Heed = iota
	// Minded has the event taken.
	Minded
	// Summon leaves the steps inside at once, as a hotkey does: the step runs again.
	Summon
)

// Attended takes the steps of a block of [LoopSteps] while the attendant goes on with the step.
func Attended(b *Block, by Attendant) Next {
	next := Enter(b)
	next.attendant = by
	return next
}

// AttendedFlow runs a flow while the attendant goes on with the step; its results are not the step's.
func AttendedFlow(t *Target, args map[string]any, by Attendant) Next {
	next := Call(t, args)
	next.attendant = by
	return next
}

// Attendant is who has gone on with the step until now, nil where it has run itself.
func (r *Run) Attendant() Attendant { return r.before }

// Deputize says who goes on with the step when the caller presses a hotkey that has steps: its end is no end of the
// step. Hotkeys that lead elsewhere dismiss it.
func (r *Run) Deputize(a Attendant) { r.deputy = a }

// Idle says that the step only lets time pass from now on, with music or silence: an attendant may have its caller hear
// something else instead, and cuts nobody short.
func (r *Run) Idle() { r.idle = true }

// InsideIsIdle tells an attendant that the step inside only lets time pass.
func (r *Run) InsideIsIdle() bool { return r.walker.run != nil && r.walker.run.idle }

// post is a step whose attendant is at work.
type post struct {
	run       *Run
	attendant Attendant
	// counted are the steps that counted for max_steps when the walk went inside.
	counted int
	// woken is when the attendant was woken last.
	woken time.Time
	// err is why the step fails.
	err error
}

// summoned leaves the steps inside of a step.
type summoned struct{ *post }

// Error names the step.
func (s *summoned) Error() string { return s.run.step.Address + " goes on itself" }

// posts are the attendants at work, the outermost first.
func (w *Walker) posts() []*post {
	var posts []*post
	for _, f := range w.frames {
		if f.post != nil && f.post.attendant != nil {
			posts = append(posts, f.post)
		}
	}
	return posts
}

// due is when the attendant wants to be woken. One that wants it all the time gets it at intervals.
func (p *post) due() time.Time {
	due := p.attendant.Due()
	if least := p.woken.Add(wakeLeast); !due.IsZero() && !p.woken.IsZero() && due.Before(least) {
		return least
	}
	return due
}

// wake is when the first attendant wants to be woken, if that is before the deadline; else the deadline.
func (w *Walker) wake(deadline time.Time) time.Time {
	for _, p := range w.posts() {
		if due := p.due(); !due.IsZero() && (deadline.IsZero() || due.Before(deadline)) {
			deadline = due
		}
	}
	return deadline
}

// wakePosts wakes the attendants whose time has come.
func (w *Walker) wakePosts(ctx context.Context) error {
	for _, p := range w.posts() {
		now := w.port.Now()
		if due := p.due(); due.IsZero() || now.Before(due) {
			continue
		}
		p.woken = now
		if _, err := w.tellPost(ctx, p, &Event{Kind: TimeUp, At: now}); err != nil {
			return err
		}
	}
	return nil
}

// attended hands an event to the attendants; taken tells that the step inside does not hear of it.
func (w *Walker) attended(ctx context.Context, event *Event) (taken bool, err error) {
	for _, p := range w.posts() {
		own := p.run.concerns(event)
		if !own && event.Kind != Notified && event.Kind != WorkEnded {
			continue
		}
		if own {
			p.run.partyEvent(event)
		}
		heed, err := w.tellPost(ctx, p, event)
		if err != nil || own || heed != NotMine {
			return true, err
		}
	}
	return false, nil
}

// attendedKey hands a key to the attendants that no question wants.
func (r *Run) attendedKey(ctx context.Context, event *Event) (taken bool, err error) {
	if event.Held || r.wants != nil && r.wants(event.Key) || r.wants == nil && r.asking {
		return false, nil
	}
	for _, p := range slices.Backward(r.walker.posts()) {
		if heed, err := r.walker.tellPost(ctx, p, event); err != nil || heed != NotMine {
			return true, err
		}
	}
	return false, nil
}

// concerns tells whether an event is about what the step has made.
func (r *Run) concerns(event *Event) bool {
	switch event.Kind {
	case LegChanged, LegKey, PartyLeft, Replaced:
		return r.legs[event.Leg] != nil
	case TransferAsked:
		return event.Transfer != nil && r.legs[event.Transfer.By] != nil
	case PlaybackEnded:
		return r.toLegs[event.Playback]
	}
	return false
}

// tellPost has an attendant hear an event; the error of a summons leaves the steps inside.
func (w *Walker) tellPost(ctx context.Context, p *post, event *Event) (heed Heed, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			p.err = fmt.Errorf("%w: %v\n%s", ErrPanic, panicked, debug.Stack())
			heed, err = Summon, &summoned{p}
		}
	}()
	heed, err = p.attendant.Heard(ctx, p.run, event)
	switch {
	case err != nil && (ctx.Err() != nil || errors.Is(err, errCheckpointRefused)):
		return heed, err
	case err != nil:
		p.err = err
		return Summon, &summoned{p}
	case heed == Summon:
		return heed, &summoned{p}
	}
	return heed, nil
}

// awaitOwn is await without what the attendants take, whom it wakes.
func (w *Walker) awaitOwn(ctx context.Context, deadline time.Time) (*Event, error) {
	for {
		event, err := w.await(ctx, w.wake(deadline))
		if err != nil {
			return event, err
		}
		if event.Kind == TimeUp {
			if err := w.wakePosts(ctx); err != nil || !deadline.IsZero() && !w.port.Now().Before(deadline) {
				return event, err
			}
			continue
		}
		if taken, err := w.attended(ctx, event); err != nil || !taken {
			return event, err
		}
	}
}

// follow leaves the steps inside of a step that was summoned: nothing of them plays on.
func (w *Walker) follow(ctx context.Context, run *Run, s *summoned) error {
	for playback := range run.said {
		if err := run.Stop(ctx, playback); err != nil {
			return err
		}
	}
	w.keys.Clear()
	w.hot, w.freed = nil, nil
	for i, f := range w.frames {
		if f.post == s.post {
			w.cut(i + 1)
			break
		}
	}
	return nil
}

// runOf is the hold that a step has on the call: that of its attendant, which has done its work, or a new one.
func (w *Walker) runOf(ctx context.Context, f *frame, step *Placed) (*Run, error) {
	p := f.post
	if p == nil {
		run := &Run{ctx: ctx, walker: w, step: step, frame: f}
		run.inherit()
		return run, nil
	}
	f.post = nil
	w.spared = w.steps - p.counted // a wait may take as many steps as it lasts
	w.same, w.sameRow = "", 0      // and say the same again and again
	p.run.ctx, p.run.wants = ctx, nil
	p.run.asking, p.run.before, p.run.deputy = false, p.attendant, nil
	p.run.inherit()
	return p.run, p.err
}

// attend sets the step's attendant to work.
func (w *Walker) attend(f *frame, run *Run, by Attendant) {
	f.post = &post{run: run, attendant: by, counted: w.steps - w.spared}
}

// deputized leaves a step that is led elsewhere to its deputy: for the steps of a hotkey, else to be dismissed.
func (w *Walker) deputized(f *frame, run *Run, hot *hotkeyPressed) {
	w.attend(f, run, run.deputy)
	if hot == nil || hot.block == nil {
		w.dismiss(f)
	}
}

// refresh has the attendants set results anew.
func (w *Walker) refresh() {
	for _, p := range w.posts() {
		p.attendant.Refresh(p.run)
	}
}

// dismiss ends the attendant's work at a frame that is left.
func (w *Walker) dismiss(f *frame) {
	p := f.post
	if f.post = nil; p == nil {
		return
	}
	if p.attendant != nil && !w.refused && !errors.Is(context.Cause(p.run.ctx), ErrDetached) {
		p.attendant.Dismissed(p.run.ctx, p.run)
	}
	p.run.over()
}

// dismissAll ends the work of all attendants: the walk is over.
func (w *Walker) dismissAll() {
	for _, f := range slices.Backward(w.frames) {
		w.dismiss(f)
	}
}

// reinstate sets the attendants to work again that were when the call was left.
func (w *Walker) reinstate(ctx context.Context) (err error) {
	var at int
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanic, p, debug.Stack())
		}
		if err != nil && ctx.Err() == nil && w.frames[at].post != nil {
			w.heritage = &heritage{}
			w.cut(at + 1)
			w.frames[at].post.err = err
			err = nil
		}
	}()
	for at = len(w.frames) - 1; at >= 0; at-- { // those inside first, so that they are dismissed where they are left
		f := w.frames[at]
		if f.left == nil {
			continue
		}
		run := &Run{ctx: ctx, walker: w, step: f.step(), frame: f}
		f.post = &post{run: run, counted: f.left.counted}
		run.takeOver(&f.left.heritage)
		f.left = nil
		if at == len(w.frames)-1 {
			continue // it was about to run itself
		}
		step, ok := run.step.Step.(Attending)
		if ok {
			if f.post.attendant, err = step.Attend(ctx, run); err != nil {
				return err
			}
		}
		if f.post.attendant == nil {
			w.heritage = &heritage{} // what the steps inside had is ended
			w.cut(at + 1)
		}
	}
	return nil
}

// postState is what another process has left of an attendant's work.
type postState struct {
	heritage
	counted int
}

// attendedState is what a checkpoint says of the frame's attendant.
func (f *frame) attendedState() *AttendedState {
	switch {
	case f.post != nil:
		legs, bridges := f.post.run.made()
		return &AttendedState{Legs: legs, Bridges: bridges, Counted: f.post.counted}
	case f.left != nil:
		return &AttendedState{Legs: f.left.legs, Bridges: f.left.bridges, Counted: f.left.counted}
	}
	return nil
}
