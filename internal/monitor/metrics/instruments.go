package metrics

import (
	"slices"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// instruments are all that is counted, each with the name that the operators' page explains.
type instruments struct {
	build *prometheus.GaugeVec

	active  prometheus.Gauge
	calls   *prometheus.CounterVec
	refused *prometheus.CounterVec

	walks       *prometheus.CounterVec
	walkSeconds *prometheus.HistogramVec
	steps       *prometheus.CounterVec
	stepSeconds *prometheus.HistogramVec
	failures    *prometheus.CounterVec
	prompts     *prometheus.CounterVec

	outboundRefused *prometheus.CounterVec
	apiRefused      *prometheus.CounterVec
	jobsRefused     prometheus.Counter
	texts           *prometheus.CounterVec

	up         *prometheus.GaugeVec
	reconnects *prometheus.CounterVec

	flows        *prometheus.GaugeVec
	reloads      *prometheus.CounterVec
	reloadFine   prometheus.Gauge
	reloadedLast prometheus.Gauge

	canaryShare   prometheus.Gauge
	canaryCalls   *prometheus.CounterVec
	canaryReturns *prometheus.CounterVec

	// journalLost asks lost, once somebody has said whom.
	journalLost prometheus.CounterFunc
	lost        atomic.Pointer[func() int64]
	// recordsLost asks dropped, once somebody has said whom.
	recordsLost prometheus.CounterFunc
	dropped     atomic.Pointer[func() int64]

	recordings *recordings
	cluster    *cluster
	queues     *queues

	requests       *prometheus.CounterVec
	requestSeconds *prometheus.HistogramVec

	lag prometheus.Histogram
}

func newInstruments() *instruments {
	i := &instruments{
		build:   gauges("ariapp_build_info", "Always 1: which program this is.", "version", "go"),
		active:  gauge("ariapp_calls_active", "Calls that are under way."),
		calls:   counters("ariapp_calls_total", "Calls that were taken, by how they ended.", "outcome"),
		refused: counters("ariapp_calls_refused_total", "Calls that went back to the dialplan.", "reason"),
		walks: counters("ariapp_walks_total", "Walks through flows, by the flow they began with and how they ended.",
			"flow", "outcome"),
		walkSeconds: histograms("ariapp_walk_seconds", "How long walks took.", walkBounds(), "outcome"),
		steps:       counters("ariapp_steps_total", "Steps that were done, by their status.", "kind", "outcome"),
		stepSeconds: histograms("ariapp_step_seconds", "How long steps took.", stepBounds(), "kind"),
		failures:    counters("ariapp_step_failures_total", "Steps that failed.", "kind"),
		prompts:     counters("ariapp_prompts_total", "Prompts, by how they ended.", "outcome"),
		outboundRefused: counters("ariapp_outbound_refused_total", "Calls that the rules of whom one may call refused.",
			"reason"),
		apiRefused: counters("ariapp_api_refused_total", "Requests that the API refused.", "status"),
		jobsRefused: prometheus.NewCounter(prometheus.CounterOpts{Name: "ariapp_jobs_refused_total",
			Help: "Jobs and call files that were refused."}),
		texts: counters("ariapp_texts_total", "Texts that telephones sent, by what became of them.", "outcome"),
		up:    gauges("ariapp_asterisk_up", "Whether the Asterisk is connected.", "asterisk"),
		reconnects: counters("ariapp_asterisk_reconnects_total", "How often the Asterisk was connected again.",
			"asterisk"),
		flows:      gauges("ariapp_flows_info", "Always 1: which version of the file new calls get.", "version"),
		reloads:    counters("ariapp_reloads_total", "Loads of the file.", "result"),
		reloadFine: gauge("ariapp_reload_last_successful", "Whether the last load of the file went well."),
		reloadedLast: gauge("ariapp_reload_last_success_timestamp_seconds",
			"When the file was last loaded and went well."),
		canaryShare: gauge("ariapp_canary_share", "How many callers in a hundred get the canary, 0 without one."),
		canaryCalls: counters("ariapp_canary_calls_total", "Calls that have ended while there was a canary.",
			"share", "outcome"),
		canaryReturns: counters("ariapp_canary_returns_total", "Canaries that were sent back.", "reason"),
		requests: counters("ariapp_http_requests_total", "HTTP requests of flows, by what came of them.",
			"host", "outcome"),
		requestSeconds: histograms("ariapp_http_request_seconds", "How long HTTP requests of flows took.",
			requestBounds(), "host"),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "ariapp_lag_seconds",
			Help: "How late the daemon's timers and goroutines run.", Buckets: lagBounds()}),
	}
	i.recordings, i.cluster, i.queues = newRecordings(), newCluster(), newQueues()
	i.journalLost = prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "ariapp_journal_lost_total",
		Help: "Entries of the journal that were dropped."}, func() float64 { return told(&i.lost) })
	i.recordsLost = prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "ariapp_records_lost_total",
		Help: "Rows and events of the records of calls that were dropped."}, func() float64 { return told(&i.dropped) })
	return i
}

// told is what somebody counts, nothing as long as nobody tells.
func told(by *atomic.Pointer[func() int64]) float64 {
	if lost := by.Load(); lost != nil {
		return float64((*lost)())
	}
	return 0
}

func (i *instruments) all() []prometheus.Collector {
	return append([]prometheus.Collector{i.build, i.active, i.calls, i.refused, i.walks, i.walkSeconds, i.steps,
		i.stepSeconds, i.failures, i.prompts, i.outboundRefused,
		i.apiRefused, i.jobsRefused, i.texts, i.up, i.reconnects, i.flows, i.reloads, i.reloadFine, i.reloadedLast,
		i.canaryShare, i.canaryCalls, i.canaryReturns, i.journalLost, i.recordsLost, i.requests,
		i.requestSeconds, i.lag}, slices.Concat(i.recordings.asked, i.cluster.asked, i.queues.counted())...)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
}

func gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histograms(name, help string, bounds []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: bounds}, labels)
}

// The bounds of the histograms, in seconds.

func walkBounds() []float64 { return []float64{1, 5, 15, 30, 60, 120, 300, 900, 3600} }

func stepBounds() []float64 { return []float64{.005, .025, .1, .5, 1, 2.5, 5, 10, 30, 120} }

func requestBounds() []float64 { return []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 10} }

func lagBounds() []float64 { return []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 5} }
