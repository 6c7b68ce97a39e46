package steps

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func queueFields() []flows.Field {
	fields := []flows.Field{
		{Name: "queue", Type: flows.Naming("queue"), Required: true, Doc: "The queue of `queues:`."},
		{Name: "priority", Type: flows.Whole, Default: "0", Doc: "The higher is served first."},
		{Name: "require", Type: mapOf(flows.Whole),
			Doc: "Skills with the least level that an agent must have, over those of the queue's `routing`."},
		{Name: "max_wait", Type: flows.Duration, Doc: "How long to wait; 0s for ever, the queue's `max_wait` without it."},
		{Name: "agent", Type: flows.Text, Doc: "The number of an agent who is preferred while they are there."},
		{Name: "music", Type: flows.Text, Doc: "The class of music; the queue's `moh` without it, `none` for silence, " +
			"`ring` for ringing."},
		{Name: "announce", Type: flows.Bool, Default: "true",
			Doc: "Whether the caller hears what the queue announces: place, waiting time, periodic prompts."},
		{Name: "supervise", Type: flows.Bool, Default: "true",
			Doc: "Whether supervisors may hear the talk, as far as the file allows it; also when the caller is called back."},
		{Name: "answer", Type: flows.Bool, Default: "true",
			Doc: "Whether to answer the call first; else it is answered when it is joined with an agent."},
		{Name: "waiting", Type: flows.LoopSteps, Doc: "The steps that the caller takes meanwhile, instead of music " +
			"and announcements. They are left the moment an agent is there, and begin again behind the last."},
		{Name: "waiting_flow", Type: flows.FlowName, Doc: "A flow instead of `waiting`. Its `params` called position, " +
			"size, waited, ewt and agents have these values; of waited and ewt, which are times, write `null`."},
		{Name: "exit_keys", Type: queueExitsType(), Doc: "Keys with which the caller leaves the queue, and the steps to " +
			"take then, or `leave` for those of `on_exit`. A question of `waiting` that wants the key is first."},
		{Name: "callback", Type: queueCallbackType(), Doc: queueCallbackDoc()},
	}
	fields = append(fields, dialTalkFields()...)
	for _, end := range queueEnds() {
		fields = append(fields, flows.Field{Name: end.field, Type: flows.Steps, Doc: end.doc})
	}
	return fields
}

// queueEnd is a field for ends without an agent.
type queueEnd struct {
	field, doc string
	of         []flows.QueueResult
}

func queueEnds() []queueEnd {
	return []queueEnd{
		{"on_full", "Steps for a queue in which as many wait as there may be.", []flows.QueueResult{flows.QueueFull}},
		{"on_empty", "Steps for a queue without agents: `join_empty` and `leave_empty`.",
			[]flows.QueueResult{flows.QueueJoinEmpty, flows.QueueLeaveEmpty}},
		{"on_timeout", "Steps for a caller who has waited too long.", []flows.QueueResult{flows.QueueTimeout}},
		{"on_overflow", "Steps for a caller who would wait too long: the queue's `join.diversion`.",
			[]flows.QueueResult{flows.QueueOverflow}},
		{"on_unavailable", "Steps for a caller whom nobody can serve: whoever decides for the queues was not to be reached " +
			"for the queue's `unavailable_after`, or could not write down that they are to be called back.",
			[]flows.QueueResult{flows.QueueUnavailable}},
		{"on_exit", "Steps for exit keys without steps of their own.", []flows.QueueResult{flows.QueueExitKey}},
		{"on_callback", "Steps for a caller who will be called back.", []flows.QueueResult{flows.QueueCallback}},
	}
}

// keyLeave is the word for exit keys without steps of their own.
const keyLeave = "leave"

// queueExitsType reads {keys: steps or leave}: []dialKey.
func queueExitsType() flows.Type {
	words := []string{keyLeave}
	return flows.NewType("exit keys", "a mapping of keys to steps, or to leave", func(p flows.Parser, n *source.Node) any {
		return parseDialKeys(p, "exit_keys", n, words)
	}).Shaped(flows.Shape{Map: &flows.Shape{Words: words, Types: []flows.Type{flows.Steps}}})
}

func newQueue(a flows.Args) flows.Step {
	text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
	q := &queue{name: text("queue"), music: text("music"), agent: text("agent"),
		priority: flows.Get[flows.Value[int]](a, "priority"), require: flows.Get[map[string]any](a, "require"),
		maxWait: flows.Get[flows.Value[time.Duration]](a, "max_wait"), bounded: a.Has("max_wait"),
		answer:  flows.Get[flows.Value[bool]](a, "answer"),
		waiting: flows.Get[*flows.Block](a, "waiting"), flow: flows.Get[*flows.Target](a, "waiting_flow"),
		callback: flows.Get[*queueCallback](a, "callback"), announce: flows.Get[flows.Value[bool]](a, "announce"),
		supervise: flows.Get[flows.Value[bool]](a, "supervise"),
		ends:      map[flows.QueueResult]*flows.Block{}, dial: dialTalkOf(a)}
	q.dial.exits = flows.Get[[]dialKey](a, "exit_keys")
	for _, end := range queueEnds() {
		for _, result := range end.of {
			if block := flows.Get[*flows.Block](a, end.field); block != nil {
				q.ends[result] = block
			}
		}
	}
	q.check(a)
	return q
}

// check refuses fields that make no sense together.
func (s *queue) check(a flows.Args) {
	s.dial.checkTalk(a)
	if s.flow != nil {
		s.flow.Gives(queueGifts())
	}
	if s.waiting != nil && s.flow != nil {
		a.Errorf("waiting_flow", "exclusive-fields", "waiting and waiting_flow exclude each other")
	}
	if most, fixed := s.maxWait.Constant(); s.bounded && fixed && most < 0 {
		a.Errorf("max_wait", "wrong-type", "max_wait must not be negative")
	}
	if s.callback != nil && findKey(s.dial.exits, s.callback.key) != nil {
		a.Errorf("callback", "rule", "the key %s of callback is one of exit_keys too", s.callback.key)
	}
}

// Ways are the steps of the wait, those of keys and ends, and behind the step or the call's end.
func (s *queue) Ways() []flows.Way {
	ways := wayInto(s.waiting)
	if s.flow != nil {
		ways = append(ways, flows.WayOf(wayWaiting, flows.Call(s.flow, nil)))
	}
	ways = append(ways, s.dial.keyWays()...)
	for _, end := range queueEnds() {
		ways = append(ways, wayInto(s.ends[end.of[0]])...)
	}
	ways = append(ways, flows.Way{Label: wayUnreached, Goes: flows.Onward})
	return append(ways, s.dial.endWays()...)
}

// Sounds are what the queue may announce.
func (s *queue) Sounds() []string {
	sounds := []string{"queue-youarenext", "queue-thereare", "queue-callswaiting", "queue-holdtime", "queue-minute",
		"queue-minutes", "queue-seconds", "queue-thankyou", "queue-quantity1", "queue-quantity2", "queue-reporthold",
		"number:"}
	if s.callback != nil {
		sounds = append(sounds, "privacy-incorrect", "vm-num-i-have", "vm-press", "digits:")
	}
	return sounds
}
