package flows

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// CallRecording is a recording of the call that goes on beside its steps, until
// somebody stops it or the call is over.
type CallRecording struct {
	Name   string `json:"name"`
	Format string `json:"format"`
	// Leg is who is heard: "caller", a leg, or "call" for all.
	Leg string `json:"leg"`
	// Bridge is where beeps are heard, "" for by the caller; it is the bridge that is recorded, where one is.
	Bridge string    `json:"bridge,omitempty"`
	Began  time.Time `json:"began"`
	// Min is what it must have lasted to be kept.
	Min time.Duration `json:"min,omitempty"`
	// BeepEvery is how often those who are recorded hear a beep, 0 for never; BeepAt is when next.
	BeepEvery time.Duration `json:"beep_every,omitempty"`
	BeepAt    time.Time     `json:"beep_at,omitzero"`
	// Paused tells that nothing is recorded for now, Masked that silence is, as the caller keys in a secret.
	Paused bool `json:"paused,omitempty"`
	Masked bool `json:"masked,omitempty"`
}

// RecordingPlan is what is to be recorded as soon as the caller is joined with somebody.
type RecordingPlan struct {
	Name   string `json:"name"`
	Format string `json:"format"`
	// PerLeg makes a recording of each party, of what it says alone.
	PerLeg    bool          `json:"per_leg,omitempty"`
	BeepEvery time.Duration `json:"beep_every,omitempty"`
	Min       time.Duration `json:"min,omitempty"`
	Max       time.Duration `json:"max,omitempty"`
}

// Taping is what a walk knows of the recordings of its call; a checkpoint carries it.
type Taping struct {
	Plan    *RecordingPlan  `json:"plan,omitempty"`
	Running []CallRecording `json:"running,omitempty"`
	// Names are how many recordings had a name, so that no two have the same.
	Names map[string]int `json:"names,omitempty"`
}

func (t Taping) clone() Taping {
	t.Running, t.Names = slices.Clone(t.Running), maps.Clone(t.Names)
	return t
}

func (t Taping) isZero() bool { return t.Plan == nil && len(t.Running) == 0 && len(t.Names) == 0 }

// errUnmasked tells that a secret would be recorded.
var errUnmasked = errors.New("the recording of the call cannot be muted while a secret is asked for, nor stopped")

// PlanRecording says what is recorded when the caller is joined with somebody; nil takes that back.
func (r *Run) PlanRecording(plan *RecordingPlan) { r.walker.taping.Plan = plan }

// RecordingPlan is what PlanRecording was given last, nil for nothing.
func (r *Run) RecordingPlan() *RecordingPlan { return r.walker.taping.Plan }

// CallRecordings are the recordings of the call that are under way.
func (r *Run) CallRecordings() []CallRecording { return slices.Clone(r.walker.taping.Running) }

// RecordCall begins a recording of the call that outlives the step. Its name is
// given a number if the call had a recording of that name, and it is muted while
// a secret is asked for. What was recorded is kept from now on, also when this
// process ends. The name that it has is returned.
func (r *Run) RecordCall(ctx context.Context, recording Recording, c CallRecording) (string, error) {
	w := r.walker
	if len(w.taping.Running) >= callRecordingsMax {
		return "", fmt.Errorf("%w: the call has %d recordings under way", ErrLimit, callRecordingsMax)
	}
	name := recording.Name
	if w.taping.Names == nil {
		w.taping.Names = map[string]int{}
	}
	w.taping.Names[name]++
	if n := w.taping.Names[name]; n > 1 {
		recording.Name += "-" + strconv.Itoa(n)
	}
	c.Name, c.Format, c.Began = recording.Name, recording.Format, r.Now()
	if recording.Bridge != "" {
		c.Bridge = recording.Bridge
	}
	if c.BeepEvery > 0 {
		c.BeepAt = c.Began.Add(max(c.BeepEvery, beepLeast))
	}
	if _, err := w.kept(ctx, c.request(true)); err != nil {
		return "", err
	}
	if err := r.Record(ctx, recording); err != nil {
		return "", errors.Join(err, w.unkept(ctx, c.Name))
	}
	w.taping.Running = append(w.taping.Running, c)
	return c.Name, w.mask(ctx)
}

// request asks that the recording be fetched.
func (c CallRecording) request(live bool) KeepRequest {
	return KeepRequest{Name: c.Name, Format: c.Format, Leg: c.Leg, Began: c.Began, Live: live}
}

// EndCallRecording ends a recording of the call; one that is over is no error.
func (r *Run) EndCallRecording(ctx context.Context, name string) error {
	for _, c := range r.walker.taping.Running {
		if c.Name == name {
			return r.walker.endRecording(ctx, c, true)
		}
	}
	return nil
}

