package sim

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var (
	seeds = flag.Uint64("seeds", 15, "how many scenarios")
	first = flag.Uint64("first", 1, "the first of them")
	only  = flag.Int64("seed", -1, "one scenario alone, with its timeline")
	many  = flag.Int("instances", 0, "how many instances there are, 0 for as the seed has it")
	both  = flag.Bool("together", false, "queues, and what happens to clocks, disks and records, in one scenario")
	calls = flag.Int("callers", 0, "how many callers there are at least")
)

// Law: whatever breaks, calls go on, end once, and nothing is left; no effect happens twice, and nobody waits in silence.
func TestSeeds(t *testing.T) {
	from, to := *first, *first+*seeds
	if *only >= 0 {
		from, to = uint64(*only), uint64(*only)+1
	}
	for seed := from; seed < to; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			effects := NewEffects()
			defer effects.Close()
			scenario, folder := New(seed, *both).Crowded(*many, *calls), t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				result := Run(scenario, folder, effects)
				if *only >= 0 {
					t.Logf("%s\n%s", scenario, result.Timeline)
				}
				if len(result.Wrong) == 0 {
					return
				}
				t.Errorf("%s\n%s\nrepeat it with: go test ./test/sim -run TestSeeds -seed %d",
					strings.Join(result.Wrong[:min(len(result.Wrong), 12)], "\n"), scenario, seed)
			})
		})
	}
}

// Law: each of these faults is one that instances meet, with nothing wrong.
func TestFaultsOfMachinesAndRecords(t *testing.T) {
	for kind, met := range map[Kind]string{DiskFull: "the journal cannot be written", ClockJump: "is put by",
		StoreFull: "the states of calls cannot be written", Spoil: "it is written anew", Outdated: "walk-resumed",
		Foreign: "what was kept of it cannot be read"} {
		t.Run(string(kind), func(t *testing.T) {
			effects := NewEffects()
			defer effects.Close()
			scenario, folder := Scenario{Seed: 3, Instances: 3, Asterisks: 1, Length: time.Minute}, t.TempDir()
			for n := range 30 {
				scenario.Calls = append(scenario.Calls, Plan{At: settleTime + time.Duration(n)*time.Second,
					Number: numbers()[n%len(numbers())], Patience: 30 * time.Second, Lots: uint64(n)})
			}
			for n := range uint64(3) {
				scenario.Faults = append(scenario.Faults, Fault{Do: kind, At: (20 + 7*time.Duration(n)) * time.Second,
					Lot: n<<41 + n<<20 + n, For: 5 * time.Second})
			}
			synctest.Test(t, func(t *testing.T) {
				result := Run(scenario, folder, effects)
				if len(result.Wrong) > 0 || !strings.Contains(result.Timeline, met) {
					t.Errorf("%s\n%s", strings.Join(result.Wrong, "\n"), result.Timeline)
				}
			})
		})
	}
}

// Law: a seed repeats how long instances wait before they come back to an Asterisk that they have lost.
func TestASeedRepeatsItsPauses(t *testing.T) {
	effects := NewEffects()
	defer effects.Close()
	pauses := func() string {
		scenario, folder, told := Scenario{Seed: 7, Instances: 2, Asterisks: 1,
			Faults: []Fault{{At: 10 * time.Second, Do: CutSocket, Lot: 1}, {At: 20 * time.Second, Do: CutSocket}}}, t.TempDir(), ""
		synctest.Test(t, func(t *testing.T) {
			for line := range strings.Lines(Run(scenario, folder, effects).Timeline) {
				if _, retry, is := strings.Cut(line, " retry="); is && strings.Contains(line, "Asterisk is not connected") {
					told += retry
				}
			}
		})
		return told
	}
	first, second := pauses(), pauses()
	if first != second || strings.Count(first, "\n") != 2 {
		t.Errorf("%s\nand then\n%s", first, second)
	}
}
