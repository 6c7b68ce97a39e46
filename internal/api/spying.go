package api

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/queue"
)

// Spies are the supervisors who hear talks, for all Handlers of one daemon: a reload makes another Handler, and ends
// nobody's listening. The zero value has none.
type Spies struct {
	mu  sync.Mutex
	all map[*spying]struct{}
}

func (all *Spies) put(s *spying) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.all == nil {
		all.all = map[*spying]struct{}{}
	}
	all.all[s] = struct{}{}
}

func (all *Spies) drop(s *spying) {
	all.mu.Lock()
	defer all.mu.Unlock()
	delete(all.all, s)
}

// find is the supervisor at a telephone who was rung for an agent or a queue, nil for none.
func (all *Spies) find(agent, queue, from string) *spying {
	all.mu.Lock()
	defer all.mu.Unlock()
	for s := range all.all {
		if s.agent == agent && s.queue == queue && s.order.From == from {
			return s
		}
	}
	return nil
}

// spying is one supervisor, from the order to the end. What is not said otherwise belongs to the one who serves it.
type spying struct {
	*house
	all   Queues
	by    string
	order SpyOrder
	// agent or queue is whose talks are heard.
	agent, queue string
	client       *ari.Client
	first        hand.Talk
	// view is the agent of the talk that is heard, came who had the supervisor come to it as they are.
	view queue.AgentView
	came string
	// chosen are the agents of talks that were given to be heard, by the talk: the present one, and the next.
	chosen map[string]queue.AgentView
	// refused are the talks of which it was told that they may not be heard.
	refused map[string]bool
	line    func(any)

	// changes are wanted from outside, until over is closed.
	changes chan hand.Change
	over    chan struct{}
}

// stream answers with a line for each thing that happens.
func (s *spying) stream(a *Asked, asterisk string) (any, error) {
	client, err := s.clientOf(asterisk)
	if err != nil {
		return nil, err
	}
	s.client, s.changes, s.over = client, make(chan hand.Change), make(chan struct{})
	return s.house.stream(a.Context(), func(ctx context.Context, each func([]byte) error) error {
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		s.line = func(value any) {
			text, err := json.Marshal(value)
			if err != nil || each(text) != nil {
				stop(errReaderGone)
			}
		}
		s.serve(ctx)
		return nil
	}), nil
}

// serve has the supervisor hear one talk after another until the end.
func (s *spying) serve(ctx context.Context) {
	s.Spies.put(s)
	defer close(s.over)
	defer s.Spies.drop(s)
	order := hand.Spying{Supervisor: hand.Leg{Endpoint: s.order.From, CallerID: "Supervisor"}, Talk: s.first,
		Owner: s.Owner, Lasts: s.lasts, May: s.may, Changes: s.changes,
		Tell: func(n hand.News) { s.tell(ctx, n) }}
	if s.order.follows() {
		order.Next = s.next
	}
	result, err := hand.Spy(ctx, s.client, order, func(p hand.Progress) { s.line(p) })
	s.Logger.Info("a supervisor has let go", "by", s.by, "agent", s.agent, "queue", s.queue, "from", s.order.From,
		"cause", result.Cause, "error", err)
	ended := SpyEnd{Type: "Ended", Cause: result.Cause}
	if err != nil {
		ended.Error, ended.Kind = err.Error(), kindOf(err)
	}
	s.line(ended)
}

// tell writes down what becomes of a talk: in the log, with the call, and for who asked. A change of the mode is one
// who leaves and one who comes.
func (s *spying) tell(ctx context.Context, n hand.News) {
	by := cmp.Or(n.By, s.by)
	line := SpyNews{Type: string(n.Kind), Agent: n.Talk.Agent, Call: n.Talk.Channel, Mode: n.Mode, By: n.By}
	if n.Kind == hand.Waits {
		s.line(SpyNews{Type: string(n.Kind), Agent: s.agent, Queue: s.queue})
		return
	}
	remark := flows.Remark{Text: s.order.From, Outcome: n.Mode, By: by}
	log := []any{"agent", n.Talk.Agent, "call", n.Talk.Channel, "mode", n.Mode, "from", s.order.From}
	switch n.Kind {
	case hand.Hears:
		s.view, s.came = s.chosen[n.Talk.ID], by
		remark.Kind = flows.SupervisorCame
		s.Logger.Info("a supervisor hears a talk", append(log, "by", by)...)
	case hand.Left:
		remark.Kind, remark.By = flows.SupervisorLeft, s.came // who came is who leaves
		s.Logger.Info("a supervisor hears a talk no more", append(log, "by", by)...)
	case hand.Refused:
		remark.Kind, line.Why = flows.SupervisorRefused, n.Why.Error()
		s.Logger.Warn("a supervisor may not hear a talk so", append(log, "by", by, "error", n.Why)...)
	}
	line.Queue = s.view.Queue
	s.remark(ctx, s.view, remark)
	s.line(line)
}

