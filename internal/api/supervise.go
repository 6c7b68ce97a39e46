package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/hand"
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

// SpyOrder says who wants to hear an agent's talk, and how.
type SpyOrder struct {
	Mode string `json:"mode" enum:"listen,whisper,barge" doc:"whisper: the agent hears the supervisor; barge: both do."`
	From string `json:"from" doc:"The supervisor's telephone, such as PJSIP/100: whom outbound allows."`
}

// Check says what is wrong with it.
func (o SpyOrder) Check() error {
	switch {
	case !slices.Contains(hand.SpyModes(), o.Mode):
		return problem(http.StatusUnprocessableEntity, fmt.Sprintf("mode is %q", o.Mode), strings.Join(hand.SpyModes(), ", "))
	case o.From == "" || len(o.From) > endpointMax:
		return problem(http.StatusUnprocessableEntity, "from is missing, or too long",
			"the supervisor's telephone, such as PJSIP/100")
	}
	return nil
}

func (h *house) superviseRoutes() []Route {
	return []Route{{Method: http.MethodPost, Path: "/agents/{agent}/spy", Scope: Control, Request: SpyOrder{},
		Produces: streamKind, Lasts: true,
		Summary: "Rings a supervisor, who then hears an agent's talk, a line of JSON for each stage.",
		Doc: "It lasts until the supervisor or the caller hangs up, or whoever asks is gone. `supervise` in " +
			"ivr.yaml, of its queues and its agents, says what is allowed, by whom, and what both hear before and meanwhile. " +
			"Each use is in the daemon's log.",
		Serve: h.queues(h.spy)}}
}

// spy has a supervisor hear an agent's talk. Who, whom and how is written down at its begin and its end.
func (h *house) spy(a *Asked, all Queues) (any, error) {
	o := BodyOf[SpyOrder](a)
	a.Note("agent", a.PathValue("agent"), "mode", o.Mode, "from", o.From)
	agent, unknown := agentNamed(a, all)
	if err := h.mayspy(a, o, agent); err != nil {
		h.remark(a, agent, o, flows.SupervisorRefused)
		return nil, err
	}
	if unknown != nil {
		return nil, unknown
	}
	if agent.Call == "" || agent.Work != inCall {
		return nil, problem(http.StatusConflict, "the agent "+agent.ID+" talks with nobody of a queue", "")
	}
	a.Note("call", agent.Call)
	client, err := h.clientOf(agent.Asterisk)
	if err != nil {
		return nil, err
	}
	rules := h.Supervise.of(agent)
	order := hand.Spying{Channel: agent.Call, Mode: o.Mode, Supervisor: hand.Leg{Endpoint: o.From,
		CallerID: "Supervisor"}, Announce: rules.Announce, BeepEvery: rules.BeepEvery}
	return h.stream(a.Context(), func(ctx context.Context, each func([]byte) error) error {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		line := func(value any) {
			text, err := json.Marshal(value)
			if err != nil || each(text) != nil {
				stop() // who asked is gone
			}
		}
		hears := false
		result, err := hand.Spy(ctx, client, order, func(p hand.Progress) {
			if p.Stage == hand.Joined {
				hears = true
				h.remark(a, agent, o, flows.SupervisorCame)
			}
			line(p)
		})
		if hears {
			h.remark(a, agent, o, flows.SupervisorLeft)
		}
		h.Logger.Info("a supervisor has let go", "by", a.By, "agent", agent.ID, "call", agent.Call, "mode", o.Mode,
			"from", o.From, "cause", result.Cause, "error", err)
		ended := SpyEnd{Type: "Ended", Cause: result.Cause}
		if err != nil {
			ended.Error, ended.Kind = err.Error(), kindOf(err)
		}
		line(ended)
		return nil
	}), nil
}

