package steps

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// mapping says which parts of an answer become variables.
type mapping struct {
	names []string
	paths map[string]string
}

// mappingType reads {variable: path.to.it}: mapping.
func mappingType() flows.Type {
	const accepts = "a mapping of variables to places in the answer, such as {balance: account.balance}"
	return flows.NewType("mapping", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || len(n.Pairs) == 0 {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		m := mapping{paths: map[string]string{}}
		for key, item := range n.All() {
			if _, ok := p.Parse(flows.Name, "the name of a variable", key).(string); !ok {
				continue
			}
			if item.Kind != source.Scalar || item.Value == "" || strings.Contains(item.Value, "${") {
				p.Report().WrongType(item, key.Value, "a place in the answer, such as account.balance or items.0.name")
				continue
			}
			m.paths[key.Value] = item.Value
			p.Assign(key, key.Value, flows.Fixed[any](nil))
		}
		m.names = slices.Sorted(maps.Keys(m.paths))
		return m
	}).Shaped(flows.Shape{Map: &flows.Shape{Plain: true}})
}

// take gives the variables their values, as their types want them: all of them, or none and an error.
func (m mapping) take(r *flows.Run, answer any) error {
	values := map[string]any{}
	for _, name := range m.names {
		value, ok := find(answer, m.paths[name])
		if !ok {
			return fmt.Errorf("%w: it has no %s", errResponse, m.paths[name])
		}
		fitted, err := r.Fit(name, value)
		if err != nil {
			return fmt.Errorf("%w: %s: %w", errResponse, m.paths[name], err)
		}
		values[name] = fitted
	}
	for _, name := range m.names {
		r.SetVar(name, values[name])
	}
	return nil
}

// find follows a path of names and indices parted by points.
func find(value any, path string) (any, bool) {
	if path == "." {
		return value, true
	}
	for part := range strings.SplitSeq(path, ".") {
		switch at := value.(type) {
		case map[string]any:
			next, ok := at[part]
			if !ok {
				return nil, false
			}
			value = next
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			value = at[i]
		default:
			return nil, false
		}
	}
	return value, true
}
