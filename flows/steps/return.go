package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func returnSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "return",
		Pace:    flows.Instant,
		Summary: "Ends the flow and goes back to the step that called it.",
		Doc:     "In a call's first flow it ends the call.",
		Bare:    true, Short: "status",
		Steers: true,
		Fields: []flows.Field{
			{Name: "status", Type: flows.Text, Default: "ok", Doc: "The `status` of the calling step."},
			{Name: "values", Type: flows.Assignments, Doc: "The `values` of the calling step, by name."},
		},
		Example: "- return: {status: declined, values: {reason: busy}}\n",
		New: func(a flows.Args) flows.Step {
			return comeBack{flows.Get[flows.Value[string]](a, "status"),
				flows.Get[map[string]flows.Value[any]](a, "values")}
		},
	}
}

type comeBack struct {
	status flows.Value[string]
	values map[string]flows.Value[any]
}

// Ways is the way back.
func (c comeBack) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Return("", nil))} }

func (c comeBack) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	status, err := c.status.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	values, err := evalAll(r, c.values)
	return flows.Return(status, values), err
}
