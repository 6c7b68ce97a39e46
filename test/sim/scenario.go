package sim

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Scenario is what a seed stands for.
type Scenario struct {
	Seed      uint64
	Instances int
	Asterisks int
	// Length is after how long the last callers hang up.
	Length time.Duration
	Calls  []Plan
	// Queued are those who call queues, and agents who wait on the line.
	Queued []Plan
	Faults []Fault
}

// Plan is what one caller does.
type Plan struct {
	At       time.Duration
	Number   string
	Asterisk int
	// Patience is after how long they hang up; they stay to the end when it is longer than the call.
	Patience time.Duration
	// Lots are for what they do meanwhile.
	Lots uint64
	// Doorway has the instance that holds the door killed so long after the call has come, unless it is 0.
	Doorway time.Duration
}

// Kind is what breaks, or is done to the instances.
type Kind string

// What may happen.
const (
	Kill         Kind = "kill"
	KillAndBack  Kind = "kill and start again"
	KillTwo      Kind = "kill two in a row"
	StopOne      Kind = "stop"
	StartOne     Kind = "start"
	Drain        Kind = "drain and resume"
	MoveCalls    Kind = "move calls"
	Part         Kind = "part from the others"
	StoreAway    Kind = "store away"
	StoreSlow    Kind = "store slow"
	StoreMute    Kind = "answers of the store lost"
	StoreLost    Kind = "store lost"
	CutSocket    Kind = "cut a socket"
	StallSocket  Kind = "stall a socket"
	Restart      Kind = "asterisk restarts"
	Poison       Kind = "poison the store"
	SlowAsterisk Kind = "slow moves"
	ClockJump    Kind = "a clock jumps"
	DiskFull     Kind = "disk full"
	StoreFull    Kind = "the store takes nothing of one"
	Spoil        Kind = "spoil the record of a call"
	Outdated     Kind = "kill one of an older program"
	Foreign      Kind = "kill one of a newer program"
)

// Fault is something that happens. Who is concerned is drawn by Lot among those who are there then.
type Fault struct {
	At  time.Duration
	Do  Kind
	Lot uint64
	For time.Duration
}

// weight is how often a fault comes, and how long it lasts at least and at most.
type weight struct {
	do       Kind
	weight   int
	from, to time.Duration
}

// weights are those of the faults that were always drawn: another one here would make other scenarios of all seeds.
func weights() []weight {
	return []weight{
		{Kill, 8, 0, 0}, {KillAndBack, 10, 100 * time.Millisecond, 8 * time.Second}, {KillTwo, 5, 0, 5 * time.Second},
		{StopOne, 6, 0, 0}, {StartOne, 10, 0, 0}, {Drain, 6, time.Second, 15 * time.Second}, {MoveCalls, 10, 0, 0},
		{Part, 6, 500 * time.Millisecond, 25 * time.Second}, {StoreAway, 6, time.Second, 20 * time.Second},
		{StoreSlow, 5, time.Second, 10 * time.Second}, {StoreMute, 5, 200 * time.Millisecond, 3 * time.Second},
		{StoreLost, 2, 0, 0}, {CutSocket, 6, 0, 0}, {StallSocket, 4, 500 * time.Millisecond, 8 * time.Second},
		{Restart, 1, 500 * time.Millisecond, 4 * time.Second}, {Poison, 3, 0, 0}, {SlowAsterisk, 3, 0, 0},
	}
}

// furtherWeights are those of the faults that each scenario has beside these, by lots of their own.
func furtherWeights() []weight {
	return []weight{
		{ClockJump, 6, 5 * time.Second, time.Minute}, {DiskFull, 4, time.Second, 20 * time.Second},
		{StoreFull, 4, 500 * time.Millisecond, 20 * time.Second}, {Spoil, 8, 0, 0}, {Outdated, 5, 0, 0},
		{Foreign, 3, 0, 0},
	}
}

