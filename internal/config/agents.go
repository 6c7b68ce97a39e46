package config

import (
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
)

// Agent is somebody who takes calls of queues.
type Agent struct {
	// Node is where they stand in the file.
	Node *source.Node
	ID   string
	Name string
	// Endpoint is where they are rung unless they log in elsewhere, "" where they always do.
	Endpoint string
	// Asterisk is the one that has the endpoint, "" for the first.
	Asterisk string
	PIN      Secret
	// Skills have levels; a missing one is 0.
	Skills map[string]int
	// WrapUp is the agent's own, nil for that of the queue.
	WrapUp *time.Duration
	// LoggedIn tells that the agent is there from the beginning.
	LoggedIn bool
	Members  []Membership
	// Supervise is what may be done to the agent's talks, nil for all that the queue allows.
	Supervise *SuperviseAgent
}

// Membership is an agent's part in a queue.
type Membership struct {
	Node  *source.Node
	Queue string
	// Level is what app_queue calls penalty: the lower are rung first. Position orders within a level, by the order of
	// the file where it is not written; Weight is for weighted_random.
	Level, Position, Weight int
	// Skills, WrapUp, RingTimeout and RingInUse override where they are set.
	Skills      map[string]int
	WrapUp      *time.Duration
	RingTimeout *time.Duration
	RingInUse   *bool
	// Group is the overflow group of one who is a member only where a rule includes it, "" for always.
	Group string
}

// QueueNameForm is what names of queues and numbers of agents look like.
const QueueNameForm = `^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$`

const queueNameAccepts = "1 to 60 letters, digits, _ and -, beginning with a letter or digit"

