package lookup

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// inline is a table that stands in ivr.yaml itself.
type inline struct {
	rows      values
	normalise func(string) string
}

func newInline(written map[string]map[string]any, normalise func(string) string) (table, []Problem) {
	t := inline{values{}, normalise}
	var problems []Problem
	for _, key := range slices.Sorted(maps.Keys(written)) {
		as := normalise(key)
		if _, twice := t.rows[as]; twice {
			problems = append(problems, Problem{Field: "rows", Message: fmt.Sprintf("the key %q stands twice", as)})
		}
		t.rows[as] = written[key]
	}
	return t, problems
}

func (t inline) lookup(_ context.Context, key string) (map[string]any, bool, error) {
	row := t.rows.row(t.normalise(key))
	return row, row != nil, nil
}
