package records

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// more stands at the end of a path that is longer.
const more = " …"

// account makes the rows of one call of what happens in it.
type account struct {
	row  Row
	legs []*Row
	open map[string]*Row // legs under way, by name
	path []byte
	full bool // the path is as long as it may be
	// changed is told of rows that are not as they were, but for the call's where only its time and path moved on.
	changed func(*Row)
	// tooMany is told of a leg for which there is no place.
	tooMany func()
}

// newAccount is that of a call that begins.
func newAccount(begun Begun, instance string, changed func(*Row)) account {
	info := begun.Call
	at := info.Started
	id := idOf(info.Asterisk, info.ID, at)
	a := account{open: map[string]*Row{}, changed: changed, tooMany: func() {}, row: Row{ID: id, Call: id,
		Instance: instance, Asterisk: info.Asterisk, UniqueID: info.ID, LinkedID: info.ID,
		CLID: callerID(info.FromName, info.From), Src: info.From, Dst: info.To, Context: info.Context,
		Channel: info.Channel, Start: at, Seen: at, Disposition: NoAnswer, Flow: begun.Flow, Version: begun.Version,
		Share: begun.Share}}
	if begun.Answered {
		a.row.Answer, a.row.Disposition = at, Answered
	}
	return a
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

// within is a time that is not before what is known: an observer in Go may tell
// what it likes, and another machine's clock may be behind.
func (a *account) within(at time.Time) time.Time {
	if at = micro(at); at.Before(a.row.Seen) {
		return a.row.Seen
	}
	return at
}

// observe takes a fact; false for one that is not kept.
func (a *account) observe(f flows.Fact) bool {
	switch f.Kind {
	case flows.AnswerBegun:
		if a.row.Answer.IsZero() {
			a.row.Answer, a.row.Disposition = f.At, Answered
		}
	case flows.StepBegun:
		a.stepped(f.Step)
	case flows.LegDialled, flows.LegRang, flows.LegAnswered, flows.LegEnded:
		a.leg(f, f.At)
	}
	if !isEvent(f.Kind) {
		return false
	}
	a.row.Seen = f.At
	return true
}

// stepped puts a step behind the path.
func (a *account) stepped(step string) {
	a.row.Steps++
	switch {
	case a.full:
	case len(a.path)+1+len(step) > pathMax:
		a.path, a.full = append(a.path, more...), true
	default:
		if len(a.path) > 0 {
			a.path = append(a.path, ' ')
		}
		a.path = append(a.path, step...)
	}
}

// leg takes a fact of a leg.
func (a *account) leg(f flows.Fact, at time.Time) {
	leg := a.open[f.Leg]
	if f.Kind == flows.LegDialled && leg == nil {
		leg = a.dialled(f, at)
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
		a.row.DstChannel = f.Leg
		a.changed(&a.row)
	case flows.LegEnded:
		a.legEnded(leg, at, f.Outcome, f.Text)
		return
	}
	a.changed(leg)
}

// dialled begins the row of a leg, nil when there are too many.
func (a *account) dialled(f flows.Fact, at time.Time) *Row {
	if len(a.legs) >= legsMost {
		a.tooMany()
		return nil
	}
	leg := a.row
	leg.Party = len(a.legs) + 1
	leg.ID = legID(a.row.ID, lifeOf(a.row.Rev), leg.Party)
	leg.UniqueID, leg.DstChannel, leg.Dst = f.Leg, f.Leg, f.Text
	leg.Start, leg.Answer, leg.Rev = at, time.Time{}, 0
	leg.Disposition, leg.Step, leg.Path, leg.Steps = NoAnswer, f.Step, "", 0
	if f.Flow != "" {
		leg.Flow = f.Flow
	}
	a.legs = append(a.legs, &leg)
	a.open[f.Leg] = &leg
	return &leg
}

// legID is the id of a leg's row. What a process wrote that had the call before, and has not reached the database
// yet, may be a leg of the same number.
func legID(call string, life int64, party int) string {
	if life > 1 {
		return fmt.Sprintf("%s.%d-%d", call, life, party)
	}
	return call + "." + strconv.Itoa(party)
}

func (a *account) legEnded(leg *Row, at time.Time, cause, sip string) {
	delete(a.open, leg.UniqueID)
	leg.Cause, leg.SIP, leg.Seen = cause, sip, at
	if leg.Disposition = byCause(cause); !leg.Answer.IsZero() {
		leg.Disposition = Answered
	}
	leg.Result = "ended"
	leg.ended(at)
	a.changed(leg)
}

// ending is how a call ends.
type ending struct {
	// Status is that of the walk, or [Lost].
	Status   flows.Status `json:"status"`
	Cause    string       `json:"cause,omitempty"`
	Answered bool         `json:"answered,omitempty"`
}

// end ends the call, and the legs of whose end nobody told.
func (a *account) end(end ending, at time.Time) {
	for _, leg := range a.legs { // in their order
		if leg.End.IsZero() {
			a.legEnded(leg, at, "", "")
		}
	}
	row := &a.row
	switch {
	case !end.Answered:
		row.Answer = time.Time{}
	case row.Answer.IsZero(): // nobody told when
		row.Answer = row.Start
	}
	row.Cause = end.Cause
	row.Disposition = dispositionOf(end.Answered, end.Status, row.Cause)
	row.Result, row.Seen, row.HangupBy = string(end.Status), at, hungUpBy(end.Status)
	row.ended(at)
}

// endedEvent tells how a call ended.
func endedEvent(end ending, at time.Time) Event {
	return Event{At: at, Kind: KindEnded, Text: end.Cause, Outcome: string(end.Status)}
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

// restore makes the account of the rows that a database has of a call: the caller's, and those of its legs.
func restore(call Row, legs []Row) *account {
	a := &account{row: call, open: map[string]*Row{}, path: []byte(call.Path),
		full: strings.HasSuffix(call.Path, more), tooMany: func() {}}
	for i := range legs {
		leg := &legs[i]
		if a.legs = append(a.legs, leg); leg.End.IsZero() {
			a.open[leg.UniqueID] = leg
		}
	}
	return a
}

// reopen takes an end back that did not come about: the call goes on, and so do the legs that ended with it.
func (a *account) reopen() {
	for _, leg := range a.legs {
		if leg.End.IsZero() || leg.Result != Lost && (leg.Cause != "" || !leg.End.Equal(a.row.End)) {
			continue
		}
		leg.goesOn()
		a.open[leg.UniqueID] = leg
		a.changed(leg)
	}
	a.row.goesOn()
}

// lose ends a call of whose end nothing is known, and its legs, at the time of the last thing that is known of any of
// them.
func (a *account) lose(cause string) {
	at := a.row.Seen
	for _, leg := range a.legs {
		at = latest(at, leg.Seen)
	}
	a.row.Cause, a.row.Path = cause, string(a.path)
	for _, row := range append([]*Row{&a.row}, a.legs...) {
		if !row.End.IsZero() {
			continue
		}
		row.Disposition = NoAnswer
		if !row.Answer.IsZero() {
			row.Disposition = Answered
		}
		row.Result, row.Seen = Lost, at
		row.ended(at)
		a.changed(row)
	}
}
