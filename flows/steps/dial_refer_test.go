package steps

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// referring is a caller whose telephone asks for a transfer in the conversation, and hangs up in the end.
type referring struct {
	at   []time.Time
	acts []flowtest.Act
}

func newReferring(start time.Time, act flowtest.Act) *referring {
	return &referring{at: []time.Time{start.Add(5 * s), start.Add(60 * s)}, acts: []flowtest.Act{act, flowtest.HangUp()}}
}

func (r *referring) Next() (time.Time, bool) {
	if len(r.at) == 0 {
		return time.Time{}, false
	}
	return r.at[0], true
}

func (r *referring) Act(time.Time) flowtest.Act {
	act := r.acts[0]
	r.at, r.acts = r.at[1:], r.acts[1:]
	return act
}

func (r *referring) Begins(flowtest.Heard) {}

// Law: the caller's telephone that asks for a transfer has the callee sent there, where of says that it may, and is
// hung up then; else it is declined and they talk on. Whose telephones may not ask is left to Asterisk.
func TestReferOfTheCaller(t *testing.T) {
	const rules = "\ntransfers: {allow: _2XX, context: phones, of: "
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, step     string
		wants          flowtest.Act
		caller, callee string
		result         string
		handling       string // of the caller's channel in the end
		legs           string // of the callee's
	}{
		{"may", rules + "caller}", flowtest.Refer("212"), "transfer answered", "continue phones,212,", "212 caller 5000", "ari-only", ""},
		{"both may", rules + "both}", flowtest.Refer("sip:212@10.0.0.1"), "transfer answered", "continue phones,212,", "212 caller 5000",
			"ari-only", "ari-only"},
		{"to where it may not", rules + "both}", flowtest.Refer("0900"), "transfer declined", "", " caller 60000", "ari-only", "ari-only"},
		{"after a word", rules + "both}", flowtest.ReferAttended("0900", "c2", "c3"), "replaced by c3", "", "0900 caller 60000", "ari-only", "ari-only"},
		{"after a word with one who has gone", rules + "both}", flowtest.ReferAttended("212", "c2", ""), "transfer unavailable", "", " caller 60000",
			"ari-only", "ari-only"},
		{"after a word, and only the callee may", rules + "callee}", flowtest.ReferAttended("212", "c2", "c3"), "transfer declined", "",
			" caller 60000", "", "ari-only"},
		{"only the callee may", rules + "callee}", flowtest.Refer("212"), "transfer declined", "", " caller 60000", "", "ari-only"},
		{"nobody may", "\ntransfers: refuse", flowtest.Refer("212"), "transfer declined", "", " caller 60000", "", "ari-only"},
		{"nobody may, as nothing is said", "", flowtest.Refer("212"), "transfer declined", "", " caller 60000", "", "ari-only"},
		{"Asterisk does it", "\ntransfers: asterisk", flowtest.Refer("212"), "transfer declined", "", " caller 60000", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			options := flowtest.Options{Start: start, Caller: newReferring(start, c.wants), Dialled: []flowtest.Callee{answers("PJSIP/100", 0)}}
			p := stepOf(t, line{phone: options}, "dial", "targets: PJSIP/100\nearly_media: none"+c.step,
				"${steps.d.transfer} ${steps.d.ended_by} ${steps.d.talk_ms}", "")
			leg := p.phone.Legs()[0]
			if caller, callee := strings.Join(p.phone.Signals(), " "), strings.Join(leg.Signals, " "); caller != c.caller || callee != c.callee {
				t.Errorf("the caller was told %q, the callee %q\n%s", caller, callee, p)
			}
			if !strings.HasSuffix(p.logged(), "; "+c.result) {
				t.Errorf("%q; want %q", p.logged(), c.result)
			}
			if got := p.phone.VariablesSet()[referHandling]; got != c.handling || leg.Leg.Variables[referHandling] != c.legs {
				t.Errorf("handling %q of the caller, %v of the callee", got, leg.Leg.Variables)
			}
			if hung := p.phone.HungUp() != nil; hung != (c.callee != "") {
				t.Errorf("the caller is hung up: %v", hung)
			}
		})
	}
}

// Law: a caller who goes on in the flow has transfers left to Asterisk again.
func TestTransfersAreAsterisksAgain(t *testing.T) {
	callee := answers("PJSIP/100", 0, flowtest.Wait(5*s), flowtest.HangUp())
	p := stepOf(t, line{phone: flowtest.Options{Dialled: []flowtest.Callee{callee}}}, "dial",
		"targets: PJSIP/100\nearly_media: none\ncontinue: true\ntransfers: {allow: _2XX, context: phones, of: both}", "", "60s")
	if got := p.phone.VariablesSet()[referHandling]; got != referTheir {
		t.Errorf("the handling is %q", got)
	}
}

// unwilling is a telephone that will send nobody into the dialplan.
type unwilling struct{ *flowtest.Phone }

func (unwilling) Continue(context.Context, flows.Place) error { return errors.New("no such context") }
func (unwilling) ContinueLeg(context.Context, flows.Party, flows.Place) error {
	return errors.New("no such context")
}

// Law: a transfer that cannot be done is declined, and the two talk on; nobody is told that it was done before it was.
func TestReferThatCannotBeDone(t *testing.T) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, by := range []string{"caller", "callee"} {
		t.Run(by, func(t *testing.T) {
			l := line{phone: flowtest.Options{Start: start, Dialled: []flowtest.Callee{answers("PJSIP/100", 0)}}}
			if by == "caller" {
				l.phone.Caller = newReferring(start, flowtest.Refer("212"))
			} else {
				l.phone.Dialled[0].Acts = []flowtest.Act{flowtest.Wait(5 * s), flowtest.Refer("212")}
			}
			program, findings := l.compile(t, "flows:\n  main:\n    - dial: {targets: PJSIP/100, early_media: none, "+
				"transfers: {allow: _2XX, context: phones, of: both}}\n")
			if program == nil {
				t.Fatal(formatted(findings))
			}
			phone := flowtest.NewPhone(l.phone, flowtest.Script(flowtest.Wait(60*s), flowtest.HangUp())...)
			flows.NewWalker(program, unwilling{phone}, flows.Options{Flow: program.Flow("main")}).Run(phone.Context())
			told := phone.Signals()
			if by == "callee" {
				told = phone.Legs()[0].Signals
			}
			if strings.Join(told, " ") != "transfer declined" || phone.Elapsed() != 60*s {
				t.Errorf("told %q; it took %v", told, phone.Elapsed())
			}
		})
	}
}

// Law: who may ask is one of three words.
func TestReferFindings(t *testing.T) {
	_, findings := tryCompile(t, "numbers: {_.: main}\nflows:\n  main:\n"+
		"    - dial: {targets: PJSIP/1, transfers: {allow: _2XX, context: phones, of: all}}\n")
	if !findingSays(findings, "callee, caller or both") {
		t.Error(findings)
	}
}
