package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func switchSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "switch",
		Pace:    flows.Instant,
		Summary: "Takes the way that a value names.",
		Doc: "The value is compared with the keys of `cases` as a text; a key may be a list of several in the form " +
			"`a|b`. Without a case for the value the steps of `default` are taken, if there are any.",
		Steers: true, Offline: true,
		Fields: []flows.Field{
			{Name: "value", Type: flows.Text, Required: true, Doc: "What to compare."},
			{Name: "cases", Type: casesType(), Required: true, Doc: "Steps by value."},
			{Name: "default", Type: flows.Steps, Doc: "Steps for any other value."},
		},
		Example: "- switch:\n    value: ${call.language}\n    cases:\n      de|at: {play: hello-world}\n" +
			"    default: {play: vm-goodbye}\n",
		New: func(a flows.Args) flows.Step {
			return choose{flows.Get[flows.Value[string]](a, "value"), flows.Get[map[string]*flows.Block](a, "cases"),
				flows.Get[*flows.Block](a, "default")}
		},
	}
}

func casesType() flows.Type {
	return flows.NewType("cases", "a mapping of values to steps", func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || len(n.Pairs) == 0 {
			p.Report().WrongType(n, p.What(), "a mapping of values to steps")
			return nil
		}
		cases := map[string]*flows.Block{}
		for key, item := range n.All() {
			block := p.Block(fmt.Sprintf("%s.%s", p.What(), key.Value), item)
			for _, value := range splitCase(key.Value) {
				if cases[value] != nil {
					p.Report().Errorf(key, "duplicate-key", "the value %q has a case already", value)
				}
				cases[value] = block
			}
		}
		return cases
	}).Shaped(flows.Shape{Map: &flows.Shape{Types: []flows.Type{flows.Steps}}})
}

type choose struct {
	value flows.Value[string]
	cases map[string]*flows.Block
	other *flows.Block
}

func (c choose) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	value, err := c.value.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if block, ok := c.cases[value]; ok {
		return flows.Enter(block), nil
	}
	return flows.Enter(c.other).By("default"), nil
}

// Ways are the cases, each once, and default.
func (c choose) Ways() []flows.Way {
	var ways []flows.Way
	seen := map[*flows.Block]bool{}
	for _, value := range slices.Sorted(maps.Keys(c.cases)) {
		if block := c.cases[value]; block != nil && !seen[block] {
			seen[block] = true
			ways = append(ways, flows.WayOf(block.Label(), flows.Enter(block)))
		}
	}
	return append(ways, flows.WayOf("default", flows.Enter(c.other)))
}

// splitCase is the values that a case's key lists.
func splitCase(key string) []string {
	values := strings.Split(key, "|")
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
	}
	return values
}
