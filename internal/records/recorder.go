package records

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// more stands at the end of a path that is longer.
const more = " …"

// Begun is what is known of a call as it begins.
type Begun struct {
	// Call is what flows know of it; its Started is when it began.
	Call flows.CallInfo
	// Version is that of the file, Share stable or canary, Flow the first flow, "" for none.
	Version, Share, Flow string
	// Answered tells that the channel was up already.
	Answered bool
}

// Recorder keeps the record of one call. A nil one keeps nothing.
type Recorder struct {
	records *Records

	mu     sync.Mutex
	row    Row
	legs   []*Row
	open   map[string]*Row // legs under way, by name
	path   []byte
	full   bool // the path is as long as it may be
	events int64
	over   bool
}

// Begin begins the record of a call. A nil Records gives a nil Recorder.
func (r *Records) Begin(begun Begun) *Recorder {
	if r == nil {
		return nil
	}
	info := begun.Call
	at := micro(info.Started)
	if at.IsZero() {
		at = micro(r.now())
	}
	id := idOf(info.Asterisk, info.ID, at)
	c := &Recorder{records: r, open: map[string]*Row{}, row: Row{ID: id, Call: id, Instance: r.instance,
		Asterisk: info.Asterisk, UniqueID: info.ID, LinkedID: info.ID, CLID: callerID(info.FromName, info.From),
		Src: info.From, Dst: info.To, Context: info.Context, Channel: info.Channel, Start: at, Seen: at,
		Disposition: NoAnswer, Flow: begun.Flow, Version: begun.Version, Share: begun.Share}}
	if begun.Answered {
		c.row.Answer, c.row.Disposition = at, Answered
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(&c.row)
	c.event(Event{At: at, Kind: KindEntered, Flow: begun.Flow, Text: info.To})
	return c
}

// idOf is the id of a call: that of its channel alone is used again by another
// Asterisk, and by a call that comes back.
func idOf(asterisk, channel string, at time.Time) string {
	sum := sha256.Sum256([]byte(asterisk + "\x00" + channel))
	return fmt.Sprintf("%s-%x", at.Format("20060102T150405.000000"), sum[:4])
}

// callerID is a caller's name and number as Asterisk writes them.
func callerID(name, number string) string {
	switch {
	case name == "":
		return number
	case number == "":
		return strconv.Quote(name)
	}
	return `"` + name + `" <` + number + `>`
}

// Observe takes a fact of the call's walk. It does not wait.
func (c *Recorder) Observe(f flows.Fact) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return
	}
	at := micro(f.At)
	if at.Before(c.row.Seen) { // an observer in Go may tell what it likes
		at = c.row.Seen
	}
	kept := isEvent(f.Kind)
	switch f.Kind {
	case flows.AnswerBegun:
		if c.row.Answer.IsZero() {
			c.row.Answer, c.row.Disposition = at, Answered
		}
	case flows.StepBegun:
		c.stepped(f.Step)
	case flows.LegDialled, flows.LegRang, flows.LegAnswered, flows.LegEnded:
		c.leg(f, at)
	}
	if !kept {
		return
	}
	c.row.Seen = at
	c.event(eventOf(f, at))
	if f.Kind == flows.AnswerBegun || !c.records.opts.Events {
		c.put(&c.row)
	}
}

// stepped puts a step behind the path.
func (c *Recorder) stepped(step string) {
	c.row.Steps++
	switch {
	case c.full:
	case len(c.path)+1+len(step) > pathMax:
		c.path, c.full = append(c.path, more...), true
	default:
		if len(c.path) > 0 {
			c.path = append(c.path, ' ')
		}
		c.path = append(c.path, step...)
	}
}

// leg takes a fact of a leg.
func (c *Recorder) leg(f flows.Fact, at time.Time) {
	leg := c.open[f.Leg]
	if f.Kind == flows.LegDialled && leg == nil {
		leg = c.dialled(f, at)
	}
	if leg == nil {
		return // it is one too many, or nobody told that it was dialled
	}
	leg.Seen = at
	switch f.Kind {
	case flows.LegRang:
		if leg.Rang.IsZero() {
			leg.Rang = at
		}
	case flows.LegAnswered:
		if leg.Answer.IsZero() {
			leg.Answer, leg.Disposition = at, Answered
		}
		c.row.DstChannel = f.Leg
		c.put(&c.row)
	case flows.LegEnded:
		c.legEnded(leg, at, f.Outcome, f.Text)
		return
	}
	c.put(leg)
}

// dialled begins the row of a leg, nil when there are too many.
func (c *Recorder) dialled(f flows.Fact, at time.Time) *Row {
	if len(c.legs) >= legsMost {
		c.records.lost.Add(1)
		return nil
	}
	leg := c.row
	leg.Party = len(c.legs) + 1
	leg.ID = legID(c.row.ID, leg.Party)
	leg.UniqueID, leg.DstChannel, leg.Dst = f.Leg, f.Leg, f.Text
	leg.Start, leg.Answer, leg.Rev = at, time.Time{}, 0
	leg.Disposition, leg.Step, leg.Path, leg.Steps = NoAnswer, f.Step, "", 0
	if f.Flow != "" {
		leg.Flow = f.Flow
	}
	c.legs = append(c.legs, &leg)
	c.open[f.Leg] = &leg
	return &leg
}

// legID is the id of a leg's row.
func legID(call string, party int) string { return call + "." + strconv.Itoa(party) }

func (c *Recorder) legEnded(leg *Row, at time.Time, cause, sip string) {
	delete(c.open, leg.UniqueID)
	leg.Cause, leg.SIP, leg.Seen = cause, sip, at
	if leg.Disposition = byCause(cause); !leg.Answer.IsZero() {
		leg.Disposition = Answered
	}
	leg.Result = "ended"
	leg.ended(at)
	c.put(leg)
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
	at := micro(c.records.now())
	if at.Before(c.row.Seen) {
		at = c.row.Seen
	}
	for _, leg := range c.legs { // in their order; those of whose end nobody told
		if leg.End.IsZero() {
			c.legEnded(leg, at, "", "")
		}
	}
	row := &c.row
	switch {
	case !answered:
		row.Answer = time.Time{}
	case row.Answer.IsZero(): // nobody told when
		row.Answer = row.Start
	}
	if outcome.Cause != 0 {
		row.Cause = outcome.Cause.String()
	}
	row.Disposition = dispositionOf(answered, outcome.Status, row.Cause)
	row.Result, row.Seen, row.HangupBy = string(outcome.Status), at, hungUpBy(outcome.Status)
	row.ended(at)
	c.event(Event{At: at, Kind: KindEnded, Text: row.Cause, Outcome: row.Result})
	c.put(row)
}

func hungUpBy(status flows.Status) string {
	switch status {
	case flows.HungUp:
		return ByCaller
	case flows.Ended, flows.Failed:
		return ByFlow
	}
	return "" // it goes on
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
	if !c.records.opts.Events {
		return
	}
	if c.events++; c.events > eventsOfCall {
		c.records.lost.Add(1)
		return
	}
	e.Call, e.Seq = c.row.ID, c.events
	e.clean()
	c.records.queue.put(line{Event: &e}, eventsMost)
}
