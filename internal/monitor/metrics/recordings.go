package metrics

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// RecordingCounts tell what became of recordings: how many wait, and how many of
// these were tried in vain; how many have arrived, with how many bytes in all, were given up, or tried again.
type RecordingCounts struct {
	Waiting, Late, Delivered, Failed, Retries int
	Bytes                                     int64
}

// recordings ask for counts, once somebody has said whom.
type recordings struct {
	by    atomic.Pointer[func() RecordingCounts]
	asked []prometheus.Collector
}

func newRecordings() *recordings {
	r := &recordings{}
	gauge := func(name, help string, of func(RecordingCounts) float64) {
		r.asked = append(r.asked, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, r.ask(of)))
	}
	counter := func(name, help string, of func(RecordingCounts) float64) {
		r.asked = append(r.asked, prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, r.ask(of)))
	}
	gauge("ariapp_recordings_waiting", "Recordings that are yet to be fetched from Asterisk and delivered.",
		func(c RecordingCounts) float64 { return float64(c.Waiting) })
	gauge("ariapp_recordings_late", "Recordings of those that wait that were tried in vain.",
		func(c RecordingCounts) float64 { return float64(c.Late) })
	counter("ariapp_recordings_delivered_total", "Recordings that have arrived.",
		func(c RecordingCounts) float64 { return float64(c.Delivered) })
	counter("ariapp_recordings_failed_total", "Recordings that were given up.",
		func(c RecordingCounts) float64 { return float64(c.Failed) })
	counter("ariapp_recordings_retries_total", "Tries of recordings that were in vain.",
		func(c RecordingCounts) float64 { return float64(c.Retries) })
	counter("ariapp_recordings_bytes_total", "Bytes of the recordings that have arrived.",
		func(c RecordingCounts) float64 { return float64(c.Bytes) })
	return r
}

// ask is one of the counts, 0 as long as nobody counts.
func (r *recordings) ask(of func(RecordingCounts) float64) func() float64 {
	return func() float64 {
		if counts := r.by.Load(); counts != nil {
			return of((*counts)())
		}
		return 0
	}
}

// Recordings has recordings counted by counts, which may be called at any time.
func (m *Metrics) Recordings(counts func() RecordingCounts) { m.recordings.by.Store(&counts) }
