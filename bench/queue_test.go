//go:build bench

package bench

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ariapp/ariapp/internal/queue/queuetest"
)

// BenchmarkQueueEvent is what an event costs the matcher of queues, with all that follows from it, and how that grows.
// It is told in the time of a clock, and in that of this thread alone, which does not run while others do; the garbage
// that this thread helps to collect is in both.
func BenchmarkQueueEvent(b *testing.B) {
	for _, size := range []queuetest.Size{
		{Queues: 10, Agents: 100, Waiting: 500}, {Queues: 30, Agents: 300, Waiting: 1500},
		{Queues: 100, Agents: 1000, Waiting: 5000}, {Queues: 300, Agents: 3000, Waiting: 15_000},
		{Queues: 1000, Agents: 10_000, Waiting: 50_000}, {Queues: 1, Agents: 100, Waiting: 500},
		{Queues: 1, Agents: 10_000, Waiting: 50_000}, {Queues: 1, Agents: 10_000, Waiting: -5000, Skills: 10_000},
	} {
		name := fmt.Sprintf("queues=%d/agents=%d/waiting=%d", size.Queues, size.Agents, size.Waiting)
		if size.Waiting < 0 {
			name = fmt.Sprintf("queues=%d/agents=%d/free=%d", size.Queues, size.Agents, -size.Waiting)
		}
		b.Run(name, func(b *testing.B) { eventOf(b, size) })
	}
}

func eventOf(b *testing.B, size queuetest.Size) {
	f := queuetest.New(size)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var took, alone []time.Duration
	f.Around = func(apply func()) {
		begun, cpu := time.Now(), threadTime()
		apply()
		alone = append(alone, threadTime()-cpu)
		took = append(took, time.Since(begun))
	}
	runtime.GC()
	before := f.Engine.Effort()
	for b.Loop() {
		f.Turn()
	}
	report := func(all []time.Duration, share float64, name string) {
		slices.Sort(all)
		b.ReportMetric(float64(all[int(float64(len(all)-1)*share)].Nanoseconds())/1000, name)
	}
	report(took, 0.5, "p50-µs")
	report(took, 0.99, "p99-µs")
	report(alone, 0.5, "thread-p50-µs")
	report(alone, 0.99, "thread-p99-µs")
	report(alone, 1, "thread-max-µs")
	b.ReportMetric(float64(f.Engine.Effort()-before)/float64(len(took)), "looks")
}

// threadTime is how long this thread has run.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// BenchmarkQueueEntry is what memory a caller who waits takes, of 50,000 in 1,000 queues. It is counted once, however
// often the benchmarks beside it are to be repeated.
func BenchmarkQueueEntry(b *testing.B) {
	const waiting = 50_000
	f := queuetest.New(queuetest.Size{Queues: 1000})
	before := heapNow()
	for range waiting {
		f.Join()
	}
	f.Forget()
	grown := heapNow() - before
	runtime.KeepAlive(f)
	for b.Loop() { // a benchmark has to; it is no time that is measured
	}
	b.ReportMetric(float64(grown)/waiting, "B/entry")
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
