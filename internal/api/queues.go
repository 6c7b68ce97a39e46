package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Queues are where callers wait for agents; an acd.Hall is one.
type Queues interface {
	// Queues are all by name, Agents all by number, Waiting those who wait in a queue in their order.
	Queues(ctx context.Context) ([]queue.QueueView, error)
	Agents(ctx context.Context) ([]queue.AgentView, error)
	Waiting(ctx context.Context, queue string) ([]queue.EntryView, error)
	// AgentNamed is one agent. It fails with flows.ErrNoAgent.
	AgentNamed(ctx context.Context, number string) (queue.AgentView, error)
	// Agent does something with an agent.
	Agent(ctx context.Context, order flows.AgentOrder) (flows.AgentView, error)
	// MakeAgent makes an agent beside those of the file or, where it is not fresh, has one who was made be another.
	// UnmakeAgent takes one away who was made.
	MakeAgent(ctx context.Context, order AgentOrder, fresh bool) error
	UnmakeAgent(ctx context.Context, agent string) error
	// AddMember makes an agent a member of a queue, or another one than before; RemoveMember ends that.
	AddMember(ctx context.Context, agent string, as queue.Membership) error
	RemoveMember(ctx context.Context, agent, queue string) error
	// Withdraw ends a wait, Prioritise makes it another one's turn. They fail with [ErrNoEntry].
	Withdraw(ctx context.Context, entry string) error
	Prioritise(ctx context.Context, entry string, priority int) error
}

// ErrNoEntry tells that nobody with that place waits.
var ErrNoEntry = errors.New("nobody waits there")

func (h *house) queueRoutes() []Route {
	const one, entry, member = "/queues/{queue}", "/queues/{queue}/entries/{entry}", "/queues/{queue}/members/{agent}"
	return []Route{
		{Method: http.MethodGet, Path: "/queues", Summary: "The queues, with how it goes in them.", Scope: Read,
			Response: []QueueState{}, Serve: h.queues(listQueues)},
		{Method: http.MethodGet, Path: "/queue-events", Scope: Read, Produces: streamKind, Lasts: true,
			Summary: "What happens in queues as it happens, a line of JSON each.",
			Doc: "An empty line now and then is a sign of life. A reader who is too slow gets a line of the kind missed. " +
				"Of several instances the one tells that decides for the queues.",
			Serve: h.tailQueues},
		{Method: http.MethodGet, Path: "/wallboard", Scope: Read, Response: Wallboard{},
			Summary: "All queues and agents at once, and those who wait in one queue.",
			Query:   []Parameter{{Name: "queue", Doc: "The queue whose entries are shown; none without it."}},
			Serve:   h.queues(h.wallboard)},
		{Method: http.MethodGet, Path: one, Summary: "One queue.", Scope: Read, Response: QueueState{},
			Serve: h.queues(showQueue)},
		{Method: http.MethodGet, Path: one + "/entries", Scope: Read, Response: []QueueEntry{},
			Summary: "Those who wait in a queue, in their order, call-backs among them.", Serve: h.queues(listEntries)},
		{Method: http.MethodDelete, Path: entry, Summary: "Ends a wait; the call goes on behind the queue.",
			Scope: Control, Serve: h.queues(withdrawEntry)},
		{Method: http.MethodPost, Path: entry + "/priority", Summary: "Gives somebody who waits another priority.",
			Scope: Control, Request: PriorityOrder{}, Serve: h.queues(prioritiseEntry)},
		{Method: http.MethodGet, Path: one + "/members", Summary: "The agents of a queue.", Scope: Read,
			Response: []QueueMember{}, Serve: h.queues(listMembers)},
		{Method: http.MethodPost, Path: one + "/members", Scope: Control, Request: MemberOrder{},
			Summary: "Makes an agent a member of a queue, or another one than before.",
			Doc:     "It holds until it is changed again, whatever the file says, over restarts too.",
			Serve:   h.queues(addMember)},
		{Method: http.MethodDelete, Path: member, Summary: "Takes an agent out of a queue.", Scope: Control,
			Serve: h.queues(removeMember)},
	}
}

// queues serves what is asked of the queues, and says what is not there.
func (h *house) queues(serve func(*Asked, Queues) (any, error)) func(*Asked) (any, error) {
	return func(a *Asked) (any, error) {
		if h.Queues == nil {
			return nil, problem(http.StatusNotImplemented, "this daemon has no queues", "queues in ivr.yaml")
		}
		answer, err := serve(a, h.Queues)
		if err != nil {
			return nil, queueProblem(a, err)
		}
		return answer, nil
	}
}

