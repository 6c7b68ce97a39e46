package staffing

import (
	"slices"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/queue"
)

func strategies() []string {
	var words []string
	for _, s := range []queue.Strategy{queue.RingAll, queue.LongestIdle, queue.LeastRecent, queue.FewestCalls,
		queue.LeastTalkTime, queue.RoundRobin, queue.Ordered, queue.Linear, queue.SequentialByLevel,
		queue.RingProgressively, queue.Random, queue.WeightedRandom} {
		words = append(words, string(s))
	}
	return words
}

// queues reads the rules of queues, with the names that they have in ivr.yaml.
func (r *reader) queues(n *source.Node) {
	if n.Kind != source.Map {
		r.report.WrongType(n, "queues", "a mapping of names to rules")
		return
	}
	for key, value := range n.All() {
		q := queue.DefaultQueue()
		q.Name = key.Value
		if value.Kind != source.Empty {
			r.rules(&q, value)
		}
		r.plan.Queues = append(r.plan.Queues, q)
	}
}

func (r *reader) rules(q *queue.Queue, n *source.Node) {
	r.mapping("a queue", n, map[string]func(*source.Node){
		"strategy": func(n *source.Node) {
			if word, ok := r.oneOf(n, strategies()); ok {
				q.Strategy = queue.Strategy(word)
			}
		},
		"ring_timeout":        r.duration(&q.RingTimeout),
		"retry":               r.duration(&q.Retry),
		"max_wait":            r.duration(&q.MaxWait),
		"max_len":             r.count(&q.MaxLen, 0),
		"wrapup":              r.duration(&q.WrapUp),
		"weight":              r.count(&q.Weight, 0),
		"service_level":       r.duration(&q.ServiceLevel),
		"short_abandon":       r.duration(&q.ShortAbandon),
		"ring_simultaneously": r.count(&q.RingSimultaneously, 1),
		"progressive_delay":   r.duration(&q.ProgressiveDelay),
		"routing": func(n *source.Node) {
			r.each("routing", n, func(n *source.Node) { q.Routing = append(q.Routing, r.rule(n)) })
			r.ordered(n, q.Routing)
		},
	})
}

// ordered wants the rules' times to grow.
func (r *reader) ordered(n *source.Node, rules []queue.Rule) {
	last := time.Duration(0)
	for i, rule := range rules {
		if i < len(rules)-1 && rule.Until <= last {
			r.report.Errorf(n.Elements()[i], "order", "until must be longer than that of the rule before, "+
				"and only the last rule has none")
			return
		}
		last = rule.Until
	}
}

func (r *reader) rule(n *source.Node) queue.Rule {
	rule := queue.Rule{}
	level := func(into **int) func(*source.Node) {
		return func(n *source.Node) {
			*into = new(int)
			r.count(*into, 0)(n)
		}
	}
	words := func(into *[]string) func(*source.Node) {
		return func(n *source.Node) {
			r.each("the value", n, func(n *source.Node) {
				word := ""
				r.text(&word)(n)
				*into = append(*into, word)
			})
		}
	}
	r.mapping("a rule", n, map[string]func(*source.Node){
		"until": r.duration(&rule.Until), "require": r.skills(&rule.Require), "min_level": level(&rule.MinLevel),
		"max_level": level(&rule.MaxLevel), "include_overflow": words(&rule.IncludeOverflow), "agents": words(&rule.Agents),
	})
	if rule.MinLevel != nil && rule.MaxLevel != nil && *rule.MinLevel > *rule.MaxLevel {
		r.report.Errorf(n.Get("min_level"), "order", "min_level must not be above max_level: they are %d and %d",
			*rule.MinLevel, *rule.MaxLevel)
	}
	return rule
}

// callers reads one kind of callers.
func (r *reader) callers(n *source.Node) {
	f := Callers{Handle: Spread{Form: Exponential, Mean: 3 * time.Minute}}
	perHour := 0.0
	r.mapping("arrivals", n, map[string]func(*source.Node){
		"queue":    func(n *source.Node) { r.queueName(&f.Queue, n) },
		"per_hour": r.number(&perHour, 0, numberMax),
		"rates": func(n *source.Node) {
			r.each("rates", n, func(n *source.Node) { f.Rates = append(f.Rates, r.rate(n)) })
			r.inTurn(n, f.Rates)
		},
		"handle": func(n *source.Node) { r.spread("handle", &f.Handle, n) },
		"patience": func(n *source.Node) {
			f.Patience.Form = Exponential
			r.spread("patience", &f.Patience, n)
		},
		"require":  r.skills(&f.Require),
		"priority": r.count(&f.Priority, 0),
	})
	switch {
	case n.Kind != source.Map:
	case n.Get("queue") == nil:
		r.report.Errorf(n, "missing", "arrivals need a queue")
	case (n.Get("per_hour") == nil) == (n.Get("rates") == nil):
		r.report.Errorf(n, "missing", "arrivals need either per_hour or rates")
	}
	if len(f.Rates) == 0 {
		f.Rates = []Rate{{PerHour: perHour}}
	}
	r.plan.Flows = append(r.plan.Flows, f)
}

