package dialling

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

const s = time.Second

// TestPlan has a row for each strategy: who rings from when until when, phase by phase.
func TestPlan(t *testing.T) {
	a, b, c := Target{Name: "a"}, Target{Name: "b"}, Target{Name: "c"}
	at := func(target Target, delay, timeout time.Duration) Target {
		target.Delay, target.Timeout = delay, timeout
		return target
	}
	last := map[string]time.Time{"a": time.Unix(3, 0), "b": time.Unix(2, 0)}
	for _, row := range []struct {
		name   string
		rounds [][]Target
		rules  Rules
		want   string
	}{
		{"all at once", [][]Target{{a, b}}, Rules{Ring: 20 * s}, "a 0s-20s, b 0s-20s"},
		{"with delays and timeouts of their own", [][]Target{{at(a, 5*s, 0), at(b, 0, 3*s), at(c, 18*s, 9*s)}}, Rules{Ring: 20 * s},
			"b 0s-3s, a 5s-20s, c 18s-20s"},
		{"who would begin at the end does not ring", [][]Target{{a, at(b, 20*s, 0)}}, Rules{Ring: 20 * s}, "a 0s-20s"},
		{"rounds", [][]Target{{a, b}, {c}}, Rules{Ring: 20 * s, Strategy: Parallel}, "a 0s-20s, b 0s-20s | c 0s-20s"},
		{"one after the other", [][]Target{{a, at(b, 2*s, 3*s)}, {c}}, Rules{Ring: 20 * s, Strategy: Sequential}, "a 0s-20s | b 2s-5s | c 0s-20s"},
		{"one joins in after the other", [][]Target{{a, b, at(c, 2*s, 0)}}, Rules{Ring: 20 * s, Stagger: 5 * s, Strategy: Delayed},
			"a 0s-20s, b 5s-20s, c 7s-20s"},
		{"who was reached longest ago is first", [][]Target{{a, b, c}}, Rules{Ring: 9 * s, Strategy: LeastRecent, Last: last},
			"c 0s-9s | b 0s-9s | a 0s-9s"},
		{"nobody", nil, Rules{Ring: 9 * s}, ""},
		{"an empty round", [][]Target{{}, {a}}, Rules{Ring: 9 * s}, "a 0s-9s"},
	} {
		if got := told(row.rounds, Plan(row.rounds, row.rules)); got != row.want {
			t.Errorf("%s: %s", row.name, got)
		}
	}
}

func told(rounds [][]Target, plan []Phase) string {
	var phases []string
	for _, phase := range plan {
		var rings []string
		for _, r := range phase {
			rings = append(rings, fmt.Sprintf("%s %v-%v", rounds[r.Round][r.Target].Name, r.Start, r.Stop))
		}
		phases = append(phases, strings.Join(rings, ", "))
	}
	return strings.Join(phases, " | ")
}

// TestWeights: over many seeds each target is first as often as its weight says, and the same seed draws the same.
func TestWeights(t *testing.T) {
	rounds := [][]Target{{{Name: "a", Weight: 6}, {Name: "b", Weight: 3}, {Name: "c"}}}
	first := map[int]int{}
	for seed := range uint64(10_000) {
		rules := Rules{Strategy: WeightedRandom, Ring: s, Seed: seed}
		plan := Plan(rounds, rules)
		if told(rounds, plan) != told(rounds, Plan(rounds, rules)) || len(plan) != 3 {
			t.Fatalf("seed %d drew %s", seed, told(rounds, plan))
		}
		first[plan[0][0].Target]++
	}
	for target, want := range []int{6000, 3000, 1000} {
		if got := first[target]; got < want-300 || got > want+300 {
			t.Errorf("target %d was first %d times, not %d", target, got, want)
		}
	}
}

// TestCourse: a phase waits for the one before, and within a phase nobody waits while nothing rings.
func TestCourse(t *testing.T) {
	begin := time.Unix(1000, 0)
	rounds := [][]Target{{{Name: "a"}, {Name: "b", Delay: 5 * s}}, {{Name: "c", Delay: 2 * s}}}
	c := Begin(Plan(rounds, Rules{Ring: 20 * s}), begin)
	take := func(after time.Duration, ringing int) string {
		c = retold(t, c) // a course that is taken up elsewhere goes on as if nothing had been
		r, until, ok := c.Take(begin.Add(after), ringing)
		if !ok {
			return "-"
		}
		return fmt.Sprintf("%s until %v", rounds[r.Round][r.Target].Name, until.Sub(begin))
	}
	for i, row := range []struct {
		after   time.Duration
		ringing int
		want    string
	}{
		{0, 0, "a until 20s"}, {0, 1, "-"}, {3 * s, 1, "-"}, {3 * s, 0, "b until 18s"}, {3 * s, 1, "-"}, {9 * s, 1, "-"},
		{10 * s, 0, "-"}, {11 * s, 0, "-"}, {12 * s, 0, "c until 30s"}, {12 * s, 1, "-"}, {40 * s, 0, "-"},
	} {
		if got := take(row.after, row.ringing); got != row.want {
			t.Errorf("%d. after %v with %d ringing: %s, not %s", i, row.after, row.ringing, got, row.want)
		}
	}
	if !c.Over(0) || c.Over(1) || !(&Course{}).Over(0) {
		t.Error("it is over when the last telephone is, and not before")
	}
}

// retold is a course written down and read again.
func retold(t *testing.T, c *Course) *Course {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	again := &Course{}
	if err := json.Unmarshal(data, again); err != nil {
		t.Fatal(err)
	}
	return again
}

// TestBrokenCourse: what is no course is an error.
func TestBrokenCourse(t *testing.T) {
	for _, text := range []string{`[]`, `{"next":-1}`, `{"began":"yesterday"}`} {
		if err := json.Unmarshal([]byte(text), &Course{}); err == nil {
			t.Errorf("%s is a course", text)
		}
	}
}
