//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/ariapp/ariapp/bench/figures"
)

// line is one of what is measured, by a program of bench or by Go benchmarks.
type line struct {
	name   string
	groups []string // the headings under which its figures stand
	// once is a line that is not repeated: it has rounds of its own, or is too long.
	once bool
	// args run it, with the file of its figures behind them; quick are those of a short run, the same without.
	args, quick []string
	// metrics are which values of a Go benchmark are told; none for a program.
	metrics []metric
}

// metric is a value of a Go benchmark that is told.
type metric struct {
	benchmark string // as it begins
	unit      string // as go test prints it
	title     string
	told      string // the unit in the page
	scale     float64
	most      float64 // what is aimed at
}

// soakFlag and roundsFlag stand for the length of the soak, and for how often a line that repeats itself does so.
const soakFlag, roundsFlag = "SOAK", "ROUNDS"

func allLines() []line {
	ways := []string{"run", "./bench/ways"}
	return []line{
		{name: "start", groups: []string{figures.Starting}, args: []string{"run", "./bench/alone", "-only", "start"}},
		{name: "alone", groups: []string{figures.Alone},
			args:  []string{"run", "./bench/alone", "-only", "rate"},
			quick: []string{"run", "./bench/alone", "-only", "rate", "-rates", "500,1500,2500", "-lasting", "3s"}},
		{name: "waiting", groups: []string{figures.Waiting}, args: []string{"run", "./bench/alone", "-only", "waiting"},
			quick: []string{"run", "./bench/alone", "-only", "waiting", "-calls", "100,1000,10000"}},
		{name: "decoding", groups: []string{figures.Language}, metrics: flowMetrics(),
			args: []string{"test", "-run", "^$", "-bench", "DecodeChannelDtmfReceived|WalkMenuCall", "-benchmem", "./ari",
				"./flows/..."}},
		{name: "scenarios", groups: []string{figures.Language}, metrics: scenarioMetrics(),
			args: benchmark("Scenarios", "2s")},
		{name: "queues", groups: []string{figures.Queues}, metrics: queueMetrics(),
			args: benchmark("QueueEvent|QueueEntry", "20000x"), quick: benchmark("QueueEvent/queues=100?$", "2000x")},
		{name: "instances", groups: []string{figures.Group}, metrics: instanceMetrics(),
			args: benchmark("TakeOver|Drain", "1x")},
		{name: "entry", groups: []string{figures.Group}, metrics: entryMetrics(),
			args: benchmark("^BenchmarkEntry$", "400x")},
		{name: "checkpoint", groups: []string{figures.Group}, metrics: checkpointMetrics(),
			args: benchmark("Checkpoint/paced", "8x"), quick: benchmark("Checkpoint/paced", "4x")},
		{name: "store", groups: []string{figures.Starting}, metrics: storeMetrics(),
			args: []string{"test", "-run", "^$", "-bench", "Ready", "-benchtime", "20x", "./internal/store/natsstore"}},
		{name: "originations", groups: []string{figures.AtOnce}, args: []string{"run", "./bench/originations"},
			quick: []string{"run", "./bench/originations", "-calls", "500"}},
		{name: "capped", groups: []string{figures.AtOnce}, args: []string{"run", "./bench/originations", "-caps"},
			quick: []string{"run", "./bench/originations", "-caps", "-calls", "500"}},
		{name: "ways", groups: []string{figures.OneCall, figures.Comfort}, once: true,
			args:  append(slices.Clone(ways), "-rounds", roundsFlag),
			quick: append(slices.Clone(ways), "-rates", "60,120", "-rounds", "1", "-lasting", "5s", "-ladder", "none")},
		{name: "soak", groups: []string{figures.Soak}, once: true,
			args: []string{"run", "./bench/soak", "-duration", soakFlag}},
	}
}

// benchmark runs Go benchmarks of bench.
func benchmark(names, long string) []string {
	return []string{"test", "-tags", "bench", "-run", "^$", "-bench", names, "-benchtime", long, "./bench"}
}

func flowMetrics() []metric {
	return []metric{
		{benchmark: "DecodeChannelDtmfReceived", unit: "ns/op", title: "decoding an event of 877 bytes", told: "µs",
			scale: 1e-3, most: 5},
		{benchmark: "DecodeChannelDtmfReceived", unit: "allocs/op", title: "decoding it, allocations"},
		{benchmark: "WalkMenuCall", unit: "ns/op", title: "a menu call walked in virtual time", told: "µs", scale: 1e-3},
		{benchmark: "WalkMenuCall", unit: "allocs/op", title: "walking it, allocations"},
	}
}

func scenarioMetrics() []metric {
	return []metric{{benchmark: "Scenarios", unit: "scenarios/s", title: "tests of flows a second, `ariapp test`"}}
}

