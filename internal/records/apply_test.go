package records

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// BenchmarkApply is what the database takes for a second's calls, each with what a short menu has: its time and its
// allocations are those of one call.
func BenchmarkApply(b *testing.B) {
	const calls = 100
	d, err := openDatabase("", b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.close() }()
	if err := d.ready(context.Background()); err != nil {
		b.Fatal(err)
	}
	desk, at := newDesk("a", &clock{morning()}), 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		for range calls {
			at++
			begun := caller(fmt.Sprint("1.", at))
			begun.Call.Started = desk.clock.pass(time.Millisecond)
			call := desk.Begin(begun)
			for i, kind := range []flows.FactKind{flows.FlowBegun, flows.StepBegun, flows.AnswerBegun, flows.StepEnded,
				flows.StepBegun, flows.KeyWas, flows.StepEnded, flows.StepBegun, flows.StepEnded, flows.StepBegun} {
				call.Observe(flows.Fact{Kind: kind, At: desk.clock.at, Flow: "main", Step: fmt.Sprint("main/", i), Type: "answer"})
			}
			call.End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}, true)
		}
		lines := desk.queue.take()
		b.StartTimer()
		if err := d.apply(context.Background(), lines); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*calls), "µs/call")
	b.ReportMetric(0, "ns/op")
}
