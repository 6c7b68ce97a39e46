package flows

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"
)

// dialled is a leg of a step, for the facts.
type dialled struct {
	since time.Time
	ended bool
	// cause is with which it was hung up, 0 when it was not.
	cause Cause
	// release gives back its place among the calls at once, nil where it has none.
	release func()
}

// parties is the call's telephone as far as it has legs.
func (r *Run) parties() (Parties, error) {
	p, ok := r.walker.port.(Parties)
	if !ok {
		return nil, ErrNotHere
	}
	return p, nil
}

// Dial makes a leg and has it ring; see [Parties]. A leg that the step leaves
// behind is hung up.
func (r *Run) Dial(ctx context.Context, leg Leg) (Party, error) {
	port, err := r.parties()
	if err != nil {
		return "", err
	}
	name, err := port.Dial(ctx, leg)
	if err != nil {
		return "", err
	}
	if r.legs == nil {
		r.legs = map[Party]*dialled{}
	}
	r.legs[name] = &dialled{since: r.Now()}
	r.walker.observeStep(LegDialled, r.step, Fact{Leg: string(name), Text: leg.Endpoint})
	return name, nil
}

// HangupLeg ends a leg; see [Parties].
func (r *Run) HangupLeg(ctx context.Context, leg Party, cause Cause) error {
	port, err := r.parties()
	if err != nil {
		return err
	}
	one := r.legs[leg]
	if one != nil && one.cause == 0 {
		one.cause = cause
	}
	err = port.HangupLeg(ctx, leg, cause)
	if err == nil { // its end is a matter of moments, and who is called instead needs the place
		one.free()
	}
	return err
}

// Bridge makes a bridge; see [Parties]. One of the call's own ends with the step.
func (r *Run) Bridge(ctx context.Context, bridge Bridge) (string, error) {
	port, err := r.parties()
	if err != nil {
		return "", err
	}
	name, err := port.Bridge(ctx, bridge)
	if err == nil && bridge.Shared == "" {
		r.bridges = append(r.bridges, name)
	}
	return name, err
}

// Unbridge ends a bridge; see [Parties].
func (r *Run) Unbridge(ctx context.Context, bridge string) error {
	port, err := r.parties()
	if err != nil {
		return err
	}
	r.bridges = slices.DeleteFunc(r.bridges, func(name string) bool { return name == bridge })
	return port.Unbridge(ctx, bridge)
}

// Join takes a party into a bridge; see [Parties].
func (r *Run) Join(ctx context.Context, bridge string, party Party, how Joining) error {
	port, err := r.parties()
	if err != nil {
		return err
	}
	if err := port.Join(ctx, bridge, party, how); err != nil {
		return err
	}
	r.frame.talks = true // who asked for a secret has others talk with the caller: they key in none meanwhile
	r.walker.tellTape(r.walker.mask(ctx))
	r.walker.observeStep(PartyJoined, r.step, Fact{Leg: string(party), Text: bridge})
	return nil
}

// Part takes a party out of a bridge; see [Parties].
func (r *Run) Part(ctx context.Context, bridge string, party Party) error {
	port, err := r.parties()
	if err != nil {
		return err
	}
	r.walker.observeStep(PartyParted, r.step, Fact{Leg: string(party), Text: bridge})
	return port.Part(ctx, bridge, party)
}

// PlayTo begins to play to a leg, or to the caller; see [Parties].
func (r *Run) PlayTo(ctx context.Context, party Party, media []string) (string, error) {
	if party == Caller {
		return r.Play(ctx, media)
	}
	port, err := r.parties()
	if err != nil {
		return "", err
	}
	playback, err := port.PlayTo(ctx, party, r.walker.opts.Call.Language, media)
	if err == nil {
		if r.toLegs == nil {
			r.toLegs = map[string]bool{}
		}
		r.toLegs[playback] = true
	}
	return playback, err
}

// Record begins a recording; see [Recorder].
func (r *Run) Record(ctx context.Context, recording Recording) error {
	port, ok := r.walker.port.(Recorder)
	if !ok {
		return ErrNotHere
	}
	if err := port.Record(ctx, recording); err != nil {
		return err
	}
	if recording.Bridge == "" && recording.Party == Caller && !recording.Tap {
		r.walker.speaking = recording.Name
		// Whoever takes the call up has to know of it: Asterisk does nothing else with the channel until it is over. That
		// the call is over by now the step learns as it waits.
		_ = r.walker.checkpoint(r.ctx)
	}
	r.walker.observeStep(RecordBegun, r.step, Fact{Leg: string(recording.Party), Text: recording.Name})
	return nil
}

