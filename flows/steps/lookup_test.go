package steps

import (
	"errors"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// TestLookup has a row for what a look-up may come to.
func TestLookup(t *testing.T) {
	rows := tables{"customers/100": {"name": "Ada", "vip": true, "limit": 12.5, "note": nil}, "customers/0": {}}
	for name, c := range map[string]struct{ fields, want string }{
		"found":               {"key: '${call.from}', result: {n: name, v: vip}", "true|Ada|Ada|true"},
		"found, an empty row": {"key: 0", "true||?|false"},
		"not found":           {"key: 7, result: {n: name}", "false||?|false"},
		"a column of nothing": {"key: 100, result: {n: note}", "true|Ada||false"},
		"no such column":      {"key: 100, result: {v: vip, n: nme}, on_error: {log: '${error.message}'}", "the response cannot be used: it has no nme; true|Ada|?|false"},
		"a broken table":      {"table: broken, key: 1, on_error: {log: '${error.message}'}", "reading broken.csv: it is gone; false||?|false"},
	} {
		if c.fields[:5] != "table" {
			c.fields = "table: customers, " + c.fields
		}
		p := line{world: flows.World{Tables: rows}}.dial(t, "vars: {v: false}\nflows:\n  main:\n    - set: {n: '?'}\n    - lookup: {id: l, "+c.fields+
			"}\n    - log: '${steps.l.found}|${steps.l.row?.name}|${vars.n}|${vars.v}'\n", "")
		if p.logged() != c.want {
			t.Errorf("%s: logged %q, want %q\n%s", name, p.logged(), c.want, p)
		}
	}
	p := line{}.dial(t, "flows: {main: [lookup: {table: customers, key: 1}]}", "")
	if !errors.Is(p.outcome.Err, flows.ErrNotHere) {
		t.Errorf("without tables it ended %+v", p.outcome)
	}
}

// TestAFailedLookupForgetsTheOneBefore: nobody takes an old row for the new one.
func TestAFailedLookupForgetsTheOneBefore(t *testing.T) {
	calls := 0
	world := flows.World{Tables: failing{&calls}}
	p := line{world: world}.dial(t, "flows: {main: [repeat: {times: 2, steps: [lookup: {id: l, table: x, key: 1, on_error: {log: failed}}, "+
		"log: '${steps.l.found}']}]}", "")
	if p.logged() != "true; failed; false" {
		t.Errorf("logged %q", p.logged())
	}
}

// TestAMissingColumnIsAFailure: the row is there, what is wanted of it is not.
func TestAMissingColumnIsAFailure(t *testing.T) {
	rows := tables{"customers/1": {"name": "Ada"}}
	p := line{world: flows.World{Tables: rows}}.dial(t, "flows: {main: [lookup: {id: l, table: customers, key: 1, result: {n: nme}, "+
		"on_error: {log: '${steps.l.status}|${steps.l.found}|${steps.l.row.name}'}}]}", "")
	if p.logged() != "failed|true|Ada" || p.failures() != "the response cannot be used: it has no nme" {
		t.Errorf("logged %q, failed with %q\n%s", p.logged(), p.failures(), p)
	}
}

func TestLookupFindings(t *testing.T) {
	l := line{outside: flows.Outside{Names: map[string][]string{"table": {"customers", "agents"}},
		Secrets: map[string]flows.Secret{"pin": flows.NewSecret("1")}}}
	l.findings(t, [][2]string{
		{"lookup: {key: 1}", "10: lookup needs table: the name of a table [missing-field]"},
		{"lookup: {table: customers}", "10: lookup needs key: a text [missing-field]"},
		{"lookup: {table: custmers, key: 1}", "26: unknown table \"custmers\"; did you mean \"customers\"? [unknown-table]"},
		{"lookup: {table: [customers], key: 1}", "26: table must be the name of a table, written out, found a list [wrong-type]"},
		{"lookup: {table: customers, key: '${secrets.pin}'}", "45: a secret may not stand in a text [wrong-type]"},
		{"lookup: {table: customers, key: 1, result: [name]}", "53: result must be a mapping of variables to places in the answer, such as {balance: account.balance}, found a list [wrong-type]"},
		{"lookup: {table: customers, key: 1, result: {n: '${call.from}'}}", "57: n must be a place in the answer, such as account.balance or items.0.name, found \"${call.from}\" [wrong-type]"},
	})
}
