package staffing

import (
	"math"
	"strings"
	"testing"
)

// Law: each fault of a plan is a finding with its place, and says what would have been accepted.
func TestFindings(t *testing.T) {
	const good = "queues:\n  q: {}\narrivals:\n  - {queue: q, per_hour: 10}\nagents:\n  - {queues: [q]}\n"
	for _, row := range []struct{ from, to, where, what string }{
		{"q: {}", "q: {strategy: ringall}", "plan.yaml:2:17", "ring_all"},
		{"q: {}", "q: {max_wiat: 3s}", "plan.yaml:2:7", "max_wait"},
		{"q: {}", "q: {max_wait: 3}", "plan.yaml:2:17", "a duration such as"},
		{"q: {}", "q: {routing: [{}, {until: 3s}]}", "plan.yaml:2:17", "until must be longer"},
		{"q: {}", "q: {routing: {until: x}}", "plan.yaml:2:24", "a duration such as"},
		{"queue: q,", "queue: r,", "plan.yaml:4:13", "q"},
		{"queue: q, ", "", "plan.yaml:4:5", "need a queue"},
		{", per_hour: 10", "", "plan.yaml:4:5", "either per_hour or rates"},
		{"per_hour: 10", "per_hour: -1", "plan.yaml:4:26", "a number from 0"},
		{"per_hour: 10", "per_hour: NaN", "plan.yaml:4:26", "a number from 0"},
		{"per_hour: 10", "per_hour: 1, handle: {form: fixed, mean: 0s}", "plan.yaml:4:57", "from 1s to 1000h"},
		{"per_hour: 10", "per_hour: 1, patience: {form: fixed}", "plan.yaml:4:39", "needs a mean"},
		{"per_hour: 10", "per_hour: 1, handle: -3s", "plan.yaml:4:37", "from 1s to 1000h"},
		{"per_hour: 10", "per_hour: 1, handle: 1001h", "plan.yaml:4:37", "from 1s to 1000h"},
		{"per_hour: 10", "per_hour: 1, patience: 0s", "plan.yaml:4:39", "from 1s to 1000h"},
		{"per_hour: 10", "per_hour: 1, handle: {mean: 1m, deviation: 2}", "plan.yaml:4:59", "lognormal"},
		{"per_hour: 10", "per_hour: +Inf", "plan.yaml:4:26", "a number from 0"},
		{"per_hour: 10", "per_hour: 1e9", "plan.yaml:4:26", "to 1000000"},
		{"per_hour: 10", "rates: []", "plan.yaml:4:23", "one or more"},
		{"per_hour: 10", "rates: [{until: 3h}]", "plan.yaml:4:24", "0 for nobody"},
		{"per_hour: 10", "rates: [{per_hour: 3}, {per_hour: 4}]", "plan.yaml:4:24", "only the last rate"},
		{"per_hour: 10", "rates: [{until: 0s, per_hour: 4}, {per_hour: 3}]", "plan.yaml:4:24", "longer than"},
		{"per_hour: 10", "rates: [{until: 3h, per_hour: 3}, {until: 2h, per_hour: 4}]", "plan.yaml:4:50", "longer than"},
		{"q: {}", "q: {routing: [{min_level: 5, max_level: 2}]}", "plan.yaml:2:29", "above max_level"},
		{"queues: [q]", "queues: []", "plan.yaml:6:14", "one or more"},
		{"queues: [q]", "queues: [q, {queue: q, level: 1}]", "plan.yaml:6:18", "the queue q already"},
		{"queues: [q]", "queues: [{level: 2}]", "plan.yaml:6:15", "needs a queue"},
		{"queues: [q]", "queues: [q], shifts: []", "plan.yaml:6:27", "one or more"},
		{"queues: [q]", "queues: [q], shifts: [{from: 1h, to: 4h}, {from: 3h, to: 6h}]", "plan.yaml:6:48", "behind the end"},
		{"queues: [q]", "queues: [q], misses: 1.5", "plan.yaml:6:27", "a number from 0 to 1"},
		{"queues: [q]", "queues: [q], misses: NaN", "plan.yaml:6:27", "a number from 0 to 1"},
		{"queues:\n", "hours: 0\nqueues:\n", "plan.yaml:1:8", "a number from 0.01"},
		{"queues:\n", "hours: -1\nqueues:\n", "plan.yaml:1:8", "a number from 0.01"},
		{"queues:\n", "hours: 1e400\nqueues:\n", "plan.yaml:1:8", "to 1000000"},
		{"per_hour: 10}", "per_hour: 1000000}\nhours: 60", "plan.yaml:4:3", "60000000 callers would come"},
		{"per_hour: 10", "per_hour: 1, handle: {form: normal, mean: 1s}", "plan.yaml:4:44", "lognormal"},
		{"queues: [q]", "count: 3", "plan.yaml:6:5", "agents need queues"},
		{"queues: [q]", "queues: [q], count: 0", "plan.yaml:6:26", "a whole number from 1"},
		{"queues: [q]", "queues: [q], count: 20000", "plan.yaml:6:3", "at most 10000"},
		{"queues: [q]", "queues: [q], shifts: [{from: 3h, to: 2h}]", "plan.yaml:6:28", "a shift ends after it begins"},
		{"queues: [q]", "queues: [q], skills: [a]", "plan.yaml:6:27", "{lang_en: 3}"},
		{"queues: [q]}", "queues: [q], name: x}\n  - {queues: [q], name: x}", "plan.yaml:7:5", "called x already"},
		{"per_hour: 10", "per_hour: 1000000}\nhours: 1000000\nx: {", "plan.yaml:6:1", "key"},
		{"agents:\n  - {queues: [q]}\n", "", "plan.yaml:1:1", "needs agents"},
		{"queues:\n  q: {}", "queues: [q]", "plan.yaml:1:9", "a mapping of names to rules"},
		{"queues:\n", "seed: x\nqueues:\n", "plan.yaml:1:7", "a whole number"},
	} {
		text := strings.Replace(good, row.from, row.to, 1)
		_, findings := Read("plan.yaml", text)
		found := false
		for _, f := range findings {
			found = found || strings.HasPrefix(f.Format(), row.where+":") && strings.Contains(f.Format(), row.what)
		}
		if !found {
			t.Errorf("%s\nwant %s %s, found:\n%v", text, row.where, row.what, findings)
		}
	}
	if _, findings := Read("plan.yaml", good); len(findings) > 0 {
		t.Errorf("a good plan: %v", findings)
	}
}

