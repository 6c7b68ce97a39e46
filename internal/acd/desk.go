package acd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// ErrNoEntry tells that nobody with that place waits.
var ErrNoEntry = errors.New("nobody waits there")

// deskOrder is what a tool wants.
type deskOrder struct {
	// List is queues, agents, agent with Agent, or waiting with Queue, from From on.
	List  string `json:"list,omitempty"`
	Agent string `json:"agent,omitempty"`
	Queue string `json:"queue,omitempty"`
	From  int    `json:"from,omitempty"`
	// Short tells that a page may have any number of lines: who asks goes on behind the last one.
	Short bool `json:"short,omitempty"`
	// Member is to be added or taken away.
	Member *memberChange `json:"member,omitempty"`
	// Make is an agent who is to be made, Unmake one who is to be taken away.
	Make   *madeOrder `json:"make,omitempty"`
	Unmake string     `json:"unmake,omitempty"`
	// Again tells that it was ordered before, and that nobody knows what came of that.
	Again bool `json:"again,omitempty"`
	// Entry is to be withdrawn, or gets a Priority.
	Entry    string `json:"entry,omitempty"`
	Withdraw bool   `json:"withdraw,omitempty"`
	Priority int    `json:"priority,omitempty"`
	// Back is what came of calling somebody back.
	Back *backWord `json:"back,omitempty"`
	// Line is a call that is gone, at Asterisk: who waits on it is logged out.
	Line     string `json:"line,omitempty"`
	Asterisk string `json:"asterisk,omitempty"`
}

// What is listed.
const (
	listQueues  = "queues"
	listAgents  = "agents"
	listAgent   = "agent"
	listWaiting = "waiting"
)

// Queues are all queues by name.
func (h *Hall) Queues(ctx context.Context) (all []queue.QueueView, err error) {
	err = h.list(ctx, deskOrder{List: listQueues}, func(r *reply) { all = append(all, r.Queues...) })
	return all, err
}

// Agents are all agents by number.
func (h *Hall) Agents(ctx context.Context) (all []queue.AgentView, err error) {
	err = h.list(ctx, deskOrder{List: listAgents}, func(r *reply) { all = append(all, r.Agents...) })
	return all, err
}

// AgentNamed is one agent. It fails with [flows.ErrNoAgent].
func (h *Hall) AgentNamed(ctx context.Context, number string) (one queue.AgentView, err error) {
	err = h.desk(ctx, &deskOrder{List: listAgent, Agent: number}, func(r *reply) {
		if len(r.Agents) > 0 {
			one = r.Agents[0]
		}
	})
	if !errors.Is(err, errOlder) {
		return one, err
	}
	all, err := h.Agents(ctx)
	if err != nil {
		return one, err
	}
	for _, one := range all {
		if one.ID == number {
			return one, nil
		}
	}
	return one, fmt.Errorf("%w: %s", flows.ErrNoAgent, number)
}

// Waiting are those who wait in a queue, in their order.
func (h *Hall) Waiting(ctx context.Context, name string) (all []queue.EntryView, err error) {
	err = h.list(ctx, deskOrder{List: listWaiting, Queue: name}, func(r *reply) { all = append(all, r.Entries...) })
	return all, err
}

// AddMember makes an agent a member of a queue, or another one than before, until that is changed again. With
// [ErrUnwritten] it is so, but until the process ends.
func (h *Hall) AddMember(ctx context.Context, agent string, as queue.Membership) error {
	return h.desk(ctx, &deskOrder{Member: &memberChange{Queue: as.Queue, Agent: agent, As: as}}, nil)
}

// RemoveMember takes an agent out of a queue, until that is changed again. With [ErrUnwritten] it is so, but until the
// process ends.
func (h *Hall) RemoveMember(ctx context.Context, agent, name string) error {
	return h.desk(ctx, &deskOrder{Member: &memberChange{Queue: name, Agent: agent, Gone: true}}, nil)
}

// Withdraw ends somebody's wait.
func (h *Hall) Withdraw(ctx context.Context, entry string) error {
	return h.desk(ctx, &deskOrder{Entry: entry, Withdraw: true}, nil)
}

// Prioritise gives somebody who waits another priority.
func (h *Hall) Prioritise(ctx context.Context, entry string, priority int) error {
	return h.desk(ctx, &deskOrder{Entry: entry, Priority: priority}, nil)
}

// Lines are the calls on whose lines agents wait. Only who reigns knows them.
func (h *Hall) Lines() []queue.Line {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.reign == nil {
		return nil
	}
	return h.reign.engine.Lines()
}

// LineGone logs out whoever waits on the line of a call that is gone, at that Asterisk: two may have calls of one id.
// An owner of a version that knows no such order does nothing.
func (h *Hall) LineGone(ctx context.Context, call, asterisk string) error {
	err := h.desk(ctx, &deskOrder{Line: call, Asterisk: asterisk}, nil)
	if errors.Is(err, errOlder) {
		return nil
	}
	return err
}

