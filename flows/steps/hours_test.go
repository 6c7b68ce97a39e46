package steps

import (
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// TestHours has a row for each decision and the way that it takes.
func TestHours(t *testing.T) {
	until := time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		board *board
		ways  string
		want  string
	}{
		"open":                       {&board{says: flows.Decision{Open: true, Status: "open", Rule: "Mon 9-17", Until: until}}, "open: {log: o}, closed: {log: c}", "o; true|open|Mon 9-17|2026-03-02T17:00:00Z"},
		"open, and nothing to do":    {&board{says: flows.Decision{Open: true, Status: "open"}}, "closed: {log: c}", "true|open||0001-01-01T00:00:00Z"},
		"closed":                     {&board{says: flows.Decision{Status: "closed"}}, "open: {log: o}, closed: {log: c}, holiday: {log: h}", "c; false|closed||0001-01-01T00:00:00Z"},
		"closed, nothing to do":      {&board{says: flows.Decision{Status: "closed"}}, "open: {log: o}", "false|closed||0001-01-01T00:00:00Z"},
		"a holiday":                  {&board{says: flows.Decision{Status: "holiday"}}, "closed: {log: c}, holiday: {log: h}", "h; false|holiday||0001-01-01T00:00:00Z"},
		"a holiday is closed":        {&board{says: flows.Decision{Status: "holiday"}}, "closed: {log: c}", "c; false|holiday||0001-01-01T00:00:00Z"},
		"closed by hand":             {&board{says: flows.Decision{Status: "override"}}, "open: {log: o}, closed: {log: c}, holiday: {log: h}", "c; false|override||0001-01-01T00:00:00Z"},
		"open by hand":               {&board{says: flows.Decision{Open: true, Status: "override"}}, "open: {log: o}, closed: {log: c}", "o; true|override||0001-01-01T00:00:00Z"},
		"an error is told":           {&board{says: flows.Decision{Status: "closed"}, err: errors.New("no zone")}, "open: {log: o}, closed: {log: c}", "the schedule office: no zone; c; false|closed||0001-01-01T00:00:00Z"},
		"an error beside a decision": {&board{says: flows.Decision{Open: true, Status: "open"}, err: errors.New("no overrides")}, "open: {log: o}", "the schedule office: no overrides; o; true|open||0001-01-01T00:00:00Z"},
		"no schedules at all":        {nil, "open: {log: o}, closed: {log: c}", "the schedule office counts as closed: this process has no such service; c; false|closed|the schedule could not be asked|0001-01-01T00:00:00Z"},
	} {
		world := flows.World{}
		if c.board != nil {
			world.Schedules = c.board
		}
		p := line{world: world}.dial(t, "flows:\n  main:\n    - wait: 1s\n    - hours: {id: h, schedule: office, "+c.ways+
			"}\n    - log: '${steps.h.open}|${steps.h.status}|${steps.h.rule}|${steps.h.until}'\n", "")
		if p.logged() != c.want || p.outcome.Status != flows.Ended {
			t.Errorf("%s: logged %q, want %q\n%s", name, p.logged(), c.want, p)
		}
		if c.board != nil && (len(c.board.asked) != 1 || c.board.asked[0] != "office 09:00:01") {
			t.Errorf("%s: asked for %v", name, c.board.asked)
		}
	}
}

// TestHoursThatPanic are closed, as are all that cannot be asked.
func TestHoursThatPanic(t *testing.T) {
	p := line{world: flows.World{Schedules: &board{panic: "oh"}}}.dial(t, "flows: {main: [hours: {schedule: office, closed: {play: c}}]}", "")
	if p.heard() != "c" || p.outcome.Status != flows.Ended || len(p.logged()) < 50 ||
		p.logged()[:80] != "the schedule office counts as closed: work beside the call panicked: oh\ngoroutin" {
		t.Errorf("heard %q, logged %q", p.heard(), p.logged())
	}
}

// TestHoursInOnHangup, where a hangup during the question is a hangup still.
func TestHoursInOnHangup(t *testing.T) {
	b := &board{says: flows.Decision{Open: true}}
	p := line{world: flows.World{Schedules: b}}.dial(t, "flows: {main: {on_hangup: {hours: {schedule: office, open: {log: o}}}, steps: [wait: 9s]}}", "1s hangup")
	if p.logged() != "o" || p.outcome.Status != flows.HungUp {
		t.Errorf("logged %q, ended %+v", p.logged(), p.outcome)
	}
}

