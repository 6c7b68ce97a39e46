package fuzz

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// table is one of the file's tables.
type table struct {
	name string
	// remote tells that a database would be asked, which no call does here, or that there is nobody to ask.
	remote bool
	// columns are those that the flows read, rows are some that it really has.
	columns []string
	rows    []map[string]any
	// text tells that all of its values are texts, as those of a file; samples are, by column, values of a table that
	// stands in the flows: others are of the same sorts.
	text    bool
	samples map[string][]any
	// values are constants by column that flows compare the value there with.
	values map[string][]any
}

// samplesOf are the values of rows that stand in the file, by column.
func samplesOf(rows *source.Node) map[string][]any {
	if rows == nil {
		return nil
	}
	samples := map[string][]any{}
	for _, row := range rows.All() {
		for column, value := range row.All() {
			if one, ok := written(value); ok && len(samples[column.Value]) < constantsMax {
				samples[column.Value] = append(samples[column.Value], one)
			}
		}
	}
	return samples
}

// learnUse notes what a step reads of the table.
func (t *table) learnUse(k *knowledge, address string) {
	note := func(column string, constants []any) {
		if !slices.Contains(t.columns, column) {
			t.columns = append(t.columns, column)
		}
		t.values[column] = append(slices.Clip(t.values[column]), constants...)
	}
	for name, column := range k.fields[address].Get("result").All() {
		if column.Value != "." {
			note(column.Value, k.compared.mapped(name.Value))
		}
	}
	read := k.compared.behind(k.steps[address], "row")
	for _, column := range sortedKeys(read) {
		note(column, read[column])
	}
}

// learnTables reads what the file says of tables, and looks the words up in those that are at hand.
func (k *knowledge) learnTables(tables *source.Node, real flows.Tables) {
	for name, fields := range tables.All() {
		one := table{name: name.Value, remote: fields.Get("dsn") != nil || real == nil, text: fields.Get("file") != nil,
			samples: samplesOf(fields.Get("rows")), values: map[string][]any{}}
		for _, address := range sortedKeys(k.fields) {
			step := k.fields[address]
			if used := step.Get("table"); used == nil || used.Value != one.name {
				continue
			}
			one.learnUse(k, address)
		}
		for _, word := range k.words {
			if one.remote {
				break
			}
			if row, found, err := real.Lookup(context.Background(), one.name, word); err == nil && found {
				one.rows = append(one.rows, row)
			}
		}
		k.tables = append(k.tables, one)
	}
}

// otherTable has a table be broken, hold what the caller may look up, or what it really holds.
func (f *fuzzer) otherTable(scene *scenario.Case) {
	given := &scene.Given
	t := pick(f.random, f.known.tables)
	given.Tables = slices.DeleteFunc(given.Tables, func(other scenario.Table) bool { return other.Name == t.name })
	switch f.random.IntN(4) {
	case 0:
		given.Tables = append(given.Tables, scenario.Table{Name: t.name, Broken: true})
	case 1, 2:
		made := scenario.Table{Name: t.name}
		for _, key := range f.lookedUp(scene) {
			made.Rows = append(made.Rows, scenario.Row{Key: key, Values: f.row(t)})
		}
		given.Tables = append(given.Tables, made)
	}
}

// row is one that the table has, or one that is made up where nobody knows what it has.
func (f *fuzzer) row(t table) []scenario.Var {
	var values []scenario.Var
	if len(t.rows) > 0 {
		row := pick(f.random, t.rows)
		for _, name := range slices.Sorted(maps.Keys(row)) {
			values = append(values, scenario.Var{Name: name, Value: row[name]})
		}
		return values
	}
	if t.samples != nil {
		for _, name := range sortedKeys(t.samples) {
			value := f.like(pick(f.random, t.samples[name]), t.values[name])
			values = append(values, scenario.Var{Name: name, Value: value})
		}
		return values
	}
	for _, name := range t.columns {
		value := f.valued(t.values[name])
		if t.text {
			value = f.textual(t.values[name])
		}
		values = append(values, scenario.Var{Name: name, Value: value})
	}
	return values
}

// lookedUp is what a call may look up: what was keyed in, the caller and the number dialled.
func (f *fuzzer) lookedUp(scene *scenario.Case) []string {
	given := &scene.Given
	keys := []string{given.To}
	for _, act := range scene.Acts {
		if key := strings.TrimRight(act.Keys, "#*"); key != "" {
			keys = append(keys, key)
		}
	}
	if given.From != "" {
		keys = append(keys, given.From)
	} else if !given.Withheld {
		keys = append(keys, scenario.DefaultFrom)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