var (
	queueName = regexp.MustCompile(QueueNameForm)
	skillName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,59}$`)
)

// agents reads those who take calls. The queues are read before.
func (r *reader) agents(c *Config, n *source.Node) {
	if n == nil || n.Kind == source.Empty {
		return
	}
	if n.Kind != source.Map {
		r.report.WrongType(n, "agents", "a mapping of numbers to agents")
		return
	}
	if len(n.Pairs) > agentsMost {
		r.report.Errorf(n, "too-large", "there are %d agents; accepted: at most %d", len(n.Pairs), agentsMost)
		return
	}
	places := newPlaces(c)
	for key, item := range n.All() {
		if !queueName.MatchString(key.Value) {
			r.report.WrongType(key, "the number of an agent", queueNameAccepts)
			continue
		}
		c.Agents = append(c.Agents, r.agent(c, &places, key, item))
	}
}

// ReadAgent reads an agent who is made while the daemon runs, beside those of a file: text is their mapping, in YAML or
// JSON. In the order of a queue they stand behind those of the file.
func ReadAgent(c *Config, number, text string) (Agent, source.Findings) {
	doc, findings := source.Parse("agent", text)
	if findings.HasErrors() {
		return Agent{}, findings
	}
	r := &reader{report: source.NewReport(doc), env: func(string) (string, bool) { return "", false }}
	key := source.Node{Kind: source.Scalar, Value: number, Pos: doc.Root.Pos}
	if !queueName.MatchString(number) {
		r.report.WrongType(&key, "the number of an agent", queueNameAccepts)
		return Agent{}, r.report.Findings()
	}
	places := newPlaces(c)
	for _, agent := range c.Agents {
		for _, m := range agent.Members {
			places.counts[places.queues[m.Queue]]++
		}
	}
	one := r.agent(c, &places, &key, doc.Root)
	return one, append(findings, r.report.Findings()...)
}

// places count the members of queues, for their order.
type places struct {
	queues map[string]int
	names  []string
	counts []int
}

func newPlaces(c *Config) places {
	p := places{queues: map[string]int{}, counts: make([]int, len(c.Queues))}
	for i, queue := range c.Queues {
		p.queues[queue.Name] = i
		p.names = append(p.names, queue.Name)
	}
	return p
}

func (r *reader) agent(c *Config, places *places, key, n *source.Node) Agent {
	a := Agent{Node: key, ID: key.Value}
	r.mapping("the agent "+key.Value, n, map[string]func(*source.Node){
		"name": r.short(&a.Name, agentNameMost), "endpoint": r.agentEndpoint(&a.Endpoint), "pin": r.pin(&a.PIN),
		"asterisk": r.asteriskName(c, &a.Asterisk), "skills": r.skills(&a.Skills), "wrapup": r.maybeSpan(&a.WrapUp, 0),
		"logged_in": r.truth(&a.LoggedIn), "supervise": r.agentSupervise(&a.Supervise),
		"queues": func(n *source.Node) {
			for _, item := range n.Elements() {
				if one, ok := r.membership(places, item); ok {
					a.Members = r.withMembership(a.Members, one)
				}
			}
		},
	})
	if a.LoggedIn && n.Get("endpoint") == nil {
		r.report.Errorf(n.Get("logged_in"), "missing-field",
			"who is logged in from the beginning needs an endpoint, such as PJSIP/%s", a.ID)
	}
	return a
}

func (r *reader) agentEndpoint(into *string) func(*source.Node) {
	return func(n *source.Node) {
		const wanted = "an endpoint such as PJSIP/1001 or Local/201@agents/n"
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		if _, err := endpoint.Parse(text); err != nil {
			r.report.Errorf(n, "wrong-endpoint", "%s; accepted: %s", err, wanted)
			return
		}
		*into = text
	}
}

// asteriskName reads the name of one of the servers.
func (r *reader) asteriskName(c *Config, into *string) func(*source.Node) {
	return func(n *source.Node) {
		text, ok := r.scalar(n, "the name of an asterisk")
		if !ok {
			return
		}
		var names []string
		for _, server := range c.Asterisk {
			if names = append(names, server.Name); server.Name == text {
				*into = text
				return
			}
		}
		r.report.Unknown(n, "unknown-value", "asterisk", names)
	}
}

// skills reads names with levels.
func (r *reader) skills(into *map[string]int) func(*source.Node) {
	return func(n *source.Node) {
		if n.Kind != source.Map {
			r.report.WrongType(n, "the value", "a mapping of skills to levels, such as {lang_en: 4}")
			return
		}
		all := map[string]int{}
		for key, item := range n.All() {
			if !skillName.MatchString(key.Value) {
				r.report.WrongType(key, "the name of a skill", "1 to 60 letters, digits, _, - and ., beginning with a letter")
				continue
			}
			var level int
			r.within(&level, 0, skillMost)(item)
			all[key.Value] = level
		}
		*into = all
	}
}

// membership reads the name of a queue, or a mapping with one.
func (r *reader) membership(places *places, n *source.Node) (Membership, bool) {
	m := Membership{Node: n, Position: -1, Weight: 1}
	at := n
	if n.Kind != source.Map {
		r.text(&m.Queue)(n)
	} else {
		r.mappingOr("a membership", n, map[string]func(*source.Node){
			"queue": r.text(&m.Queue), "level": r.within(&m.Level, 0, levelMost),
			"position": r.within(&m.Position, 0, positionMost), "weight": r.within(&m.Weight, 0, weightMost),
			"skills": r.skills(&m.Skills), "wrapup": r.maybeSpan(&m.WrapUp, 0),
			"ring_timeout": r.maybeSpan(&m.RingTimeout, ringLeast),
			"ring_in_use": func(n *source.Node) {
				m.RingInUse = new(bool)
				r.truth(m.RingInUse)(n)
			},
			"group": r.formed(&m.Group, queueName, "a group: "+queueNameAccepts),
		}, func(theirs string) string {
			if theirs == "penalty" {
				return "level: the lower are rung first"
			}
			return ""
		})
		if at = n.Get("queue"); at == nil {
			r.report.Errorf(n, "missing-field", "a membership needs a queue, such as {queue: sales, level: 1}")
			return m, false
		}
	}
	place, known := places.queues[m.Queue]
	if !known {
		if at.Kind == source.Scalar {
			r.report.Unknown(at, "unknown-queue", "queue", places.names)
		}
		return m, false
	}
	m.Node = at
	places.counts[place]++
	if m.Position < 0 {
		m.Position = places.counts[place]
	}
	return m, true
}

// withMembership adds one unless the agent is in that queue already.
func (r *reader) withMembership(all []Membership, one Membership) []Membership {
	for _, other := range all {
		if other.Queue == one.Queue {
			r.report.Errorf(one.Node, "duplicate-membership", "the agent is in the queue %s already, at %s", one.Queue,
				other.Node.Pos)
			return all
		}
	}
	return append(all, one)
}
