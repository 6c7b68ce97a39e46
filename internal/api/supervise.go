package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Supervise says what may be done to the talks of agents.
type Supervise struct {
	// Allow are some of listen, whisper and barge; nothing where it is empty.
	Allow []string
	// Announce are media of Asterisk's that both hear before, none for nothing.
	Announce []string
	// BeepEvery is how often both hear a beep meanwhile, 0 for never.
	BeepEvery time.Duration
	// Queues are those of whose talks something else is said.
	Queues map[string]Supervise
	// Agents are those to whose talks not all may be done that may be to others'.
	Agents map[string]SuperviseAgent
	// Endpoints are how agents are rung who have logged in without one.
	Endpoints map[string]string
}

// SuperviseAgent says what may be done to the talks of one agent.
type SuperviseAgent struct {
	// Allow are some of listen, whisper and barge.
	Allow []string
	// Groups are those of tokens that may, none for all.
	Groups []string
}

// of are the rules for what an agent does now: those of the queue, if it is a call of one.
func (s Supervise) of(agent queue.AgentView) Supervise {
	if own, has := s.Queues[agent.Queue]; has {
		return own
	}
	return s
}

// may tells whether a supervisor may do so to an agent's talk. For who talks with nobody it is asked whether there may
// be a talk at all to which they may.
func (s Supervise) may(agent queue.AgentView, mode, by string, in func(groups []string) bool) error {
	rules := s.of(agent)
	possible := slices.Contains(rules.Allow, mode)
	for _, name := range agent.Queues {
		if own, has := s.Queues[name]; has && !talks(agent) {
			possible = possible || slices.Contains(own.Allow, mode)
		}
	}
	if !possible {
		where, accepted := "", "nothing: set supervise: {allow: […]} in ivr.yaml"
		if agent.Queue != "" {
			where = " in the queue " + agent.Queue
		}
		if len(rules.Allow) > 0 {
			accepted = strings.Join(rules.Allow, ", ")
		}
		return problem(http.StatusForbidden, "ivr.yaml does not allow to "+mode+where, accepted)
	}
	if own, has := s.Agents[agent.ID]; has {
		if !slices.Contains(own.Allow, mode) {
			return problem(http.StatusForbidden, "ivr.yaml does not allow to "+mode+" with the agent "+agent.ID,
				cmp.Or(strings.Join(own.Allow, ", "), "nothing"))
		}
		if len(own.Groups) > 0 && !in(own.Groups) {
			return problem(http.StatusForbidden, "the agent "+agent.ID+" is not in a group of "+by,
				"a token of api.tokens in one of the groups "+strings.Join(own.Groups, ", "))
		}
	}
	if agent.Private {
		return problem(http.StatusForbidden, "the caller's flow allows nobody to hear the talk",
			"a caller whose step queue does not say supervise: false")
	}
	return nil
}

// lawNow is what the file has by now: it is made anew each time that it is asked for.
type lawNow struct {
	rules  Supervise
	tokens []Token
	// open tells that nobody needs a token.
	open bool
}

func (h *house) lawNow() lawNow {
	now := lawNow{rules: h.Supervise, tokens: h.Tokens}
	if h.Present != nil {
		now.rules, now.tokens = h.Present()
	}
	now.open = h.Master == "" && len(now.tokens) == 0
	return now
}

// may tells whether a supervisor may do so to an agent's talk. Who was let in with a token, or without one, stays for
// days: what they may is asked anew for each talk.
func (n lawNow) may(agent queue.AgentView, mode, by string) error {
	let := by == master || by == thisMachine && n.open || slices.ContainsFunc(n.tokens, func(t Token) bool {
		return t.Name == by && t.opens(Control)
	})
	accepted := "a token of api.tokens with the scope " + string(Control)
	switch {
	case !let && by == thisMachine:
		return problem(http.StatusForbidden, "ivr.yaml has tokens by now, without which nobody may supervise", accepted)
	case !let:
		return problem(http.StatusForbidden, "ivr.yaml has no token "+by+" any more that may supervise", accepted)
	}
	return n.rules.may(agent, mode, by, func(groups []string) bool {
		return by == master || n.open || isIn(n.tokens, by, groups)
	})
}

// mayspy tells whether a supervisor may do so to an agent's talk, as the file has it now.
func (h *house) mayspy(agent queue.AgentView, mode, by string) error {
	return h.lawNow().may(agent, mode, by)
}

// isIn tells whether somebody who asks is in one of some groups.
func isIn(tokens []Token, by string, groups []string) bool {
	return slices.ContainsFunc(tokens, func(t Token) bool {
		return t.Name == by && slices.ContainsFunc(t.Groups, func(g string) bool { return slices.Contains(groups, g) })
	})
}

// talks tells whether an agent talks with a caller of a queue: who has answered alone hears no caller yet.
func talks(agent queue.AgentView) bool { return agent.Call != "" && agent.Connected }
