package steps

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// step walks main, of one step with the id d and a log of what it left behind.
func stepOf(t *testing.T, l line, kind, step, log, acts string) played {
	t.Helper()
	p := l.dial(t, "flows:\n  main:\n    on_hangup: {log: '"+log+"'}\n    steps:\n      - "+kind+":\n          id: d\n"+
		indented(step, "          ")+"      - log: 'behind'\n", acts)
	if left := p.phone.Left(); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	return p
}

// TestTransfer has a row for each way in which a transfer goes: what the step leaves
// behind, what the caller hears, and what the other one does.
func TestTransfer(t *testing.T) {
	const warm = "mode: warm\nto: PJSIP/100\nbrief: a-customer\n"
	for _, c := range []struct {
		name, step, acts string
		dialled          []flowtest.Callee
		status, caller   string
		callee, signals  string
		behind           bool
	}{
		{"blind, answered", "to: PJSIP/100", "60s", []flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(5*s), flowtest.HangUp())},
			"answered", "", "", "ring ring-stop", false},
		{"blind, busy", "to: PJSIP/100", "60s", []flowtest.Callee{says("PJSIP/100", s, 17, 486)}, "busy", "", "", "ring ring-stop", true},
		{"blind, nobody", "to: PJSIP/100\nring_timeout: 5s", "60s", []flowtest.Callee{rings("PJSIP/100")},
			"no_answer", "", "", "ring ring-stop", true},
		{"warm, taken", warm, "60s", []flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Hear("a-customer"), flowtest.Wait(s),
			flowtest.Press("1"), flowtest.Wait(5*s), flowtest.HangUp())},
			"answered", "", "3s a-customer/1s", "music music-stop", false},
		{"warm, declined", warm, "60s", []flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(5*s), flowtest.Press("2"))},
			"confirm_failed", "", "3s a-customer", "music music-stop", true},
		{"warm, no key", warm + "accept_timeout: 4s", "60s", []flowtest.Callee{answers("PJSIP/100", 3*s)},
			"confirm_failed", "", "3s a-customer", "music music-stop", true},
		{"warm, hangs up", warm, "60s", []flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(s), flowtest.HangUp())},
			"confirm_failed", "", "3s a-customer/1s", "music music-stop", true},
		{"warm, busy", warm, "60s", []flowtest.Callee{says("PJSIP/100", s, 17, 486)}, "busy", "", "", "music music-stop", true},
		{"warm, no answer", warm + "ring_timeout: 5s", "60s", []flowtest.Callee{rings("PJSIP/100")},
			"no_answer", "", "", "music music-stop", true},
		{"warm, with a reason", warm + "reason: {prompt: say-why, max: 4s}", "60s", []flowtest.Callee{
			answers("PJSIP/100", 3*s, flowtest.Wait(9*s), flowtest.Press("1"), flowtest.Wait(s), flowtest.HangUp())},
			"answered", "say-why", "9s a-customer, 11s recording:reasons/c1", "music music-stop", false},
		{"warm, waiting with ringing", warm + "waiting: ring", "60s", []flowtest.Callee{says("PJSIP/100", s, 17, 486)},
			"busy", "", "", "ring ring-stop", true},
		{"the caller hangs up meanwhile", warm, "5s hangup", []flowtest.Callee{rings("PJSIP/100")}, "canceled", "", "", "music", false},
		{"redirected", "mode: redirect\nto: PJSIP/200@trunk", "3s hangup", nil, "redirected", "", "", "redirect PJSIP/200@trunk", false},
		{"a telephone that does not redirect", "mode: redirect\nto: PJSIP/200@trunk", "60s", nil,
			"failed", "", "", "redirect PJSIP/200@trunk", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := stepOf(t, line{phone: flowtest.Options{Dialled: c.dialled}}, "transfer", c.step, "${steps.d.status}", c.acts)
			status := p.logged()
			status, behind := strings.CutPrefix(status, "behind; ")
			got := fmt.Sprint(status, "; ", p.heard(), "; ", p.heardBy(), "; ", strings.Join(p.phone.Signals(), " "), "; ", behind)
			want := fmt.Sprint(c.status, "; ", c.caller, "; ", c.callee, "; ", c.signals, "; ", c.behind)
			if got != want {
				t.Errorf("it was\n%s; want\n%s\n%s", got, want, p)
			}
		})
	}
}

// Law: a transfer leads where its branches say, and every failure leaves the caller in the flow.
func TestTransferBranches(t *testing.T) {
	const branches = "\non_failed: [{log: failed}]\n"
	for _, c := range []struct {
		name, step string
		dialled    []flowtest.Callee
		want       string
	}{
		{"declined", "mode: warm\nto: PJSIP/100\non_declined: [{log: declined}]" + branches,
			[]flowtest.Callee{answers("PJSIP/100", 0, flowtest.Press("2"))}, "declined; behind; confirm_failed"},
		{"busy", "mode: warm\nto: PJSIP/100\non_declined: [{log: declined}]" + branches,
			[]flowtest.Callee{says("PJSIP/100", s, 17, 486)}, "failed; behind; busy"},
		{"not redirected", "mode: redirect\nto: PJSIP/100" + branches, nil, "failed; behind; failed"},
		{"sent to an extension", "extension: '20'\ncontext: phones" + branches, nil, ""},
		{"not permitted", "to: 'PJSIP/${call.from}'\non_error: [{log: 'error'}]" + branches, nil, "error; behind; refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := stepOf(t, line{phone: flowtest.Options{Dialled: c.dialled}}, "transfer", c.step, "${steps.d.status}", "60s")
			if got := p.logged(); got != c.want {
				t.Errorf("%q; want %q\n%s", got, c.want, p)
			}
			if went := p.phone.Went(); (went != nil) != (c.want == "") {
				t.Errorf("it went to %v", went)
			}
		})
	}
}

