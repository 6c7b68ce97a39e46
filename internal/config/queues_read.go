package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
)

// confirmKeys are keys that somebody may have to press.
var confirmKeys = regexp.MustCompile(`^[0-9*#]{1,8}$`)

// queues reads where callers wait.
func (r *reader) queues(c *Config, root *source.Node) {
	n := root.Get("queues")
	if n == nil || n.Kind == source.Empty {
		return
	}
	if n.Kind != source.Map {
		r.report.WrongType(n, "queues", "a mapping of names to queues")
		return
	}
	if len(n.Pairs) > queuesMost {
		r.report.Errorf(n, "too-large", "there are %d queues; accepted: at most %d", len(n.Pairs), queuesMost)
		return
	}
	for key, item := range n.All() {
		if !queueName.MatchString(key.Value) {
			r.report.WrongType(key, "the name of a queue", queueNameAccepts)
			continue
		}
		q := DefaultQueue(key.Value)
		q.Node = key
		r.queue(c, &q, root, item)
		c.Queues = append(c.Queues, q)
	}
}

func (r *reader) queue(c *Config, q *Queue, root, n *source.Node) {
	r.mappingOr("the queue "+q.Name, n, map[string]func(*source.Node){
		"strategy":     r.strategy(&q.Strategy),
		"ring_timeout": r.span(&q.RingTimeout, ringLeast, queueSpanMost),
		"retry":        r.span(&q.Retry, retryLeast, queueSpanMost), "max_wait": r.span(&q.MaxWait, 0, queueSpanMost),
		"timeout_priority": r.timeoutPriority(&q.Loose), "max_len": r.within(&q.MaxLen, 0, queueLenMost),
		"wrapup": r.span(&q.WrapUp, 0, queueSpanMost), "weight": r.within(&q.Weight, 0, weightMost),
		"autopause": r.autoPause(&q.AutoPause), "ring_in_use": r.truth(&q.RingInUse),
		"ring_simultaneously": r.within(&q.RingSimultaneously, 1, ringAtOnceMost),
		"progressive_delay":   r.span(&q.ProgressiveDelay, ringLeast, queueSpanMost),
		"service_level":       r.span(&q.ServiceLevel, 0, queueSpanMost),
		"short_abandon":       r.span(&q.ShortAbandon, 0, queueSpanMost), "backoff": r.backoff(&q.Backoff),
		"join":  func(n *source.Node) { r.join(q, n) },
		"leave": func(n *source.Node) { r.leave(q, n) },
		"routing": func(n *source.Node) {
			r.routing(&q.Routing, n)
		},
		"announce": func(n *source.Node) { r.announce(&q.Announce, n) },
		"periodic": func(n *source.Node) { r.periodic(&q.Periodic, n) },
		"moh":      r.text(&q.MOH), "member_delay": r.span(&q.MemberDelay, 0, queueSpanMost),
		"report_hold_time": r.truth(&q.ReportHoldTime), "agent_announce": r.words(&q.AgentAnnounce),
		"confirm": func(n *source.Node) {
			q.Confirm = &QueueConfirm{Key: "1", Timeout: defaultCallback().Confirm.Timeout}
			r.queueConfirm(q.Confirm)(n)
		},
		"supervise":        r.queueSupervise(&q.Supervise, c.Supervise),
		"caller_id_prefix": r.text(&q.CallerIDPrefix), "record": r.queueRecord(&q.Record),
		"sticky_agent":      r.span(&q.StickyAgent, 0, callbackMost),
		"resume_abandoned":  r.span(&q.ResumeAbandoned, 0, queueSpanMost),
		"unavailable_after": r.span(&q.UnavailableAfter, 0, queueSpanMost),
		"external":          func(n *source.Node) { r.external(&q.External, n) },
		"callback": func(n *source.Node) {
			back := defaultCallback()
			r.callback(&back, root, n)
			q.Callback = &back
		},
	}, oursForQueue)
	if q.Strategy == "external" && q.External.URL == "" && n.Get("external").Get("url") == nil {
		r.report.Errorf(n.Get("strategy"), "missing-field",
			"the strategy external needs external: {url: …}, which is asked for the order")
	}
}

// strategy reads one; others' names of them are answered by ours.
func (r *reader) strategy(into *string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "one of "+strings.Join(Strategies(), ", "))
		switch {
		case !ok:
		case slices.Contains(Strategies(), text):
			*into = text
		case oursForStrategy(text) != "":
			r.report.Errorf(n, "unknown-value", "unknown strategy %q; here it is %s", text, oursForStrategy(text))
		default:
			r.report.Unknown(n, "unknown-value", "strategy", Strategies())
		}
	}
}

func (r *reader) timeoutPriority(loose *bool) func(*source.Node) {
	return func(n *source.Node) {
		word := "strict"
		switch n.Value {
		case "app", "conf":
			r.report.Errorf(n, "unknown-value", "unknown value %q; here it is strict (a ring is cut when max_wait is over) "+
				"or loose (it goes to its end)", n.Value)
			return
		}
		r.oneOf(&word, "strict", "loose")(n)
		*loose = word == "loose"
	}
}