// PauseCallRecordings pauses all recordings of the call, or has them go on; it returns how many.
func (r *Run) PauseCallRecordings(ctx context.Context, on bool) (int, error) {
	change := map[bool]RecordingChange{true: PauseRecording, false: ResumeRecording}[on]
	changed := 0
	for i := range r.walker.taping.Running {
		c := &r.walker.taping.Running[i]
		if c.Paused == on {
			continue
		}
		if err := r.ChangeRecording(ctx, c.Name, change); err != nil {
			return changed, err
		}
		c.Paused = on
		changed++
	}
	return changed, nil
}

// endRecording stops a recording, unless it has ended by itself, and has it
// fetched; what is too short to be kept is deleted.
func (w *Walker) endRecording(ctx context.Context, c CallRecording, stop bool) error {
	w.taping.Running = slices.DeleteFunc(w.taping.Running, func(other CallRecording) bool { return other.Name == c.Name })
	ctx = context.WithoutCancel(ctx)
	took := w.port.Now().Sub(c.Began)
	if recorder, ok := w.port.(Recorder); ok && took < c.Min {
		return errors.Join(recorder.ChangeRecording(ctx, c.Name, DeleteRecording), w.unkept(ctx, c.Name))
	} else if ok && stop {
		if err := recorder.ChangeRecording(ctx, c.Name, StopRecording); err != nil {
			return err // it is fetched when it has ended all the same
		}
	}
	_, err := w.kept(ctx, c.request(false))
	return err
}

// recordingOver takes a recording that has ended off the list.
func (w *Walker) recordingOver(ctx context.Context, event *Event) {
	if w.speaking == event.Recording {
		w.speaking = ""
	}
	for _, c := range w.taping.Running {
		if c.Name == event.Recording {
			w.tellTape(w.endRecording(ctx, c, false))
			return
		}
	}
}

// endRecordings ends all recordings of the call, which is over, or not ours any more.
func (w *Walker) endRecordings(ctx context.Context) {
	for _, c := range w.taping.clone().Running {
		w.tellTape(w.endRecording(ctx, c, true))
		w.observe(Fact{Kind: RecordEnded, Text: c.Name, Outcome: "done", Took: w.port.Now().Sub(c.Began)})
	}
}

func (w *Walker) tellTape(err error) {
	if err != nil {
		w.observe(Fact{Kind: Logged, Level: "error", Text: "recording the call: " + err.Error()})
	}
}

// mask has the recordings of the call hold silence while a secret is asked for,
// and only then. One that cannot be muted is stopped; it fails if that cannot be done either.
func (w *Walker) mask(ctx context.Context) error {
	if len(w.taping.Running) == 0 {
		return nil
	}
	recorder, ok := w.port.(Recorder)
	if !ok {
		return nil
	}
	masked := w.masked()
	for _, c := range w.taping.clone().Running {
		if c.Masked == masked {
			continue
		}
		change := map[bool]RecordingChange{true: MuteRecording, false: UnmuteRecording}[masked]
		err := recorder.ChangeRecording(context.WithoutCancel(ctx), c.Name, change)
		if err == nil {
			at := slices.IndexFunc(w.taping.Running, func(other CallRecording) bool { return other.Name == c.Name })
			w.taping.Running[at].Masked = masked
			continue
		}
		w.tellTape(err)
		if !masked {
			continue // silence is the lesser evil; it is tried again
		}
		err = recorder.ChangeRecording(context.WithoutCancel(ctx), c.Name, StopRecording)
		if err == nil {
			err = w.endRecording(ctx, c, false)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errUnmasked, err)
		}
	}
	return nil
}

// await is [Port.Next], with the beeps that the recordings of the call want meanwhile.
func (w *Walker) await(ctx context.Context, deadline time.Time) (*Event, error) {
	if err := w.mask(ctx); err != nil {
		return nil, err
	}
	for {
		wake := w.taping.wake(deadline)
		event, err := w.port.Next(ctx, wake)
		if err == nil && w.remarked(event) {
			continue
		}
		if err != nil || event.Kind != TimeUp || wake.Equal(deadline) {
			return event, err
		}
		w.beep(ctx)
	}
}

// wake is when the first recording wants a beep, if that is before the deadline; else the deadline.
func (t *Taping) wake(deadline time.Time) time.Time {
	for _, c := range t.Running {
		if c.BeepEvery > 0 && (deadline.IsZero() || c.BeepAt.Before(deadline)) {
			deadline = c.BeepAt
		}
	}
	return deadline
}

// beep tells those who are recorded that they are.
func (w *Walker) beep(ctx context.Context) {
	for i := range w.taping.Running {
		c := &w.taping.Running[i]
		if c.BeepEvery <= 0 || w.port.Now().Before(c.BeepAt) {
			continue
		}
		c.BeepAt = w.port.Now().Add(max(c.BeepEvery, beepLeast))
		if c.Paused || c.Bridge == "" && w.speaking != "" { // Asterisk would play it when they have spoken
			continue
		}
		var err error
		if parties, ok := w.port.(Parties); ok && c.Bridge != "" {
			_, err = parties.PlayIn(ctx, c.Bridge, "", []string{recordingBeep})
		} else {
			_, err = w.port.Play(ctx, "", []string{recordingBeep})
		}
		w.tellTape(err)
	}
}
