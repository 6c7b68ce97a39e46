package world

import (
	"cmp"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/outbound"
	"github.com/ariapp/ariapp/internal/outbound/international"
	"github.com/ariapp/ariapp/internal/queue"
)

// openQueues are the queues of the process. Without any the file has some of its own, in which nobody is.
func openQueues(of *acd.Hall, settings config.Config) flows.Queues {
	if len(settings.Queues) == 0 {
		return nil
	}
	if of == nil {
		of = acd.New(acd.Options{Rules: QueueRules(settings)})
	}
	return of
}

// QueueRules are what a file says of queues and agents, as a hall reads it.
func QueueRules(settings config.Config) acd.Rules {
	rules := acd.Rules{Queues: map[string]flows.QueueRules{}, Agents: map[string]acd.Agent{},
		Callbacks: map[string]acd.Callback{}, Reach: map[string]map[string]string{}, External: map[string]acd.External{}}
	rules.Config.Zone = cmp.Or(settings.App.Zone, time.Local)
	rules.Config.SameNumber = sameNumber(&settings.Outbound)
	first := ""
	for _, server := range settings.Asterisk {
		first = cmp.Or(first, server.Name)
		rules.Reach[server.Name] = server.Reach
	}
	for i := range settings.Queues {
		q := &settings.Queues[i]
		rules.Config.Queues = append(rules.Config.Queues, queueOf(q))
		rules.Queues[q.Name] = heardIn(q)
		if q.Strategy == string(queue.External) {
			rules.External[q.Name] = acd.External{URL: q.External.URL, Timeout: q.External.Timeout}
		}
		if c := q.Callback; c != nil {
			rules.Callbacks[q.Name] = acd.Callback{CustomerFirst: c.CustomerFirst, InitialDelay: c.InitialDelay,
				RetryDelay: c.RetryDelay, Attempts: c.Attempts, Expires: c.Expires, Schedule: c.Schedule,
				CallerID: c.CallerID, Endpoint: c.Endpoint}
		}
	}
	for _, a := range settings.Agents {
		one := AgentRules(a, first)
		rules.Config.Agents = append(rules.Config.Agents, one.As)
		rules.Agents[a.ID] = one.Reached
	}
	return rules
}

// sameNumber has numbers be compared as outbound reads them: + and 00 alike, and as they are dialled in the country
// whose dear numbers it names, if that is one.
func sameNumber(o *config.Outbound) func(string) string {
	country := ""
	if len(o.Countries) == 1 {
		country = o.Countries[0]
	}
	return international.Numbers(country)
}

// QueueRulesOf are those of a whole file, with whom it lets one call: as outbound says, and where its steps have agents
// be reached.
func QueueRulesOf(doc *source.Document, settings config.Config) acd.Rules {
	rules := QueueRules(settings)
	gate := outbound.NewLedger(outbound.Options{}).Gate(outboundRules(doc, settings))
	written := map[string]bool{}
	collect(doc.Root.Get("flows"), "agent", false, written)
	rules.Allows = func(endpoint string) bool { return written[endpoint] || gate.Check(endpoint) == nil }
	for name, one := range rules.Queues {
		if template := rules.Callbacks[name].Endpoint; one.Callback != nil {
			one.Callback.Allows = func(number string) bool {
				return gate.Check(strings.ReplaceAll(template, "{number}", number)) == nil
			}
		}
	}
	return rules
}

// AgentRules are what a hall reads of an agent; first is the Asterisk of those who name none.
func AgentRules(a config.Agent, first string) acd.Made {
	return acd.Made{As: agentOf(a), Reached: acd.Agent{Name: a.Name, Endpoint: a.Endpoint,
		Asterisk: cmp.Or(a.Asterisk, first), PIN: flows.NewSecret(string(a.PIN))}}
}

