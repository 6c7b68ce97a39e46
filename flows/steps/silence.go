package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func silenceSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "silence",
		Pace:    flows.Timed,
		Summary: "Plays silence.",
		Doc: "Like `wait`, with sound that is silent: the media path stays open, which some telephone companies and " +
			"firewalls want of a call that says nothing.",
		Short: "time",
		Fields: []flows.Field{
			{Name: "time", Type: flows.Duration, Required: true, Doc: "How long, at most a minute."},
			{Name: "interruptible", Type: flows.Bool, Default: "false", Doc: "Whether a key ends it."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`done`, `interrupted` by a key, or `failed`."},
			{Name: "key", Zero: "", Doc: "The key that stopped it."},
		},
		Example: "- silence: 2s\n",
		New:     newSilence,
	}
}

type silence struct {
	time          flows.Value[time.Duration]
	interruptible flows.Value[bool]
}

func newSilence(a flows.Args) flows.Step {
	s := silence{flows.Get[flows.Value[time.Duration]](a, "time"), flows.Get[flows.Value[bool]](a, "interruptible")}
	if span, fixed := s.time.Constant(); fixed && (span <= 0 || span > silenceMax) {
		a.Errorf("time", "wrong-type", "time must be more than 0s and at most %v", silenceMax)
	}
	return s
}

func (s silence) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	span, err := s.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	interruptible, err := s.interruptible.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if err := r.Answer(ctx); err != nil {
		return flows.Next{}, err
	}
	until, err := deadlineOf(r, min(span, silenceMax))
	if err != nil {
		return flows.Next{}, err
	}
	span = max(until.Sub(r.Now()), time.Millisecond)
	status, key, err := sound{anyKey: true}.once(ctx, r, hearing{media: []string{"silence:" + span.String()},
		interruptible: interruptible, until: r.Now().Add(span)})
	if status == "timeout" {
		status = "done" // the sound may be a little longer than the time
	}
	r.SetResult(map[string]any{"status": status, "key": key})
	return flows.Advance(), err
}