// Law: fields that make no sense together are findings.
func TestTransferFindings(t *testing.T) {
	for step, want := range map[string]string{
		"{mode: warm}":                                              "transfer needs either to or extension",
		"{to: PJSIP/1, extension: '20'}":                            "transfer needs either to or extension",
		"{mode: warm, extension: '20'}":                             "extension goes with the mode blind",
		"{to: PJSIP/1, context: phones}":                            "context goes with extension",
		"{to: PJSIP/1, brief: x}":                                   "brief goes with the mode warm",
		"{mode: warm, to: PJSIP/1, accept: 2}":                      "must be different keys",
		"{mode: warm, to: PJSIP/1, accept: x}":                      "one to eight keys",
		"{mode: warm, to: PJSIP/1, reason: x}":                      "a mapping with prompt, max and silence",
		"{mode: warm, to: PJSIP/1, reason: {prompt: x, max: 10ms}}": "at least 1s",
		"{mode: warm, to: PJSIP/1, reason: {prompt: x, most: 1s}}":  "most",
		"{mode: sideways, to: PJSIP/1}":                             "sideways",
		"{to: '${call.from}'}":                                      "an endpoint such as",
	} {
		_, findings := tryCompile(t, "numbers: {_.: main}\nflows:\n  main:\n    - transfer: "+step+"\n")
		if !findingSays(findings, want) {
			t.Errorf("%s: no finding says %q: %v", step, want, findings)
		}
	}
}

// TestRefer has a row for what becomes of a transfer that the callee's telephone asks for.
func TestRefer(t *testing.T) {
	const rules = "\ntransfers: {allow: _2XX, context: phones}"
	asks := func(act flowtest.Act) []flowtest.Callee {
		return []flowtest.Callee{answers("PJSIP/100", 0, flowtest.Wait(5*s), act, flowtest.Wait(5*s), flowtest.HangUp())}
	}
	for _, c := range []struct {
		name, step  string
		dialled     []flowtest.Callee
		told, place string
	}{
		{"an extension that is allowed", rules, asks(flowtest.Refer("212")), "transfer answered", "phones,212,"},
		{"an address", rules, asks(flowtest.Refer("sip:212@10.0.0.1;user=phone")), "transfer answered", "phones,212,"},
		{"one that is not allowed", rules, asks(flowtest.Refer("0900123")), "transfer declined", ""},
		{"one that breaks out", rules, asks(flowtest.Refer("212&PJSIP/0900")), "transfer declined", ""},
		{"attended", rules, asks(flowtest.ReferAttended("0900123", "other", "third")), "replaced by third", ""},
		{"attended, and the other one has gone", rules, asks(flowtest.ReferAttended("212", "", "")), "transfer unavailable", ""},
		{"attended, and all are refused", "\ntransfers: refuse", asks(flowtest.ReferAttended("212", "other", "third")), "transfer declined", ""},
		{"all are refused", "\ntransfers: refuse", asks(flowtest.Refer("212")), "transfer declined", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := stepOf(t, line{phone: flowtest.Options{Dialled: c.dialled}}, "dial", "targets: PJSIP/100\nearly_media: none"+c.step,
				"${steps.d.transfer}", "60s")
			legs := p.phone.Legs()
			if len(legs) != 1 || legs[0].Leg.Variables[referHandling] != "ari-only" {
				t.Fatalf("legs %+v", legs)
			}
			if got := strings.Join(legs[0].Signals, " "); got != c.told {
				t.Errorf("the telephone was told %q; want %q\n%s", got, c.told, p)
			}
			went := flows.Place{}
			if p.phone.Went() != nil {
				went = *p.phone.Went()
			}
			if got := went.String(); strings.Trim(got, ",") != strings.Trim(c.place, ",") {
				t.Errorf("the caller went to %q; want %q", got, c.place)
			}
		})
	}
}

// dyingLater is a telephone whose walker dies twenty seconds into the first wait behind a signal.
type dyingLater struct{ *flowtest.Phone }

func (d *dyingLater) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	if len(d.Signals()) == 0 {
		return d.Phone.Next(ctx, deadline)
	}
	return (&dying{d.Phone}).Next(ctx, deadline)
}

// Law: whoever takes a call up whose telephone was asked to redirect does not ask it again, and waits for what is left.
func TestARedirectionIsAskedForOnce(t *testing.T) {
	program := compile(t, "flows: {main: [{transfer: {mode: redirect, to: PJSIP/200@trunk, redirect_timeout: 1m}}]}")
	phone := flowtest.NewPhone(flowtest.Options{})
	var last *flows.Checkpoint
	opts := flows.Options{Flow: program.Flow("main"), Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil }}
	flows.NewWalker(program, &dyingLater{phone}, opts).Run(phone.Context())
	phone.Reattach()
	walker, err := flows.Resume(program, phone, opts, last)
	if err != nil {
		t.Fatal(err)
	}
	outcome := walker.Run(phone.Context())
	if got := strings.Join(phone.Signals(), " "); got != "redirect PJSIP/200@trunk" || phone.Elapsed() != time.Minute {
		t.Errorf("ended %+v after %v, signals %q", outcome, phone.Elapsed(), got)
	}
}
