package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func queueSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "queue",
		Pace:    flows.Waiting,
		Summary: "Has the caller wait in a queue for an agent, and joins the two.",
		Doc: "Which queues there are, which agents, and who gets whom say `queues` and `agents` of ivr.yaml. The call is " +
			"answered. Meanwhile the caller hears music and what the queue announces, or takes the steps of `waiting`, " +
			"or the flow `waiting_flow`: a whole flow, that is left the moment an agent is there, and begins again " +
			"behind its last step. Its steps find the caller's place in `steps.<id>`.\n\n" +
			"As with `dial`, the walk goes on behind the step when the caller got no agent, by `on_full` and the like " +
			"where they are; after a conversation the call ends, unless `continue` is true and the caller is still " +
			"there. A call that is taken up after its process died keeps its place; telephones of agents ring on, and " +
			"a conversation is not touched. More is on [queues](../queues.md).",
		Short:   "queue",
		Fields:  queueFields(),
		Result:  queueResults(),
		Example: queueExample,
		New:     newQueue,
	}
}

const queueExample = "- queue: sales\n- queue:\n    id: q\n    queue: support\n    priority: 5\n    max_wait: 10m\n" +
	"    waiting:\n      - play: queue-periodic-announce\n      - moh: 30s\n" +
	"    exit_keys: {0: [{log: 'left after ${string(steps.q.waited)}'}]}\n" +
	"    callback: {key: 2, offer_after: 30s, prompt: vm-press}\n    on_timeout: {play: im-sorry}\n"

// queue is the step as the file has it.
type queue struct {
	name, music, agent flows.Value[string]
	priority           flows.Value[int]
	require            map[string]any
	maxWait            flows.Value[time.Duration]
	bounded            bool
	answer             flows.Value[bool]
	waiting            *flows.Block
	flow               *flows.Target
	callback           *queueCallback
	announce           flows.Value[bool]
	supervise          flows.Value[bool]
	ends               map[flows.QueueResult]*flows.Block
	dial               dial
}

// Run joins, waits, and lets talk.
func (s *queue) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	q, back := r.Attendant().(*queueRun)
	if !back {
		var err error
		if q, err = s.begin(ctx, r); err != nil {
			return flows.Next{}, err
		}
	}
	r.Deputize(q)
	next, err := q.serve(ctx)
	if err != nil {
		q.failed(ctx, err)
	}
	return next, err
}

// Attend goes on with a caller who took steps when another process died.
func (s *queue) Attend(ctx context.Context, r *flows.Run) (flows.Attendant, error) {
	q, err := s.begin(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := q.look(ctx); err != nil || q.decided() {
		return nil, err // the step runs, and takes the place once more
	}
	return q, nil
}

// placeKept is what a call spends that comes to a queue: the place that is kept for it where it calls somebody back.
const placeKept = "queue"

// begin evaluates the step and takes the place, the old one where the step goes on.
func (s *queue) begin(ctx context.Context, r *flows.Run) (*queueRun, error) {
	queues := r.World().Queues
	notifiable, ok := r.Port().(flows.Notifiable)
	_, also := r.Port().(flows.Parties)
	signals, err := signaller(r)
	if queues == nil || !ok || !also || err != nil {
		return nil, flows.ErrNotHere
	}
	q := &queueRun{queue: s, r: r, signals: signals, legs: map[flows.Party]*queueLeg{}}
	entry, err := s.entry(r)
	if err != nil {
		return nil, err
	}
	if q.rules, ok = queues.Rules(entry.Queue); !ok {
		return nil, fmt.Errorf("%w: %q", flows.ErrNoQueue, entry.Queue)
	}
	if err := q.prepare(); err != nil {
		return nil, err
	}
	again := r.Load(&q.state)
	if again {
		past := q.state.Place
		entry.Place, q.ear.known = &past, false
		r.Spend(placeKept)           // an older program has not written it down
		q.saved = savedText(q.state) // as it is, it need not be written once more
	} else if err := q.answerFirst(ctx); err != nil {
		return nil, err
	}
	q.of = entry.Queue
	if q.state.Gone {
		q.left, q.place = true, placeLeft(q.state.Place)
		return q, q.restore(ctx)
	}
	entry.Notify, entry.At, entry.Again = notifiable.Notifier(), r.Now(), !again && r.Spent(placeKept)
	place, err := queues.Join(entry)
	if err != nil {
		return nil, fmt.Errorf("joining the queue %s: %w", entry.Queue, err)
	}
	if q.place = place; again {
		return q, q.restore(ctx)
	}
	r.Spend(placeKept) // written down with the place: whoever dies in between has it taken by the next one
	r.QueueTells(flows.QueueJoined, flows.Fact{Text: entry.Queue})
	q.state.Began = r.Now()
	q.state.Said.begin(&q.rules.Periodic, r.Now())
	return q, q.save()
}

func (q *queueRun) answerFirst(ctx context.Context) error {
	answer, err := q.answer.Eval(q.r)
	if err != nil || !answer {
		return err
	}
	return q.r.Answer(ctx)
}

// entry is what the caller brings to the queue.
func (s *queue) entry(r *flows.Run) (flows.QueueEntry, error) {
	call := r.Call()
	e := flows.QueueEntry{Call: call.ID, Channel: call.Channel, Asterisk: call.Asterisk, From: call.From,
		FromName: call.FromName}
	var err error
	if e.Queue, err = s.name.Eval(r); err != nil {
		return e, err
	}
	if e.Agent, err = s.agent.Eval(r); err != nil {
		return e, err
	}
	if e.Priority, err = s.priority.Eval(r); err != nil {
		return e, err
	}
	supervise, err := s.supervise.Eval(r)
	if err != nil {
		return e, err
	}
	e.Private = !supervise
	if s.bounded {
		most, err := s.maxWait.Eval(r)
		if err != nil {
			return e, err
		}
		e.MaxWait = &most
	}
	for skill, value := range s.require {
		v, _ := value.(flows.Value[int])
		level, err := v.Eval(r)
		if err != nil {
			return e, err
		}
		if e.Require == nil {
			e.Require = map[string]int{}
		}
		e.Require[skill] = level
	}
	return e, nil
}

// failed gives the place up where the step fails, or the caller hangs up. One who is led elsewhere has a deputy here.
func (q *queueRun) failed(ctx context.Context, err error) {
	switch {
	case errors.Is(context.Cause(ctx), flows.ErrDetached):
	case ctx.Err() != nil:
		q.Dismissed(ctx, q.r)
	default:
		if flows.IsFailure(ctx, err) || errors.Is(err, flows.ErrLimit) {
			q.leave(flows.QueueError, flows.QueueLeaving{})
		}
		_ = q.ear.hush(ctx, q.r) // what cannot be ended is ended by others
	}
}

// Dismissed gives the place up: the caller has hung up, or the walk has gone elsewhere.
func (q *queueRun) Dismissed(ctx context.Context, _ *flows.Run) {
	why := flows.QueueWithdrawn
	if errors.Is(context.Cause(ctx), flows.ErrHangup) {
		why = flows.QueueAbandoned
	}
	q.leave(why, flows.QueueLeaving{})
}
