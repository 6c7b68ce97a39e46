package staffing

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// played reads a plan and plays it.
func played(t *testing.T, text string) *Figures {
	t.Helper()
	plan, findings := Read("plan.yaml", text)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	f, err := plan.Play(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Law: where Erlang's formula C applies, plays agree with it within two parts of a hundred: the mean of many seeds, whose
// chance explains what is left.
func TestErlangC(t *testing.T) {
	const text = `
hours: 200
seed: %d
queues: {q: {strategy: %s, service_level: 20s}}
arrivals: [{queue: q, per_hour: %d, handle: %s}]
agents: [{count: %d, queues: [q]}]
`
	const seeds = 24
	for _, row := range []struct {
		perHour          int
		strategy, handle string
		agents           int
	}{
		{60, "longest_idle", "2m", 4},
		{60, "round_robin", "100s", 3},
	} {
		var seen [3][]float64
		var busy []float64
		var e Erlang
		for seed := range seeds {
			f := played(t, fmt.Sprintf(text, seed+1, row.strategy, row.perHour, row.handle, row.agents))
			if f.NoErlang != "" {
				t.Fatal(f.NoErlang)
			}
			q := f.Queues[0]
			e = f.Erlang
			for i, figure := range []float64{q.InTime, q.Waits, q.Mean.Seconds()} {
				seen[i] = append(seen[i], figure)
			}
			busy = append(busy, f.Occupancy)
		}
		for i, c := range []struct {
			what         string
			should, fine float64 // fine is the most of it that chance may explain
		}{
			{"in time", e.InTime, 0.012}, {"waits at all", e.Waits, 0.04}, {"mean wait", e.Mean.Seconds(), 0.06},
		} {
			mean, off := given(seen[i], busy, e.Occupancy)
			t.Logf("%d agents: %s is %.4f ± %.4f, the formula says %.4f", row.agents, c.what, mean, off, c.should)
			if chance := 3 * off; chance > c.fine*c.should {
				t.Errorf("%d agents: %s is only known within %.1f %%", row.agents, c.what, 100*chance/c.should)
			} else if math.Abs(mean-c.should) > min(chance, 0.02*c.should) {
				t.Errorf("%d agents: %s is %.4f ± %.4f, the formula says %.4f", row.agents, c.what, mean, off, c.should)
			}
		}
		if mean := total(busy) / seeds; math.Abs(mean/e.Occupancy-1) > 0.01 {
			t.Errorf("%d agents: they are busy %.4f of the time, the formula says %.4f", row.agents, mean, e.Occupancy)
		}
	}
}

// given is the mean of figures with its standard error, were it not for chance in another one whose mean is known: what
// the two have in common is taken off.
func given(figures, others []float64, known float64) (mean, off float64) {
	n := float64(len(figures))
	average, other := total(figures)/n, total(others)/n
	both, alone := 0.0, 0.0
	for i := range figures {
		both += (figures[i] - average) * (others[i] - other)
		alone += (others[i] - other) * (others[i] - other)
	}
	slope := both / alone
	for i := range figures {
		rest := figures[i] - average - slope*(others[i]-other)
		off += rest * rest
	}
	return average - slope*(other-known), math.Sqrt(off / (n - 2) / n)
}

func total(figures []float64) (all float64) {
	for _, figure := range figures {
		all += figure
	}
	return all
}

// Law: the formula gives the figures of its tables.
func TestErlangCFormula(t *testing.T) {
	for _, row := range []struct {
		agents int
		load   float64
		waits  float64
		mean   time.Duration // for calls of 180 s
		inTime float64       // in 20 s
	}{
		{1, 0.5, 0.5, 180 * time.Second, 1 - 0.5*math.Exp(-0.5*20/180)}, // one agent: the load itself
		{2, 1, 1. / 3, 60 * time.Second, 1 - math.Exp(-20./180)/3},
		{10, 8, 0.4092, 36800 * time.Millisecond, 0.6723},
		{14, 10, 0.1741, 7834 * time.Millisecond, 0.8883},
	} {
		e := ErlangC(row.agents, row.load, 180*time.Second, 20*time.Second)
		if math.Abs(e.Waits-row.waits) > 0.0005 || math.Abs(e.InTime-row.inTime) > 0.0005 ||
			(e.Mean-row.mean).Abs() > 60*time.Millisecond {
			t.Errorf("%d agents, load %g: %+v, want %+v", row.agents, row.load, e, row)
		}
	}
}

const shop = `
hours: 10
seed: 5
queues:
  sales: {wrapup: 10s, service_level: 20s, routing: [{until: 15s, require: {en: 3}}, {}]}
  support: {strategy: ring_all, max_wait: 5m, max_len: 20}
arrivals:
  - {queue: sales, rates: [{until: 2h, per_hour: 60}, {per_hour: 100}], handle: {mean: 3m, form: lognormal}, patience: 2m}
  - {queue: support, per_hour: 20, handle: {mean: 5m, form: fixed}, priority: 1}
agents:
  - {name: both, count: 4, queues: [sales, {queue: support, level: 1}], skills: {en: 4}, answers: 3s}
  - {name: early, count: 2, queues: [sales], shifts: [{from: 0h, to: 4h}, {from: 5h, to: 9h}], misses: 0.1}
  - {name: help, queues: [support]}
`

// Law: the same plan and seed give the same figures; everybody who came is counted once.
func TestPlaysAreRepeatable(t *testing.T) {
	var texts []string
	for range 2 {
		var out bytes.Buffer
		f := played(t, shop)
		if err := f.Table(&out); err != nil {
			t.Fatal(err)
		}
		if err := f.CSV(&out); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, out.String())
		for _, q := range f.Queues {
			if q.Came != q.Answered+q.Gone+q.Refused+q.Waiting || q.Came == 0 || q.Waiting != 0 {
				t.Errorf("%s: %d came, %d + %d + %d + %d", q.Name, q.Came, q.Answered, q.Gone, q.Refused, q.Waiting)
			}
		}
		if f.Occupancy <= 0 || f.Occupancy >= 1 || f.Agents != 7 {
			t.Errorf("%d agents have %v to do", f.Agents, f.Occupancy)
		}
		if f.Queues[0].Gone == 0 || f.Queues[0].Rings == 0 {
			t.Errorf("nobody loses patience, or misses a ring: %+v", f.Queues[0])
		}
	}
	if texts[0] != texts[1] {
		t.Errorf("two plays differ:\n%s\n%s", texts[0], texts[1])
	}
	other := played(t, strings.Replace(shop, "seed: 5", "seed: 6", 1))
	var out bytes.Buffer
	if err := other.Table(&out); err != nil || strings.HasPrefix(texts[0], out.String()) {
		t.Error("another seed gives the same figures")
	}
}

// Law: conversations are as long as the plan says, whatever patience callers had before.
func TestTalksHaveTheirLength(t *testing.T) {
	for _, form := range []string{"exponential", "lognormal", "fixed"} {
		f := played(t, "hours: 200\nqueues: {q: {}}\narrivals: [{queue: q, per_hour: 30, patience: 1m, handle: {mean: 5m, form: "+form+"}}]\n"+
			"agents: [{count: 4, queues: [q]}]\n")
		if off := math.Abs(f.Queues[0].Handle.Minutes()/5 - 1); off > 0.05 {
			t.Errorf("%s: a conversation has %s", form, f.Queues[0].Handle)
		}
	}
}

// Law: the longest times that a plan may have end no play before its time: what is drawn is never so long that the clock
// runs backwards.
func TestLongTimes(t *testing.T) {
	l := newLots(1, 1)
	for _, s := range []Spread{{Form: Exponential, Mean: meanMost}, {Form: Lognormal, Mean: meanMost, Deviation: 10}, {Form: Fixed, Mean: meanMost},
		{Form: Lognormal, Mean: drawnMost, Deviation: 10}} {
		for range 10_000 {
			if drawn := l.time(s); drawn < 0 || drawn > drawnMost {
				t.Fatalf("%+v: %s was drawn", s, drawn)
			}
		}
	}
	f := played(t, "queues: {q: {}}\narrivals: [{queue: q, per_hour: 10, handle: {mean: 1000h, form: lognormal, deviation: 10}, patience: 1000h}]\nagents: [{queues: [q]}]\n")
	if q := f.Queues[0]; q.Came != q.Answered+q.Gone+q.Waiting || q.Answered == 0 || f.Occupancy <= 0 {
		t.Errorf("%+v", f)
	}
}

// Law: why the formula does not apply is told.
func TestWhereErlangDoesNotApply(t *testing.T) {
	const plain = "queues: {q: {}}\narrivals: [{queue: q, per_hour: 60, handle: 1m}]\nagents: [{count: 2, queues: [q]}]\nhours: 1\n"
	for _, row := range []struct{ from, to, why string }{
		{"handle: 1m", "handle: 1m, patience: 1m", "wait for ever"},
		{"q: {}", "q: {wrapup: 5s}", "without a wrap-up"},
		{"count: 2", "count: 2, answers: 2s", "answer at once"},
		{"count: 2", "count: 1", "grows for ever"},
		{"handle: 1m", "handle: {mean: 1m, form: fixed}", "exponential"},
		{"q: {}", "q: {}, r: {}", "one queue"},
		{"handle: 1m", "handle: 1m, require: {en: 3}", "any agent"},
		{"q: {}", "q: {routing: [{until: 20s, max_level: 0}, {}]}", "any agent"},
		{"queues: [q]", "queues: [{queue: q, group: later}]", "any agent"},
		{"per_hour: 60", "rates: [{until: 30m, per_hour: 30}, {per_hour: 10}]", "as often all the time"},
	} {
		f := played(t, strings.Replace(plain, row.from, row.to, 1))
		if !strings.Contains(f.NoErlang, row.why) {
			t.Errorf("with %s the reason is %q", row.to, f.NoErlang)
		}
	}
	if f := played(t, plain); f.NoErlang != "" {
		t.Errorf("a plain plan: %s", f.NoErlang)
	}
}

// Law: the share of those who come in time is that of what agents can do: with more of them it is not less.
func TestMoreAgentsHelp(t *testing.T) {
	last := -1.0
	for agents := 4; agents <= 10; agents += 2 {
		f := played(t, fmt.Sprintf("hours: 40\nqueues: {q: {}}\narrivals: [{queue: q, per_hour: 60, handle: 4m, patience: 3m}]\n"+
			"agents: [{count: %d, queues: [q]}]\n", agents))
		if got := f.Queues[0].InTimeOfAll; got < last {
			t.Errorf("with %d agents %.3f are in time, with less %.3f", agents, got, last)
		} else {
			last = got
		}
	}
}
