package api

import (
	"context"
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

// SpyOrder says who wants to hear the talks of an agent or a queue, and how.
type SpyOrder struct {
	Mode string `json:"mode" enum:"listen,whisper,barge" doc:"How talks begin: whisper is for the agent, barge for all."`
	From string `json:"from" doc:"The supervisor's telephone, such as PJSIP/100: whom outbound allows."`
	// Follow is true without it.
	Follow *bool `json:"follow,omitempty" doc:"Whether they wait for the next talk; true without it."`
}

// SpyChange says how a supervisor is to hear the talk from now on.
type SpyChange struct {
	Mode string `json:"mode" enum:"listen,whisper,barge" doc:"It holds until the talk ends."`
	From string `json:"from" doc:"The supervisor's telephone, as in the order."`
}

// Check says what is wrong with it.
func (o SpyOrder) Check() error { return SpyChange{o.Mode, o.From}.Check() }

// Check says what is wrong with it.
func (o SpyChange) Check() error {
	switch {
	case !slices.Contains(hand.SpyModes(), o.Mode):
		return problem(http.StatusUnprocessableEntity, fmt.Sprintf("mode is %q", o.Mode), strings.Join(hand.SpyModes(), ", "))
	case o.From == "" || len(o.From) > endpointMax:
		return problem(http.StatusUnprocessableEntity, "from is missing, or too long",
			"the supervisor's telephone, such as PJSIP/100")
	}
	return nil
}

const spyDoc = "It lasts until the supervisor hangs up, or whoever asks is gone; with follow false it ends with the " +
	"first talk. Between talks the supervisor hears a beep every few seconds. The keys 4, 5 and 6 of their telephone " +
	"have them listen, whisper and barge; %s `supervise` in ivr.yaml, of its queues and its agents, says what is " +
	"allowed, by whom, and what both hear before and meanwhile; it is asked for each talk and each change. Each use " +
	"is in the daemon's log. Lines with a type tell that the supervisor Hears a talk, has Left it, is Refused a mode, " +
	"or a talk that is passed over, or Waits, and that it has Ended."

func (h *house) superviseRoutes() []Route {
	const ofAgent, ofQueue = "/agents/{agent}/spy", "/queues/{queue}/spy"
	const change = "It is what the keys 4, 5 and 6 do. The instance is asked that has the supervisor."
	return []Route{
		{Method: http.MethodPost, Path: ofAgent, Scope: Control, Request: SpyOrder{}, Produces: streamKind, Lasts: true,
			Summary: "Rings a supervisor, who then hears an agent's talks, a line of JSON for each stage.",
			Doc:     fmt.Sprintf(spyDoc, "* does nothing."), Serve: h.queues(h.spyAgent)},
		{Method: http.MethodPatch, Path: ofAgent, Scope: Control, Request: SpyChange{}, Doc: change,
			Summary: "Has a supervisor hear an agent's talk in another mode.", Serve: h.queues(h.changeSpy)},
		{Method: http.MethodPost, Path: ofQueue, Scope: Control, Request: SpyOrder{}, Produces: streamKind, Lasts: true,
			Summary: "Rings a supervisor, who then hears the talks of a queue, a line of JSON for each stage.",
			Doc:     fmt.Sprintf(spyDoc, "* goes to the next talk."), Serve: h.queues(h.spyQueue)},
		{Method: http.MethodPatch, Path: ofQueue, Scope: Control, Request: SpyChange{}, Doc: change,
			Summary: "Has a supervisor hear a queue's talk in another mode.", Serve: h.queues(h.changeSpy)},
	}
}

// follows tells whether the supervisor stays for the next talk.
func (o SpyOrder) follows() bool { return o.Follow == nil || *o.Follow }

// spyAgent has a supervisor hear an agent's talks. Who, whom and how is written down at its begin and its end.
func (h *house) spyAgent(a *Asked, all Queues) (any, error) {
	o := BodyOf[SpyOrder](a)
	a.Note("agent", a.PathValue("agent"), "mode", o.Mode, "from", o.From)
	agent, unknown := agentNamed(a, all)
	err := h.mayspy(agent, o.Mode, a.By)
	if err == nil {
		err = h.permit(a)(a.Context(), o.From)
	}
	if err != nil {
		h.remark(a.Context(), agent, flows.Remark{Kind: flows.SupervisorRefused, Text: o.From, Outcome: o.Mode, By: a.By})
		return nil, err
	}
	if unknown != nil {
		return nil, unknown
	}
	if !talks(agent) && !o.follows() {
		return nil, problem(http.StatusConflict, "the agent "+agent.ID+" talks with nobody of a queue",
			"follow: true, to wait for a talk")
	}
	s := &spying{house: h, all: all, by: a.By, order: o, agent: agent.ID}
	if talks(agent) {
		a.Note("call", agent.Call)
		s.first = s.talkOf(agent, o.Mode)
	}
	return s.stream(a, agent.Asterisk)
}

// spyQueue has a supervisor hear the talks of a queue.
func (h *house) spyQueue(a *Asked, all Queues) (any, error) {
	o := BodyOf[SpyOrder](a)
	a.Note("queue", a.PathValue("queue"), "mode", o.Mode, "from", o.From)
	view, unknown := queueNamed(a, all)
	if unknown != nil {
		return nil, unknown
	}
	if err := h.mayspy(queue.AgentView{Queue: view.Name}, o.Mode, a.By); err != nil {
		return nil, err
	}
	if err := h.permit(a)(a.Context(), o.From); err != nil {
		return nil, err
	}
	s := &spying{house: h, all: all, by: a.By, order: o, queue: view.Name}
	agents, err := all.Agents(a.Context())
	if err != nil {
		return nil, err
	}
	at := ""
	if agent, mode, is := s.choose(a.Context(), agents, hand.Talk{}); is {
		at, s.first = agent.Asterisk, s.talkOf(agent, mode)
	} else if !o.follows() {
		return nil, problem(http.StatusConflict, "nobody talks in the queue "+view.Name+" who may be heard",
			"follow: true, to wait for a talk")
	}
	return s.stream(a, at)
}

// changeSpy has a supervisor who is there hear the talk in another mode.
func (h *house) changeSpy(a *Asked, _ Queues) (any, error) {
	o := BodyOf[SpyChange](a)
	agent, line := a.PathValue("agent"), a.PathValue("queue") // one of them
	if agent != "" {
		a.Note("agent", agent)
	} else {
		a.Note("queue", line)
	}
	a.Note("mode", o.Mode, "from", o.From)
	s := h.Spies.find(agent, line, o.From)
	if s == nil {
		return nil, problem(http.StatusNotFound, o.From+" hears nobody here", "a supervisor's telephone that was rung for it")
	}
	return nil, s.change(a.Context(), o.Mode, a.By)
}

// change asks for another mode, and waits for what comes of it.
func (s *spying) change(ctx context.Context, mode, by string) error {
	done := make(chan error, 1)
	gone := problem(http.StatusConflict, "the supervisor hears no talk at the moment", "the same once more when they do")
	taken := time.NewTimer(takeTime)
	defer taken.Stop()
	select {
	case s.changes <- hand.Change{Mode: mode, By: by, Done: done}:
	case <-taken.C: // their telephone rings, or the announcement is heard
		return gone
	case <-s.over:
		return gone
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-done:
		var refused *Problem
		if err == nil || errors.As(err, &refused) {
			return err
		}
		return problem(http.StatusConflict, err.Error(), "")
	case <-s.over:
		return gone
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// remark has the call of an agent know of a supervisor. Who talks with nobody has none.
func (h *house) remark(ctx context.Context, agent queue.AgentView, remark flows.Remark) {
	if h.Remark != nil && talks(agent) {
		h.Remark(ctx, agent.Asterisk, agent.Call, remark)
	}
}
