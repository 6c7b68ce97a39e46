//go:build postgres

package records

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkPostgres is one transaction of a hundred calls, each with a row, ten events and the row of its end, as the
// filler writes them.
func BenchmarkPostgres(b *testing.B) {
	d, err := openDatabase(schemaOfItsOwn(b), "")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.close() }()
	if err := d.ready(b.Context()); err != nil {
		b.Fatal(err)
	}
	const calls, events = 100, 10
	number := 0
	for b.Loop() {
		var lines []line
		for range calls {
			number++
			id := fmt.Sprint("call-", number)
			row := Row{ID: id, Call: id, Instance: "one", Rev: 1, UniqueID: id, LinkedID: id, CLID: `"Ann" <100>`, Src: "100",
				Dst: "200", Context: "ivr", Start: morning(), Seen: morning(), Flow: "main", Version: "v", Share: "stable"}
			lines = append(lines, line{Row: &row})
			for seq := range int64(events) {
				lines = append(lines, line{Event: &Event{Call: id, Seq: seq + 1, At: morning(), Kind: "step-begun", Flow: "main",
					Step: "main/1", Type: "play", Text: "hello"}})
			}
			end := row
			end.Rev, end.End, end.Result, end.Path, end.Steps = 2, morning().Add(time.Minute), "ended", "main/1", 1
			lines = append(lines, line{Row: &end})
		}
		if err := d.apply(b.Context(), lines); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(number)/b.Elapsed().Seconds(), "calls/s")
}