// queueOf is a queue as the engine reads it.
func queueOf(q *config.Queue) queue.Queue {
	one := queue.Queue{Name: q.Name, Strategy: queue.Strategy(q.Strategy), RingTimeout: q.RingTimeout, Retry: q.Retry,
		MaxWait: q.MaxWait, Loose: q.Loose, MaxLen: q.MaxLen, WrapUp: q.WrapUp, Weight: q.Weight,
		AutoPause: queue.AutoPause(q.AutoPause), RingInUse: q.RingInUse, ServiceLevel: q.ServiceLevel,
		ShortAbandon: q.ShortAbandon, JoinEmpty: conditions(q.JoinEmpty), LeaveEmpty: conditions(q.LeaveEmpty),
		LeaveEmptyAfter: q.LeaveEmptyAfter, RingSimultaneously: q.RingSimultaneously,
		ProgressiveDelay: q.ProgressiveDelay, Backoff: queue.Backoff(q.Backoff), Diversion: queue.Diversion(q.Diversion),
		ResumeAbandoned: q.ResumeAbandoned, StickyAgent: q.StickyAgent}
	for _, r := range q.Routing {
		one.Routing = append(one.Routing, queue.Rule{Until: r.Until, Require: r.Require, MinLevel: r.MinLevel,
			MaxLevel: r.MaxLevel, Agents: r.Agents, IncludeOverflow: r.IncludeOverflow})
	}
	if c := q.Callback; c != nil {
		one.Callback = queue.Callbacks{InitialDelay: c.InitialDelay, RetryDelay: c.RetryDelay, Attempts: c.Attempts,
			Expires: c.Expires}
	}
	return one
}

func conditions(names []string) []queue.Condition {
	var all []queue.Condition
	for _, name := range names {
		all = append(all, queue.Condition(name))
	}
	return all
}

// heardIn is what steps need to know of a queue.
func heardIn(q *config.Queue) flows.QueueRules {
	rules := flows.QueueRules{Music: q.MOH, MemberDelay: q.MemberDelay, ReportHoldTime: q.ReportHoldTime,
		AgentAnnounce: q.AgentAnnounce, CallerIDPrefix: q.CallerIDPrefix,
		Announce: flows.QueueAnnounce{Position: q.Announce.Position, Limit: q.Announce.Limit, HoldTime: q.Announce.HoldTime,
			Frequency: q.Announce.Frequency, MinGap: q.Announce.MinGap, OnlyImproved: q.Announce.OnlyImproved,
			FirstInLine: q.Announce.FirstInLine, RoundSeconds: q.Announce.RoundSeconds, Thanks: q.Announce.Thanks,
			NoThanks: len(q.Announce.Thanks) == 0},
		Periodic: flows.QueuePeriodic(q.Periodic), UnavailableAfter: q.UnavailableAfter}
	if q.Confirm != nil {
		rules.Confirm = flows.QueueConfirm(*q.Confirm)
	}
	if r := q.Record; r != nil {
		rules.Record = flows.QueueRecording{On: !r.Off, Demand: r.Demand, Format: r.Format, PerLeg: r.PerLeg,
			BeepEvery: r.BeepEvery, Min: r.Min, Max: r.Max}
	}
	if c := q.Callback; c != nil {
		rules.Callback = &flows.QueueCallbackRules{AgentFirst: !c.CustomerFirst, Confirm: flows.QueueConfirm(c.Confirm)}
	}
	return rules
}

// agentOf is an agent as the engine reads them.
func agentOf(a config.Agent) queue.Agent {
	one := queue.Agent{ID: a.ID, Name: a.Name, Skills: a.Skills, WrapUp: a.WrapUp, LoggedIn: a.LoggedIn}
	for _, m := range a.Members {
		one.Members = append(one.Members, queue.Membership{Queue: m.Queue, Level: m.Level, Position: m.Position,
			Weight: m.Weight, Skills: m.Skills, WrapUp: m.WrapUp, RingTimeout: m.RingTimeout, RingInUse: m.RingInUse,
			Group: m.Group})
	}
	return one
}
