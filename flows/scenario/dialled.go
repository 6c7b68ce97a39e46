package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
)

// Dialled is what somebody does whom the flow dials, or an agent who is offered a caller.
type Dialled struct {
	// Endpoint is whom it stands for; a * in it stands for any text. Of an agent it is the number, or * for all whom the
	// test does not name.
	Endpoint string
	// Answers tells that they answer, After when. Else Status says what the telephone does then: busy, rejected,
	// congestion, unavailable, or no_answer, which rings until it is given up; or of an agent logged_out.
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

// telephones are the words in which a test tells what telephones do.
type telephones struct {
	name, phrase, answers, hangUp string
	words                         []telephoneWord
	hear                          bool // they may wait for a prompt
}

// telephoneWord is what a telephone does that nobody answers: as the test has it, and as [Dialled] does.
type telephoneWord struct{ word, status string }

func asDialled() telephones {
	t := telephones{name: "dialled", phrase: "a mapping of endpoints to what their telephones do",
		answers: "answer_after", hangUp: "hangup_after", hear: true}
	for _, word := range []string{"busy", "rejected", "congestion", "unavailable", "no_answer"} {
		t.words = append(t.words, telephoneWord{word, word})
	}
	return t
}

func (t *telephones) keys() []string {
	keys := []string{t.answers, "status", "after"}
	if t.hear {
		keys = append(keys, "hear")
	}
	return append(keys, "press", "press_after", t.hangUp)
}

func (t *telephones) all() []string {
	var words []string
	for _, one := range t.words {
		words = append(words, one.word)
	}
	return words
}

// status is what a word of the test means, word what it is called there.
func (t *telephones) status(word string) string {
	for _, one := range t.words {
		if one.word == word {
			return one.status
		}
	}
	return ""
}

func (t *telephones) word(status string) string {
	for _, one := range t.words {
		if one.status == status {
			return one.word
		}
	}
	return status
}

// dialled reads those whom the flow dials, or agents.
func (r *reader) dialled(n *source.Node, as telephones) []Dialled {
	var all []Dialled
	for _, pair := range r.pairs(n, as.name, as.phrase) {
		one := Dialled{Endpoint: pair.Key.Value, Pos: pair.Key.Pos}
		if pair.Value.Kind != source.Map {
			if one.Status = as.status(pair.Value.Value); pair.Value.Kind != source.Scalar || one.Status == "" {
				keys := as.keys()
				r.wrongType(pair.Value, "what "+one.Endpoint+" does", strings.Join(as.all(), ", ")+", or a mapping with "+
					strings.Join(keys[:len(keys)-1], ", ")+" and "+as.hangUp)
			}
			all = append(all, one)
			continue
		}
		fields := r.fields(pair.Value, as.name, as.keys()...)
		one.Status = as.status(r.word(fields["status"], "status", as.all()...))
		one.After = r.duration(fields["after"], "after", 0)
		if answers := fields[as.answers]; answers != nil {
			one.Answers, one.After = true, r.duration(answers, as.answers, 0)
		}
		if one.Answers == (one.Status != "") || one.Answers && fields["after"] != nil {
			r.errorf(pair.Value, "exclusive-fields", "either %s, or status and after", as.answers)
		}
		if one.Status == loggedOut && fields["after"] != nil {
			r.errorf(fields["after"], "exclusive-fields", "who is %s is not rung: there is no after", loggedOut)
		}
		one.Hear = r.text(fields["hear"], "hear", "the name of a prompt")
		if keys := fields["press"]; keys != nil {
			one.Keys = r.keys(keys)
		}
		one.PressAfter = r.duration(fields["press_after"], "press_after", 0)
		if hangup := fields[as.hangUp]; hangup != nil {
			after := r.duration(hangup, as.hangUp, 0)
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

// Callee is the telephone as the phone plays it.
func (d *Dialled) Callee() flowtest.Callee {
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

// dialled writes those whom the flow dials, or agents.
func (w *writer) dialled(all []Dialled, as telephones) {
	if len(all) > 0 {
		w.line(3, as.name+":")
	}
	for _, one := range all {
		var f inline
		if one.Answers {
			f.add(as.answers, one.After.String())
		} else {
			f.add("status", textOrNone(as.word(one.Status)))
			f.add("after", spanOrNone(one.After))
		}
		f.add("hear", textOrNone(one.Hear))
		f.add("press", textOrNone(one.Keys))
		f.add("press_after", spanOrNone(one.PressAfter))
		if one.HangUp != nil {
			f.add(as.hangUp, one.HangUp.String())
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
