package dialling

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// Target is one telephone of a round.
type Target struct {
	// Name is what the history knows it by.
	Name string
	// Delay is how long after the round's begin it rings; with Delayed, how long after the one before (0: Rules.Stagger).
	Delay time.Duration
	// Timeout is how long it rings, 0 for Rules.Ring.
	Timeout time.Duration
	// Weight is its share with WeightedRandom, 0 for 1.
	Weight int
}

// Rules say how rounds become rings.
type Rules struct {
	Strategy Strategy
	// Ring is how long a round rings, or each target where they ring one after the other.
	Ring time.Duration
	// Stagger is the time between two targets with Delayed.
	Stagger time.Duration
	// Seed decides what is drawn.
	Seed uint64
	// Last is when each target was reached last, by its name; one that is not there never was.
	Last map[string]time.Time
}

// Ring is one telephone's turn, in times since its phase began.
type Ring struct {
	Round, Target int
	Start, Stop   time.Duration
}

// Phase are rings that belong together, by their start. It is over when all of them are.
type Phase []Ring

// Plan orders the rings of the rounds, which follow one another.
func Plan(rounds [][]Target, rules Rules) []Phase {
	var phases []Phase
	draw := rand.New(rand.NewPCG(rules.Seed, uint64(len(rounds))))
	for round, targets := range rounds {
		switch rules.Strategy {
		case Parallel, Delayed, "":
			if phase := together(round, targets, rules); len(phase) > 0 {
				phases = append(phases, phase)
			}
		default:
			for _, i := range order(targets, rules, draw) {
				start := targets[i].Delay
				phases = append(phases, Phase{{round, i, start, start + cmp.Or(targets[i].Timeout, rules.Ring)}})
			}
		}
	}
	return phases
}

// together are the rings of a round in one phase; who would begin when it is over does not ring.
func together(round int, targets []Target, rules Rules) Phase {
	var phase Phase
	before := time.Duration(0)
	for i, target := range targets {
		start := target.Delay
		if rules.Strategy == Delayed {
			if i > 0 {
				start = before + cmp.Or(target.Delay, rules.Stagger)
			}
			before = start
		}
		stop := rules.Ring
		if target.Timeout > 0 {
			stop = min(stop, start+target.Timeout)
		}
		if start < stop {
			phase = append(phase, Ring{round, i, start, stop})
		}
	}
	slices.SortStableFunc(phase, func(a, b Ring) int { return cmp.Compare(a.Start, b.Start) })
	return phase
}

// order is the order of those who ring one after the other.
func order(targets []Target, rules Rules, draw *rand.Rand) []int {
	indices := make([]int, len(targets))
	for i := range indices {
		indices[i] = i
	}
	switch rules.Strategy {
	case LeastRecent:
		slices.SortStableFunc(indices, func(a, b int) int {
			return rules.Last[targets[a].Name].Compare(rules.Last[targets[b].Name])
		})
	case WeightedRandom:
		return drawn(targets, indices, draw)
	}
	return indices
}

// drawn takes one after the other, each with the chance that its weight gives it among those that are left.
func drawn(targets []Target, left []int, draw *rand.Rand) []int {
	chosen := make([]int, 0, len(left))
	for len(left) > 0 {
		sum := 0
		for _, i := range left {
			sum += weight(targets[i])
		}
		at := draw.IntN(sum)
		for k, i := range left {
			if at -= weight(targets[i]); at < 0 {
				chosen, left = append(chosen, i), slices.Delete(left, k, k+1)
				break
			}
		}
	}
	return chosen
}

func weight(t Target) int { return min(max(t.Weight, 1), WeightMax) }
