package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func holdSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "hold",
		Pace:    flows.Waiting,
		Summary: "Puts the caller on hold, with music, until somebody joins them.",
		Doc: "The caller waits for `time`, or until a key, as in [moh](moh.md); but another call can come to them: by " +
			"[bridge](bridge.md) with `call`, the id of this call or of its channel. When the two have talked the walk " +
			"goes on behind the step. See [parking](../parking.md).",
		Bare: true, Short: "time",
		Fields: []flows.Field{
			{Name: "time", Type: flows.Duration, Default: "0s", Doc: "How long to wait; 0s until the call ends."},
			{Name: "music", Type: flows.Text, Doc: "The class of music, the channel's own without it; `none` for silence."},
			{Name: "until_key", Type: flows.Bool, Default: "false", Doc: "Whether a key ends it."},
			{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`done`, `interrupted` by a key, `bridged` when somebody came, or `hangup`."},
			{Name: "duration", Zero: time.Duration(0), Doc: "How long the step took."},
			{Name: "talk", Zero: time.Duration(0), Doc: "How long the two talked."},
		},
		Example: "- hold: {id: wait, time: 5m, until_key: true}\n" +
			"- play: {media: vm-goodbye, when: steps.wait.status == \"done\"}\n",
		New: func(a flows.Args) flows.Step {
			return hold{flows.Get[flows.Value[time.Duration]](a, "time"), flows.Get[flows.Value[string]](a, "music"),
				flows.Get[flows.Value[bool]](a, "until_key"), flows.Get[flows.Value[bool]](a, "answer")}
		},
	}
}

type hold struct {
	time             flows.Value[time.Duration]
	music            flows.Value[string]
	untilKey, answer flows.Value[bool]
}

// Ways are onward: also a hold without an end has one, when somebody comes.
func (hold) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Advance())} }

func (h hold) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	span, err := h.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	w := newWaiter(r)
	w.tells = true // who comes may have keys for both
	if w.music, err = h.music.Eval(r); err != nil {
		return flows.Next{}, err
	}
	if w.untilKey, err = h.untilKey.Eval(r); err != nil {
		return flows.Next{}, err
	}
	answer, err := h.answer.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if err := w.begin(ctx, answer, span); err != nil {
		return flows.Next{}, err
	}
	defer w.leave(ctx)
	if rooms := r.World().Rooms; rooms != nil && w.port != nil {
		if err := w.wait(ctx, rooms, flows.Waiter{}); err != nil {
			return flows.Next{}, w.ended(ctx, err)
		}
	}
	return flows.Advance(), w.ended(ctx, w.attend(ctx))
}
