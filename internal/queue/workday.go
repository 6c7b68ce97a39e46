package queue

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// workday is what an agent has done today beside calls. What lasts still is not in it.
type workday struct {
	online, rested int64
	// pauses are those that have begun, or lasted when the day began.
	pauses map[pauseKey]pauseSum
	// from is since when the present pauses last, by queue, "" for that of all.
	from map[string]int64
}

// pauseKey is a queue, "" for all, and a reason.
type pauseKey struct{ queue, reason string }

type pauseSum struct {
	count int
	took  int64
}

// pausedBy is why an agent is paused in a queue, "" for all.
func (a *agent) pausedBy(queue string) string {
	if queue == "" {
		return a.reason
	}
	return a.paused[queue]
}

// pauseBegins counts a pause for the reason that it has now.
func (e *Engine) pauseBegins(a *agent, queue string) {
	w := &a.day
	if w.from == nil {
		w.from = map[string]int64{}
	}
	w.from[queue] = e.now
	w.counts(queue, a.pausedBy(queue))
}

// counts counts one more pause; so many reasons are told apart, and no more.
func (w *workday) counts(queue, reason string) {
	w.add(queue, reason, pauseSum{count: 1})
}

// add adds to what is known of a pause.
func (w *workday) add(queue, reason string, more pauseSum) {
	key := w.key(queue, reason)
	if w.pauses == nil {
		w.pauses = map[pauseKey]pauseSum{}
	}
	sum := w.pauses[key]
	w.pauses[key] = pauseSum{sum.count + more.count, sum.took + more.took}
}

// key is where a pause is counted.
func (w *workday) key(queue, reason string) pauseKey {
	key := pauseKey{queue, reason}
	if _, known := w.pauses[key]; !known && len(w.pauses) >= reasonsKept {
		key.reason = otherReason
	}
	return key
}

// pauseEnds sums up a pause that is over, or is for another reason from now on: before that is changed.
func (e *Engine) pauseEnds(a *agent, queue string) {
	w := &a.day
	from, lasts := w.from[queue]
	if !lasts {
		return
	}
	delete(w.from, queue)
	w.add(queue, a.pausedBy(queue), pauseSum{took: e.now - max(from, e.today.began)})
}

// pausesEnd ends the pauses of some queues, all of them without any.
func (e *Engine) pausesEnd(a *agent, queues ...string) {
	if len(queues) == 0 {
		queues = slices.Collect(maps.Keys(a.day.from))
	}
	for _, queue := range queues {
		e.pauseEnds(a, queue)
	}
}

// newDay begins it anew; what lasts is of the new day too.
func (a *agent) newDay() {
	w := &a.day
	w.online, w.rested, w.pauses = 0, 0, nil
	for queue := range w.from {
		w.counts(queue, a.pausedBy(queue))
	}
}

// restoreDay takes up what was written down, of that day.
func (e *Engine) restoreDay(a *agent, r *AgentRecord) {
	w := &a.day
	*w = workday{from: map[string]int64{}}
	for queue, since := range r.PausedFrom {
		w.from[queue] = nanos(since)
	}
	if r.OnBreak && w.from[""] == 0 { // as an older version has written it
		w.from[""] = nanos(r.Break)
	}
	if r.Day != e.today.day {
		a.newDay()
		return
	}
	w.online, w.rested = int64(r.Online), int64(r.Rested)
	w.pauses = map[pauseKey]pauseSum{}
	for _, sum := range r.Pauses {
		w.pauses[pauseKey{sum.Queue, sum.Reason}] = pauseSum{sum.Count, int64(sum.Took)}
	}
	for _, queue := range slices.Sorted(maps.Keys(w.from)) { // an older version has counted none
		if _, counted := w.pauses[w.key(queue, a.pausedBy(queue))]; !counted {
			w.counts(queue, a.pausedBy(queue))
		}
	}
}

// writeDay writes it down.
func (a *agent) writeDay(r *AgentRecord) {
	w := &a.day
	r.Online, r.Rested, r.Pauses = time.Duration(w.online), time.Duration(w.rested), pausesOf(w.pauses)
	for queue, since := range w.from {
		if r.PausedFrom == nil {
			r.PausedFrom = map[string]time.Time{}
		}
		r.PausedFrom[queue] = clock(since)
	}
}

// viewDay shows it, with what lasts still: of the day that it is now, though nothing may have happened since.
func (e *Engine) viewDay(a *agent, v *AgentView, now int64) {
	w, began := a.day, e.today.began
	w.pauses = maps.Clone(w.pauses)
	if e.today.isOver(now) {
		began = e.today.ends
		past := agent{reason: a.reason, paused: a.paused, day: w}
		past.newDay()
		w = past.day
	}
	since := func(from int64) time.Duration { return time.Duration(max(0, now-max(from, began))) }
	for queue, from := range w.from {
		w.add(queue, a.pausedBy(queue), pauseSum{took: int64(since(from))})
		if v.PausedSince == nil {
			v.PausedSince = map[string]time.Time{}
		}
		v.PausedSince[queue] = clock(from)
	}
	v.Pauses, v.Online, v.Rested = pausesOf(w.pauses), time.Duration(w.online), time.Duration(w.rested)
	if a.loggedIn {
		v.Online += since(a.login)
	}
	if a.restFrom != 0 && a.restTill > now {
		v.Rested += since(a.restFrom)
	}
	if o := a.offer; o != nil && o.stage == connected {
		v.Talking = since(o.talkAt)
	}
}

func pausesOf(sums map[pauseKey]pauseSum) []PauseSum {
	all := make([]PauseSum, 0, len(sums))
	for key, sum := range sums {
		all = append(all, PauseSum{key.queue, key.reason, sum.count, time.Duration(sum.took)})
	}
	slices.SortFunc(all, func(a, b PauseSum) int {
		return cmp.Or(cmp.Compare(a.Queue, b.Queue), cmp.Compare(a.Reason, b.Reason))
	})
	if len(all) == 0 {
		return nil
	}
	return all
}

// Occupancy is the share of an agent's time today, without breaks, that they talked with callers or rested after that;
// false where they were not there.
func (v AgentView) Occupancy() (share float64, known bool) {
	there := v.Online
	for _, pause := range v.Pauses {
		if pause.Queue == "" {
			there -= pause.Took
		}
	}
	if there <= 0 {
		return 0, false
	}
	return min(1, float64(v.Talk+v.Talking+v.Rested)/float64(there)), true
}

// Occupancy is the share of agents who ring, talk or rest, of those who are on no break; false where there are none.
func (v QueueView) Occupancy() (share float64, known bool) {
	there := v.Free + v.Busy
	if there == 0 {
		return 0, false
	}
	return float64(v.Busy) / float64(there), true
}
