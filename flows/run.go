package flows

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// Run is one step's hold on the call that it runs for. It is valid during the step's Run only.
type Run struct {
	ctx    context.Context // that of the step's Run
	walker *Walker
	step   *Placed
	frame  *frame
	// said are the media of the playbacks begun, for the facts.
	said map[string]playing
	// asking tells that keys answer the question of this step.
	asking bool
	// idle tells that the step only lets time pass.
	idle bool
	// wants tells whether a key answers the step's question, nil while nothing is asked.
	wants func(digits.Key) bool
	// ahead are the keys that the question has taken, and that are to be told.
	ahead ahead
	// working ends what the step has begun beside the call.
	working context.Context
	endWork context.CancelFunc
	// legs and bridges are what the step has made, and what ends with it.
	missed  []*Event // what happened while the step waited for its work in Do
	legs    map[Party]*dialled
	bridges []string
	// before is the attendant that has gone on with the step until now, deputy the one that does while the steps of a
	// hotkey are taken.
	before, deputy Attendant
	// toLegs are the playbacks to legs.
	toLegs map[string]bool
}

type playing struct {
	media string
	since time.Time
}

// Call is what is known of the call.
func (r *Run) Call() CallInfo { return r.walker.opts.Call }

// Address is the step's name in the program: flow/id.
func (r *Run) Address() string { return r.step.Address }

// Occasion names this one run of the step: the same when the step is taken up
// again, after a crash or a hotkey's steps, and when somebody else, who knows the
// call only as it was before, comes to it as well; another one when it begins anew,
// also when the channel comes back as another call. What must not happen twice carries it.
func (r *Run) Occasion() string {
	call, f := r.walker.opts.Call, r.frame
	if f.nth > 0 { // an older program has begun it, and perhaps done it
		return fmt.Sprintf("%s/%s/%s/%d/%d", call.Asterisk, call.ID, r.step.Address, f.since.UnixNano(), f.nth)
	}
	if f.occasion == 0 {
		r.walker.occasions[r.step.Address]++
		f.occasion = r.walker.occasions[r.step.Address]
	}
	began := int64(0)
	if !call.Started.IsZero() {
		began = call.Started.UnixNano()
	}
	return fmt.Sprintf("%s/%s/%d/%s/%d", call.Asterisk, call.ID, began, r.step.Address, f.occasion)
}

// Now is the time of the call's world.
func (r *Run) Now() time.Time { return r.walker.port.Now() }

// Port is the telephone itself, for steps that need more than Run offers.
func (r *Run) Port() Port { return r.walker.port }

// Keys is the type-ahead buffer: keys that came when nobody asked.
func (r *Run) Keys() *digits.Buffer { return &r.walker.keys }

// Mask makes stars of the keys in facts until the step is left or Unmask: those
// too that come during steps inside of it, but for one that joins parties.
//
// Recordings of the call hold silence meanwhile.
func (r *Run) Mask() {
	r.frame.masked = true
	r.walker.tellTape(r.walker.mask(r.ctx)) // where that fails the next wait does too
}

// Unmask ends what Mask began.
func (r *Run) Unmask() { r.frame.masked = false }

// Returned tells that the walk came back to the step from inside of it, by
// [Back] or [Top], and that the step has saved nothing since. It begins anew
// then, though Load still gives what it saved before.
func (r *Run) Returned() bool { return r.frame.returned }

// Answer answers the call unless it is answered.
func (r *Run) Answer(ctx context.Context) error {
	if r.walker.port.Answered() {
		return nil
	}
	r.walker.observeStep(AnswerBegun, r.step, Fact{})
	return r.walker.port.Answer(ctx)
}

// Next waits for the next event until deadline; see [Port]. Steps that do not
// want a key put it into Keys. When the call's time is up it fails with
// [ErrLimit]; when the caller pressed a hotkey, with an error that the step must return.
func (r *Run) Next(ctx context.Context, deadline time.Time) (*Event, error) {
	if len(r.missed) > 0 && ctx.Err() == nil {
		event := r.missed[0]
		r.missed = r.missed[1:]
		return event, nil
	}
	return r.nextNew(ctx, deadline)
}

// nextNew is Next without what [Run.Do] has heard and left.
func (r *Run) nextNew(ctx context.Context, deadline time.Time) (*Event, error) {
	for {
		event, err := r.nextKeyOrOther(ctx, deadline)
		if err != nil || event.Kind != KeyPressed {
			return event, err
		}
		if event, err = r.unattended(ctx, event); event != nil || err != nil {
			return event, err
		}
	}
}

