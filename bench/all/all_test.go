//go:build linux

package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
)

// measured is a run of a quiet machine.
func measured() *figures.Set {
	set := &figures.Set{Machine: figures.Machine{Processor: "P", Processors: 2, Begun: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}}
	for at, ms := range map[float64]float64{60: 1, 120: 2} {
		for name, factor := range map[string]float64{"FastAGI, in Go": 0.5, figures.Ours: 1.4, figures.Floor: 1, figures.Dialplan: 0.2} {
			for _, metric := range []string{figures.AnswerP99, figures.ProgramCPU, figures.AsteriskCPU} {
				if name != figures.Dialplan || metric != figures.ProgramCPU {
					set.Add(figures.Figure{Group: figures.OneCall, Series: name, Metric: metric, Unit: "ms", At: at, Rounds: []float64{ms * factor}})
				}
			}
		}
	}
	set.Add(figures.Figure{Group: figures.Comfort, Series: figures.Ours, Metric: figures.CallsASecond, Rounds: []float64{210}},
		figures.Figure{Group: figures.Waiting, Metric: figures.Memory, Unit: "MB", At: 100, Rounds: []float64{30}},
		figures.Figure{Group: figures.Waiting, Metric: figures.Memory, Unit: "MB", At: 50_000, Rounds: []float64{900}, Command: "go run ./bench/alone -only waiting"},
		figures.Figure{Group: figures.Starting, Series: figures.LaterStart, Metric: figures.UntilReady, Unit: "ms", Rounds: []float64{120}})
	return set
}

// Law: flags choose lines by their names, and say which there are.
func TestParse(t *testing.T) {
	for args, want := range map[string]string{
		"":                          "start,alone,waiting,decoding,scenarios,queues,instances,entry,checkpoint,store,originations,capped,ways,soak",
		"-only alone,queues":        "alone,queues",
		"-without soak,ways,queues": "start,alone,waiting,decoding,scenarios,instances,entry,checkpoint,store,originations,capped",
		"-only nothing":             `there is no line "nothing"; there are start,`,
		"-without nothing":          `there is no line "nothing"`,
		"-rounds 0":                 "-rounds is 1 to 20",
	} {
		p, err := parse(strings.Fields(args))
		var names []string
		for _, l := range p.lines {
			names = append(names, l.name)
		}
		if err != nil && !strings.Contains(err.Error(), want) || err == nil && strings.Join(names, ",") != want {
			t.Errorf("%s: %v, %v", args, names, err)
		}
	}
	if p, err := parse([]string{"-quick", "-soak", "2h"}); err != nil || p.rounds != 1 || p.soak != time.Minute || !p.all {
		t.Errorf("%+v, %v", p, err)
	}
}

// Law: the length of the soak and the rounds reach those who repeat or last by themselves.
func TestArguments(t *testing.T) {
	for args, want := range map[string]string{
		"-only ways -rounds 2":        "run ./bench/ways -rounds 2",
		"-only soak -soak 2h":         "run ./bench/soak -duration 2h0m0s",
		"-only soak -soak 2h -quick":  "run ./bench/soak -duration 1m0s",
		"-only start -rounds 2":       "run ./bench/alone -only start",
		"-only originations -quick":   "run ./bench/originations -calls 500",
		"-only ways -rounds 7 -quick": "run ./bench/ways -rates 60,120 -rounds 1 -lasting 5s -ladder none",
	} {
		p, err := parse(strings.Fields(args))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.lines[0].arguments(p), " "); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
}

// Law: what is in RESULTS.md was measured: every heading of the figures, the ratios that are aimed at, the commands.
func TestPage(t *testing.T) {
	var text strings.Builder
	page(&text, measured())
	for _, want := range []string{"# What was measured", "Measured on 2026-03-02", "### 60 calls a second", "### 120 calls a second",
		"| program CPU a call | ×1.40 | at most ×1.0, **missed** |", "| set-up p99 | ×1.40 | at most ×1.5 |",
		"## " + figures.Comfort, "## " + figures.Waiting, "Alone: `go run ./bench/alone -only waiting`", pictureName} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("there is no %q in\n%s", want, text.String())
		}
	}
	for _, never := range []string{"A trial", figures.Queues, figures.AtOnce} {
		if strings.Contains(text.String(), never) {
			t.Errorf("there is %q, which was not measured", never)
		}
	}
}

