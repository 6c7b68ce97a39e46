package journal

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Call is the journal of one call. A nil one writes nothing.
type Call struct {
	journal  *Journal
	asterisk string
	id       string
	began    time.Time
	life     int // 0 for the first

	mu    sync.Mutex
	seq   int
	steps int
	ended bool
}

// record is what waits for the writer. It becomes an entry there, not in the call's goroutine.
type record struct {
	kind    Kind
	call    *Call
	seq     int
	fact    flows.Fact
	entered *Entered
	resumed *Resumed
	asked   *Asked
	ended   *Ended
}

// Begin begins the journal of a call. A nil journal gives a nil call.
func (j *Journal) Begin(entered Entered) *Call {
	if j == nil {
		return nil
	}
	c := &Call{journal: j, asterisk: entered.Call.Asterisk, id: entered.Call.ID, began: j.now()}
	c.write(record{kind: KindEntered, fact: flows.Fact{At: c.began}, entered: &entered})
	return c
}

// Resume goes on with the journal of a call that another process had before. A nil journal gives a nil call.
func (j *Journal) Resume(resumed Resumed) *Call {
	if j == nil {
		return nil
	}
	now := j.now()
	c := &Call{journal: j, asterisk: resumed.Call.Asterisk, id: resumed.Call.ID, began: resumed.Call.Started,
		life: max(resumed.Life, lifeLeast), steps: max(resumed.Steps, 0)}
	if resumed.Steps = c.steps; c.began.IsZero() {
		c.began = now
	}
	c.write(record{kind: KindResumed, fact: flows.Fact{At: now}, resumed: &resumed})
	return c
}

// HandOver writes that the call goes on in another process. What comes behind it is not written.
func (c *Call) HandOver() {
	if c != nil {
		c.write(record{kind: KindHandedOver, fact: flows.Fact{At: c.journal.now()}})
	}
}

// Observe writes a fact of the call's walk. It neither waits nor allocates.
func (c *Call) Observe(f flows.Fact) {
	if c != nil {
		c.write(record{fact: f})
	}
}

// End writes how the call ended. What comes behind it, as the answer to work that
// the hangup has cut off, is not written.
func (c *Call) End(outcome flows.Outcome) {
	if c == nil {
		return
	}
	now := c.journal.now()
	c.mu.Lock()
	ended := &Ended{Status: outcome.Status, Took: max(now.Sub(c.began), 0), Steps: c.steps}
	c.mu.Unlock()
	if outcome.Cause != 0 {
		ended.Cause = outcome.Cause.String()
	}
	if outcome.Err != nil {
		ended.Error = clipped(outcome.Err.Error(), textMax)
	}
	c.write(record{kind: KindEnded, fact: flows.Fact{At: now}, ended: ended})
}

// bare tells that answers are not written.
func (c *Call) bare() bool { return !c.journal.opts.Answers }

// write numbers a record and hands it to the writer, in that order; what has no
// place is counted, and its number is missing.
func (c *Call) write(r record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	c.ended = r.ended != nil || r.kind == KindHandedOver
	if r.fact.Kind == flows.StepBegun {
		c.steps++
	}
	c.seq++
	r.call, r.seq = c, c.seq
	c.journal.put(&r)
}

// entry is the record as it is written.
func (r *record) entry() Entry {
	e := entryOf(r.fact)
	if r.kind != "" {
		e.Kind = r.kind
	}
	if r.call != nil {
		e.Asterisk, e.Call, e.Seq, e.Life = r.call.asterisk, r.call.id, r.seq, r.call.life
	}
	e.Entered, e.Resumed, e.Asked, e.Ended = r.entered, r.resumed, r.asked, r.ended
	return e
}
