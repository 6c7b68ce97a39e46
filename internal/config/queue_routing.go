package config

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// routing reads the steps of relaxation, which count one after the other.
func (r *reader) routing(into *[]QueueRule, n *source.Node) {
	items := n.Elements()
	if len(items) > rulesMost {
		r.report.Errorf(n, "too-large", "routing has %d rules; accepted: at most %d", len(items), rulesMost)
		return
	}
	var last time.Duration
	for i, item := range items {
		rule := QueueRule{Node: item}
		r.mappingOr("a rule", item, map[string]func(*source.Node){
			"until": r.span(&rule.Until, ringLeast, queueSpanMost), "require": r.skills(&rule.Require),
			"min_level": r.maybeLevel(&rule.MinLevel), "max_level": r.maybeLevel(&rule.MaxLevel),
			"agents": r.words(&rule.Agents), "include_overflow": r.words(&rule.IncludeOverflow)}, oursForRule)
		if rule.MinLevel != nil && rule.MaxLevel != nil && *rule.MinLevel > *rule.MaxLevel {
			r.report.Errorf(item.Get("min_level"), "wrong-type", "min_level must not be above max_level: they are %d and %d",
				*rule.MinLevel, *rule.MaxLevel)
		}
		switch until := item.Get("until"); {
		case item.Kind != source.Map:
		case until == nil && i < len(items)-1:
			r.report.Errorf(item, "missing-field", "only the last rule may be without until: those behind it never count")
		case until != nil && rule.Until > 0 && rule.Until <= last:
			r.report.Errorf(until, "wrong-type", "until must be above that of the rule before, which is %s", spanText(last))
		}
		last = max(last, rule.Until)
		*into = append(*into, rule)
	}
}

func (r *reader) maybeLevel(into **int) func(*source.Node) {
	return func(n *source.Node) {
		before, level := len(r.report.Findings()), 0
		if r.within(&level, 0, levelMost)(n); len(r.report.Findings()) == before {
			*into = &level
		}
	}
}

// queueRules checks names in rules that only the agents know.
func (r *reader) queueRules(c *Config) {
	var ids []string
	groups := map[string][]string{}
	for _, agent := range c.Agents {
		ids = append(ids, agent.ID)
		for _, member := range agent.Members {
			if member.Group != "" && !slices.Contains(groups[member.Queue], member.Group) {
				groups[member.Queue] = append(groups[member.Queue], member.Group)
			}
		}
	}
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	for _, queue := range c.Queues {
		for _, rule := range queue.Routing {
			for _, item := range rule.Node.Get("agents").Elements() {
				if item.Kind == source.Scalar && !known[item.Value] {
					r.report.Unknown(item, "unknown-agent", "agent", ids)
				}
			}
			for _, item := range rule.Node.Get("include_overflow").Elements() {
				if item.Kind == source.Scalar && !slices.Contains(groups[queue.Name], item.Value) {
					r.report.Unknown(item, "unknown-group", "group of the queue "+queue.Name, groups[queue.Name])
				}
			}
		}
	}
}
