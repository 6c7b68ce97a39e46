package lag

import (
	"math"
	"runtime/metrics"
	"time"
)

// queueName is the runtime's histogram of the time that goroutines wait for a processor.
const queueName = "/sched/latencies:seconds"

// queue reads the runtime's histogram, which only grows, and tells what came in
// since it was read last. It belongs to one goroutine.
type queue struct {
	sample []metrics.Sample
	before []uint64
}

func newQueue() *queue {
	q := &queue{sample: []metrics.Sample{{Name: queueName}}}
	q.wait() // what was before is not ours
	return q
}

// wait is the time below which most goroutines got a processor since the last
// time; 0 when they were too few to tell, or the runtime does not say.
func (q *queue) wait() time.Duration {
	metrics.Read(q.sample)
	if q.sample[0].Value.Kind() != metrics.KindFloat64Histogram {
		return 0
	}
	histogram := q.sample[0].Value.Float64Histogram()
	fresh := make([]uint64, len(histogram.Counts))
	for i, n := range histogram.Counts {
		fresh[i] = n
		if i < len(q.before) {
			fresh[i] -= q.before[i]
		}
	}
	q.before = append(q.before[:0], histogram.Counts...)
	return quantile(fresh, histogram.Buckets)
}

// quantile is the lower bound of the bucket that queueQuantile falls into: what was waited at least.
func quantile(counts []uint64, bounds []float64) time.Duration {
	var all, below uint64
	for _, n := range counts {
		all += n
	}
	if all < queueLeast {
		return 0
	}
	wanted := uint64(math.Ceil(float64(all) * queueQuantile))
	for i, n := range counts {
		if below += n; below >= wanted {
			return seconds(bounds[i])
		}
	}
	return 0
}

// seconds turns a bucket's bound into a time; the first bucket begins at minus infinity.
func seconds(s float64) time.Duration {
	if s <= 0 || math.IsNaN(s) || math.IsInf(s, 0) {
		return 0
	}
	return time.Duration(s * float64(time.Second))
}
