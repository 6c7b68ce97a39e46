package records

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Row is the record of a call, or of a leg that it dialled.
type Row struct {
	// ID is the row's own: the call's, and that with the leg's number for a leg.
	ID string `json:"id"`
	// Call is the id of the call, Party 0 for the caller and 1, 2, 3 … for legs.
	Call  string `json:"call"`
	Party int    `json:"party"`
	// Instance is the daemon whose call it is, Rev the revision: a higher one replaces a lower one. Those of a process
	// that has taken the call up are higher than all that earlier ones write.
	Instance string `json:"instance"`
	Rev      int64  `json:"rev"`

	Asterisk string `json:"asterisk"`
	// UniqueID is the channel's id, LinkedID that of the caller's channel, for the call and all of its legs.
	UniqueID string `json:"uniqueid"`
	LinkedID string `json:"linkedid"`
	// CLID is `"name" <number>` of the caller, Src the number.
	CLID string `json:"clid"`
	Src  string `json:"src"`
	// Dst is what was dialled: the number, of a leg its endpoint. Context is that of the dialplan.
	Dst     string `json:"dst"`
	Context string `json:"dcontext"`
	// Channel is the caller's, DstChannel the leg; of a call the last one that answered.
	Channel    string `json:"channel"`
	DstChannel string `json:"dstchannel"`
	// Start, Rang, Answer and End are when; the last three are zero when that did not happen, or not yet.
	Start  time.Time `json:"start"`
	Rang   time.Time `json:"rang,omitzero"`
	Answer time.Time `json:"answer,omitzero"`
	End    time.Time `json:"end,omitzero"`
	// Seen is when the last thing happened that is known.
	Seen time.Time `json:"seen"`
	// Duration and BillSec are whole seconds from Start and Answer to End.
	Duration    int64       `json:"duration"`
	BillSec     int64       `json:"billsec"`
	Disposition Disposition `json:"disposition"`
	// Cause is the name of the Q.850 cause, else its number, "" for none; SIP the status with which a leg ended.
	Cause string `json:"cause"`
	SIP   string `json:"sip"`
	// HangupBy is who ended it: caller, flow, or "" where that is not known.
	HangupBy string `json:"hangup_by"`
	// Flow is the one that it began with, of a leg that of the step, Step the one that dialled a leg.
	Flow string `json:"flow"`
	Step string `json:"step"`
	// Version is that of the file, Share stable or canary.
	Version string `json:"version"`
	Share   string `json:"share"`
	// Path are the steps that began, with a blank between them, Steps their number.
	Path  string `json:"path"`
	Steps int64  `json:"steps"`
	// Result is how it ended: what a call's outcome is called, or [Lost]; "" while it is under way.
	Result string `json:"result"`
}

// Lost is the result of a call that its daemon did not live to end.
const Lost = "lost"

// HungUpBy are those who may have ended a call.
const (
	ByCaller = "caller"
	ByFlow   = "flow"
)

// ended fills in what follows from the times.
func (r *Row) ended(at time.Time) {
	r.End = at
	r.Duration, r.BillSec = wholeSeconds(r.Start, at), 0
	if !r.Answer.IsZero() {
		r.BillSec = wholeSeconds(r.Answer, at)
	}
}

// goesOn takes an end back.
func (r *Row) goesOn() {
	r.End, r.Duration, r.BillSec, r.Cause, r.SIP, r.HangupBy, r.Result = time.Time{}, 0, 0, "", "", "", ""
	if r.Disposition = NoAnswer; !r.Answer.IsZero() {
		r.Disposition = Answered
	}
}

func wholeSeconds(from, to time.Time) int64 { return int64(max(to.Sub(from), 0) / time.Second) }

// Event is something that happened in a call.
type Event struct {
	Call string `json:"call"`
	// Seq numbers the events of a call, from 1 on; in the second process that has it from 1000001 on, and so forth.
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	Flow string    `json:"flow,omitempty"`
	Step string    `json:"step,omitempty"`
	Type string    `json:"type,omitempty"`
	// Leg is the leg that it tells of, "" for the caller.
	Leg     string `json:"leg,omitempty"`
	Text    string `json:"text,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	// Took is in milliseconds.
	Took int64 `json:"took_ms,omitempty"`
}

// texts are the texts of a row, as places.
func (r *Row) texts() []*string {
	return []*string{&r.ID, &r.Call, &r.Instance, &r.Asterisk, &r.UniqueID, &r.LinkedID, &r.CLID, &r.Src, &r.Dst,
		&r.Context, &r.Channel, &r.DstChannel, (*string)(&r.Disposition), &r.Cause, &r.SIP, &r.HangupBy, &r.Flow, &r.Step,
		&r.Version, &r.Share, &r.Result}
}

// clean makes a row one that both databases take and read the same: texts
// without NUL and of bounded length, times in UTC with whole microseconds.
func (r *Row) clean() {
	for _, text := range r.texts() {
		*text = fit(*text, textMax)
	}
	r.Path = fit(r.Path, pathMax+len(more))
	for _, at := range []*time.Time{&r.Start, &r.Rang, &r.Answer, &r.End, &r.Seen} {
		*at = micro(*at)
	}
}

func (e *Event) clean() {
	for _, text := range []*string{&e.Call, &e.Kind, &e.Flow, &e.Step, &e.Type, &e.Leg, &e.Text, &e.Outcome} {
		*text = fit(*text, textMax)
	}
	e.At = micro(e.At)
}

// micro is a time as both databases keep it.
func micro(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.UTC().Truncate(time.Microsecond)
}

// fit is as much of a text as may be kept.
func fit(text string, most int) string {
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