func queueMetrics() []metric {
	return []metric{
		{benchmark: "QueueEvent", unit: "p50-µs", title: "an event, p50", told: "µs"},
		{benchmark: "QueueEvent", unit: "p99-µs", title: "an event, p99", told: "µs"},
		{benchmark: "QueueEvent", unit: "looks", title: "an event, what is looked at"},
		{benchmark: "QueueEntry", unit: "B/entry", title: "memory of a caller who waits", told: "bytes"},
	}
}

func instanceMetrics() []metric {
	return []metric{
		{benchmark: "TakeOver", unit: "p50-ms", title: "from the death until callers hear the question anew, p50",
			told: "ms"},
		{benchmark: "TakeOver", unit: "p99-ms", title: "the same, p99", told: "ms"},
		{benchmark: "TakeOver", unit: "p99-beyond-lease-ms", title: "the same beyond the lease of 3 s, p99", told: "ms",
			most: 200},
		{benchmark: "Drain", unit: "ended-ms", title: "until an instance has handed all its calls over and ended",
			told: "ms", most: 5000},
	}
}

func entryMetrics() []metric {
	return []metric{
		{benchmark: "Entry", unit: "alone-p50-ms", title: "from a caller's entry to the first prompt, one instance, p50",
			told: "ms"},
		{benchmark: "Entry", unit: "handed-p50-ms", title: "the same, handed over to another instance, p50", told: "ms"},
		{benchmark: "Entry", unit: "adds-p50-ms", title: "what the hand-over adds, p50", told: "ms", most: 3},
		{benchmark: "Entry", unit: "adds-p99-ms", title: "what the hand-over adds, p99", told: "ms"},
	}
}

func checkpointMetrics() []metric {
	return []metric{{benchmark: "Checkpoint", unit: "adds-µs-CPU/step",
		title: "CPU that writing a step down adds, the store in the data folder", told: "µs", most: 50}}
}

func storeMetrics() []metric {
	return []metric{{benchmark: "Ready", unit: "ns/op",
		title: "the store in the data folder, from nothing to its first write", told: "ms", scale: 1e-6, most: 50}}
}

// command is how a line is run by hand.
func (l line) command(args []string) string {
	words := slices.Clone(args)
	for i, word := range words {
		if strings.ContainsAny(word, "|^$? ") {
			words[i] = "'" + word + "'"
		}
	}
	return "go " + strings.Join(words, " ")
}

// arguments are what is run of go, as the plan has it.
func (l line) arguments(p plan) []string {
	args := slices.Clone(l.args)
	if p.quick && l.quick != nil {
		args = slices.Clone(l.quick)
	}
	for i, word := range args {
		switch word {
		case soakFlag:
			args[i] = p.soak.String()
		case roundsFlag:
			args[i] = strconv.Itoa(p.rounds)
		}
	}
	return args
}

// measure runs the line in the module's folder and gives its figures, and on what they were measured where the line
// tells. What it says while it runs goes to err.
func (l line) measure(ctx context.Context, p plan, work string) (*figures.Set, error) {
	ctx, cancel := context.WithTimeout(ctx, lineTimeout)
	defer cancel()
	args := l.arguments(p)
	told := l.command(args)
	file := filepath.Join(work, l.name+".json")
	if l.metrics == nil {
		args = append(args, "-json", file)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	// go run passes no signal on: who gives up ends it together with what it runs, which tidies up behind itself.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = endTimeout
	cmd.Stdout, cmd.Stderr = &said, io.MultiWriter(os.Stderr, &said)
	failed := cmd.Run()
	if failed != nil {
		failed = fmt.Errorf("%s: %w\n%s", told, failed, said.Bytes()[max(0, said.Len()-saidMax):])
	}
	if l.metrics != nil {
		return &figures.Set{Figures: l.benchmarks(said.String(), told)}, failed
	}
	set, err := figures.Read(file)
	if err != nil {
		return &figures.Set{}, errors.Join(failed, err)
	}
	return set, errors.Join(failed, os.Remove(file)) // a soak that fails has figures all the same
}

// benchmarks are the figures of what go test has printed.
func (l line) benchmarks(said, command string) []figures.Figure {
	var all []figures.Figure
	for _, b := range figures.Benchmarks(said) {
		for _, m := range l.metrics {
			value, has := b.Values[m.unit]
			name, rest, _ := strings.Cut(b.Name, "/")
			if !has || name != m.benchmark {
				continue
			}
			scale := m.scale
			if scale == 0 {
				scale = 1
			}
			all = append(all, figures.Figure{Group: l.groups[0], Series: rest, Metric: m.title, Unit: m.told,
				Rounds: []float64{value * scale}, Most: m.most, Command: command})
		}
	}
	return all
}
