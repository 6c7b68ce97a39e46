package records

import (
	"sync"

	"github.com/ariapp/ariapp/flows"
)

// Begun is what is known of a call as it begins.
type Begun struct {
	// Call is what flows know of it; its Started is when it began.
	Call flows.CallInfo `json:"call"`
	// Version is that of the file, Share stable or canary, Flow the first flow, "" for none.
	Version string `json:"version,omitempty"`
	Share   string `json:"share,omitempty"`
	Flow    string `json:"flow,omitempty"`
	// Answered tells that the channel was up already.
	Answered bool `json:"answered,omitempty"`
}

// Recorder keeps the record of one call. A nil one keeps nothing.
type Recorder struct {
	records *Records

	mu sync.Mutex
	// account makes the rows of a call that began here; of one that goes on here they are made where the rows of its
	// earlier lives are, in the database, and this process sends what happens there.
	account
	life   int64
	told   int64
	events int64
	over   bool
}

// Begin begins the record of a call. A nil Records gives a nil Recorder.
func (r *Records) Begin(begun Begun) *Recorder {
	if r == nil {
		return nil
	}
	c := &Recorder{records: r, life: 1}
	c.account = newAccount(r.begunAt(begun), r.instance, c.put)
	c.tooMany = func() { r.lost.Add(1) }
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(&c.row)
	c.event(Event{At: c.row.Start, Kind: KindEntered, Flow: begun.Flow, Text: begun.Call.To})
	return c
}

// begunAt is what is known of a call, with a time at which it began.
func (r *Records) begunAt(begun Begun) Begun {
	if begun.Call.Started = micro(begun.Call.Started); begun.Call.Started.IsZero() {
		begun.Call.Started = micro(r.now())
	}
	return begun
}

// Observe takes a fact of the call's walk. It does not wait.
func (c *Recorder) Observe(f flows.Fact) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.over:
	case c.life > 1:
		c.tellFact(f)
	default:
		f.At = c.within(f.At)
		if c.observe(f) {
			c.event(eventOf(f, f.At))
			if f.Kind == flows.AnswerBegun || !c.records.opts.Events {
				c.put(&c.row)
			}
		}
	}
}

// End ends the record, with how the walk ended and whether the channel was ever
// answered: who tried to answer may have failed. What comes behind it is not kept.
func (c *Recorder) End(outcome flows.Outcome, answered bool) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return
	}
	c.over = true
	end := ending{Status: outcome.Status, Answered: answered}
	if outcome.Cause != 0 {
		end.Cause = outcome.Cause.String()
	}
	at := micro(c.records.now())
	if c.life > 1 {
		c.tell(told{At: at, End: &end}, queueMax)
		return
	}
	at = c.within(at)
	c.end(end, at)
	c.event(endedEvent(end, at))
	c.put(&c.row)
}

// HandOver ends the part of this process in a call that goes on in another one:
// its record has no end, and what comes behind is not kept.
func (c *Recorder) HandOver() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return
	}
	c.over = true
	at := micro(c.records.now())
	if c.life > 1 {
		c.tell(told{At: at, Kind: KindHandedOver}, queueMax)
		return
	}
	at = c.within(at)
	c.row.Seen = at
	c.event(Event{At: at, Kind: KindHandedOver})
	c.put(&c.row)
}

// put sends a row as it is now on its way.
func (c *Recorder) put(row *Row) {
	row.Rev++
	if row.Party == 0 {
		row.Path = string(c.path)
	}
	copied := *row
	copied.clean()
	c.records.queue.put(line{Row: &copied}, queueMax)
}

// event sends an event on its way.
func (c *Recorder) event(e Event) {
	number := c.nextEvent()
	if number == 0 {
		return
	}
	e.Call, e.Seq = c.row.ID, number
	e.clean()
	c.records.queue.put(line{Event: &e}, eventsMost)
}

// nextEvent is the number of the next event, 0 where none is kept.
func (c *Recorder) nextEvent() int64 {
	if !c.records.opts.Events {
		return 0
	}
	if c.events++; c.events > eventsOfCall {
		c.records.lost.Add(1)
		return 0
	}
	return c.events
}
