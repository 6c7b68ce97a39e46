package steps

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// taking is one recording of the step record while it is made.
type taking struct {
	*flows.Run
	recording            flows.Recording
	min                  time.Duration
	keepsHangup, fetches bool
	review               *review

	state recordState
	// takenUp tells that a process before has begun the recording, which goes on.
	takenUp bool
}

// taking evaluates what is to be recorded.
func (s record) taking(r *flows.Run) (*taking, error) {
	t := &taking{Run: r, review: s.review, recording: flows.Recording{Terminator: s.terminators, IfExists: s.ifExists}}
	var err error
	if t.recording.Name, t.recording.Format, err = recordingNamed(r, s.name, s.named, s.format, s.formatted); err != nil {
		return nil, err
	}
	for into, from := range map[*time.Duration]flows.Value[time.Duration]{
		&t.recording.Max: s.max, &t.recording.Silence: s.silence, &t.min: s.min} {
		if *into, err = from.Eval(r); err != nil {
			return nil, err
		}
	}
	for into, from := range map[*bool]flows.Value[bool]{
		&t.recording.Beep: s.beep, &t.keepsHangup: s.keeps, &t.fetches: s.fetches} {
		if *into, err = from.Eval(r); err != nil {
			return nil, err
		}
	}
	return t, nil
}

var oddInName = regexp.MustCompile(`[^A-Za-z0-9+_.-]+`)

// recordingNamed evaluates a name and a format, or makes them up.
func recordingNamed(r *flows.Run, name flows.Value[string], named bool, format flows.Value[string], formatted bool,
) (string, string, error) {
	call := oddInName.ReplaceAllString(r.Call().ID, "_")
	what, how := fmt.Sprintf("calls/c%s-%d", call, r.Now().UnixMilli()), r.RecordingFormat()
	var err error
	if named {
		if what, err = name.Eval(r); err != nil {
			return "", "", err
		}
	}
	if formatted {
		if how, err = format.Eval(r); err != nil {
			return "", "", err
		}
	}
	return what, how, errors.Join(flows.CheckRecordingName(what), flows.CheckRecordingFormat(how))
}

// takeUp goes on where whoever had the call before has left the step: what was said is not to be said again.
func (t *taking) takeUp(ctx context.Context) (err error) {
	switch { // what is noted may not have been done
	case t.state.Kept:
		return t.keep(ctx)
	case t.state.Reason != "" && t.state.Status != "error":
		return t.throwAway(ctx, t.state.Reason)
	case t.state.Status != "": // it is over, and stands to be judged
		return nil
	}
	if !t.state.Began.IsZero() {
		t.takenUp, err = t.Records(ctx, t.state.Name)
		if flows.IsFailure(ctx, err) {
			t.Log("warn", "nobody can tell whether it is recorded: it is recorded anew: "+err.Error())
		} else if err != nil || t.takenUp {
			return err
		}
	}
	t.state.Began = time.Time{}
	return t.endBefore(ctx)
}

// note writes down how far the recording has come.
func (t *taking) note() error {
	t.state.Name = t.recording.Name
	return t.Save(t.state)
}

// run records until there is a recording that counts, or none.
func (t *taking) run(ctx context.Context) error {
	for !t.state.Kept && (t.state.Reason == "" || t.state.Reason == "short") {
		if t.state.Status == "" {
			if err := t.take(ctx); err != nil {
				return t.broken(ctx, err)
			}
		}
		if t.state.Status == "error" {
			return nil
		}
		anew, err := t.judge(ctx)
		if err != nil {
			return t.broken(ctx, err)
		}
		if !anew {
			return nil
		}
		t.recording.IfExists = "overwrite"
		t.state = recordState{Again: t.state.Again + 1}
	}
	return nil
}

// judge keeps the recording or deletes it, as its length and the caller say; anew asks for another one.
func (t *taking) judge(ctx context.Context) (anew bool, err error) {
	if t.state.Took < t.min {
		if err := t.throwAway(ctx, "short"); err != nil || t.review == nil || t.state.Again >= t.review.attempts {
			return false, err
		}
		return true, t.review.say(ctx, t.Run, t.review.tooShort)
	}
	if t.review != nil {
		verdict, err := t.review.ask(ctx, t.Run, t.recording.Name)
		switch {
		case err != nil:
			return false, err
		case verdict == reviewAnew:
			return true, nil
		case verdict == reviewCanceled:
			t.state.Reviewed = "canceled"
			if err := t.throwAway(ctx, "canceled"); err != nil {
				return false, err
			}
			return false, t.review.say(ctx, t.Run, t.review.deleted)
		case verdict == reviewTimeout && !t.review.accepts:
			t.state.Reviewed = "timeout"
			return false, t.throwAway(ctx, "canceled")
		}
		t.state.Reviewed = map[bool]string{true: "timeout", false: "accepted"}[verdict == reviewTimeout]
	}
	if err := t.keep(ctx); err != nil || t.review == nil {
		return false, err
	}
	return false, t.review.say(ctx, t.Run, t.review.saved)
}

