package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func ifSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "if",
		Pace:    flows.Instant,
		Summary: "Takes one way or the other.",
		Doc: "`is` is an expression, with or without `${…}` around it. When it holds, the steps of `then` " +
			"are taken, else those of `else`; then the walk goes on behind the step. A step that only hangs " +
			"on a condition can carry `when` instead.",
		Steers: true, Offline: true,
		Fields: []flows.Field{
			{Name: "is", Type: flows.Condition, Required: true, Doc: "The condition."},
			{Name: "then", Type: flows.Steps, Required: true, Doc: "What to do when it holds."},
			{Name: "else", Type: flows.Steps, Doc: "What to do when it does not."},
		},
		Example: "- if:\n    is: call.from == \"\"\n    then: {hangup: rejected}\n    else: {play: hello-world}\n",
		New: func(a flows.Args) flows.Step {
			return branch{flows.Get[flows.Value[bool]](a, "is"),
				flows.Get[*flows.Block](a, "then"), flows.Get[*flows.Block](a, "else")}
		},
	}
}

type branch struct {
	is         flows.Value[bool]
	then, elze *flows.Block
}

func (b branch) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	holds, err := b.is.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if holds {
		return flows.Enter(b.then), nil
	}
	return flows.Enter(b.elze).By("else"), nil
}

// Ways are both.
func (b branch) Ways() []flows.Way {
	return []flows.Way{flows.WayOf("then", flows.Enter(b.then)), flows.WayOf("else", flows.Enter(b.elze))}
}