// Law: every line has headings that the page writes, and a command that can be run by itself.
func TestLines(t *testing.T) {
	for _, l := range allLines() {
		for _, group := range l.groups {
			if !slices.Contains(groups(), group) {
				t.Errorf("%s: the page has no %q", l.name, group)
			}
		}
		if len(l.groups) == 0 || len(l.args) == 0 || !slices.Contains([]string{"run", "test"}, l.args[0]) {
			t.Errorf("%+v", l)
		}
	}
	queues := allLines()[5]
	want := `go test -tags bench -run '^$' -bench 'QueueEvent|QueueEntry' -benchtime 20000x ./bench`
	if got := queues.command(queues.args); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Law: of what go test prints, what the line tells becomes figures, in the unit of the page; nothing else does.
func TestBenchmarks(t *testing.T) {
	said := "BenchmarkDecodeChannelDtmfReceived-2 1000 1500 ns/op 500 MB/s 6 allocs/op\nBenchmarkOther-2 1 5 ns/op\n" +
		"BenchmarkQueueEvent/queues=1-2 1 14.5 p50-µs 3 looks\nok x 1s\n"
	for name, want := range map[string]string{
		"decoding": "decoding an event of 877 bytes=1.5 decoding it, allocations=6",
		"queues":   "queues=1 an event, p50=14.5 queues=1 an event, what is looked at=3",
	} {
		l := allLines()[slices.IndexFunc(allLines(), func(l line) bool { return l.name == name })]
		var got figures.Set
		got.Add(l.benchmarks(said, "go test")...)
		var told []string
		for _, f := range got.Figures {
			told = append(told, strings.TrimSpace(f.Series+" "+f.Metric)+"="+fmt.Sprint(f.Rounds[0]))
		}
		if strings.Join(told, " ") != want {
			t.Errorf("%s: %q, want %q", name, told, want)
		}
	}
}

// Law: how long callers wait for another instance has its aim.
func TestAimsOfInstances(t *testing.T) {
	said := "BenchmarkTakeOver/500-2 1 150 p99-beyond-lease-ms 3150 p99-ms\nBenchmarkDrain/500-2 1 5200 ended-ms\n"
	l := allLines()[slices.IndexFunc(allLines(), func(l line) bool { return l.name == "instances" })]
	aims := map[string]bool{}
	for _, f := range l.benchmarks(said, "go test") {
		if f.Most > 0 {
			aims[fmt.Sprint(f.Metric, " at most ", f.Most)] = f.Met()
		}
	}
	want := map[string]bool{"the same beyond the lease of 3 s, p99 at most 200": true,
		"until an instance has handed all its calls over and ended at most 5000": false}
	if !maps.Equal(aims, want) {
		t.Errorf("%v, want %v", aims, want)
	}
}

// Law: the picture is well-formed, and has the ways and the memory.
func TestPicture(t *testing.T) {
	var drawn strings.Builder
	if err := picture(&drawn, measured()); err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(strings.NewReader(drawn.String())); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{figures.Ours, figures.Floor, "FastAGI, in Go", "calls a second", "callers", ">50k<"} {
		if !strings.Contains(drawn.String(), ">"+strings.Trim(want, "<>")+"<") {
			t.Errorf("there is no %q", want)
		}
	}
}

// Law: lines that were measured anew take the place of theirs, the others are kept, and the machine is the busier of both.
func TestMerged(t *testing.T) {
	kept := measured()
	kept.Machine.Load, kept.Machine.Versions = 1.5, []string{"Asterisk 22"}
	kept.Add(figures.Figure{Group: figures.Language, Metric: "tests of flows a second, `ariapp test`", Rounds: []float64{1}},
		figures.Figure{Group: figures.Language, Metric: "decoding it, allocations", Rounds: []float64{6}})
	fresh := &figures.Set{Machine: figures.Machine{Versions: []string{"go"}}}
	fresh.Add(figures.Figure{Group: figures.Language, Metric: "decoding it, allocations", Rounds: []float64{5}})
	p, err := parse([]string{"-only", "decoding"})
	if err != nil {
		t.Fatal(err)
	}
	set := merged(kept, fresh, p.lines)
	if len(set.Figures) != len(kept.Figures) || !set.Machine.Busy() || len(set.Machine.Versions) != 2 {
		t.Errorf("%d figures of %d, %+v", len(set.Figures), len(kept.Figures), set.Machine)
	}
	if f, ok := set.Find(figures.Language, "", "decoding it, allocations", 0); !ok || !slices.Equal(f.Rounds, []float64{5}) {
		t.Errorf("%+v", f)
	}
	if f, ok := set.Find(figures.Language, "", "tests of flows a second, `ariapp test`", 0); !ok || f.Rounds[0] != 1 {
		t.Errorf("%+v", f)
	}
}

// Law: a run writes figures, page and picture, and the page can be written anew from the figures; of nothing nothing is written.
func TestWrite(t *testing.T) {
	folder := t.TempDir()
	if err := write(folder, &figures.Set{}); err == nil {
		t.Error("nothing was written down")
	}
	if err := run(t.Context(), []string{"-render", "-out", folder}); err == nil {
		t.Error("there is nothing to write anew")
	}
	if err := write(folder, measured()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(folder, "RESULTS.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-render", "-out", folder}); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(filepath.Join(folder, "RESULTS.md"))
	if err != nil || string(before) != string(after) {
		t.Errorf("%v\n%s\nand anew\n%s", err, before, after)
	}
	if _, err := os.Stat(filepath.Join(folder, pictureName)); err != nil {
		t.Error(err)
	}
}

// Law: where nothing can be written nothing is measured.
func TestNowhereToWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), []string{"-only", "decoding", "-out", filepath.Join(file, "folder")})
	if err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("%v", err)
	}
}

// Law: the table has what was measured, again and again in the same place; figures of a busy machine get nowhere.
func TestFill(t *testing.T) {
	text := "# A\n\n" + tableBegins + "\nold\n" + tableEnds + "\n\nend\n"
	filled, err := fill(text, measured())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# A\n\n" + tableBegins, "answered within 100 ms | 210 |", "50,000 callers who wait | 900 MB |",
		"ready | 120 ms |", tableEnds + "\n\nend\n"} {
		if !strings.Contains(filled, want) {
			t.Errorf("there is no %q in\n%s", want, filled)
		}
	}
	if strings.Contains(filled, "old") || strings.Contains(filled, "10,000") {
		t.Errorf("what is old, or was not measured, is there:\n%s", filled)
	}
	if again, err := fill(filled, measured()); err != nil || again != filled {
		t.Errorf("%v\n%s", err, again)
	}
	busy := measured()
	busy.Machine.Load = 2
	if _, err := fill(text, busy); !errors.Is(err, errBusy) {
		t.Errorf("%v", err)
	}
	if _, err := fill("# A\n", measured()); err == nil {
		t.Error("there is no place, and no error")
	}
	if _, err := fill(text, &figures.Set{}); err == nil {
		t.Error("nothing was measured, and there is no error")
	}
}

// Law: the README has the place for the table.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fill(string(text), measured()); err != nil {
		t.Error(err)
	}
}
