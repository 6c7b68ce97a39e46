package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func waitSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "wait",
		Pace:    flows.Waiting,
		Summary: "Waits, and keeps what the caller presses meanwhile.",
		Doc: "Keys go to the type-ahead buffer for the next menu or collect; with `until_key` the first one ends " +
			"the wait. An interrupted wait goes on for what is left of it.",
		Short: "time",
		Fields: []flows.Field{
			{Name: "time", Type: flows.Duration, Required: true, Doc: "How long to wait."},
			{Name: "until_key", Type: flows.Bool, Default: "false", Doc: "Whether a key ends the wait."},
		},
		Result:  []flows.Result{{Name: "status", Zero: "", Doc: "`done`, or `interrupted` by a key."}},
		Example: "- answer\n- wait: 2s\n- wait: {time: 10s, until_key: true}\n",
		New: func(a flows.Args) flows.Step {
			return wait{flows.Get[flows.Value[time.Duration]](a, "time"), flows.Get[flows.Value[bool]](a, "until_key")}
		},
	}
}

type wait struct {
	time     flows.Value[time.Duration]
	untilKey flows.Value[bool]
}

func (w wait) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	span, err := w.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	untilKey, err := w.untilKey.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	status, err := linger(ctx, r, span, untilKey)
	if err != nil {
		return flows.Next{}, err
	}
	r.SetResult(map[string]any{"status": status})
	return flows.Advance(), nil
}
