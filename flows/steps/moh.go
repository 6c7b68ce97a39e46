package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func mohSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "moh",
		Pace:    flows.Waiting,
		Summary: "Plays music on hold.",
		Doc: "As `MusicOnHold`: for `time`, or as long as the call lasts. `class` is one of musiconhold.conf. Keys are " +
			"kept for the next menu or collect; with `until_key` the first one ends the music.",
		Bare: true, Short: "time",
		Fields: []flows.Field{
			{Name: "time", Type: flows.Duration, Default: "0s", Doc: "How long; 0s until the call ends."},
			{Name: "class", Type: flows.Text, Doc: "The class of music; the channel's own without it."},
			{Name: "until_key", Type: flows.Bool, Default: "false", Doc: "Whether a key ends it."},
			{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
		},
		Result:  []flows.Result{{Name: "status", Zero: "", Doc: "`done`, or `interrupted` by a key."}},
		Example: "- moh: 30s\n- moh: {class: default, time: 1m, until_key: true}\n",
		New: func(a flows.Args) flows.Step {
			return moh{flows.Get[flows.Value[time.Duration]](a, "time"), flows.Get[flows.Value[string]](a, "class"),
				flows.Get[flows.Value[bool]](a, "until_key"), flows.Get[flows.Value[bool]](a, "answer")}
		},
	}
}

type moh struct {
	time             flows.Value[time.Duration]
	class            flows.Value[string]
	untilKey, answer flows.Value[bool]
}

func (m moh) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	span, err := m.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	class, err := m.class.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	untilKey, err := m.untilKey.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	answer, err := m.answer.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	signals, err := signaller(r)
	if err != nil {
		return flows.Next{}, err
	}
	if answer {
		if err := r.Answer(ctx); err != nil {
			return flows.Next{}, err
		}
	}
	if err := signals.Music(ctx, class, true); err != nil {
		return flows.Next{}, err
	}
	if span == 0 {
		span = untilTheEnd
	}
	status, err := linger(ctx, r, span, untilKey)
	if ctx.Err() == nil { // also when a hotkey ends it, or the call's time is up
		if stopErr := signals.Music(ctx, class, false); err == nil {
			err = stopErr
		}
	}
	r.SetResult(map[string]any{"status": status})
	return flows.Advance(), err
}

// Ways are none onward where only the call's end ends the music: without a time, and without a key that does.
// Hotkeys, which lead elsewhere, are not the step's own.
func (m moh) Ways() []flows.Way {
	span, timed := m.time.Constant()
	key, keyed := m.untilKey.Constant()
	if timed && span == 0 && keyed && !key {
		return []flows.Way{{Goes: flows.Over}}
	}
	return []flows.Way{{Goes: flows.Onward}}
}
