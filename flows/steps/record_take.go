package steps

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// taking is one recording of the step record while it is made.
type taking struct {
	*flows.Run
	recording            flows.Recording
	min                  time.Duration
	keepsHangup, fetches bool
	review               *review

	began          time.Time
	status, reason string
	key            digits.Key
	took           time.Duration
	kept           bool
	reviewed       string
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

// run records until there is a recording that counts, or none.
func (t *taking) run(ctx context.Context) error {
	for again := 0; ; again++ {
		if err := t.take(ctx); err != nil {
			return t.broken(ctx, err)
		}
		if t.status == "error" {
			return nil
		}
		anew, err := t.judge(ctx, again)
		if err != nil {
			return t.broken(ctx, err)
		}
		if !anew {
			return nil
		}
		t.recording.IfExists = "overwrite"
		t.reason, t.key = "", 0
	}
}

// judge keeps the recording or deletes it, as its length and the caller say; anew asks for another one.
func (t *taking) judge(ctx context.Context, again int) (anew bool, err error) {
	if t.took < t.min {
		if err := t.throwAway(ctx, "short"); err != nil || t.review == nil || again >= t.review.attempts {
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
			t.reviewed = "canceled"
			if err := t.throwAway(ctx, "canceled"); err != nil {
				return false, err
			}
			return false, t.review.say(ctx, t.Run, t.review.deleted)
		case verdict == reviewTimeout && !t.review.accepts:
			t.reviewed = "timeout"
			return false, t.throwAway(ctx, "canceled")
		}
		t.reviewed = map[bool]string{true: "timeout", false: "accepted"}[verdict == reviewTimeout]
	}
	if err := t.keep(ctx); err != nil || t.review == nil {
		return false, err
	}
	return false, t.review.say(ctx, t.Run, t.review.saved)
}

// keep has the recording fetched.
func (t *taking) keep(ctx context.Context) error {
	t.kept = true
	if !t.fetches {
		return t.Unkept(ctx, t.recording.Name)
	}
	_, err := t.Kept(ctx, flows.KeepRequest{Name: t.recording.Name, Format: t.recording.Format, Leg: "caller",
		Began: t.began})
	return err
}

func (t *taking) throwAway(ctx context.Context, why string) error {
	t.reason = why
	if err := t.ChangeRecording(ctx, t.recording.Name, flows.DeleteRecording); err != nil {
		return err
	}
	return t.Unkept(ctx, t.recording.Name)
}

// hold has the next process end the recording should this one die, and do with it as when the caller hangs up. That it
// cannot is no reason not to record.
func (t *taking) hold(ctx context.Context) {
	what := flows.DeleteAbandoned
	switch {
	case t.keepsHangup && t.fetches:
		what = flows.FetchAbandoned
	case t.keepsHangup:
		what = flows.LeaveAbandoned
	}
	_, err := t.Kept(ctx, flows.KeepRequest{Name: t.recording.Name, Format: t.recording.Format, Leg: "caller",
		Began: t.began, Abandoned: what})
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
// has accepted is kept already.
func (t *taking) broken(ctx context.Context, err error) error {
	if t.kept || t.reason != "" || t.began.IsZero() {
		return err
	}
	after := context.WithoutCancel(ctx)
	hangup := (*flows.HangupError)(nil)
	isHangup := ctx.Err() != nil && errors.As(context.Cause(ctx), &hangup)
	if t.took == 0 {
		t.took = t.Now().Sub(t.began)
	}
	if isHangup {
		t.status = "hangup"
	}
	if isHangup && t.keepsHangup && t.took >= t.min {
		return errors.Join(err, t.ChangeRecording(after, t.recording.Name, flows.StopRecording), t.keep(after))
	}
	if !isHangup {
		t.status = "error"
	}
	why := map[bool]string{true: "hangup", false: "failed"}[isHangup]
	_ = t.throwAway(after, why) // a recording that stays is no reason to hide why the call goes elsewhere
	return err
}

// report sets the step's result.
func (t *taking) report() {
	result := map[string]any{"status": t.status, "reason": t.reason, "name": t.recording.Name,
		"format": t.recording.Format, "duration_ms": int(t.took / time.Millisecond), "key": "", "kept": t.kept,
		"review": t.reviewed}
	if t.key != 0 {
		result["key"] = t.key.String()
	}
	t.SetResult(result)
}