// Law: of a text that is no plan at all is said what is wrong with it, and not what it lacks.
func TestNoPlanAtAll(t *testing.T) {
	for text, want := range map[string]string{
		"":          "plan.yaml:1:1: the file is empty",
		"x":         "plan.yaml:1:1: the file must be a mapping",
		"[1, 2]":    "plan.yaml:1:1: the file must be a mapping",
		"queues: {": "plan.yaml:2:1: not YAML",
		"\x00\x01":  "plan.yaml:1:1: not YAML",
	} {
		if _, findings := Read("plan.yaml", text); len(findings) != 1 || !strings.HasPrefix(findings[0].Format(), want) {
			t.Errorf("%q: %v, want %s", text, findings, want)
		}
	}
}

// Law: another time than the plan's has the bounds of the plan's.
func TestLast(t *testing.T) {
	plan, findings := Read("plan.yaml", "queues: {q: {}}\narrivals: [{queue: q, per_hour: 1000}]\nagents: [{queues: [q]}]\n")
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for _, hours := range []float64{0, -1, 0.001, math.NaN(), math.Inf(1), 1e7} {
		if err := plan.Last(hours); err == nil || !strings.Contains(err.Error(), "from 0.01 to 1000000") || plan.Hours != 8 {
			t.Errorf("%v hours: %v, and it lasts %v", hours, err, plan.Hours)
		}
	}
	if err := plan.Last(100_000); err == nil || !strings.Contains(err.Error(), "100000000 callers would come") {
		t.Errorf("too many callers: %v", err)
	}
	if err := plan.Last(2.5); err != nil || plan.Hours != 2.5 {
		t.Errorf("%v, and it lasts %v", err, plan.Hours)
	}
}

// Law: no text breaks the reader, and a plan without findings has all that a play needs.
func FuzzRead(f *testing.F) {
	f.Add(shop)
	f.Add("queues: {q: }\narrivals: {queue: q, per_hour: 1}\nagents: {queues: q}\n")
	f.Fuzz(func(t *testing.T, text string) {
		plan, findings := Read("plan.yaml", text)
		if findings.HasErrors() {
			return
		}
		if len(plan.Queues) == 0 || len(plan.Flows) == 0 || len(plan.Teams) == 0 {
			t.Errorf("%+v", plan)
		}
		for _, c := range plan.Flows {
			if len(c.Rates) == 0 || c.Queue == "" || c.Handle.Mean < 0 {
				t.Errorf("%+v", c)
			}
		}
	})
}
