package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func answerSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "answer",
		Pace:    flows.Instant,
		Summary: "Answers the call.",
		Doc: "After the answer the number's `answer_delay` passes before the next step, because the first " +
			"half second of a call is often not heard. A call that is answered already goes straight on. " +
			"Steps that need the caller's ear or keys answer by themselves.",
		Bare:    true,
		Example: "- answer\n- play: hello-world\n",
		New:     func(flows.Args) flows.Step { return answer{} },
	}
}

type answer struct{}

func (answer) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	return flows.Advance(), r.Answer(ctx)
}
