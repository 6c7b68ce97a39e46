package metrics

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// ClusterCounts tell how an instance stands with the others: how many live, this
// one too; whether they are seen; how many calls wait to be written down; how many were taken up and handed over.
type ClusterCounts struct {
	Instances           int
	Seen                bool
	Unwritten           int
	TakenUp, HandedOver int64
}

// cluster asks for counts, once somebody has said whom.
type cluster struct {
	by    atomic.Pointer[func() ClusterCounts]
	entry *prometheus.GaugeVec
	asked []prometheus.Collector
}

func newCluster() *cluster {
	c := &cluster{entry: gauges("ariapp_entry_held", "Whether new calls of the Asterisk come in at this instance.",
		"asterisk")}
	c.asked = []prometheus.Collector{c.entry}
	gauge := func(name, help string, of func(ClusterCounts) float64) {
		c.asked = append(c.asked, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, c.ask(of)))
	}
	counter := func(name, help string, of func(ClusterCounts) float64) {
		c.asked = append(c.asked, prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, c.ask(of)))
	}
	gauge("ariapp_instances", "Instances that live, as far as this one sees.",
		func(c ClusterCounts) float64 { return float64(c.Instances) })
	gauge("ariapp_cluster_up", "Whether the other instances can be seen.",
		func(c ClusterCounts) float64 { return truth(c.Seen) })
	gauge("ariapp_calls_unwritten", "Calls whose state waits to be written down.",
		func(c ClusterCounts) float64 { return float64(c.Unwritten) })
	counter("ariapp_calls_taken_up_total", "Calls that another process had before.",
		func(c ClusterCounts) float64 { return float64(c.TakenUp) })
	counter("ariapp_calls_handed_over_total", "Calls that another process goes on with.",
		func(c ClusterCounts) float64 { return float64(c.HandedOver) })
	return c
}

// ask is one of the counts, 0 as long as nobody counts.
func (c *cluster) ask(of func(ClusterCounts) float64) func() float64 {
	return func() float64 {
		if counts := c.by.Load(); counts != nil {
			return of((*counts)())
		}
		return 0
	}
}

// Cluster has counts asked of an instance among others.
func (m *Metrics) Cluster(counts func() ClusterCounts) { m.cluster.by.Store(&counts) }

// Entry notes whether new calls of an Asterisk come in at this instance.
func (m *Metrics) Entry(asterisk string, held bool) {
	m.cluster.entry.WithLabelValues(m.asterisk.of(asterisk)).Set(truth(held))
}
