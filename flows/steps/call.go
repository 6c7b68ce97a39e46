package steps

import (
	"context"
	"maps"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

func callSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "call",
		Pace:    flows.Instant,
		Summary: "Runs another flow and comes back.",
		Doc: "The flow has variables of its own, its `params`, which `args` may set. It comes back at its end " +
			"or with `return`. Flows may call one another, and themselves, up to 32 deep.",
		Short:  "flow",
		Steers: true,
		Fields: []flows.Field{
			{Name: "flow", Type: flows.FlowName, Required: true, Doc: "The flow to run."},
			{Name: "args", Type: flows.Assignments, Doc: "Values for the flow's params."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "What the flow returned: `ok` at its end, `error` after its on_error."},
			{Name: "values", Zero: nil, Doc: "The values that it returned, by name."},
		},
		Example: "- menu:\n    prompt: hello-world\n    choices:\n      1: {call: main}\n" +
			"      2: {call: {flow: main, when: 'call.from == \"100\"'}}\n    on_exhausted: hangup\n",
		New: newCall,
	}
}

type call struct {
	flow *flows.Target
	args map[string]flows.Value[any]
}

func newCall(a flows.Args) flows.Step {
	c := call{flow: flows.Get[*flows.Target](a, "flow"), args: flows.Get[map[string]flows.Value[any]](a, "args")}
	for name := range c.args {
		a.Parser().Pass(a.Node("args").KeyNode(name), c.flow, c.args[name])
	}
	return c
}

// Ways is the flow, from which the walk comes back.
func (c call) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Call(c.flow, nil))} }

func (c call) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	args, err := evalAll(r, c.args)
	return flows.Call(c.flow, args), err
}

// evalAll computes values in the order of their names, so that the first error is always the same.
func evalAll(r *flows.Run, values map[string]flows.Value[any]) (map[string]any, error) {
	computed := make(map[string]any, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value, err := values[name].Eval(r)
		if err != nil {
			return nil, err
		}
		computed[name] = value
	}
	return computed, nil
}
