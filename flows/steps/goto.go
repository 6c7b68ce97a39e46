package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func gotoSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "goto",
		Pace:    flows.Instant,
		Summary: "Goes on at another step of this flow, or in another flow.",
		Doc: "A step is named by its `id`. Going to a flow leaves the present one for good: when the other " +
			"ends, the walk goes on where the present flow was called, if it was. The body of a `repeat` and " +
			"the steps of handlers can only be entered from their beginning.",
		Short:  "to",
		Steers: true,
		Fields: []flows.Field{
			{Name: "to", Type: flows.StepOrFlow, Required: true, Doc: "The step's id, or the flow's name."},
		},
		Example: "- collect: {id: number, prompt: agent-user, length: 4}\n" +
			"- goto: number\n  when: steps.number.status != \"ok\"\n",
		New: func(a flows.Args) flows.Step { return jump{flows.Get[*flows.Target](a, "to")} },
	}
}

type jump struct{ to *flows.Target }

// Ways is the target.
func (j jump) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Goto(j.to))} }

func (j jump) Run(context.Context, *flows.Run) (flows.Next, error) {
	return flows.Goto(j.to), nil
}
