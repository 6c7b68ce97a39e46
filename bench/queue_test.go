//go:build bench

package bench

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// floor is a call centre in which all agents talk and many callers wait: each conversation that ends brings the next
// caller an agent, and somebody new to the queue.
type floor struct {
	engine  *queue.Engine
	now     time.Time
	lots    *rand.Rand
	queues  int
	joined  int
	talks   []queue.Told // ends of conversations
	waiting []string
	out     queue.Effects
	took    []time.Duration
}

// newFloor has each agent in three queues, at two levels and with one of four sets of skills.
func newFloor(queues, agents, waiting int) *floor {
	f := &floor{now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), lots: rand.New(rand.NewPCG(1, 2)), queues: queues}
	var config queue.Config
	strategies := []queue.Strategy{queue.LongestIdle, queue.FewestCalls, queue.RoundRobin, queue.Linear, queue.Random}
	for i := range queues {
		q := queue.DefaultQueue()
		q.Name, q.Strategy, q.Weight = "q"+strconv.Itoa(i), strategies[i%len(strategies)], i%3
		q.JoinEmpty, q.LeaveEmpty = nil, nil
		q.Routing = []queue.Rule{{Until: time.Minute, Require: map[string]int{"a": 2}}, {}}
		config.Queues = append(config.Queues, q)
	}
	for i := range agents {
		a := queue.Agent{ID: strconv.Itoa(i), LoggedIn: true, Skills: map[string]int{"a": i % 4}}
		for range min(3, queues) {
			a.Members = append(a.Members, queue.Membership{Queue: "q" + strconv.Itoa(f.lots.IntN(queues)), Level: i % 2})
		}
		config.Agents = append(config.Agents, a)
	}
	f.engine = queue.New(config, 1, f.now)
	for range waiting + agents {
		f.join()
	}
	f.took = f.took[:0]
	return f
}

// apply measures one event, and keeps what follows.
func (f *floor) apply(event queue.Event) {
	f.now = f.now.Add(time.Duration(f.lots.IntN(2000)) * time.Microsecond)
	begun := time.Now()
	out := f.engine.Apply(f.now, event)
	f.took = append(f.took, time.Since(begun))
	for _, o := range out.Offers {
		f.talks = append(f.talks, queue.Told{Entry: o.Entry, Offer: o.ID, State: queue.Connected})
	}
	f.out = out
}

func (f *floor) join() {
	f.joined++
	id := fmt.Sprintf("%08d-call", f.joined)
	f.waiting = append(f.waiting, id)
	f.apply(queue.Joined{ID: id, Call: id, Queue: "q" + strconv.Itoa(f.lots.IntN(f.queues)), From: "+4930" + strconv.Itoa(f.joined),
		Asterisk: "a", Priority: f.lots.IntN(2)})
}

// turn has something happen: an offer is answered, a conversation ends, a caller comes, or gives up.
func (f *floor) turn() {
	switch n := f.lots.IntN(10); {
	case n < 6 && len(f.talks) > 0:
		i := f.lots.IntN(len(f.talks))
		told := f.talks[i]
		if told.State == queue.ConversationEnd {
			f.talks[i] = f.talks[len(f.talks)-1]
			f.talks = f.talks[:len(f.talks)-1]
		} else {
			f.talks[i].State = queue.ConversationEnd
		}
		f.apply(told)
	case n < 9 || len(f.waiting) == 0:
		f.join()
	default:
		i := f.lots.IntN(len(f.waiting))
		id := f.waiting[i]
		f.waiting[i] = f.waiting[len(f.waiting)-1]
		f.waiting = f.waiting[:len(f.waiting)-1]
		f.apply(queue.Left{ID: id, Why: queue.Abandoned})
	}
	f.engine.Changed()
}

// BenchmarkQueueEvent is what an event costs the matcher of queues, with all that follows from it, and how that grows.
func BenchmarkQueueEvent(b *testing.B) {
	for _, size := range []struct{ queues, agents, waiting int }{{10, 100, 500}, {100, 1000, 5000}, {1000, 10_000, 50_000},
		{1, 100, 500}, {1, 10_000, 50_000}} {
		b.Run(fmt.Sprintf("queues=%d/agents=%d/waiting=%d", size.queues, size.agents, size.waiting), func(b *testing.B) {
			f := newFloor(size.queues, size.agents, size.waiting)
			runtime.GC()
			b.ResetTimer()
			for b.Loop() {
				f.turn()
			}
			slices.Sort(f.took)
			b.ReportMetric(float64(f.took[len(f.took)/2].Nanoseconds())/1000, "p50-µs")
			b.ReportMetric(float64(f.took[len(f.took)*99/100].Nanoseconds())/1000, "p99-µs")
			b.ReportMetric(float64(f.took[len(f.took)-1].Nanoseconds())/1000, "max-µs")
		})
	}
}

// BenchmarkQueueEntry is what memory a caller who waits takes, of 50,000 in 1,000 queues.
func BenchmarkQueueEntry(b *testing.B) {
	const waiting = 50_000
	for b.Loop() {
		f := newFloor(1000, 0, 0)
		before := heapNow()
		for range waiting {
			f.join()
		}
		f.waiting, f.took = nil, nil
		b.ReportMetric(float64(heapNow()-before)/waiting, "B/entry")
		runtime.KeepAlive(f)
	}
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