// unattended is a key that is for the step, or another one that was held before it; nil for none.
func (r *Run) unattended(ctx context.Context, event *Event) (*Event, error) {
	if taken, err := r.attendedKey(ctx, event); err != nil || taken {
		return nil, err
	}
	passed, err := r.hotkey(event)
	if passed != nil {
		r.walker.keys.Number(passed.ahead)
	}
	return passed, err
}

// happen waits for what the telephone tells next.
func (r *Run) happen(ctx context.Context, deadline time.Time) (*Event, error) {
	w := r.walker
	end := w.started.Add(w.limits.MaxCallTime)
	ours := !w.offline && (deadline.IsZero() || deadline.After(end)) // on_hangup has a budget of its own
	if ours {
		deadline = end
	}
	w.scopeIsStale() // what expressions see is 2 KB, and most waits end with a result, which makes it anew
	event, err := w.awaitOwn(ctx, deadline)
	if err != nil {
		return nil, err
	}
	if event.Kind == TimeUp && ours && !r.Now().Before(end) {
		return nil, limitError("the call took %v (max_call_time)", w.limits.MaxCallTime)
	}
	r.tell(ctx, event)
	return event, nil
}

// tell makes facts of an event.
func (r *Run) tell(ctx context.Context, event *Event) {
	w := r.walker
	switch event.Kind {
	case KeyPressed:
		w.sameRow = 0 // a caller who presses keys is not stuck, however often they come back here
		r.keyWas(event)
	case PlaybackEnded:
		if p, ok := r.spoken(event.Playback); ok {
			outcome := "done"
			if event.Failed {
				outcome = "failed"
			}
			w.observeStep(PromptEnded, r.step, Fact{Text: p.media, Outcome: outcome, Took: r.Now().Sub(p.since)})
		}
	case LegChanged, LegKey, PartyLeft, RecordingOver:
		r.partyEvent(event)
		if event.Kind == RecordingOver {
			w.recordingOver(ctx, event)
		}
	}
}

// Play begins to play media; see [Port].
func (r *Run) Play(ctx context.Context, media []string) (string, error) {
	playback, err := r.walker.port.Play(ctx, r.walker.opts.Call.Language, media)
	if err != nil {
		return "", err
	}
	if r.said == nil {
		r.said = map[string]playing{}
	}
	text := strings.Join(media, " & ")
	r.said[playback] = playing{text, r.Now()}
	r.walker.observeStep(PromptBegun, r.step, Fact{Text: text})
	return playback, nil
}

// PlaysOn is what the caller hears on of the step's prompts since a process before has begun it; see [PlayingOn].
// Its end is told as that of any other.
func (r *Run) PlaysOn(ctx context.Context, media []string) (playback string, nth int, ok bool) {
	port, can := r.walker.port.(PlayingOn)
	if !can {
		return "", 0, false
	}
	if playback, nth, ok = port.PlaysOn(ctx, r.walker.opts.Call.Language, media); ok {
		if r.said == nil {
			r.said = map[string]playing{}
		}
		r.said[playback] = playing{strings.Join(media, " & "), r.Now()}
	}
	return playback, nth, ok
}

// Stop ends a playback; see [Port].
func (r *Run) Stop(ctx context.Context, playback string) error {
	if p, ok := r.spoken(playback); ok {
		r.walker.observeStep(PromptCut, r.step, Fact{Text: p.media, Took: r.Now().Sub(p.since)})
	}
	return r.walker.port.Stop(ctx, playback)
}

// spoken takes a playback off those that were begun; false for one that was not, or that has ended.
func (r *Run) spoken(playback string) (p playing, ok bool) {
	if p, ok = r.said[playback]; ok {
		if delete(r.said, playback); len(r.said) == 0 {
			r.said = nil // the wait behind a prompt is longer than the prompt
		}
	}
	return p, ok
}

// silence stops what a step that has failed leaves playing: the apology, or what
// on_error plays, would wait behind it.
func (r *Run) silence(ctx context.Context) {
	for playback := range r.said {
		if ctx.Err() != nil || r.Stop(ctx, playback) != nil {
			return
		}
	}
}

// Media evaluates prompts for the call.
func (r *Run) Media(prompts []Value[string]) ([]string, error) {
	media := make([]string, 0, len(prompts))
	for _, prompt := range prompts {
		text, err := prompt.Eval(r)
		if err != nil {
			return nil, err
		}
		media = append(media, text)
	}
	return media, nil
}