// ChangeRecording does something with a recording under way; see [Recorder].
func (r *Run) ChangeRecording(ctx context.Context, name string, change RecordingChange) error {
	port, ok := r.walker.port.(Recorder)
	if !ok {
		return ErrNotHere
	}
	return port.ChangeRecording(ctx, name, change)
}

// Records tells whether a recording goes on that this step has begun, or whoever had the call before; see [Recorder].
func (r *Run) Records(ctx context.Context, name string) (bool, error) {
	port, ok := r.walker.port.(Recorder)
	if !ok {
		return false, ErrNotHere
	}
	goesOn, err := port.Records(ctx, name)
	if goesOn && err == nil {
		r.walker.speaking = name
	}
	return goesOn, err
}

// partyEvent tells the facts of what happened to others than the caller.
func (r *Run) partyEvent(event *Event) {
	kinds := map[LegState]FactKind{Rang: LegRang, Progressed: LegProgress, Answered: LegAnswered, LegGone: LegEnded}
	switch event.Kind {
	case LegChanged:
		fact := Fact{Leg: string(event.Leg)}
		leg := r.legs[event.Leg]
		if leg == nil { // that of a step before, whose end is told
			return
		}
		fact.Took = r.Now().Sub(leg.since)
		if event.State == LegGone {
			fact.Outcome = event.Cause.String()
			if event.SIP > 0 {
				fact.Text = strconv.Itoa(event.SIP)
			}
			leg.ended, fact.Ours = true, leg.cause != 0
			leg.free()
		}
		r.walker.observeStep(kinds[event.State], r.step, fact)
	case LegKey:
		r.walker.observeStep(LegKeyWas, r.step, Fact{Leg: string(event.Leg), Text: event.Key.String()})
	case PartyLeft:
		r.walker.observeStep(PartyParted, r.step, Fact{Leg: string(event.Leg), Text: event.Bridge})
	case RecordingOver:
		outcome := "done"
		if event.Failed {
			outcome = "failed"
		}
		r.walker.observeStep(RecordEnded, r.step, Fact{Text: event.Recording, Outcome: outcome, Took: event.Took})
	}
}

// dissolve hangs up the legs and ends the bridges that the step leaves behind.
// It is done though the call may be over: somebody's telephone rings. A call that
// goes on elsewhere keeps them.
func (r *Run) dissolve() {
	for _, leg := range r.legs { // first of all: whatever fails below, no place is lost
		leg.free()
	}
	port, err := r.parties()
	if err != nil || r.walker.refused || errors.Is(context.Cause(r.ctx), ErrDetached) {
		return
	}
	ctx := context.WithoutCancel(r.ctx)
	for _, name := range slices.Sorted(maps.Keys(r.legs)) {
		leg := r.legs[name]
		if leg.ended {
			continue
		}
		cause := cmp.Or(leg.cause, CauseNormal)
		_ = port.HangupLeg(ctx, name, cause)
		r.walker.observeStep(LegEnded, r.step,
			Fact{Leg: string(name), Outcome: cause.String(), Ours: true, Took: r.Now().Sub(leg.since)})
	}
	for _, bridge := range r.bridges {
		_ = port.Unbridge(ctx, bridge)
	}
	r.legs, r.bridges = nil, nil
}

// Visit sends the caller into the dialplan and waits until they are back, at
// most for the time given, 0 for no bound but the call's. Keys are kept for the
// next question.
func (r *Run) Visit(ctx context.Context, place Place, within time.Duration) error {
	port, ok := r.walker.port.(Visitor)
	if !ok {
		return errors.New("there is no dialplan here")
	}
	if err := port.Visit(ctx, place); err != nil {
		return err
	}
	r.Sent(place)
	if err := r.walker.checkpoint(r.ctx); err != nil { // who takes the call up finds them where they are
		return err
	}
	deadline := time.Time{}
	if within > 0 {
		deadline = r.Now().Add(within)
	}
	return r.AwaitBack(ctx, deadline)
}

// Away tells that the caller is in the dialplan: somebody has taken the call up while they were.
func (r *Run) Away() bool {
	port, ok := r.walker.port.(interface{ Away() bool })
	return ok && port.Away()
}

// AwaitBack waits until the caller is back from the dialplan, as [Run.Visit] does; a zero deadline is none.
func (r *Run) AwaitBack(ctx context.Context, deadline time.Time) error {
	for {
		event, err := r.Next(ctx, deadline)
		switch {
		case err != nil:
			return err
		case event.Kind == CameBack:
			return nil
		case event.Kind == KeyPressed:
			r.Keys().Push(event.Key, event.At)
		case event.Kind == TimeUp:
			return ErrTimeout
		}
	}
}
