package metrics

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ariapp/ariapp/internal/queue"
)

// Floor is how things are in queues: nothing at an instance that does not decide for them, so that sums are right.
type Floor struct {
	Queues []queue.QueueView
	Agents []queue.AgentView
}

// queues are what is counted of queues: gauges that ask, and counters of facts.
type queues struct {
	by   atomic.Pointer[func() Floor]
	name *label
	why  *label

	waiting, callbacks, talking, longest, estimate, level, members, occupancy, agents, breaks *prometheus.Desc

	joined, answered, abandoned, missed, ended, calledBack *prometheus.CounterVec
	wait, talk                                             *prometheus.HistogramVec
}

func newQueues() *queues {
	about := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &queues{name: newLabel(queuesMax, "none"), why: newLabel(reasonsMax, "none"),
		waiting:   about("ariapp_queue_waiting", "Callers who wait.", "queue"),
		callbacks: about("ariapp_queue_callbacks", "Those who wait to be called back.", "queue"),
		talking:   about("ariapp_queue_talking", "Callers who talk with an agent.", "queue"),
		longest:   about("ariapp_queue_longest_wait_seconds", "How long the first has waited.", "queue"),
		estimate:  about("ariapp_queue_estimated_wait_seconds", "How long who comes now would wait.", "queue"),
		level: about("ariapp_queue_service_level_ratio", "The share in time since midnight: of those answered, or of all "+
			"who were answered or hung up.", "queue", "of"),
		members:   about("ariapp_queue_agents", "Agents who are logged in, by what they do.", "queue", "state"),
		occupancy: about("ariapp_queue_occupancy_ratio", "The share of agents who are busy, of those on no break.", "queue"),
		agents:    about("ariapp_agents", "Agents, by what they do.", "state"),
		breaks:    about("ariapp_agents_on_break", "Agents on a break of all queues, by reason.", "reason"),
		joined:    counters("ariapp_queue_joined_total", "Callers who joined.", "queue"),
		answered:  counters("ariapp_queue_answered_total", "Callers who came to an agent.", "queue"),
		abandoned: counters("ariapp_queue_abandoned_total", "Callers who hung up while they waited.", "queue"),
		missed:    counters("ariapp_queue_missed_total", "Rings of agents that came to nothing.", "queue", "why"),
		ended:     counters("ariapp_queue_ended_total", "Waits that ended without an agent.", "queue", "result"),
		calledBack: counters("ariapp_queue_callbacks_total", "Call-backs: heard of by callers, kept, each call "+
			"to the number of one, and those that came to an agent.", "queue", "what"),
		wait: histograms("ariapp_queue_wait_seconds", "How long those answered had waited.", waitBounds(), "queue"),
		talk: histograms("ariapp_queue_talk_seconds", "How long they talked.", walkBounds(), "queue"),
	}
}

func waitBounds() []float64 {
	return []float64{2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800}
}

// counted are those that are told facts.
func (q *queues) counted() []prometheus.Collector {
	return []prometheus.Collector{q, q.joined, q.answered, q.abandoned, q.missed, q.ended, q.calledBack, q.wait,
		q.talk}
}

// Describe names the gauges, for Prometheus.
func (q *queues) Describe(to chan<- *prometheus.Desc) {
	for _, one := range []*prometheus.Desc{q.waiting, q.callbacks, q.talking, q.longest, q.estimate, q.level, q.members,
		q.occupancy, q.agents, q.breaks} {
		to <- one
	}
}

// Collect asks how things are, for Prometheus.
func (q *queues) Collect(to chan<- prometheus.Metric) {
	by := q.by.Load()
	if by == nil {
		return
	}
	floor := (*by)()
	if len(floor.Queues) > queuesMax {
		floor.Queues = floor.Queues[:queuesMax] // a series twice would be refused with all others
	}
	for _, v := range floor.Queues {
		q.collect(to, v)
	}
	states := map[string]int{}
	for _, state := range []string{"logged_out", "on_break", "idle", "ringing", "in_call", "wrapup", "external_call"} {
		states[state] = 0
	}
	breaks := map[string]int{}
	for _, a := range floor.Agents {
		states[stateOf(a)]++
		if a.Presence == "on_break" {
			breaks[q.why.of(a.Reason)]++
		}
	}
	if len(floor.Queues)+len(floor.Agents) == 0 {
		return
	}
	for state, count := range states {
		to <- prometheus.MustNewConstMetric(q.agents, prometheus.GaugeValue, float64(count), state)
	}
	for why, count := range breaks {
		to <- prometheus.MustNewConstMetric(q.breaks, prometheus.GaugeValue, float64(count), why)
	}
}

func (q *queues) collect(to chan<- prometheus.Metric, v queue.QueueView) {
	name := q.name.of(v.Name)
	if name == other {
		return
	}
	gauge := func(of *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(of, prometheus.GaugeValue, value, append([]string{name}, labels...)...)
	}
	gauge(q.waiting, float64(v.Waiting))
	gauge(q.callbacks, float64(v.Callbacks))
	gauge(q.talking, float64(v.Talking))
	gauge(q.longest, v.Longest.Seconds())
	if v.WaitKnown {
		gauge(q.estimate, v.Wait.Seconds())
	}
	answered, all := v.Counts.ServiceLevel()
	gauge(q.level, answered, "answered")
	gauge(q.level, all, "all")
	gauge(q.members, float64(v.Free), "free")
	gauge(q.members, float64(v.Busy), "busy")
	gauge(q.members, float64(v.OnBreak), "on_break")
	if share, known := v.Occupancy(); known {
		gauge(q.occupancy, share)
	}
}

// stateOf is what an agent does, in one word of few.
func stateOf(a queue.AgentView) string {
	switch {
	case a.Presence != "available" && a.Work != "in_call":
		return a.Presence
	case a.Work == "reserved":
		return "ringing"
	}
	return a.Work
}

// Queues has gauges ask how things are in queues; it may be called at any time, and must not wait long.
func (m *Metrics) Queues(floor func() Floor) { m.queues.by.Store(&floor) }

// Queue counts what happened in a queue.
func (m *Metrics) Queue(f queue.Fact) {
	q := m.queues
	name := q.name.of(f.Queue)
	switch f.Kind {
	case queue.EntryJoined:
		q.joined.WithLabelValues(name).Inc()
		q.abandoned.WithLabelValues(name).Add(0) // so that the first is seen as an increase
		q.answered.WithLabelValues(name).Add(0)
	case queue.EntryConnected:
		q.answered.WithLabelValues(name).Inc()
		if f.CalledBack {
			q.calledBack.WithLabelValues(name, "connected").Inc()
		}
		q.wait.WithLabelValues(name).Observe(f.Waited.Seconds())
	case queue.CallbackShown:
		q.calledBack.WithLabelValues(name, "offered").Inc()
	case queue.CallbackKept:
		q.calledBack.WithLabelValues(name, "kept").Inc()
	case queue.CallbackTried:
		q.calledBack.WithLabelValues(name, "tried").Inc()
	case queue.TalkEnded:
		q.talk.WithLabelValues(name).Observe(f.Talked.Seconds())
	case queue.OfferFailed:
		q.missed.WithLabelValues(name, m.answer.of(string(f.State))).Inc()
	case queue.EntryEnded:
		if f.Result == queue.Abandoned {
			q.abandoned.WithLabelValues(name).Inc()
		}
		q.ended.WithLabelValues(name, m.answer.of(string(f.Result))).Inc()
	default: // of agents, and what is no end
	}
}
