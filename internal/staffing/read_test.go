package staffing

import (
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
		{"per_hour: 10", "per_hour: 1, handle: {form: fixed, mean: 0s}", "plan.yaml:4:37", "needs a mean"},
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
