package fuzz_test

import (
	"testing"

	"github.com/ariapp/ariapp/flows/fuzz"
)

// Law: files hold texts, and tables of the flows the sorts of values that stand there; a loop that the caller keeps
// going is no loop without end.
func TestNoFalseAlarms(t *testing.T) {
	for name, text := range map[string]string{
		"texts of a file": `
numbers: {200: main}
tables: {customers: {file: customers.csv}}
flows:
  main:
    - lookup: {id: who, table: customers, key: '${call.from}', result: {tier: tier}, on_error: {play: sorry}}
    - if: {is: steps.who.found, then: {log: '${vars.tier + upper(steps.who.row.name)}'}}
`,
		"numbers and digits of a table": `
numbers: {200: main}
tables: {branches: {rows: {"10": {city: Berlin, extension: "210", seats: 4, open: true}}}}
flows:
  main:
    - lookup: {id: where, table: branches, key: '${call.from}', on_error: {play: sorry}}
    - if:
        is: steps.where.found
        then: {log: '${int(steps.where.row.extension) + steps.where.row.seats} ${not steps.where.row.open} ${upper(steps.where.row.city)}'}
`,
		"what the flows count": `
numbers: {200: main}
flows:
  main:
    - store: {id: read, key: calls, on_error: {play: sorry}}
    - if: {is: steps.read.status == "ok", then: {log: '${steps.read.value + 1}'}}
    - store: {id: calls, key: calls, add: 1, on_error: {play: sorry}}
`,
		"a caller at play": `
numbers: {200: main}
limits: {max_steps: 40}
flows:
  main:
    - menu: {id: top, prompt: hello, choices: {1: [{play: one}, {play: two}, {play: three}, {goto: top}]}}
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t, text)
			o.Runs = 5 * cleanRuns
			report, err := fuzz.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if report.Break != nil {
				t.Fatalf("found %s\n%s", report.Break.Message, report.Break.Test(""))
			}
		})
	}
}

// Law: what the flows compare with stands in stubs, tables and the store, so that both ways are taken.
func TestBothWaysAreTaken(t *testing.T) {
	for name, text := range map[string]string{
		"a store": `
numbers: {200: main}
flows:
  main:
    - answer
    - store: {id: lock, key: 'locks/${call.from}', set: 1, if_absent: true, on_error: {play: sorry}}
    - if: {is: steps.lock.status == "conflict", then: {play: engaged}}
    - store: {id: turn, key: turn, set: two, if_value: one, on_error: {play: sorry}}
    - if: {is: steps.turn.status == "conflict", then: {play: wait}, else: {play: go}}
    - store: {id: mood, key: mood, on_error: {play: sorry}}
    - switch: {value: '${steps.mood.value}', cases: {happy: {play: happy}, sad|cross: {play: sad}}, default: {play: none}}
`,
		"a response": `
numbers: {200: main}
vars: {tier: ''}
flows:
  main:
    - answer
    - http: {id: h, url: 'https://crm.example.com/x', result: {tier: customer.tier}, on_error: {log: away}}
    - if: {is: steps.h.code == 423, then: {play: locked}}
    - switch: {value: '${vars.tier}', cases: {platinum: {play: thanks}, gold|silver: {play: hello}}, default: {play: none}}
`,
		"a table": `
numbers: {200: main}
vars: {tier: ''}
tables: {customers: {file: customers.csv}}
flows:
  main:
    - answer
    - lookup: {id: who, table: customers, key: '${call.from}', result: {tier: tier}, on_error: {play: sorry}}
    - if: {is: vars.tier == "platinum", then: {play: thanks}, else: {play: hello}}
    - if: {is: steps.who.found && steps.who.row.city == "Sansibar", then: {play: jambo}}
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t, text)
			o.Runs = 5 * cleanRuns
			report, err := fuzz.Run(t.Context(), o)
			if err != nil || report.Break != nil {
				t.Fatalf("%v, %+v", err, report.Break)
			}
			if len(report.Untaken) > 0 || report.Reached != report.Ways {
				t.Errorf("never taken: %v", report.Untaken)
			}
		})
	}
}

// Law: a way that no call takes is told with its place.
func TestUntakenWays(t *testing.T) {
	o := options(t, `
numbers: {200: main}
flows:
  main:
    - answer
    - if:
        is: call.to == "201"
        then: {play: never}
`)
	o.Runs = cleanRuns
	report, err := fuzz.Run(t.Context(), o)
	if err != nil || report.Break != nil {
		t.Fatalf("%v, %+v", err, report.Break)
	}
	if len(report.Untaken) != 1 || report.Untaken[0].Name != "main/2 then" || report.Untaken[0].Pos.String() != "ivr.yaml:6:7" {
		t.Errorf("never taken: %v", report.Untaken)
	}
}
