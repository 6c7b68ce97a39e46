package figures

import (
	"slices"
	"strconv"
	"strings"
)

// Benchmark is a line that `go test -bench` has printed.
type Benchmark struct {
	// Name is without Benchmark in front and the processors behind: QueueEvent/queues=10.
	Name string
	// Values are by their unit: ns/op, allocs/op, p99-ms.
	Values map[string]float64
}

// Benchmarks are the lines of benchmarks in what `go test -bench` has printed; other lines are passed over.
func Benchmarks(output string) []Benchmark {
	var all []Benchmark
	for line := range strings.Lines(output) {
		if b, ok := benchmark(strings.Fields(line)); ok {
			all = append(all, b)
		}
	}
	return all
}

func benchmark(fields []string) (b Benchmark, ok bool) {
	if len(fields) < 4 || len(fields)%2 != 0 {
		return b, false
	}
	name, found := strings.CutPrefix(fields[0], "Benchmark")
	if _, err := strconv.ParseUint(fields[1], 10, 63); err != nil || !found {
		return b, false
	}
	if dash := strings.LastIndexByte(name, '-'); dash >= 0 {
		if _, err := strconv.ParseUint(name[dash+1:], 10, 31); err == nil {
			name = name[:dash]
		}
	}
	b = Benchmark{Name: name, Values: map[string]float64{}}
	for pair := range slices.Chunk(fields[2:], 2) {
		value, err := strconv.ParseFloat(pair[0], 64)
		if err != nil || value != value || value > 1e300 || value < -1e300 {
			return b, false
		}
		b.Values[pair[1]] = value
	}
	return b, true
}