// keep has the recording fetched.
func (t *taking) keep(ctx context.Context) error {
	t.state.Kept = true
	_ = t.note() // that the call is over by now the step learns as it waits
	if !t.fetches {
		return t.Unkept(ctx, t.recording.Name)
	}
	_, err := t.Kept(ctx, flows.KeepRequest{Name: t.recording.Name, Format: t.recording.Format, Leg: "caller",
		Began: t.state.Began})
	return err
}

func (t *taking) throwAway(ctx context.Context, why string) error {
	t.state.Reason = why
	_ = t.note()
	if err := t.ChangeRecording(ctx, t.recording.Name, flows.DeleteRecording); err != nil {
		return err
	}
	return t.Unkept(ctx, t.recording.Name)
}

// hold has the recording ended should this process die and nobody go on with the call, and done with as when the caller
// hangs up. That it cannot is no reason not to record.
func (t *taking) hold(ctx context.Context) {
	what := flows.DeleteAbandoned
	switch {
	case t.keepsHangup && t.fetches:
		what = flows.FetchAbandoned
	case t.keepsHangup:
		what = flows.LeaveAbandoned
	}
	_, err := t.Kept(ctx, flows.KeepRequest{Name: t.recording.Name, Format: t.recording.Format, Leg: "caller",
		Began: t.state.Began, Abandoned: what})
	if err != nil {
		t.Log("warn", "the recording is not ended if this process dies: "+err.Error())
	}
}

// endBefore ends the recording of a process that has died, as this one makes it anew.
func (t *taking) endBefore(ctx context.Context) error {
	if err := t.Unkept(ctx, t.recording.Name); err != nil {
		return err
	}
	err := t.ChangeRecording(ctx, t.recording.Name, flows.DeleteRecording)
	if flows.IsFailure(ctx, err) {
		t.Log("warn", "the recording of before could not be ended: "+err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	return awaitOver(ctx, t.Run, t.recording.Name)
}

// awaitOver waits for a moment until it is told that a recording that was ended is over: else that would be taken for
// the end of the next one of its name.
func awaitOver(ctx context.Context, r *flows.Run, name string) error {
	for deadline := r.Now().Add(overTime); ; {
		event, err := r.Next(ctx, deadline)
		switch {
		case err != nil:
			return err
		case event.Kind == flows.KeyPressed:
			r.Keys().Push(event.Key, event.At)
		case event.Kind == flows.TimeUp, event.Kind == flows.RecordingOver && event.Recording == name:
			return nil
		}
	}
}

// recordAnew records under a name under which a recording has just been ended: Asterisk takes a moment to close it.
func recordAnew(ctx context.Context, r *flows.Run, recording flows.Recording) error {
	for range closingTries {
		err := r.Record(ctx, recording)
		if recording.IfExists != "overwrite" || !errors.Is(err, flows.ErrRecordingExists) {
			return err
		}
		for deadline := r.Now().Add(closingPause); ; {
			event, err := r.Next(ctx, deadline)
			if err != nil {
				return err
			}
			if event.Kind == flows.TimeUp {
				break
			}
		}
	}
	return r.Record(ctx, recording)
}

// broken is what becomes of a recording in which the call was over, or the step could not go on. What the caller
// has accepted is kept already; of a call that goes on elsewhere it goes on there.
func (t *taking) broken(ctx context.Context, err error) error {
	if t.state.Kept || t.state.Reason != "" || t.state.Began.IsZero() || errors.Is(context.Cause(ctx), flows.ErrDetached) {
		return err
	}
	after := context.WithoutCancel(ctx)
	hangup := (*flows.HangupError)(nil)
	isHangup := ctx.Err() != nil && errors.As(context.Cause(ctx), &hangup)
	if t.state.Took == 0 {
		t.state.Took = t.Now().Sub(t.state.Began)
	}
	if isHangup {
		t.state.Status = "hangup"
	}
	if isHangup && t.keepsHangup && t.state.Took >= t.min {
		return errors.Join(err, t.ChangeRecording(after, t.recording.Name, flows.StopRecording), t.keep(after))
	}
	if !isHangup {
		t.state.Status = "error"
	}
	why := map[bool]string{true: "hangup", false: "failed"}[isHangup]
	_ = t.throwAway(after, why) // a recording that stays is no reason to hide why the call goes elsewhere
	return err
}

// report sets the step's result.
func (t *taking) report() {
	s := t.state
	result := map[string]any{"status": s.Status, "reason": s.Reason, "name": t.recording.Name,
		"format": t.recording.Format, "duration_ms": int(s.Took / time.Millisecond), "key": "", "kept": s.Kept,
		"review": s.Reviewed}
	if s.Key != 0 {
		result["key"] = s.Key.String()
	}
	t.SetResult(result)
}
