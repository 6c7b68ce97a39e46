package figures

import (
	"path/filepath"
	"strings"
	"testing"
)

// Law: the median is the value in the middle, of two the mean of both, and the spread is told beside it.
func TestMedian(t *testing.T) {
	for _, c := range []struct {
		rounds              []float64
		median, least, most float64
	}{
		{nil, 0, 0, 0},
		{[]float64{3}, 3, 3, 3},
		{[]float64{4, 1}, 2.5, 1, 4},
		{[]float64{9, 1, 2}, 2, 1, 9},
	} {
		median, least, most := Figure{Rounds: c.rounds}.Median()
		if median != c.median || least != c.least || most != c.most {
			t.Errorf("%v: %v %v %v", c.rounds, median, least, most)
		}
	}
}

// Law: what was aimed at is met by the median; what nobody aimed at is met.
func TestMet(t *testing.T) {
	for _, c := range []struct {
		f   Figure
		met bool
		aim string
	}{
		{Figure{Rounds: []float64{5}}, true, "–"},
		{Figure{Rounds: []float64{5}, Most: 5}, true, "at most 5"},
		{Figure{Rounds: []float64{5.5}, Most: 5}, false, "at most 5, **missed**"},
		{Figure{Rounds: []float64{1, 9, 5}, Least: 6}, false, "at least 6, **missed**"},
		{Figure{Rounds: []float64{1, 9, 7}, Least: 6}, true, "at least 6"},
	} {
		if c.f.Met() != c.met || c.f.aim() != c.aim {
			t.Errorf("%+v: %v, %q", c.f, c.f.Met(), c.f.aim())
		}
	}
}

func sample() *Set {
	s := &Set{Machine: Machine{Processor: "P", Processors: 2, Load: 0.1}}
	for _, ms := range []float64{1, 3, 2} {
		s.Add(Figure{Group: "ways", Series: "floor", Metric: "program", Unit: "ms", At: 60, Rounds: []float64{ms}},
			Figure{Group: "ways", Series: "ours", Metric: "program", Unit: "ms", At: 60, Rounds: []float64{2 * ms}})
	}
	s.Add(Figure{Group: "ways", Series: "floor", Metric: "memory", At: 60, Rounds: []float64{0.123456}},
		Figure{Group: "start", Metric: "until | ready", Unit: "ms", Rounds: []float64{170}, Most: 150, Command: "go run x", Note: "cold"},
		Figure{Group: "start", Series: "binary", Metric: "size", At: 7, Rounds: []float64{12.34}, Command: "go run x"})
	return s
}

// Law: the table has the median of the rounds with its spread and its ratio to the base's of the same rate; what was not measured is a dash.
func TestMatrix(t *testing.T) {
	var page strings.Builder
	sample().Matrix(&page, "ways", "floor", 60)
	want := "\n| | program, ms | memory |\n| --- | --- | --- |\n| floor | 2 (1–3) | 0.12 |\n| ours | 4 (2–6) ×2.00 | – |\n"
	if page.String() != want {
		t.Errorf("%s\nwant%s", page.String(), want)
	}
}

// Law: a list tells what was aimed at and missed, and how each figure is measured alone, once.
func TestList(t *testing.T) {
	var page strings.Builder
	s := sample()
	s.List(&page, "start")
	s.Commands(&page, "start")
	want := "\n| what | figure | aimed at |\n| --- | --- | --- |\n| until \\| ready | 170 ms; cold | at most 150, **missed** |\n" +
		"| binary: size, at 7 | 12.3 | – |\n\nAlone: `go run x`\n"
	if page.String() != want {
		t.Errorf("%s\nwant%s", page.String(), want)
	}
}

// Law: a page says whether the machine did other work.
func TestHead(t *testing.T) {
	for load, trial := range map[float64]bool{0: false, 0.2: false, 0.3: true, 9: true} {
		s := sample()
		s.Machine.Load = load
		var page strings.Builder
		s.Head(&page)
		if strings.Contains(page.String(), "A trial") != trial {
			t.Errorf("load %v: %s", load, page.String())
		}
	}
}

// Law: what is written is read again as it was; a file that is none is an error.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures.json")
	s := sample()
	if err := s.Write(path); err != nil {
		t.Fatal(err)
	}
	again, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := again.Find("ways", "ours", "program", 60)
	if !ok || len(f.Rounds) != 3 || len(again.Figures) != len(s.Figures) || again.Machine.Processor != "P" {
		t.Errorf("%+v", again)
	}
	if ats := again.Ats("ways"); len(ats) != 1 || ats[0] != 60 {
		t.Errorf("%v", ats)
	}
	if _, err := Read(path + ".none"); err == nil {
		t.Error("a file that is not there was read")
	}
	s.Add(Figure{Rounds: []float64{inf()}})
	if err := s.Write(path); err == nil {
		t.Error("what is no number was written")
	}
}

func inf() float64 { x := 1e308; return x * 10 }

// Law: lines of benchmarks are read with all their values, whatever stands between them.
func TestBenchmarks(t *testing.T) {
	got := Benchmarks(strings.Join([]string{
		"goos: linux", "cpu: Some Processor @ 2.00GHz",
		"BenchmarkTakeOver-2   \t       1\t         0 ns/op\t      2680 p50-ms\t 2750.5 p99-ms",
		"BenchmarkQueueEvent/queues=10/agents=100-16 \t 20000\t 14.1 p50-µs",
		"BenchmarkBroken-2  many  3 ns/op", "BenchmarkAlone", "BenchmarkOdd-2 1 3 ns/op 4",
		"BenchmarkWords-2 1 many ns/op", "PASS", "ok  \texample\t1.2s"}, "\n"))
	if len(got) != 2 || got[0].Name != "TakeOver" || got[0].Values["p99-ms"] != 2750.5 ||
		got[1].Name != "QueueEvent/queues=10/agents=100" || got[1].Values["p50-µs"] != 14.1 {
		t.Errorf("%+v", got)
	}
}

// Law: whatever is printed, what is read of it can be written down.
func FuzzBenchmarks(f *testing.F) {
	f.Add("BenchmarkX-2 1 3 ns/op 4 B/op")
	f.Add("BenchmarkX 1 NaN ns/op\nBenchmarkY-2 7 1e400 x")
	f.Fuzz(func(t *testing.T, output string) {
		s := &Set{}
		for _, b := range Benchmarks(output) {
			for unit, value := range b.Values {
				s.Add(Figure{Group: "g", Series: b.Name, Metric: unit, Rounds: []float64{value}})
			}
		}
		var page strings.Builder
		s.List(&page, "g")
		if err := s.Write(filepath.Join(t.TempDir(), "x")); err != nil {
			t.Error(err)
		}
	})
}
