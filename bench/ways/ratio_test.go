//go:build linux

package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
)

// side is one way's round: so many calls, this CPU a call, answers of these milliseconds.
func side(failed int, program time.Duration, answers ...time.Duration) sample {
	s := sample{calls: len(answers) + failed, failed: failed, program: program}
	for _, a := range answers {
		s.answers = append(s.answers, a*time.Millisecond)
	}
	return s
}

// Law: ratios are of all rounds together; where too many calls fail there is none, but an error.
func TestRatiosOf(t *testing.T) {
	r, err := ratiosOf([]pair{
		{floor: side(0, 100, 1, 2, 3), ours: side(0, 150, 2, 4, 9)},
		{floor: side(0, 300, 2, 2, 10), ours: side(0, 450, 4, 4, 50)},
	})
	if err != nil || r.Processor != 1.5 || r.Wait != 2 || r.Answer != 5 {
		t.Errorf("%+v %v", r, err)
	}
	for name, rounds := range map[string][]pair{
		"no round":   nil,
		"ours fails": {{floor: side(0, 1, 1, 1), ours: side(1, 1, 1)}},
		"the floor":  {{floor: side(3, 1), ours: side(0, 1, 1)}},
	} {
		if r, err := ratiosOf(rounds); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// Law: a ratio falls back when it is greater than it was by more than its factor, and when it is no number.
func TestBehind(t *testing.T) {
	b := baseline{Seen: ratios{Processor: 1, Wait: 1, Answer: 1}, Factor: ratios{Processor: 1.5, Wait: 2, Answer: 4}}
	for _, c := range []struct {
		seen ratios
		want string
	}{
		{ratios{Processor: 1.5, Wait: 2, Answer: 4}, ""},
		{ratios{Processor: 0.1, Wait: 0.1, Answer: 0.1}, ""},
		{ratios{Processor: 1.51, Wait: 1, Answer: 1}, "CPU a call"},
		{ratios{Processor: 1, Wait: 2.1, Answer: 4.1}, "answer p50,answer p99"},
		{ratios{Processor: math.NaN(), Wait: 1, Answer: 1}, "CPU a call"},
	} {
		var names []string
		for _, said := range b.behind(c.seen) {
			name, _, _ := strings.Cut(said, ":")
			names = append(names, name)
		}
		if strings.Join(names, ",") != c.want {
			t.Errorf("%+v: %v, want %s", c.seen, names, c.want)
		}
	}
}

// Law: what is written is read again, and says when it was measured beside other work; a file with nothing to compare with
// is an error.
func TestBaseline(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.json")
	seen := ratios{Processor: 1.2, Wait: 1.1, Answer: 1.3}
	if err := writeBaseline(path, figures.Machine{Load: 3}, seen); err != nil {
		t.Fatal(err)
	}
	b, err := readBaseline(path)
	if err != nil || b.Seen != seen || b.Factor != noise() || !strings.Contains(b.About, "A trial") || len(b.behind(seen)) > 0 {
		t.Errorf("%+v %v", b, err)
	}
	for text, want := range map[string]string{
		"": "reading", "{}": "a ratio is 0",
		`{"seen":{"program_cpu_a_call":1,"answer_p99":1,"answer_p50":1},"factor":{"program_cpu_a_call":1,"answer_p99":0.5,"answer_p50":1}}`: "a factor is 0.5",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readBaseline(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Law: the ratios that the repository keeps can be compared with.
func TestKeptBaseline(t *testing.T) {
	if _, err := readBaseline(filepath.Join("..", "baseline.json")); err != nil {
		t.Error(err)
	}
}