// talkID is what makes one talk of an agent another one than the one before.
func talkID(agent queue.AgentView) string { return agent.ID + " " + agent.Entry + " " + agent.Call }

// talkOf is what the supervisor hears of an agent who talks.
func (s *spying) talkOf(agent queue.AgentView, mode string) hand.Talk {
	rules := s.lawNow().rules
	own, id := rules.of(agent), talkID(agent)
	if s.chosen == nil {
		s.chosen = map[string]queue.AgentView{}
	}
	for other := range s.chosen {
		if other != talkID(s.view) {
			delete(s.chosen, other)
		}
	}
	s.chosen[id] = agent
	return hand.Talk{Channel: agent.Call, ID: id, Agent: agent.ID, Mode: mode, Announce: own.Announce,
		Endpoint: cmp.Or(agent.Endpoint, rules.Endpoints[agent.ID]), BeepEvery: own.BeepEvery}
}

// next gives the talk that is heard behind another one.
func (s *spying) next(ctx context.Context, behind hand.Talk) (hand.Talk, bool) {
	agents := make([]queue.AgentView, 1)
	var err error
	if s.queue != "" {
		agents, err = s.all.Agents(ctx)
	} else {
		agents[0], err = s.all.AgentNamed(ctx, s.agent)
	}
	if err != nil { // it is asked again
		return hand.Talk{}, false
	}
	agent, mode, is := s.choose(ctx, agents, behind)
	if !is {
		return hand.Talk{}, false
	}
	return s.talkOf(agent, mode), true
}

// choose gives the talk that comes behind another one: that of the agent with the next number, from the last to the
// first. What is not allowed is passed over; where it may be listened to alone, that is done.
func (s *spying) choose(ctx context.Context, agents []queue.AgentView, behind hand.Talk) (agent queue.AgentView,
	mode string, is bool,
) {
	agents = slices.SortedFunc(slices.Values(agents), func(x, y queue.AgentView) int {
		return cmp.Or(later(x, behind)-later(y, behind), cmp.Compare(x.ID, y.ID))
	})
	maps.DeleteFunc(s.refused, func(id string, _ bool) bool {
		return !slices.ContainsFunc(agents, func(one queue.AgentView) bool { return talkID(one) == id })
	})
	now := s.lawNow()
	for _, one := range agents {
		if !talks(one) || talkID(one) == behind.ID || s.queue != "" && one.Queue != s.queue {
			continue
		}
		if client, err := s.clientOf(one.Asterisk); err != nil || s.client != nil && client != s.client {
			s.pass(ctx, one, "the call is on another Asterisk than the supervisor, or that is not connected")
			continue
		}
		mode = s.order.Mode
		why := now.may(one, mode, s.by)
		if why != nil && mode != hand.SpyModes()[0] {
			mode = hand.SpyModes()[0]
			why = now.may(one, mode, s.by)
		}
		if why == nil {
			return one, mode, true
		}
		s.pass(ctx, one, why.Error())
	}
	return queue.AgentView{}, "", false
}

// later is 0 for agents behind that of a talk, and 1 for those with whom it begins anew.
func later(agent queue.AgentView, behind hand.Talk) int {
	if agent.ID > behind.Agent {
		return 0
	}
	return 1
}

// pass tells once that the talk of an agent is not heard, and why. Who goes through a queue has not asked for that
// talk: it is a word to them, and none for the call.
func (s *spying) pass(ctx context.Context, agent queue.AgentView, why string) {
	id := talkID(agent)
	if s.refused[id] || s.line == nil {
		return
	}
	if s.refused == nil {
		s.refused = map[string]bool{}
	}
	s.refused[id] = true
	if s.queue == "" {
		s.Logger.Warn("a supervisor does not hear a talk", "agent", agent.ID, "call", agent.Call, "from", s.order.From,
			"by", s.by, "error", why)
		s.remark(ctx, agent, flows.Remark{Kind: flows.SupervisorRefused, Text: s.order.From, Outcome: s.order.Mode,
			By: s.by})
	}
	s.line(SpyNews{Type: string(hand.Refused), Agent: agent.ID, Queue: agent.Queue, Call: agent.Call, Mode: s.order.Mode,
		Why: why})
}

// lasts tells whether an agent talks with the same caller still. Queues that cannot be reached end nothing.
func (s *spying) lasts(ctx context.Context, talk hand.Talk) bool {
	agent, err := s.all.AgentNamed(ctx, talk.Agent)
	return err != nil || talks(agent) && talkID(agent) == talk.ID
}

// may tells whether the talk may be heard in another mode.
func (s *spying) may(_ context.Context, talk hand.Talk, mode, by string) error {
	return s.mayspy(s.chosen[talk.ID], mode, cmp.Or(by, s.by))
}
