package replay

import (
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
)

// givenDialled gives what those do who are dialled, and expects that they are.
// A test can tell one thing of an endpoint, or an agent: what they did first.
func (r *Result) givenDialled(c *scenario.Case) {
	known := map[string]bool{}
	for _, l := range r.script.dialled {
		one, into := l.given(), &c.Given.Dialled
		if c.End.Dialled = append(c.End.Dialled, l.endpoint); l.agent != "" {
			one.Endpoint, into = l.agent, &c.Given.Agents
			c.End.Dialled[len(c.End.Dialled)-1] = scenario.AgentEndpoint(l.agent)
		}
		if name := c.End.Dialled[len(c.End.Dialled)-1]; !known[name] {
			known[name] = true
			*into = append(*into, one)
		}
	}
}

// givenWaits has nobody be there but the agents who were offered, and expects how the waits ended. A test tells the
// last of a queue.
func (r *Result) givenWaits(c *scenario.Case) {
	ends := map[string]string{}
	for _, mark := range slices.Sorted(maps.Keys(r.script.waits)) {
		if w := r.script.waits[mark]; w.left >= 0 {
			ends[w.queue] = string(w.result)
		}
	}
	for _, queue := range slices.Sorted(maps.Keys(ends)) {
		c.End.Queues = append(c.End.Queues, scenario.QueueEnd{Queue: queue, Result: ends[queue]})
	}
	if len(r.script.waits) > 0 {
		c.Given.Agents = append(c.Given.Agents, scenario.Dialled{Endpoint: "*", Status: agentOut})
	}
}

// given is what somebody does, as a test tells it.
func (l *leg) given() scenario.Dialled {
	one := scenario.Dialled{Endpoint: l.endpoint}
	switch {
	case l.answered >= 0:
		one.Answers, one.After = true, rounded(l.answered)
	case l.leaves():
		one.Status, one.After = l.status(), rounded(l.gone)
		return one
	default:
		one.Status = string(dialling.NoAnswer)
		return one
	}
	done := l.answered
	for i, key := range l.keys {
		if i == 0 {
			one.PressAfter = rounded(max(key.after-done, 0))
			done = max(done, key.after)
		} else {
			done += flowtest.KeyGap
		}
		one.Keys += key.key.String()
	}
	if l.leaves() {
		after := rounded(max(l.gone-done, 0))
		one.HangUp = &after
	}
	return one
}

// status is the word of tests for what a telephone said that nobody answered.
func (l *leg) status() string {
	switch status := dialling.StatusOf(int(l.cause), l.sip, l.rang >= 0 || l.progressed >= 0); status {
	case dialling.Busy, dialling.Rejected, dialling.Congestion, dialling.Unavailable:
		return string(status)
	case dialling.NoAnswer:
		return string(dialling.NoAnswer)
	}
	return string(dialling.Unavailable)
}

func rounded(span time.Duration) time.Duration { return span.Round(time.Millisecond) }
