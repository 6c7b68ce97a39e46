package queue

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Engine is the state of all queues.
type Engine struct {
	config  Config
	queues  map[string]*queue
	agents  map[string]*agent
	entries map[string]*entry
	asked   map[string]*entry // by the id of what was asked
	lines   map[string][]*agent
	alarms  alarms
	dirtied []*line
	gauges  []*queue
	now     int64
	today   calendar
	seed    uint64
	tag     string
	still   bool
	effort  int
	// over are the ends of the last while, overOrder in their order.
	over      map[string]End
	overOrder []moment
	out       Effects

	changedEntries, changedAgents []string
}

// New makes an engine without anybody in it. The seed is for strategies that draw lots.
func New(config Config, seed uint64, now time.Time) *Engine {
	e := &Engine{queues: map[string]*queue{}, agents: map[string]*agent{}, entries: map[string]*entry{},
		asked: map[string]*entry{}, lines: map[string][]*agent{}, over: map[string]End{}, seed: seed, now: nanos(now)}
	e.today, e.alarms.effort = newCalendar(config.Zone, e.now), &e.effort
	e.tag = "-" + strconv.FormatUint(uint64(e.lot()*tags), tagBase)
	e.Configure(now, config)
	e.changedEntries, e.changedAgents = nil, nil
	for _, a := range e.agents {
		a.changed = false
	}
	return e
}

// Apply tells the engine what happened. An event about something that is not there has no effect.
func (e *Engine) Apply(now time.Time, event Event) Effects {
	e.begin(now)
	e.hear(event)
	return e.finish()
}

// Halt has the engine make no offers until it is told to go on: for who does not know whether the queues are still
// theirs. All else goes on.
func (e *Engine) Halt(now time.Time, still bool) Effects {
	e.begin(now)
	e.still = still
	return e.finish()
}

// begin takes the time; it does not run backwards. What is counted by the day begins anew at midnight.
func (e *Engine) begin(now time.Time) {
	e.now = max(e.now, nanos(now))
	if e.today.turn(e.now) {
		e.newDay()
	}
}

// finish does what has become due, makes the offers, and hands over what follows.
func (e *Engine) finish() Effects {
	for {
		a := e.alarms.pop(e.now)
		if a == nil {
			break
		}
		switch {
		case a.entry != nil:
			e.wakes(a.entry)
		case a.agent != nil:
			e.rested(a.agent)
		default:
			e.leaveEmpty(a.class)
		}
	}
	for _, q := range e.gauges {
		e.gaugeAll(q)
	}
	e.gauges = e.gauges[:0]
	e.match()
	out := e.out
	e.out = Effects{}
	return out
}

// gaugeAll finds the rules that count in a queue after agents have come or gone.
func (e *Engine) gaugeAll(q *queue) {
	q.regauge = false
	for _, c := range q.classes {
		if !c.gauge() {
			continue
		}
		for _, l := range c.lines {
			if l.entries.len() > 0 {
				e.dirty(l)
			}
		}
	}
}

// Due is when the engine wants a [Tick], zero for never.
func (e *Engine) Due() time.Time { return clock(e.alarms.next()) }

// Changed are the ids of entries and agents whose records have changed since it was asked last.
func (e *Engine) Changed() (entries, agents []string) {
	entries, agents = e.changedEntries, e.changedAgents
	e.changedEntries, e.changedAgents = nil, nil
	for _, id := range entries {
		if x := e.entries[id]; x != nil {
			x.changed = false
		}
	}
	for _, id := range agents {
		if a := e.agents[id]; a != nil {
			a.changed = false
		}
	}
	slices.Sort(entries)
	slices.Sort(agents)
	return slices.Compact(entries), slices.Compact(agents)
}

// hear takes an event.
func (e *Engine) hear(event Event) {
	switch event := event.(type) {
	case Joined:
		e.join(event)
	case CameBack:
		e.comeBack(event)
	case Left:
		e.left(event)
	case Changed:
		e.reorder(event)
	case Told:
		e.told(event)
	case Calls:
		e.calls(event)
	case CalledBack:
		e.calledBack(event)
	case LoggedInto:
		e.logIn(event)
	case LoggedOutOf:
		e.logOut(event)
	case Pausing:
		e.pause(event.Agent, event.Reason, event.Queues)
	case Resuming:
		e.resume(event)
	case Ready:
		e.makeReady(event)
	case DeviceIs:
		if a := e.agents[event.Agent]; a != nil && a.device != event.State {
			a.device = event.State
			e.refresh(a)
		}
	case OrderIs:
		if x := e.asked[event.Ask]; x != nil {
			e.ordered(x, event.Agents)
		}
	case Away:
		e.goAway(event)
	case Tick:
	}
}

// EntryIDs are those of all entries, in no order.
func (e *Engine) EntryIDs() []string { return slices.Collect(maps.Keys(e.entries)) }

// Effort is how many members, entries, lines and alarms have been looked at so far: what events cost, without a clock.
func (e *Engine) Effort() int { return e.effort }

func (e *Engine) fact(f Fact) {
	f.At = clock(e.now)
	e.out.Facts = append(e.out.Facts, f)
}

// sorted are the values of a table by their keys.
func sorted[K cmp.Ordered, V any](table map[K]V) []V {
	keys := make([]K, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	values := make([]V, len(keys))
	for i, key := range keys {
		values[i] = table[key]
	}
	return values
}
