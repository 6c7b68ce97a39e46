package scenario

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// Dialled is what somebody does whom the flow dials.
type Dialled struct {
	// Endpoint is whom it stands for; a * in it stands for any text.
	Endpoint string
	// Answers tells that they answer, After when. Else Status says what the telephone does then: busy, rejected,
	// congestion, unavailable, or no_answer, which rings until it is given up.
	Answers bool
	Status  string
	After   time.Duration
	// Hear is a prompt for which they wait before they press Keys, PressAfter how long they wait then.
	Hear       string
	Keys       string
	PressAfter time.Duration
	// HangUp is after how long they hang up, nil for never; it counts from the last key, or from the answer.
	HangUp *time.Duration
	Pos    source.Pos
}

// Callee is what must hold of somebody who was dialled.
type Callee struct {
	Endpoint string
	// Heard are the prompts that they heard, in order.
	Heard []string
	Pos   source.Pos
}

// dialledWords are what a telephone does that nobody answers.
func dialledWords() []string {
	return []string{"busy", "rejected", "congestion", "unavailable", "no_answer"}
}

const phraseDialled = "busy, rejected, congestion, unavailable, no_answer, or a mapping with answer_after, status, " +
	"after, hear, press, press_after and hangup_after"

// dialled reads those whom the flow dials.
func (r *reader) dialled(n *source.Node) []Dialled {
	var all []Dialled
	for _, pair := range r.pairs(n, "dialled", "a mapping of endpoints to what their telephones do") {
		one := Dialled{Endpoint: pair.Key.Value, Pos: pair.Key.Pos}
		if pair.Value.Kind != source.Map {
			if pair.Value.Kind != source.Scalar || !slices.Contains(dialledWords(), pair.Value.Value) {
				r.wrongType(pair.Value, "what "+pair.Key.Value+" does", phraseDialled)
			}
			one.Status = pair.Value.Value
			all = append(all, one)
			continue
		}
		fields := r.fields(pair.Value, "dialled", "answer_after", "status", "after", "hear", "press", "press_after",
			"hangup_after")
		one.Status = r.word(fields["status"], "status", dialledWords()...)
		one.After = r.duration(fields["after"], "after", 0)
		if answers := fields["answer_after"]; answers != nil {
			one.Answers, one.After = true, r.duration(answers, "answer_after", 0)
		}
		if one.Answers == (one.Status != "") || one.Answers && fields["after"] != nil {
			r.errorf(pair.Value, "exclusive-fields", "either answer_after, or status and after")
		}
		one.Hear = r.text(fields["hear"], "hear", "the name of a prompt")
		if keys := fields["press"]; keys != nil {
			one.Keys = r.keys(keys)
		}
		one.PressAfter = r.duration(fields["press_after"], "press_after", 0)
		if hangup := fields["hangup_after"]; hangup != nil {
			after := r.duration(hangup, "hangup_after", 0)
			one.HangUp = &after
		}
		all = append(all, one)
	}
	return all
}

// callees reads what must hold of those who were dialled.
func (r *reader) callees(n *source.Node) []Callee {
	var all []Callee
	for _, pair := range r.pairs(n, "callees", "a mapping of endpoints to the prompts that they hear") {
		one := Callee{Endpoint: pair.Key.Value, Pos: pair.Key.Pos}
		for _, item := range pair.Value.Elements() {
			one.Heard = append(one.Heard, r.text(item, "what a callee hears", "the name of a prompt"))
		}
		all = append(all, one)
	}
	return all
}

// causes are with what a telephone says no: a Q.850 cause and a SIP status.
func (d *Dialled) causes() (flows.Cause, int) {
	switch d.Status {
	case "busy":
		return flows.CauseBusy, 486
	case "rejected":
		return flows.CauseRejected, 603
	case "congestion":
		return flows.CauseCongestion, 503
	case "unavailable":
		return flows.CauseAbsent, 404
	}
	return 0, 0
}

// callee is the telephone as the phone plays it.
func (d *Dialled) callee() flowtest.Callee {
	one := flowtest.Callee{Endpoint: d.Endpoint, Answers: d.Answers, After: d.After}
	one.Cause, one.SIP = d.causes()
	if d.Hear != "" {
		one.Acts = append(one.Acts, flowtest.Hear(d.Hear))
	}
	if d.PressAfter > 0 {
		one.Acts = append(one.Acts, flowtest.Wait(d.PressAfter))
	}
	if d.Keys != "" {
		one.Acts = append(one.Acts, flowtest.Press(d.Keys)...)
	}
	if d.HangUp != nil {
		one.Acts = append(one.Acts, flowtest.Wait(*d.HangUp), flowtest.HangUp())
	}
	return one
}

// dialled writes those whom the flow dials.
func (w *writer) dialled(all []Dialled) {
	if len(all) > 0 {
		w.line(3, "dialled:")
	}
	for _, one := range all {
		var f inline
		if one.Answers {
			f.add("answer_after", one.After.String())
		} else {
			f.add("status", textOrNone(one.Status))
			f.add("after", spanOrNone(one.After))
		}
		f.add("hear", textOrNone(one.Hear))
		f.add("press", textOrNone(one.Keys))
		f.add("press_after", spanOrNone(one.PressAfter))
		if one.HangUp != nil {
			f.add("hangup_after", one.HangUp.String())
		}
		w.line(4, text(one.Endpoint)+": "+f.String())
	}
}

// outbound permits what a case has somebody answer, and behind it what the real rules do.
type outbound struct {
	given []flowtest.Callee
	real  flows.Outbound
}

// Permit tells why an endpoint may not be dialled.
func (o *outbound) Permit(ctx context.Context, endpoint, by string) error {
	if slices.ContainsFunc(o.given, func(one flowtest.Callee) bool { return one.Matches(endpoint) }) {
		return nil
	}
	if o.real == nil {
		return fmt.Errorf("%w: no test says what %s does", flows.ErrNotPermitted, endpoint)
	}
	return o.real.Permit(ctx, endpoint, by)
}

// judgeDialled looks at who was dialled, and what they heard.
func (run *running) judgeDialled() {
	r, end := run.result, &run.result.Case.End
	legs := run.phone.Legs()
	var dialled []string
	for _, leg := range legs {
		dialled = append(dialled, leg.Leg.Endpoint)
	}
	if end.Dialled != nil && !slices.Equal(end.Dialled, dialled) {
		r.fail(placeOr(end.Places, "dialled", r.Case.Pos), "wanted %v to be dialled, instead it was %v", end.Dialled, dialled)
	}
	for _, want := range end.Callees {
		at := slices.IndexFunc(legs, func(leg flowtest.DialledLeg) bool { return leg.Leg.Endpoint == want.Endpoint })
		if at < 0 {
			r.fail(want.Pos, "wanted %s to be dialled, instead it was %v", want.Endpoint, dialled)
			continue
		}
		var heard []string
		for _, one := range legs[at].Heard {
			heard = append(heard, one.Media)
		}
		if !slices.Equal(want.Heard, heard) {
			r.fail(want.Pos, "wanted %s to hear %v, instead it heard %v", want.Endpoint, want.Heard, heard)
		}
	}
}
