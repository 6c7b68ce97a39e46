package queue

import (
	"maps"
	"slices"
	"time"
)

// logIn has an agent be there.
func (e *Engine) logIn(l LoggedInto) {
	a := e.agents[l.Agent]
	if a == nil {
		return
	}
	was := a.loggedIn
	switch {
	case len(l.Queues) == 0:
		a.in = nil
	case !was:
		a.in = slices.Clone(l.Queues)
	case a.in != nil:
		a.in = append(slices.Clone(a.in), l.Queues...)
	}
	if a.in != nil {
		slices.Sort(a.in)
		a.in = slices.Compact(a.in)
	}
	a.loggedIn, a.endpoint = true, l.Endpoint
	e.standBy(a, l.Standby, l.At)
	if !was {
		a.login, a.since = e.now, e.now
	}
	e.factIn(AgentIn, a, l.Queues, Fact{})
	e.refresh(a)
}

// factIn tells something of an agent, once for each queue, or once for all.
func (e *Engine) factIn(kind FactKind, a *agent, queues []string, f Fact) {
	f.Kind, f.Agent = kind, a.id
	if len(queues) == 0 {
		if kind == AgentPaused || kind == AgentResumed {
			for _, m := range a.members {
				f.Queues = append(f.Queues, m.rules.Queue)
			}
		}
		e.fact(f)
		return
	}
	for _, q := range queues {
		f.Queue = q
		e.fact(f)
	}
}

// logOut has an agent be gone: a telephone that rings is hung up, a conversation goes on.
func (e *Engine) logOut(l LoggedOutOf) {
	a := e.agents[l.Agent]
	if a == nil || !a.loggedIn {
		return
	}
	if len(l.Queues) > 0 {
		if a.in == nil {
			for _, m := range a.members {
				a.in = append(a.in, m.rules.Queue)
			}
			slices.Sort(a.in)
		}
		a.in = slices.DeleteFunc(slices.Clone(a.in), func(q string) bool { return slices.Contains(l.Queues, q) })
	}
	online := time.Duration(0)
	if len(l.Queues) == 0 || len(a.in) == 0 {
		online = time.Duration(e.now - a.login)
		a.day.online += e.now - max(a.login, e.today.began)
		e.pausesEnd(a)
		a.loggedIn, a.in, a.endpoint, a.login = false, nil, "", 0
		e.standBy(a, "", "")
		if a.onBreak || len(a.paused) > 0 {
			a.onBreak, a.reason, a.paused, a.breakFrom = false, "", nil, 0
		}
	}
	e.factIn(AgentOut, a, l.Queues, Fact{Online: online})
	if o := a.offer; o != nil && o.stage < answered && !a.isIn(o.queue) {
		e.withdraw(o, string(loggedOut))
	}
	e.refresh(a)
}

// withdraw takes back an offer to an agent who is not there any more; the entry looks for another.
func (e *Engine) withdraw(o *offer, why string) {
	x := o.entry
	e.cancel(o, why)
	e.drop(o)
	if x.back != nil {
		e.putOff(x, false)
	}
	e.settle(x)
}

// pause lets an agent have no offers. What rings, rings on.
func (e *Engine) pause(id, reason string, queues []string) {
	a := e.agents[id]
	if a == nil || !a.loggedIn {
		return
	}
	if again := a.onBreak && a.reason == reason; len(queues) == 0 && !again {
		if !a.onBreak {
			a.breakFrom = e.now
		}
		e.pauseEnds(a, "")
		a.onBreak, a.reason = true, reason
		e.pauseBegins(a, "")
	}
	for _, q := range queues {
		if why, paused := a.paused[q]; paused && why == reason {
			continue
		}
		if a.paused == nil {
			a.paused = map[string]string{}
		}
		e.pauseEnds(a, q)
		a.paused[q] = reason
		e.pauseBegins(a, q)
	}
	e.factIn(AgentPaused, a, queues, Fact{Reason: reason})
	e.refresh(a)
}

// resume ends a break: that of some queues, or all breaks.
func (e *Engine) resume(r Resuming) {
	a := e.agents[r.Agent]
	if a == nil || !a.onBreak && len(a.paused) == 0 {
		return
	}
	f := Fact{Reason: a.reason}
	e.pausesEnd(a, r.Queues...)
	if len(r.Queues) == 0 {
		if a.breakFrom != 0 {
			f.Rested = time.Duration(e.now - a.breakFrom)
		}
		a.onBreak, a.reason, a.breakFrom, a.paused = false, "", 0, nil
	} else {
		a.paused = maps.Clone(a.paused)
		maps.DeleteFunc(a.paused, func(q, _ string) bool { return slices.Contains(r.Queues, q) })
	}
	e.factIn(AgentResumed, a, r.Queues, f)
	e.refresh(a)
}

// makeReady ends an agent's wrap-up, and what they are left alone for.
func (e *Engine) makeReady(r Ready) {
	a := e.agents[r.Agent]
	if a == nil || a.restTill <= e.now && a.holdTill <= e.now {
		return
	}
	if a.restTill > e.now {
		a.restTill = e.now
	}
	a.holdTill = 0
	e.rested(a)
}

// rested takes the end of a wrap-up, or of what an agent was left alone for.
func (e *Engine) rested(a *agent) {
	if a.restFrom != 0 && a.restTill <= e.now {
		a.day.rested += e.now - max(a.restFrom, e.today.began)
		e.fact(Fact{Kind: WrapUpEnded, Queue: a.restQueue, Agent: a.id, Rested: time.Duration(e.now - a.restFrom)})
		a.restFrom, a.restTill, a.restQueue = 0, 0, ""
	}
	e.refresh(a)
}