// New is the scenario of a seed: with queues or with what happens to clocks, disks and records, or with both together.
func New(seed uint64, together bool) Scenario {
	lots := rand.New(rand.NewPCG(seed, 0x51b)) // #nosec: lots that come again are the point
	s := Scenario{Seed: seed, Instances: 2 + lots.IntN(4), Asterisks: 1,
		Length: between(lots, 50*time.Second, 90*time.Second)}
	if lots.IntN(5) == 0 {
		s.Asterisks = 2
	}
	for range 20 + lots.IntN(50) {
		s.Calls = append(s.Calls, drawnCall(lots, s))
	}
	for range 1 + lots.IntN(7) {
		s.Faults = append(s.Faults, drawn(lots, s.Length, weights()))
	}
	queues := (seed+seed/crowdEvery)%2 == 0
	further := rand.New(rand.NewPCG(seed, 0xf0)) // #nosec: lots that come again are the point
	for n := further.IntN(furtherMost + 1); n > 0 && (together || !queues); n-- {
		s.Faults = append(s.Faults, drawn(further, s.Length, furtherWeights()))
	}
	if lots.IntN(10) == 0 { // longer than any lease or patience
		s.Faults = append(s.Faults, Fault{At: 20 * time.Second, Do: StoreAway, For: 150 * time.Second})
	}
	if together || queues {
		s = s.withQueues()
	}
	if seed%crowdEvery == 0 {
		return s.Crowded(instancesMost-lots.IntN(3), crowdCalls+lots.IntN(crowdCalls))
	}
	return s.sorted()
}

// Crowded is the scenario with so many instances, and so many calls at least; 0 leaves either as it is.
func (s Scenario) Crowded(instances, calls int) Scenario {
	if instances > 0 {
		s.Instances = min(instances, instancesMost)
	}
	lots := rand.New(rand.NewPCG(s.Seed, 0xc0d)) // #nosec: lots that come again are the point
	for len(s.Calls) < calls {
		s.Calls = append(s.Calls, drawnCall(lots, s))
	}
	return s.sorted()
}

func (s Scenario) sorted() Scenario {
	slices.SortFunc(s.Calls, func(a, b Plan) int { return cmp.Compare(a.At, b.At) })
	slices.SortFunc(s.Faults, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
	return s
}

func drawnCall(lots *rand.Rand, s Scenario) Plan {
	at := settleTime + between(lots, 0, s.Length-10*time.Second)
	p := Plan{At: at, Number: numbers()[lots.IntN(len(numbers()))], Asterisk: lots.IntN(s.Asterisks),
		Patience: between(lots, 100*time.Millisecond, 20*time.Second), Lots: lots.Uint64()}
	if lots.IntN(3) > 0 {
		p.Patience = between(lots, 20*time.Second, 90*time.Second)
	}
	if p.Lots%meetEvery == 0 {
		p.Number = meetings()[p.Lots/meetEvery%uint64(len(meetings()))]
	}
	if lots.IntN(60) == 0 {
		p.Doorway = between(lots, time.Microsecond, 5*time.Millisecond)
	}
	return p
}

func drawn(lots *rand.Rand, length time.Duration, weights []weight) Fault {
	all := 0
	for _, w := range weights {
		all += w.weight
	}
	n := lots.IntN(all)
	f := Fault{At: settleTime + between(lots, 0, length-15*time.Second), Lot: lots.Uint64()}
	for _, w := range weights {
		if n -= w.weight; n < 0 {
			f.Do, f.For = w.do, w.from
			if w.to > w.from {
				f.For = between(lots, w.from, w.to)
			}
			break
		}
	}
	return f
}

func between(lots *rand.Rand, from, to time.Duration) time.Duration {
	return from + time.Duration(lots.Int64N(int64(to-from)))
}

// suffers tells whether one of these happens.
func (s Scenario) suffers(kinds ...Kind) bool {
	return slices.ContainsFunc(s.Faults, func(f Fault) bool { return slices.Contains(kinds, f.Do) })
}

// String tells the scenario in a few lines.
func (s Scenario) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "seed %d: %d instances, %d Asterisks, %d calls, %d in queues, %v", s.Seed, s.Instances, s.Asterisks,
		len(s.Calls), len(s.Queued), s.Length.Round(time.Second))
	for _, f := range s.Faults {
		fmt.Fprintf(&text, "\n  %8.3f %s", f.At.Seconds(), f.Do)
		if f.For > 0 {
			fmt.Fprintf(&text, " for %v", f.For.Round(time.Millisecond))
		}
	}
	return text.String()
}