// SetResult is what `steps.<id>` holds from now on.
func (r *Run) SetResult(values map[string]any) {
	if status, ok := values["status"].(string); ok {
		r.frame.status = status
	}
	r.walker.setResult(r.frame, r.step, values)
}

func (w *Walker) setResult(at *frame, step *Placed, values map[string]any) {
	for _, value := range values {
		if secret, ok := value.(Secret); ok {
			w.entered = append(w.entered, secret)
		}
	}
	f := w.flowFrameOf(at)
	if f == nil || f.flow.ids[step.ID] != step {
		return
	}
	full := step.zeroResult()
	maps.Copy(full, values)
	if f.results == nil {
		f.results = map[string]map[string]any{}
	}
	f.results[step.ID] = full
	w.scopeIsStale()
}

// SetVar gives a variable a value: a name in vars, or "flow.x" for one of the flow's own.
func (r *Run) SetVar(name string, value any) {
	if local, ok := cutFlow(name); ok {
		r.walker.flowFrame().params[local] = value
	} else {
		r.walker.vars[name] = value
	}
}

// Save writes down the step's own state, so that a walk that is taken up
// elsewhere goes on from it; v must survive JSON, and is taken as it stands
// where it is a [json.RawMessage]. State is dropped when the step is left. Save
// fails when the step's context is over: whoever takes the call up does the rest.
func (r *Run) Save(v any) error {
	if err := r.Keep(v); err != nil {
		return err
	}
	return r.walker.checkpoint(r.ctx)
}

// Keep is Save without a checkpoint, for a step that enters steps inside of it
// at once: the next checkpoint is that of the first of them, so that no walk is
// taken up between the two.
func (r *Run) Keep(v any) error {
	data, encoded := v.(json.RawMessage)
	if !encoded {
		var err error
		if data, err = json.Marshal(v); err != nil {
			return fmt.Errorf("saving the state of %s: %w", r.step.Address, err)
		}
	}
	r.frame.state, r.frame.returned = data, false
	return nil
}

// Load reads what the step has saved earlier into v; false when it begins anew.
func (r *Run) Load(v any) bool {
	return r.frame.state != nil && json.Unmarshal(r.frame.state, v) == nil
}

// Took tells that the step has taken a way that leads to itself; see [WayAnew].
func (r *Run) Took(label string) { r.walker.observeStep(WayTaken, r.step, Fact{Text: label}) }

// Log tells a text at a level: debug, info, warn or error.
func (r *Run) Log(level, text string) {
	r.walker.observeStep(Logged, r.step, Fact{Level: level, Text: text})
}

// Attempt tells that a menu or collect asks for the n-th time.
func (r *Run) Attempt(n int) {
	r.walker.observeStep(AttemptBegun, r.step, Fact{Text: fmt.Sprint(n)})
}

// AttemptEnded tells what came of the n-th time: ok, noinput, nomatch or partial.
func (r *Run) AttemptEnded(n int, outcome string) {
	r.walker.observeStep(AttemptEnded, r.step, Fact{Text: fmt.Sprint(n), Outcome: outcome})
}

// Sent tells that the step has sent the call to a place in the dialplan.
func (r *Run) Sent(to Place) { r.walker.observeStep(CallSent, r.step, Fact{Text: to.String()}) }

// masked tells whether keys are hidden: what the innermost step has done that has hidden them, or has joined parties.
func (w *Walker) masked() bool {
	for _, f := range slices.Backward(w.frames) {
		if f.masked || f.talks {
			return f.masked
		}
	}
	return false
}

// Ask tells that the keys from now on answer the step's own question: those
// that wants accepts, while the others may be hotkeys. In a program that asks for
// secrets, keys that nobody has asked for yet are stars in facts.
func (r *Run) Ask(wants func(digits.Key) bool) { r.asking, r.wants = true, wants }

// scope is the environment of expressions at the present place.
func (w *Walker) scope() map[string]any {
	if w.env != nil {
		return w.env
	}
	f := w.flowFrame()
	w.env = map[string]any{
		"call": callScope(w.opts.Call), "vars": w.vars, "config": w.program.config, "secrets": w.program.secrets,
		"flow": f.params, "steps": f.resultScope(),
		"error": map[string]any{"message": f.failure.Message, "step": f.failure.Step, "kind": f.failure.Kind},
	}
	return w.env
}

// scopeIsStale makes the next scope anew: the flow or a result has changed.
func (w *Walker) scopeIsStale() { w.env = nil }
