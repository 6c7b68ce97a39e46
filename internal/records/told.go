package records

import (
	"time"

	"github.com/ariapp/ariapp/flows"
)

// told is a line of the spool about a call that has begun in another process:
// its rows are where the database is, so what happens is put on them there.
type told struct {
	// Call is the id of the call, Instance whose it is now.
	Call     string `json:"call"`
	Instance string `json:"instance"`
	// Life numbers the processes that had the call, from 1 on; Seq is the line's number within this one.
	Life int64 `json:"life"`
	Seq  int64 `json:"seq"`
	// Event is the number of the event that it makes, 0 for none.
	Event int64     `json:"event,omitempty"`
	At    time.Time `json:"at"`
	// Kind is that of the event, where it is no fact's and no end's.
	Kind string `json:"kind,omitempty"`

	Begun *Begun      `json:"begun,omitempty"`
	Fact  *flows.Fact `json:"fact,omitempty"`
	End   *ending     `json:"end,omitempty"`
}

// revOf is the revision of rows as a line of that life leaves them: one of a later
// life is always higher, however much an earlier process has still written.
func revOf(life, seq int64) int64 { return (life-1)*revsOfLife + seq }

// lifeOf is the life in which a row got its revision.
func lifeOf(rev int64) int64 { return rev/revsOfLife + 1 }

// isLost tells that it ends a call of whose end nothing is known.
func (t *told) isLost() bool { return t.End != nil && t.End.Status == Lost }

// event is the event that it makes, at that time; false for none.
func (t *told) event(at time.Time) (Event, bool) {
	var e Event
	switch {
	case t.Event == 0:
		return e, false
	case t.Fact != nil:
		e = eventOf(*t.Fact, at)
	case t.End != nil:
		e = endedEvent(*t.End, at)
	default:
		e = Event{At: at, Kind: t.Kind}
	}
	e.Call, e.Seq = t.Call, (t.Life-1)*eventsOfLife+t.Event
	e.clean()
	return e, true
}

// fits tells that what was read may be put on rows.
func (t *told) fits() bool {
	if t.Begun != nil && !inRange(t.Begun.Call.Started.Year()) || t.Fact != nil && t.End != nil {
		return false
	}
	return t.Call != "" && t.Life >= 1 && t.Life <= livesMost && t.Seq >= 1 && t.Seq < revsOfLife &&
		t.Event >= 0 && t.Event < eventsOfLife && inRange(t.At.Year()) &&
		(t.Begun != nil || t.Fact != nil || t.End != nil || t.Kind != "")
}

// clean makes it one that both databases take.
func (t *told) clean() {
	texts := []*string{&t.Call, &t.Instance, &t.Kind}
	if f := t.Fact; f != nil {
		texts = append(texts, &f.Flow, &f.Step, &f.Type, &f.Leg, &f.Text, &f.Outcome)
	}
	if t.End != nil {
		texts = append(texts, (*string)(&t.End.Status), &t.End.Cause)
	}
	for _, text := range texts {
		*text = fit(*text, textMax)
	}
	t.At = micro(t.At)
	if t.Begun != nil {
		begun := *t.Begun
		info := &begun.Call
		info.Args, info.Captures, info.Started = nil, nil, micro(info.Started)
		for _, text := range []*string{&info.ID, &info.Channel, &info.Asterisk, &info.From, &info.FromName, &info.To,
			&info.Context, &info.Language, &begun.Version, &begun.Share, &begun.Flow} {
			*text = fit(*text, textMax)
		}
		t.Begun = &begun
	}
}

// tellFact sends a fact of a call that goes on here on its way. One that changes no row but its time goes first
// where there is no place.
func (c *Recorder) tellFact(f flows.Fact) {
	if !isEvent(f.Kind) {
		return
	}
	most := eventsMost
	switch f.Kind {
	case flows.AnswerBegun, flows.LegDialled, flows.LegRang, flows.LegAnswered, flows.LegEnded:
		most = queueMax
	}
	c.tell(told{At: f.At, Fact: &f}, most)
}

// tell sends what happens in a call that goes on here on its way.
func (c *Recorder) tell(t told, most int) {
	c.told++
	t.Call, t.Instance, t.Life, t.Seq, t.Event = c.row.ID, c.records.instance, c.life, c.told, c.nextEvent()
	t.clean()
	c.records.queue.put(line{Told: &t}, most)
}