func (r *reader) autoPause(a *AutoPause) func(*source.Node) {
	return func(n *source.Node) {
		if n.Kind == source.Scalar {
			r.report.WrongType(n, "autopause", "a mapping such as {no_answer: 3, scope: queue}; no_answer: 0 is never")
			return
		}
		scope := "queue"
		r.mapping("autopause", n, map[string]func(*source.Node){
			"no_answer": r.within(&a.NoAnswer, 0, missedMost), "busy": r.truth(&a.Busy),
			"unavailable": r.truth(&a.Unavailable), "scope": r.oneOf(&scope, "queue", "all"),
			"grace": r.span(&a.Grace, 0, queueSpanMost)})
		a.All = scope == "all"
	}
}

func (r *reader) backoff(b *Backoff) func(*source.Node) {
	return func(n *source.Node) {
		r.mapping("backoff", n, map[string]func(*source.Node){
			"no_answer": r.span(&b.NoAnswer, 0, queueSpanMost), "busy": r.span(&b.Busy, 0, queueSpanMost),
			"reject": r.span(&b.Reject, 0, queueSpanMost), "unavailable": r.span(&b.Unavailable, 0, queueSpanMost)})
	}
}

func (r *reader) queueConfirm(c *QueueConfirm) func(*source.Node) {
	return func(n *source.Node) {
		r.mapping("confirm", n, map[string]func(*source.Node){
			"key": r.formed(&c.Key, confirmKeys, "1 to 8 keys of 0-9, * and #"), "prompt": r.words(&c.Prompt),
			"timeout": r.span(&c.Timeout, ringLeast, queueSpanMost)})
	}
}

// confirmOrNot is queueConfirm of a question that false takes away.
func (r *reader) confirmOrNot(c *QueueConfirm) func(*source.Node) {
	return func(n *source.Node) {
		if n.Kind == source.Map {
			r.queueConfirm(c)(n)
			return
		}
		asks := true
		if r.truth(&asks)(n); !asks {
			*c = QueueConfirm{}
		}
	}
}

// queueRecord reads true, false or a mapping. It has no name: that is for steps, which know the call.
func (r *reader) queueRecord(into **QueueRecord) func(*source.Node) {
	return func(n *source.Node) {
		one := &QueueRecord{}
		*into = one
		if n.Kind != source.Map {
			var on bool
			r.truth(&on)(n)
			one.Off = !on
			return
		}
		start := "bridge"
		r.mapping("record", n, map[string]func(*source.Node){
			"start": r.oneOf(&start, "bridge", "demand"), "per_leg": r.truth(&one.PerLeg),
			"format":     r.formed(&one.Format, soundFormat, "a format of sound such as wav"),
			"beep_every": r.span(&one.BeepEvery, 0, queueSpanMost), "min": r.span(&one.Min, 0, queueSpanMost),
			"max": r.span(&one.Max, 0, queueSpanMost)})
		one.Demand = start == "demand"
	}
}

func (r *reader) external(e *External, n *source.Node) {
	r.mapping("external", n, map[string]func(*source.Node){
		"url": r.webAddress(&e.URL), "timeout": r.span(&e.Timeout, externalLeast, externalMost)})
}

// backEndpoint reads how a number is dialled.
func (r *reader) backEndpoint(into *string) func(*source.Node) {
	const wanted = "an endpoint with {number} in it, such as PJSIP/{number}@trunk"
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		_, err := endpoint.Parse(strings.ReplaceAll(text, "{number}", "1001"))
		if err != nil || !strings.Contains(text, "{number}") {
			r.report.WrongType(n, "the endpoint", wanted)
			return
		}
		*into = text
	}
}

func (r *reader) callback(c *QueueCallback, root, n *source.Node) {
	mode := "agent_first"
	r.mapping("callback", n, map[string]func(*source.Node){
		"mode":          r.oneOf(&mode, "agent_first", "customer_first"),
		"initial_delay": r.span(&c.InitialDelay, 0, callbackMost), "attempts": r.within(&c.Attempts, 1, attemptsMost),
		"retry_delay": r.span(&c.RetryDelay, ringLeast, callbackMost), "expires": r.span(&c.Expires, ringLeast, callbackMost),
		"caller_id": r.text(&c.CallerID),
		"confirm":   r.confirmOrNot(&c.Confirm),
		"endpoint":  r.backEndpoint(&c.Endpoint),
		"schedule": func(n *source.Node) {
			r.text(&c.Schedule)(n)
			if root.Get("schedules").Get(c.Schedule) == nil && c.Schedule != "" {
				var names []string
				for key := range root.Get("schedules").All() {
					names = append(names, key.Value)
				}
				r.report.Unknown(n, "unknown-schedule", "schedule", names)
			}
		}})
	if n.Get("endpoint") == nil {
		r.report.Errorf(n, "missing-field", "callback needs an endpoint to call numbers by, such as 'PJSIP/{number}@trunk'")
	}
	c.CustomerFirst = mode == "customer_first"
}
