package steps

import (
	"context"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/source"
)

// transferReason has the caller say why they call, for whoever is to have them.
type transferReason struct {
	prompt       []flows.Value[string]
	max, silence flows.Value[time.Duration]
}

// transferReasonType reads {prompt, max, silence}: *transferReason.
func transferReasonType() flows.Type {
	const accepts = "a mapping with prompt, max and silence"
	fields := []flows.Field{
		{Name: "prompt", Type: flows.Media, Required: true, Doc: "What the caller is asked to say."},
		{Name: "max", Type: flows.Duration, Default: "6s", Doc: "How long it may be."},
		{Name: "silence", Type: flows.Duration, Default: "2s", Doc: "The silence that ends it."},
	}
	return flows.NewType("reason", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || n.Get("prompt") == nil {
			p.Report().WrongType(n, "reason", accepts)
			return nil
		}
		reason := &transferReason{max: flows.Fixed(reasonMost), silence: flows.Fixed(reasonSilence)}
		for key, item := range n.All() {
			switch key.Value {
			case "prompt":
				reason.prompt, _ = p.Parse(flows.Media, key.Value, item).([]flows.Value[string])
			case "max", "silence":
				v, ok := p.Parse(flows.Duration, key.Value, item).(flows.Value[time.Duration])
				if !ok {
					continue
				}
				if d, fixed := v.Constant(); fixed && d < time.Second {
					p.Report().WrongType(item, key.Value, "at least 1s: Asterisk counts in seconds")
				} else if key.Value == "max" {
					reason.max = v
				} else {
					reason.silence = v
				}
			default:
				p.Report().Unknown(key, "unknown-key", "key of reason", fieldNames(fields))
			}
		}
		return reason
	}).Shaped(flows.Shape{Fields: fields})
}

// transferKeyType reads keys: string.
func transferKeyType() flows.Type {
	const accepts = "one to eight keys, such as 1 or *1"
	return flows.NewType("keys", accepts, func(p flows.Parser, n *source.Node) any {
		code, err := dialling.ParseCode(n.Value)
		if n.Kind != source.Scalar || err != nil {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		return code
	}).Shaped(flows.Shape{Plain: true})
}

// record asks and records; "" where nothing could be recorded, or has been before.
func (t *transferReason) record(ctx context.Context, r *flows.Run) (string, error) {
	if _, ok := r.Port().(flows.Recorder); !ok {
		return "", nil
	}
	media, err := r.Media(t.prompt)
	if err != nil {
		return "", err
	}
	recording := flows.Recording{Name: reasonRecording(r), Format: "wav", Terminator: "any", Beep: true,
		IfExists: "overwrite"}
	if recording.Max, err = t.max.Eval(r); err != nil {
		return "", err
	}
	if recording.Silence, err = t.silence.Eval(r); err != nil {
		return "", err
	}
	if err := r.Answer(ctx); err != nil {
		return "", err
	}
	playback, err := r.Play(ctx, media)
	if err != nil {
		return "", err
	}
	for {
		event, err := r.Next(ctx, time.Time{})
		if err != nil {
			return "", err
		}
		if event.Kind == flows.PlaybackEnded && event.Playback == playback {
			break
		}
	}
	return t.take(ctx, r, recording)
}

// reasonRecording is what the recording of a call's reason is called.
func reasonRecording(r *flows.Run) string { return "reasons/" + reasonName(r.Call().ID) }

// discard deletes what the caller said, also when the call is over: it was for whoever was to have them, and nobody
// else.
func (t *transferReason) discard(ctx context.Context, r *flows.Run) {
	if _, ok := r.Port().(flows.Recorder); !ok {
		return
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), leavingTime)
	defer cancel()
	err := r.ChangeRecording(after, reasonRecording(r), flows.DeleteRecording)
	if err == nil {
		err = r.Unkept(after, reasonRecording(r))
	}
	if err != nil {
		r.Log("warn", "transfer: what the caller said stays in Asterisk: "+err.Error())
	}
}

// take makes the recording. A reason that cannot be recorded is no reason not to transfer.
func (t *transferReason) take(ctx context.Context, r *flows.Run, recording flows.Recording) (string, error) {
	if err := r.Record(ctx, recording); err != nil {
		if !flows.IsFailure(ctx, err) {
			return "", err
		}
		r.Log("warn", "transfer: the reason could not be recorded: "+err.Error())
		return "", nil
	}
	_, err := r.Kept(ctx, flows.KeepRequest{Name: recording.Name, Format: recording.Format, Leg: "caller", Began: r.Now(),
		Abandoned: flows.DeleteAbandoned})
	if err != nil {
		r.Log("warn", "transfer: the reason stays in Asterisk if this process dies: "+err.Error())
	}
	deadline := r.Now().Add(recording.Max + recordingGrace)
	for {
		event, err := r.Next(ctx, deadline)
		switch {
		case err != nil:
			return "", err
		case event.Kind == flows.TimeUp: // Asterisk has not told of its end
			return "", r.ChangeRecording(ctx, recording.Name, flows.DiscardRecording)
		case event.Kind == flows.RecordingOver && event.Recording == recording.Name && event.Failed:
			return "", nil
		case event.Kind == flows.RecordingOver && event.Recording == recording.Name:
			return recording.Name, nil
		}
	}
}

// reasonName makes of a call's id what a recording may be called.
func reasonName(id string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' {
			return c
		}
		return '-'
	}, id)
}