// TestOverride has a row for what staff may do at the telephone.
func TestOverride(t *testing.T) {
	const pin = "pin: {value: '4711', prompt: pw, attempts: 3}"
	for name, c := range map[string]struct {
		fields, script, want, set string
		until                     time.Duration
		heard, keys               string
	}{
		"closed":                    {"mode: closed, " + pin, "@pw 4711#", "ok", `office="closed" by 100`, 0, "pw/0s", "*****"},
		"open for a time":           {"mode: open, time: 2h, " + pin, "@pw 4711#", "ok", `office="open" by 100`, 2 * time.Hour, "pw/0s", "*****"},
		"clear":                     {"mode: clear, " + pin, "@pw 4711#", "ok", `office="" by 100`, 0, "pw/0s", "*****"},
		"as computed":               {"mode: '${call.to == \"200\" ? \"open\" : \"closed\"}', " + pin, "@pw 4711#", "ok", `office="open" by 100`, 0, "pw/0s", "*****"},
		"the second time":           {"mode: closed, " + pin, "@pw 4712# @pw 4711#", "ok", `office="closed" by 100`, 0, "pw/0s pw/0s", "**********"},
		"three times wrong":         {"mode: closed, " + pin, "@pw 1# @pw 2# @pw 3#", "wrong_pin", "", 0, "pw/0s pw/0s pw/0s", "******"},
		"one attempt":               {"mode: closed, pin: {value: '4711', prompt: pw, attempts: 1}", "@pw 1#", "wrong_pin", "", 0, "pw/0s", "**"},
		"silence":                   {"mode: closed, pin: {value: '4711', prompt: pw, attempts: 1}", "", "wrong_pin", "", 0, "pw", ""},
		"an empty PIN":              {"mode: closed, pin: {value: '', prompt: pw, attempts: 1}", "@pw #", "wrong_pin", "", 0, "pw/0s", "*"},
		"typed ahead it counts not": {"mode: closed, pin: {value: '4711', prompt: pw, attempts: 1}", "100ms 4711#", "wrong_pin", "", 0, "pw", "*****"},
		"another mode":              {"mode: '${call.to}', " + pin + ", on_error: {log: '${error.message}'}", "", `mode must be open, closed or clear; found "200"; `, "", 0, "", ""},
	} {
		b := &board{}
		p := line{world: flows.World{Schedules: b}}.dial(t, "flows:\n  main:\n    - wait: 1s\n    - override: {id: o, schedule: office, "+c.fields+
			"}\n    - log: '${steps.o.status}'\n", c.script)
		set, until := "", time.Duration(0)
		if len(b.set) == 1 {
			set = b.set[0]
		}
		if !b.until.IsZero() {
			until = b.until.Sub(p.phone.Now())
		}
		if p.logged() != c.want || set != c.set || until != c.until || p.heard() != c.heard || p.keysTold() != c.keys {
			t.Errorf("%s: logged %q, want %q; set %q, want %q, for %v, want %v; heard %q, want %q; keys %q, want %q\n%s", name,
				p.logged(), c.want, set, c.set, until, c.until, p.heard(), c.heard, p.keysTold(), c.keys, p)
		}
	}
}

// TestOverrideThatFails: nothing is taken for done that is not.
func TestOverrideThatFails(t *testing.T) {
	const steps = "flows: {main: [override: {id: o, schedule: office, mode: open, pin: {value: '1', prompt: pw}, " +
		"on_error: {log: '${error.message}'}}, log: '=${steps.o.status}']}"
	p := line{world: flows.World{Schedules: &board{err: errors.New("read only")}}}.dial(t, steps, "@pw 1#")
	if p.logged() != "read only; =" {
		t.Errorf("logged %q", p.logged())
	}
	if p = (line{}).dial(t, steps, "@pw 1#"); p.logged() != "this process has no such service; =" || p.heard() != "" {
		t.Errorf("without schedules it logged %q, and %q was heard", p.logged(), p.heard())
	}
}

func TestHoursFindings(t *testing.T) {
	l := line{outside: flows.Outside{Names: map[string][]string{"schedule": {"office", "hotline"}}}}
	l.findings(t, [][2]string{
		{"hours: {closed: hangup}", "10: hours needs schedule: the name of a schedule [missing-field]"},
		{"hours: offce", "17: unknown schedule \"offce\"; did you mean \"office\"? [unknown-schedule]"},
		{"hours: '${call.to}'", "17: schedule must be the name of a schedule, written out, found \"${call.to}\" [wrong-type]"},
		{"hours: {schedule: office, open: []}", "42: open must be a step or a list of steps, found a list [wrong-type]"},
		{"override: {schedule: offic, mode: open, pin: {value: 1}}", "31: unknown schedule \"offic\"; did you mean \"office\"? [unknown-schedule]"},
		{"override: {schedule: office, mode: opn, pin: {value: 1}}", "45: unknown mode \"opn\"; did you mean \"open\"? [unknown-value]"},
		{"override: {schedule: office, mode: open}", "10: override needs pin: a mapping with value [missing-field]"},
		{"override: {schedule: office, mode: open, pin: 1}", "56: pin must be a mapping with value, and if need be prompt and attempts, found \"*\" [wrong-type]"},
		{"override: {schedule: office, pin: {value: 1}}", "10: override needs mode: a text [missing-field]"},
		{"override: {schedule: office, mode: open, time: soon, pin: {value: 1}}", "57: time must be a duration such as 5s, 1m30s or 500ms, found \"soon\" [wrong-type]"},
		{"override: {schedule: office, mode: open, pin: {value: 1, attempts: 0}}", "77: attempts must be a whole number from 1, found \"0\" [wrong-type]"},
	})
}
