package staffing

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/queue"
)

// Load reads a plan from its file, with queues and agents of its own. The error is one of reading it; what is wrong
// with the text is in the findings.
func Load(path string) (*Plan, source.Findings, error) { return LoadWith(path, nil) }

// LoadWith is Load with those queues and agents, nil for those of the plan: then it has only what callers do.
func LoadWith(path string, given *queue.Config) (*Plan, source.Findings, error) {
	doc, findings, err := source.Load(path)
	if err != nil || findings.HasErrors() { // what it lacks cannot be said of a text that is no YAML
		return nil, findings, err
	}
	plan, more := read(doc, given)
	return plan, append(findings, more...), nil
}

// Read reads a plan from a text.
func Read(name, text string) (*Plan, source.Findings) {
	doc, findings := source.Parse(name, text)
	if findings.HasErrors() {
		return nil, findings
	}
	plan, more := read(doc, nil)
	return plan, append(findings, more...)
}

// reader turns nodes into a plan and faults into findings.
type reader struct {
	report *source.Report
	plan   *Plan
	given  bool // queues and agents are those of another file
}

func read(doc *source.Document, given *queue.Config) (*Plan, source.Findings) {
	r := &reader{report: source.NewReport(doc), plan: &Plan{Hours: hoursDefault, Seed: 1}, given: given != nil}
	if n := doc.Root.Get("queues"); given != nil {
		r.plan.take(given)
	} else if n != nil { // arrivals and agents name them
		r.queues(n)
	}
	keys := map[string]func(*source.Node){
		"hours": r.number(&r.plan.Hours, HoursLeast, HoursMax),
		"seed": func(n *source.Node) {
			seed, err := strconv.ParseUint(n.Value, 10, 64)
			if err != nil {
				r.report.WrongType(n, "seed", "a whole number from 0")
			}
			r.plan.Seed = seed
		},
		"queues":   func(*source.Node) {},
		"arrivals": func(n *source.Node) { r.each("arrivals", n, r.callers) },
		"agents":   func(n *source.Node) { r.each("agents", n, r.team) },
	}
	if r.given {
		delete(keys, "queues")
		delete(keys, "agents")
	}
	r.mapping("a plan", doc.Root, keys)
	r.whole(doc.Root)
	return r.plan, r.report.Findings()
}

// whole holds the parts against one another.
func (r *reader) whole(root *source.Node) {
	if r.report.HasErrors() {
		return
	}
	needs := []string{"queues", "arrivals", "agents"}
	if r.given {
		needs = []string{"arrivals"}
	}
	for _, key := range needs {
		if root.Get(key).Elements() == nil {
			r.report.Errorf(root, "missing", "a plan needs %s", key)
		}
	}
	agents := 0
	for _, t := range r.plan.Teams {
		agents += t.Count
	}
	if agents > agentsMax {
		r.report.Errorf(root.Get("agents"), "too-many", "there are %d agents, at most %d", agents, agentsMax)
	}
	if err := r.plan.crowded(); err != nil {
		r.report.Errorf(root.Get("arrivals"), "too-many", "%v", err)
	}
}

// mapping hands each of a mapping's values to the setter of its key.
func (r *reader) mapping(what string, n *source.Node, set map[string]func(*source.Node)) {
	if n.Kind != source.Map {
		r.report.WrongType(n, what, "a mapping")
		return
	}
	for key, value := range n.All() {
		if setter, ok := set[key.Value]; ok {
			setter(value)
			continue
		}
		r.report.Unknown(key, "unknown-key", "key of "+what, slices.Sorted(maps.Keys(set)))
	}
}

// each hands over a list's elements, of which there must be some.
func (r *reader) each(what string, n *source.Node, take func(*source.Node)) {
	if len(n.Elements()) == 0 {
		r.report.WrongType(n, what, "a list of one or more")
	}
	for _, item := range n.Elements() {
		take(item)
	}
}

func (r *reader) number(into *float64, least, most float64) func(*source.Node) {
	return func(n *source.Node) {
		x, err := strconv.ParseFloat(n.Value, 64)
		if n.Kind != source.Scalar || err != nil || math.IsNaN(x) || x < least || x > most {
			r.report.WrongType(n, "the value", "a number from "+strconv.FormatFloat(least, 'g', -1, 64)+" to "+
				strconv.FormatFloat(most, 'f', -1, 64))
			return
		}
		*into = x
	}
}

func (r *reader) count(into *int, least int) func(*source.Node) {
	return func(n *source.Node) {
		i, err := strconv.Atoi(n.Value)
		if n.Kind != source.Scalar || err != nil || i < least || i > numberMax {
			r.report.WrongType(n, "the value", "a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(numberMax))
			return
		}
		*into = i
	}
}

// duration reads a time from none at all to the longest that a play may last.
func (r *reader) duration(into *time.Duration) func(*source.Node) {
	return r.span(into, 0, HoursMax*time.Hour, "a duration such as 90s, 5m or 2h30m")
}

// mean reads how long something lasts on average: some time, and no longer than a play can tell of.
func (r *reader) mean(into *time.Duration) func(*source.Node) {
	what := fmt.Sprintf("a duration such as 90s, 5m or 2h30m, from %s to %.0fh", meanLeast, meanMost.Hours())
	return r.span(into, meanLeast, meanMost, what)
}

func (r *reader) span(into *time.Duration, least, most time.Duration, what string) func(*source.Node) {
	return func(n *source.Node) {
		d, err := time.ParseDuration(n.Value)
		if n.Kind != source.Scalar || err != nil || d < least || d > most {
			r.report.WrongType(n, "the value", what)
			return
		}
		*into = d
	}
}

func (r *reader) text(into *string) func(*source.Node) {
	return func(n *source.Node) {
		if n.Kind != source.Scalar || n.Value == "" {
			r.report.WrongType(n, "the value", "a text")
			return
		}
		*into = n.Value
	}
}

func (r *reader) skills(into *map[string]int) func(*source.Node) {
	return func(n *source.Node) {
		if n.Kind != source.Map {
			r.report.WrongType(n, "skills", "a mapping of skills to levels, such as {lang_en: 3}")
			return
		}
		*into = map[string]int{}
		for key, value := range n.All() {
			level := 0
			r.count(&level, 0)(value)
			(*into)[key.Value] = level
		}
	}
}

func (r *reader) oneOf(n *source.Node, words []string) (string, bool) {
	if n.Kind != source.Scalar || !slices.Contains(words, n.Value) {
		r.report.Unknown(n, "unknown-value", "value", words)
		return "", false
	}
	return n.Value, true
}

// queueName reads the name of a queue of the plan.
func (r *reader) queueName(into *string, n *source.Node) {
	names := make([]string, 0, len(r.plan.Queues))
	for _, q := range r.plan.Queues {
		names = append(names, q.Name)
	}
	if name, ok := r.oneOf(n, names); ok {
		*into = name
	}
}
