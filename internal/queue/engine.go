package queue

import "time"

// Engine is the state of all queues.
type Engine struct{}

// New makes an engine without anybody in it. The seed is for strategies that draw lots.
func New(config Config, seed uint64, now time.Time) *Engine { return &Engine{} }

// Configure puts other rules in force, for those who wait already too. An entry of a queue that is not there any more
// ends as withdrawn.
func (e *Engine) Configure(now time.Time, config Config) Effects { return Effects{} }

// Apply tells the engine what happened. An event about something that is not there has no effect.
func (e *Engine) Apply(now time.Time, event Event) Effects { return Effects{} }

// Due is when the engine wants a [Tick], zero for never.
func (e *Engine) Due() time.Time { return time.Time{} }

// Restore takes up what another process has written down: entries are away until then, or until they come back.
func (e *Engine) Restore(now time.Time, entries []EntryRecord, agents []AgentRecord, until time.Time) Effects {
	return Effects{}
}

// Changed are the ids of entries and agents whose records have changed since it was asked last.
func (e *Engine) Changed() (entries, agents []string) { return nil, nil }

// EntryRecord is an entry as it is to be written down, false for one that is over.
func (e *Engine) EntryRecord(id string) (EntryRecord, bool) { return EntryRecord{}, false }

// AgentRecord is an agent as it is to be written down, false for one that is not there.
func (e *Engine) AgentRecord(id string) (AgentRecord, bool) { return AgentRecord{}, false }

// Entry is how things are with an entry, false for one that is over.
func (e *Engine) Entry(now time.Time, id string) (EntryView, bool) { return EntryView{}, false }

// Agent is how things are with an agent.
func (e *Engine) Agent(now time.Time, id string) (AgentView, bool) { return AgentView{}, false }

// Queue is how things are with a queue.
func (e *Engine) Queue(now time.Time, name string) (QueueView, bool) { return QueueView{}, false }

// Waiting are the entries of a queue in their order.
func (e *Engine) Waiting(now time.Time, queue string) []EntryView { return nil }

// Queues are all queues by name.
func (e *Engine) Queues(now time.Time) []QueueView { return nil }

// Agents are all agents by number.
func (e *Engine) Agents(now time.Time) []AgentView { return nil }
