//go:build bench

package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
)

// checkpointFlow takes a hundred steps, with what a caller's flow has in variables.
const checkpointFlow = `
numbers: {_.: main}
vars: {name: "", account: "", choice: 0}
flows:
  main:
    - set: {name: "Ann Example", account: "4711", choice: 3}
    - repeat: {times: 100, steps: [{wait: 10ms}]}
`

// BenchmarkCheckpoint is what writing a call's state down costs a step, in CPU time of the whole process, with the store
// in the data folder: nothing written, steps of 10 ms with and without it as in the daemon, where nobody waits, and each
// of the three states of a step waited for. Twenty calls go on at once.
func BenchmarkCheckpoint(b *testing.B) {
	var unkept float64 // what a step of 10 ms costs that is not written down
	for _, c := range []struct {
		name string
		how  keepingOf
	}{{"none", keepsNothing}, {"paced/none", keepsNothing | paced}, {"paced/kept", paced}, {"waited-for", waitedFor}} {
		b.Run(c.name, func(b *testing.B) {
			program := checkpointProgram(b)
			store, err := filestore.Open(b.TempDir(), nil)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = store.Close() }()
			ledger := cluster.NewLedger(store, cluster.Owner{Instance: "a", Boot: "b"}, nil)
			ctx, end := context.WithCancel(context.Background())
			var writing sync.WaitGroup
			writing.Go(func() { ledger.Run(ctx) })
			before, taken := cpuTime(b), 0
			for b.Loop() {
				var calls sync.WaitGroup
				for n := range checkpointCalls {
					calls.Go(func() { checkpointCall(b, program, ledger, n, c.how) })
				}
				calls.Wait()
				taken += checkpointCalls * 100
			}
			end()
			writing.Wait()
			step := float64((cpuTime(b) - before).Microseconds()) / float64(taken)
			b.ReportMetric(step, "µs-CPU/step")
			switch {
			case c.how == keepsNothing|paced:
				unkept = step
			case c.how == paced && unkept > 0:
				b.ReportMetric(step-unkept, "adds-µs-CPU/step")
			}
		})
	}
}

const checkpointCalls = 20

// keepingOf is how the states of a call are written down.
type keepingOf int

const (
	keepsNothing keepingOf = 1 << iota // nothing is written
	paced                              // a step takes 10 ms
	waitedFor                          // the call waits for the store
)

func checkpointProgram(b *testing.B) *flows.Program {
	b.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		b.Fatal(err)
	}
	doc, _ := source.Parse("bench", checkpointFlow)
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		b.Fatal(findings)
	}
	return program
}

// checkpointCall walks one call, each of whose steps is written down before the next.
func checkpointCall(b *testing.B, program *flows.Program, ledger *cluster.Ledger, n int, how keepingOf) {
	phone := flowtest.NewPhone(flowtest.Options{Patience: time.Hour})
	opts := flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: fmt.Sprintf("1700000000.%d", n), From: "100"}}
	holding := ledger.Begin(opts.Call.ID, true, func() {})
	defer holding.Drop()
	key, states := make([]byte, 32), 0
	opts.Checkpoint = func(c *flows.Checkpoint) error {
		if how&keepsNothing == 0 {
			holding.Put(func() ([]byte, error) {
				data, err := c.Marshal(key)
				return json.RawMessage(data), err
			})
		}
		if states++; how&paced != 0 && states%3 == 0 {
			pass(10 * time.Millisecond)
		}
		if how&waitedFor != 0 {
			return holding.Sync(context.Background())
		}
		return nil
	}
	if outcome := flows.NewWalker(program, phone, opts).Run(phone.Context()); outcome.Status != flows.Ended {
		b.Errorf("it ended %+v", outcome)
	}
}

// cpuTime is what the process has used so far.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