// queueProblem is what queues say against a request.
func queueProblem(a *Asked, err error) error {
	switch {
	case errors.Is(err, flows.ErrNoQueue):
		return problem(http.StatusNotFound, err.Error(), "a name that GET /queues shows")
	case errors.Is(err, flows.ErrNoAgent):
		return problem(http.StatusNotFound, err.Error(), "a number that GET /agents shows")
	case errors.Is(err, ErrNoEntry):
		return problem(http.StatusNotFound, "nobody waits with the id "+a.PathValue("entry"),
			"an id that GET /queues/"+a.PathValue("queue")+"/entries shows")
	case errors.Is(err, flows.ErrAgentOrder):
		return problem(http.StatusConflict, err.Error(), "")
	case errors.Is(err, flows.ErrQueuesAway):
		return problem(http.StatusServiceUnavailable, err.Error(), "the same once more, in a moment")
	}
	return err
}

// Wallboard is what people see on the wall.
type Wallboard struct {
	At      time.Time    `json:"at" doc:"When it was so."`
	Queues  []QueueState `json:"queues" doc:"The queues, by name."`
	Agents  []AgentState `json:"agents" doc:"The agents, by number."`
	Entries []QueueEntry `json:"entries" doc:"Those who wait in the queue that was asked for."`
}

func (h *house) wallboard(a *Asked, all Queues) (any, error) {
	queues, err := all.Queues(a.Context())
	if err != nil {
		return nil, err
	}
	agents, err := all.Agents(a.Context())
	if err != nil {
		return nil, err
	}
	var entries []queue.EntryView
	if name := a.URL.Query().Get("queue"); name != "" {
		if entries, err = all.Waiting(a.Context(), name); err != nil {
			return nil, err
		}
	}
	return Wallboard{h.Now(), queueStates(queues, agents), mapped(agents, AgentStateOf),
		mapped(entries, QueueEntryOf)}, nil
}

// mapped are all as programs see them, in a list that is there though it may be empty.
func mapped[V, S any](views []V, of func(V) S) []S {
	states := make([]S, 0, len(views))
	for _, v := range views {
		states = append(states, of(v))
	}
	return states
}

func listQueues(a *Asked, all Queues) (any, error) {
	views, err := all.Queues(a.Context())
	if err != nil {
		return nil, err
	}
	agents, err := all.Agents(a.Context())
	return queueStates(views, agents), err
}

// queueNamed finds one; asking for what is in it does not tell whether there is one.
func queueNamed(a *Asked, all Queues) (queue.QueueView, error) {
	views, err := all.Queues(a.Context())
	if err != nil {
		return queue.QueueView{}, err
	}
	for _, v := range views {
		if v.Name == a.PathValue("queue") {
			return v, nil
		}
	}
	return queue.QueueView{}, problem(http.StatusNotFound, "there is no queue "+a.PathValue("queue"),
		"a name that GET /queues shows")
}

func showQueue(a *Asked, all Queues) (any, error) {
	v, err := queueNamed(a, all)
	if err != nil {
		return nil, err
	}
	agents, err := all.Agents(a.Context())
	return queueStates([]queue.QueueView{v}, agents)[0], err
}

func listEntries(a *Asked, all Queues) (any, error) {
	views, err := all.Waiting(a.Context(), a.PathValue("queue"))
	return mapped(views, QueueEntryOf), err
}

// entryOf checks that somebody waits in the queue of the path.
func entryOf(a *Asked, all Queues) (string, error) {
	views, err := all.Waiting(a.Context(), a.PathValue("queue"))
	if err != nil {
		return "", err
	}
	for _, v := range views {
		if v.ID == a.PathValue("entry") {
			return v.ID, nil
		}
	}
	return "", ErrNoEntry
}

func withdrawEntry(a *Asked, all Queues) (any, error) {
	id, err := entryOf(a, all)
	if err != nil {
		return nil, err
	}
	return nil, all.Withdraw(a.Context(), id)
}

func prioritiseEntry(a *Asked, all Queues) (any, error) {
	id, err := entryOf(a, all)
	if err != nil {
		return nil, err
	}
	order := BodyOf[PriorityOrder](a)
	a.Note("priority", order.Priority)
	return nil, all.Prioritise(a.Context(), id, order.Priority)
}

func (h *house) tailQueues(a *Asked) (any, error) {
	if h.TailQueues == nil {
		return nil, problem(http.StatusNotImplemented, "this daemon does not tell what happens in queues", "")
	}
	return h.stream(a.Context(), h.TailQueues), nil
}