// desk has the owner do what a tool wants; the next one where a reign ends meanwhile.
func (h *Hall) desk(ctx context.Context, order *deskOrder, answered func(*reply)) (err error) {
	if answered == nil {
		answered = func(*reply) {}
	}
	err = h.owned(ctx, &request{Desk: order}, answered, func() error {
		back, err := h.deskHere(ctx, order)
		if err == nil {
			answered(back)
		}
		return err
	})
	if order.Entry == "" && errors.Is(err, ErrNoEntry) { // it has looked for an entry, as it knows of nothing else
		return errOlder
	}
	return err
}

// errOlder tells that the owner is of a version that knows no such order.
var errOlder = fmt.Errorf("%w: the instance that decides is of a version that cannot do that", flows.ErrQueuesAway)

// deskHere does what a tool wants, by the owner.
func (h *Hall) deskHere(ctx context.Context, order *deskOrder) (back *reply, err error) {
	back = &reply{}
	if order.Again && order.Unmake != "" {
		order.Again = h.wasMade(ctx, order.Unmake)
	}
	on, id := order.written()
	h.act(time.Time{}, func(now time.Time) {
		if h.reign == nil {
			err = errNotOwner
			return
		}
		h.catchUp(now)
		switch {
		case h.reign.unread && (on != nil || order.Line != "" || order.Back != nil && !h.hasEntry(now, order.Back.Entry)):
			err = errUnread
		case order.List != "":
			err = h.listed(now, order, back)
		case order.Make != nil || order.Unmake != "":
			err = h.changeMade(now, order)
		case order.Member != nil:
			err = h.changeMember(now, *order.Member)
		case order.Back != nil:
			err = h.cameBack(now, order.Back)
		case order.Line != "":
			h.lineGone(now, order.Line, order.Asterisk)
		default:
			err = h.changeEntry(now, order)
		}
	})
	if err == nil && on != nil {
		err = h.awaitWritten(ctx, on, id)
	}
	return back, err
}

// listed puts a page of a list into an answer.
func (h *Hall) listed(now time.Time, order *deskOrder, back *reply) error {
	switch order.List {
	case listQueues:
		back.Queues, back.More = page(h.reign.engine.Queues(now), order.From)
	case listAgents:
		back.Agents, back.More = page(h.reign.engine.Agents(now), order.From)
	case listAgent:
		v, there := h.reign.engine.Agent(now, order.Agent)
		if !there {
			return fmt.Errorf("%w: %s", flows.ErrNoAgent, order.Agent)
		}
		back.Agents = []queue.AgentView{v}
	case listWaiting:
		if !h.rules.hasQueue(order.Queue) {
			return fmt.Errorf("%w: %s", flows.ErrNoQueue, order.Queue)
		}
		back.Entries, back.More = page(h.reign.engine.Waiting(now, order.Queue), order.From)
	}
	for i, v := range back.Agents {
		back.Agents[i].Endpoint = h.agentShown(v).Endpoint // the file's, unless they are elsewhere
		back.Agents[i].Made = h.isMade(v.ID)
	}
	return nil
}

// changeMember adds a member, or takes one away.
func (h *Hall) changeMember(now time.Time, c memberChange) error {
	if !h.hasAgent(c.Agent) {
		return fmt.Errorf("%w: %s", flows.ErrNoAgent, c.Agent)
	}
	if !h.rules.hasQueue(c.Queue) {
		return fmt.Errorf("%w: %s", flows.ErrNoQueue, c.Queue)
	}
	key := memberKey{c.Queue, c.Agent}
	h.changes[key] = c
	r := h.reign
	h.spread(now, r.engine.Configure(now, h.merged()))
	if r.members != nil {
		r.members.dirty[key.id()] = true
		poke(h.writing)
	}
	return nil
}

// lineGone logs out who waits on a line that is gone. A talk of theirs is ended by the other one.
func (h *Hall) lineGone(now time.Time, call, asterisk string) {
	for _, agent := range h.reign.engine.OnLine(call, asterisk) {
		h.apply(now, queue.LoggedOutOf{Agent: agent})
	}
}

// changeEntry withdraws somebody who waits, or gives them another priority.
func (h *Hall) changeEntry(now time.Time, order *deskOrder) error {
	if _, there := h.reign.engine.Entry(now, order.Entry); !there {
		return fmt.Errorf("%w: %s", ErrNoEntry, order.Entry)
	}
	if order.Withdraw {
		h.apply(now, queue.Left{ID: order.Entry, Why: queue.Withdrawn})
	} else {
		h.apply(now, queue.Changed{ID: order.Entry, Priority: order.Priority})
	}
	return nil
}
