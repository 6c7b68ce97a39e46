package metrics

import (
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the counters of one daemon. Make it with New.
type Metrics struct {
	registry *prometheus.Registry
	*instruments

	begun *begun
	// Of walks and steps.
	flow, ending, kind, status *label
	// Of all else.
	host, answer, asterisk, reason *label

	mu    sync.Mutex
	links map[string]linkState
}

// linkState is what is known of the connection to one Asterisk.
type linkState struct{ up, wasUp bool }

// New makes counters that are all at zero. version is the program's.
func New(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), instruments: newInstruments(), begun: newBegun(begunMax),
		flow: newLabel(flowsMax, "none"), ending: newLabel(reasonsMax, "none"), kind: newLabel(kindsMax, "none"),
		status: newLabel(outcomesMax, "ok"), host: newLabel(hostsMax, "none"), answer: newLabel(outcomesMax, "none"),
		asterisk: newLabel(linksMax, "none"), reason: newLabel(reasonsMax, "none"), links: map[string]linkState{}}
	for _, one := range m.all() {
		m.registry.MustRegister(one)
	}
	m.registry.MustRegister(collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.build.WithLabelValues(newLabel(1, "unknown").of(version), runtime.Version()).Set(1)
	m.zeroes()
	return m
}

// zeroes has the series there from the beginning whose first event should be
// seen as an increase.
func (m *Metrics) zeroes() {
	for _, status := range []string{"ended", "hung-up", "failed", "left", "detached"} {
		m.calls.WithLabelValues(m.ending.of(status))
	}
	for _, reason := range []string{"max_calls", "draining", "overloaded", "no_number"} {
		m.refused.WithLabelValues(m.reason.of(reason))
	}
	for _, outcome := range []string{promptDone, promptFailed, promptCut} {
		m.prompts.WithLabelValues(outcome)
	}
	for _, share := range []string{"stable", "canary"} {
		for _, outcome := range []string{"fine", "failed", "early_hangup"} {
			m.canaryCalls.WithLabelValues(share, m.answer.of(outcome))
		}
	}
	for _, reason := range []string{"errors", "early_hangups"} {
		m.canaryReturns.WithLabelValues(m.reason.of(reason))
	}
	m.reloads.WithLabelValues("success")
	m.reloads.WithLabelValues("failure")
}

// Handler serves the counters in the formats that Prometheus reads.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Entered counts a call that is taken. Left must follow.
func (m *Metrics) Entered() { m.active.Inc() }

// Left counts the end of a call that was taken; outcome is the status of its walk.
func (m *Metrics) Left(outcome string) {
	m.active.Dec()
	m.calls.WithLabelValues(m.ending.of(outcome)).Inc()
}

// Refused counts a call that goes back to the dialplan: as of max_calls, draining, overloaded or no_number.
func (m *Metrics) Refused(reason string) { m.refused.WithLabelValues(m.reason.of(reason)).Inc() }

// Link notes whether an Asterisk is connected; each time it is so anew counts, but for the first.
func (m *Metrics) Link(name string, up bool) {
	name = m.asterisk.of(name)
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.links[name]
	m.links[name] = linkState{up: up, wasUp: was.wasUp || up}
	again := m.reconnects.WithLabelValues(name)
	if up && was.wasUp && !was.up {
		again.Inc()
	}
	m.up.WithLabelValues(name).Set(truth(up))
}

// Flows notes which version of the file new calls get from now on, for people.
func (m *Metrics) Flows(version string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.flows.Reset() // only one is there at a time
	m.flows.WithLabelValues(newLabel(1, "unknown").of(version)).Set(1)
}

// Reloaded counts a load of the file, the first one too; err is why it failed.
func (m *Metrics) Reloaded(err error) {
	m.reloadFine.Set(truth(err == nil))
	if err != nil {
		m.reloads.WithLabelValues("failure").Inc()
		return
	}
	m.reloads.WithLabelValues("success").Inc()
	m.reloadedLast.Set(float64(time.Now().UnixNano()) / float64(time.Second))
}

// CanaryShare notes how many callers in a hundred get the canary.
func (m *Metrics) CanaryShare(share float64) { m.canaryShare.Set(share) }

// CanaryCall counts a call that has ended while there was a canary: of the share stable or canary.
func (m *Metrics) CanaryCall(share, outcome string) {
	m.canaryCalls.WithLabelValues(share, m.answer.of(outcome)).Inc()
}

// CanaryReturned counts a canary that was sent back: as of errors or early_hangups.
func (m *Metrics) CanaryReturned(reason string) {
	m.canaryReturns.WithLabelValues(m.reason.of(reason)).Inc()
}

// JournalLost has the entries that the journal dropped counted by lost, which may be called at any time.
func (m *Metrics) JournalLost(lost func() int64) { m.lost.Store(&lost) }

// RecordsLost has the rows and events of records that were dropped counted by lost, which may be called at any time.
func (m *Metrics) RecordsLost(lost func() int64) { m.dropped.Store(&lost) }

// Request counts an HTTP request of a flow; it is an Observe of package fetch.
// A host that was refused is "".
func (m *Metrics) Request(host, outcome string, took time.Duration) {
	host = m.host.of(host)
	m.requests.WithLabelValues(host, m.answer.of(outcome)).Inc()
	m.requestSeconds.WithLabelValues(host).Observe(took.Seconds())
}

// Lag counts how late the daemon was, once.
func (m *Metrics) Lag(d time.Duration) { m.lag.Observe(d.Seconds()) }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
