package steps

import (
	"context"
	"maps"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

func setSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "set",
		Pace:    flows.Instant,
		Summary: "Gives variables their values.",
		Doc: "Each key is a variable: `name` is `vars.name` for the whole call, `flow.name` one of the flow's own " +
			"`params`. A value is written out or computed by `${…}`. All values are computed before the first " +
			"variable changes.",
		Free: true, Steers: true, Offline: true,
		Example: "- set: {tries: 0}\n- set: {tries: '${vars.tries + 1}', greeting: 'Hello ${call.from_name}'}\n",
		New:     newSet,
	}
}

type set struct {
	names  []string
	values map[string]flows.Value[any]
}

func newSet(a flows.Args) flows.Step {
	p := a.Parser()
	if a.Whole() == nil {
		a.Errorf("", "missing-field", "set needs a mapping of names to values")
		return set{}
	}
	beside := []string{"id", "when", "on_error"}
	values, _ := p.Parse(flows.Assignments, "set", a.Whole()).(map[string]flows.Value[any])
	for key := range a.Whole().All() {
		if slices.Contains(beside, key.Value) {
			p.Report().Errorf(key, "unknown-key", "`%s` stands beside `set`, not in it: write `- set: {…}` and, on a line of "+
				"its own below the s of set, `%s: …`", key.Value, key.Value)
			continue
		}
		if value, ok := values[key.Value]; ok {
			p.Assign(key, key.Value, value)
		}
	}
	return set{slices.Sorted(maps.Keys(values)), values}
}

func (s set) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	computed, err := evalAll(r, s.values)
	if err != nil {
		return flows.Next{}, err
	}
	for _, name := range s.names {
		r.SetVar(name, computed[name])
	}
	return flows.Advance(), nil
}