func (r *reader) rate(n *source.Node) Rate {
	rate := Rate{}
	r.mapping("a rate", n, map[string]func(*source.Node){
		"until": r.duration(&rate.Until), "per_hour": r.number(&rate.PerHour, 0, numberMax)})
	if n.Kind == source.Map && n.Get("per_hour") == nil {
		r.report.Errorf(n, "missing", "a rate needs per_hour, 0 for nobody")
	}
	return rate
}

// inTurn wants the rates' times to grow: one behind a longer one would never count.
func (r *reader) inTurn(n *source.Node, rates []Rate) {
	last := time.Duration(0)
	for i, rate := range rates {
		item := n.Elements()[i]
		given := item.Kind == source.Map && item.Get("until") != nil
		if given && rate.Until <= last || !given && i < len(rates)-1 {
			r.report.Errorf(item, "order", "until must be longer than that of the rate before, and only the last rate has none")
			return
		}
		last = rate.Until
	}
}

// spread reads a time: a mean alone, or with its form.
func (r *reader) spread(what string, s *Spread, n *source.Node) {
	if n.Kind == source.Scalar {
		r.mean(&s.Mean)(n)
		return
	}
	s.Deviation = spreadDefault
	r.mapping(what, n, map[string]func(*source.Node){
		"mean": r.mean(&s.Mean),
		"form": func(n *source.Node) {
			if word, ok := r.oneOf(n, []string{string(Exponential), string(Lognormal), string(Fixed)}); ok {
				s.Form = Form(word)
			}
		},
		"deviation": r.number(&s.Deviation, 0, 10),
	})
	if n.Kind != source.Map {
		return
	}
	if s.Mean == 0 && n.Get("mean") == nil {
		r.report.Errorf(n, "missing", "%s needs a mean", what)
	}
	if deviation := n.Get("deviation"); deviation != nil && s.Form != Lognormal {
		r.report.Errorf(deviation, "no-effect", "deviation is of the form lognormal")
	}
}

// team reads agents who are alike.
func (r *reader) team(n *source.Node) {
	t := Team{Count: 1, Name: "team" + strconv.Itoa(len(r.plan.Teams)+1)}
	r.mapping("agents", n, map[string]func(*source.Node){
		"name": r.text(&t.Name), "count": r.count(&t.Count, 1), "skills": r.skills(&t.Skills),
		"answers": r.duration(&t.Answers), "misses": r.number(&t.Misses, 0, 1),
		"queues": func(n *source.Node) {
			r.each("queues", n, func(n *source.Node) {
				m := r.membership(n)
				if slices.ContainsFunc(t.Members, func(o queue.Membership) bool { return o.Queue == m.Queue && m.Queue != "" }) {
					r.report.Errorf(n, "twice", "they belong to the queue %s already", m.Queue)
				}
				t.Members = append(t.Members, m)
			})
		},
		"shifts": func(n *source.Node) {
			r.each("shifts", n, func(n *source.Node) {
				s := r.shift(n)
				if last := len(t.Shifts) - 1; last >= 0 && s.From < t.Shifts[last].To && s.From < s.To {
					r.report.Errorf(n, "order", "a shift begins behind the end of the one before")
				}
				t.Shifts = append(t.Shifts, s)
			})
		},
	})
	for _, other := range r.plan.Teams {
		if other.Name == t.Name {
			r.report.Errorf(n, "twice", "there are agents called %s already", t.Name)
		}
	}
	if n.Kind == source.Map && n.Get("queues") == nil {
		r.report.Errorf(n, "missing", "agents need queues")
	}
	r.plan.Teams = append(r.plan.Teams, t)
}

func (r *reader) membership(n *source.Node) queue.Membership {
	m := queue.Membership{}
	if n.Kind == source.Scalar {
		r.queueName(&m.Queue, n)
		return m
	}
	r.mapping("a queue of agents", n, map[string]func(*source.Node){
		"queue": func(n *source.Node) { r.queueName(&m.Queue, n) }, "level": r.count(&m.Level, 0),
		"position": r.count(&m.Position, 0), "weight": r.count(&m.Weight, 0), "group": r.text(&m.Group),
		"skills": r.skills(&m.Skills),
	})
	if n.Kind == source.Map && n.Get("queue") == nil {
		r.report.Errorf(n, "missing", "it needs a queue: {queue: NAME, level: 1}")
	}
	return m
}

func (r *reader) shift(n *source.Node) Shift {
	s := Shift{}
	r.mapping("a shift", n, map[string]func(*source.Node){"from": r.duration(&s.From), "to": r.duration(&s.To)})
	if n.Kind == source.Map && s.To <= s.From {
		r.report.Errorf(n, "order", "a shift ends after it begins: {from: 0h, to: 4h}")
	}
	return s
}