// mayspy tells whether a supervisor may do so to an agent's talk, and may be rung at all.
func (h *house) mayspy(a *Asked, o SpyOrder, agent queue.AgentView) error {
	rules := h.Supervise.of(agent)
	if !slices.Contains(rules.Allow, o.Mode) {
		where, accepted := "", "nothing: set supervise: {allow: […]} in ivr.yaml"
		if agent.Queue != "" {
			where = " in the queue " + agent.Queue
		}
		if len(rules.Allow) > 0 {
			accepted = strings.Join(rules.Allow, ", ")
		}
		return problem(http.StatusForbidden, "ivr.yaml does not allow to "+o.Mode+where, accepted)
	}
	if own, has := h.Supervise.Agents[agent.ID]; has {
		if !slices.Contains(own.Allow, o.Mode) {
			return problem(http.StatusForbidden, "ivr.yaml does not allow to "+o.Mode+" with the agent "+agent.ID,
				cmp.Or(strings.Join(own.Allow, ", "), "nothing"))
		}
		if len(own.Groups) > 0 && !h.isIn(a.By, own.Groups) {
			return problem(http.StatusForbidden, "the agent "+agent.ID+" is not in a group of "+a.By,
				"a token of api.tokens in one of the groups "+strings.Join(own.Groups, ", "))
		}
	}
	if agent.Private {
		return problem(http.StatusForbidden, "the caller's flow allows nobody to hear the talk",
			"a caller whose step queue does not say supervise: false")
	}
	return h.permit(a)(a.Context(), o.From)
}

// isIn tells whether somebody who asks is in one of some groups: a token that is, and who may do everything.
func (h *house) isIn(by string, groups []string) bool {
	if by == master || h.Master == "" && len(h.Tokens) == 0 {
		return true
	}
	return slices.ContainsFunc(h.Tokens, func(t Token) bool {
		return t.Name == by && slices.ContainsFunc(t.Groups, func(g string) bool { return slices.Contains(groups, g) })
	})
}

// remark has the call of an agent know of a supervisor. Who talks with nobody has none.
func (h *house) remark(a *Asked, agent queue.AgentView, o SpyOrder, kind flows.FactKind) {
	if h.Remark != nil && agent.Call != "" && agent.Work == inCall {
		h.Remark(a.Context(), agent.Asterisk, agent.Call, flows.Remark{Kind: kind, Text: o.From, Outcome: o.Mode, By: a.By})
	}
}

// SpyEnd is the last line about a supervisor.
type SpyEnd struct {
	Type  string `json:"type"`
	Cause string `json:"cause,omitempty"`
	// Error is what went wrong, Kind whether the supervisor was busy, did not answer, rejected or was not reached.
	Error string `json:"error,omitempty"`
	Kind  string `json:"kind,omitempty"`
}

// The kinds of ends.
const (
	kindBusy     = "busy"
	kindNoAnswer = "no_answer"
	kindRejected = "rejected"
	kindAway     = "unreachable"
)

func kindOf(err error) string {
	switch {
	case errors.Is(err, hand.ErrBusy):
		return kindBusy
	case errors.Is(err, hand.ErrNoAnswer):
		return kindNoAnswer
	case errors.Is(err, hand.ErrRejected):
		return kindRejected
	case errors.Is(err, hand.ErrUnreachable):
		return kindAway
	}
	return ""
}

// Err is what went wrong as an error of package hand, nil for nothing.
func (e SpyEnd) Err() error {
	if e.Error == "" {
		return nil
	}
	kind := map[string]error{kindBusy: hand.ErrBusy, kindNoAnswer: hand.ErrNoAnswer, kindRejected: hand.ErrRejected,
		kindAway: hand.ErrUnreachable}[e.Kind]
	if kind == nil {
		return errors.New(e.Error)
	}
	return spyError{e.Error, kind}
}

// spyError says what went wrong, and is of a kind.
type spyError struct {
	said string
	kind error
}

// Error is what was said.
func (e spyError) Error() string { return e.said }

// Unwrap is of which kind it is.
func (e spyError) Unwrap() error { return e.kind }

// inCall is the work of an agent who talks.
const inCall = "in_call"
