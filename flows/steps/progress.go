package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func progressSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "progress",
		Pace:    flows.Instant,
		Summary: "Opens early media: what is played from now on is heard without answering.",
		Doc: "The caller's side is told SIP 183, as by `Progress`. Follow it with `play` or `say` with `early`, or with " +
			"a `tone`. Many telephone companies charge nothing until a call is answered, and end it after a minute or so.",
		Bare:    true,
		Example: "- progress\n- play: {media: hello-world, early: true}\n- reject: busy\n",
		New:     func(flows.Args) flows.Step { return progress{} },
	}
}

type progress struct{}

func (progress) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	signals, err := signaller(r)
	if err != nil || r.Port().Answered() {
		return flows.Advance(), err
	}
	return flows.Advance(), signals.Progress(ctx)
}
