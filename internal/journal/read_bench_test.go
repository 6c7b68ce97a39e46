package journal

import (
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkRead is what a report or a replay costs for each entry that stands in the files.
func BenchmarkRead(b *testing.B) {
	var text []string
	for i := range 10_000 {
		text = append(text, line(b, i%60, "1764154800.42", i+1, KindAsked))
	}
	at := filepath.Join(b.TempDir(), currentName)
	written(b, at, strings.Join(text, ""))
	for name, filter := range map[string]Filter{"all": {}, "one call": {Call: "1764154800.43"}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range Read(at, filter) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N)*float64(len(text))/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
