package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func lookupSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "lookup",
		Pace:    flows.Timed,
		Summary: "Looks a key up in a table.",
		Doc: "The table is one of the file's `tables`: a CSV or YAML file, which is read anew when it changes, or a query " +
			"to a database; see [lookup](../lookup.md). `result` gives variables the values of columns, as the type " +
			"that `vars` declares them with wants them. A key that is " +
			"not there is no failure: `found` is false, and the variables stay as they were. A table that cannot be " +
			"asked fails the step, for `on_error`.",
		Offline: true,
		Fields: []flows.Field{
			{Name: "table", Type: flows.Named("table"), Required: true, Doc: "The table."},
			{Name: "key", Type: flows.Text, Required: true, Doc: "What to look up."},
			{Name: "result", Type: mappingType(), Doc: "Variables and their columns."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`ok`, `none` when the key is not there, or `failed`."},
			{Name: "found", Zero: false, Doc: "Whether the key is there."},
			{Name: "row", Zero: nil, Doc: "The row: a mapping of columns to values."},
		},
		Example: "- lookup: {id: who, table: customers, key: '${call.from}', result: {name: name}}\n" +
			"- log: {text: 'unknown', when: not steps.who.found}\n",
		New: func(a flows.Args) flows.Step {
			return lookup{flows.Get[string](a, "table"), flows.Get[flows.Value[string]](a, "key"),
				flows.Get[mapping](a, "result")}
		},
	}
}

type lookup struct {
	table  string
	key    flows.Value[string]
	result mapping
}

// rowOf is what a look-up gave.
type rowOf struct {
	columns map[string]any
	found   bool
}

func (l lookup) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	tables := r.World().Tables
	if tables == nil {
		return flows.Next{}, flows.ErrNotHere
	}
	key, err := l.key.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	result, err := r.Do(ctx, lookupTime, func(ctx context.Context) (any, error) {
		columns, found, err := tables.Lookup(ctx, l.table, key)
		return rowOf{columns, found}, err
	})
	if err != nil {
		r.SetResult(map[string]any{"status": "failed"})
		return flows.Next{}, err
	}
	row, _ := result.(rowOf)
	if !row.found {
		r.SetResult(map[string]any{"status": "none", "found": false})
		return flows.Advance(), nil
	}
	err, status := l.result.take(r, row.columns), "ok"
	if err != nil {
		status = "failed"
	}
	r.SetResult(map[string]any{"status": status, "found": true, "row": row.columns})
	return flows.Advance(), err
}
