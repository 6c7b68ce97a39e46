package steps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// result is what the step d left behind, field by field, where the walk logged it.
const result = "continue: true\n"

// resultOf walks a step and gives its result as JSON, with what the caller, and what each callee heard.
func resultOf(t *testing.T, l line, step, acts string) (json string, p played) {
	t.Helper()
	p = l.dial(t, "flows:\n  main:\n    on_hangup: {log: '${toJSON(steps.d)}'}\n    steps:\n      - dial:\n          id: d\n"+
		indented(step, "          ")+"      - log: '${toJSON(steps.d)}'\n", acts)
	if left := p.phone.Left(); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	texts := strings.Split(p.logged(), "; ")
	return strings.Join(strings.Fields(texts[0]), " "), p
}

// heardBy is what each callee heard, "media" or "media/1s" where it was cut off.
func (p played) heardBy() string {
	var all []string
	for _, leg := range p.phone.Legs() {
		var words []string
		for _, h := range leg.Heard {
			word := h.Media
			if h.Cut {
				word += "/" + h.For.String()
			}
			words = append(words, fmt.Sprintf("%v %s", h.At, word))
		}
		all = append(all, strings.Join(append(words, leg.Signals...), ", "))
	}
	return strings.Join(all, " | ")
}

// TestDialResults has a row for each ending: what steps.<id> holds.
func TestDialResults(t *testing.T) {
	for _, c := range []struct {
		name, step, acts string
		dialled          []flowtest.Callee
		want             string
	}{
		{"answered, the callee hangs up", "targets: PJSIP/100\n" + result, "60s", []flowtest.Callee{
			{Endpoint: "PJSIP/100", Progress: s, Answers: true, After: 3 * s, Acts: flowtest.Script(flowtest.Wait(10*s), flowtest.HangUp())}},
			`{ "cause": "normal", "ended_by": "callee", "key": "", "leg": "leg-1", "peer": "PJSIP/100", "progress_ms": 1000, ` +
				`"ring_ms": 0, "sip_status": 0, "status": "answered", "talk_ms": 10000, "transfer": "" }`},
		{"answered, the caller hangs up", "targets: PJSIP/100", "60s hangup", []flowtest.Callee{answers("PJSIP/100", 3*s)},
			`{ "cause": "normal", "ended_by": "caller", "key": "", "leg": "leg-1", "peer": "PJSIP/100", "progress_ms": 0, ` +
				`"ring_ms": 0, "sip_status": 0, "status": "answered", "talk_ms": 57000, "transfer": "" }`},
		{"the caller hangs up while it rings", "targets: PJSIP/100", "9s hangup", []flowtest.Callee{rings("PJSIP/100")},
			`{ "cause": "", "ended_by": "", "key": "", "leg": "", "peer": "", "progress_ms": 0, ` +
				`"ring_ms": 0, "sip_status": 0, "status": "canceled", "talk_ms": 0, "transfer": "" }`},
		{"time is up", "targets: PJSIP/100\nmax_duration: 5s\n" + result, "60s", []flowtest.Callee{answers("PJSIP/100", 3*s)},
			`{ "cause": "normal", "ended_by": "limit", "key": "", "leg": "leg-1", "peer": "PJSIP/100", "progress_ms": 0, ` +
				`"ring_ms": 0, "sip_status": 0, "status": "answered", "talk_ms": 5000, "transfer": "" }`},
		{"busy", "targets: [PJSIP/100, PJSIP/101]", "60s", []flowtest.Callee{says("PJSIP/100", s, 17, 486), says("PJSIP/101", 2*s, 20, 404)},
			`{ "cause": "busy", "ended_by": "", "key": "", "leg": "leg-1", "peer": "PJSIP/100", "progress_ms": 0, ` +
				`"ring_ms": 0, "sip_status": 486, "status": "busy", "talk_ms": 0, "transfer": "" }`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, p := resultOf(t, line{phone: flowtest.Options{Dialled: c.dialled}}, c.step, c.acts)
			if got != c.want {
				t.Errorf("it was\n%s\n%s", got, p)
			}
		})
	}
}

// TestDialSounds has a row for what the two hear, and for what their keys do.
func TestDialSounds(t *testing.T) {
	for _, c := range []struct {
		name, step, acts             string
		dialled                      []flowtest.Callee
		caller, callee, signals, way string
	}{
		{"ringing until they are joined", "targets: PJSIP/100", "30s", []flowtest.Callee{answers("PJSIP/100", 3*s)},
			"", "", "ring ring-stop", ""},
		{"nothing", "targets: PJSIP/100\nearly_media: none", "30s", []flowtest.Callee{answers("PJSIP/100", 3*s)}, "", "", "", ""},
		{"music", "targets: PJSIP/100\nearly_media: {moh: jazz}", "30s", []flowtest.Callee{answers("PJSIP/100", 3*s)},
			"", "", "music jazz music-stop", ""},
		{"prompts that repeat", "targets: PJSIP/100\nearly_media: {play: [wait-a-moment]}", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 3*s)}, "wait-a-moment wait-a-moment/1s", "", "", ""},
		{"early media of the callee, after its ringing", "targets: PJSIP/100\nearly_media: callee", "30s",
			[]flowtest.Callee{{Endpoint: "PJSIP/100", Progress: s, Answers: true, After: 3 * s}}, "", "", "ring ring-stop progress", ""},
		{"announcements to both", "targets: PJSIP/100\nannounce_callee: a-customer\nannounce_caller: recorded", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 3*s)}, "recorded", "3s a-customer", "ring ring-stop", ""},
		{"warnings to both", "targets: PJSIP/100\nmax_duration: 60s\nwarn_at: 30s\nwarn_every: 20s\nwarning: soon\nearly_media: none",
			"90s", []flowtest.Callee{answers("PJSIP/100", 0)}, "soon soon", "30s soon, 50s soon", "", "over"},
		{"warnings to the callee", "targets: PJSIP/100\nmax_duration: 60s\nwarn_at: 30s\nwarning: soon\nwarn: callee\nearly_media: none",
			"90s", []flowtest.Callee{answers("PJSIP/100", 0)}, "", "30s soon", "", "over"},
		{"a callee who confirms", "targets: PJSIP/100\nconfirm: {prompt: take-it}\nearly_media: none", "30s",
			[]flowtest.Callee{answers("PJSIP/100", s, flowtest.Hear("take-it"), flowtest.Wait(s), flowtest.Press("1"))},
			"", "1s take-it/1s", "", ""},
		{"a callee who declines", "targets: PJSIP/100\nconfirm: {prompt: take-it}\nearly_media: none\non_confirm_failed: {log: no}", "30s",
			[]flowtest.Callee{answers("PJSIP/100", s, flowtest.Wait(5*s), flowtest.Press("2"))}, "", "1s take-it", "", "on_confirm_failed"},
		{"a mailbox that says nothing", "targets: PJSIP/100\nconfirm: {prompt: take-it, attempts: 2, timeout: 5s}\nearly_media: none\n" +
			"on_confirm_failed: {log: no}", "30s", []flowtest.Callee{answers("PJSIP/100", s)}, "", "1s take-it, 8s take-it", "", "on_confirm_failed"},
		{"the first to accept wins, the others hear an apology", "targets: [PJSIP/100, PJSIP/101, PJSIP/102]\n" +
			"confirm: {prompt: take-it, apology: too-late}\nearly_media: none", "30s",
			[]flowtest.Callee{answers("PJSIP/100", s), answers("PJSIP/101", 2*s, flowtest.Wait(3*s), flowtest.Press("1")), rings("PJSIP/102")},
			"", "1s take-it, 5s too-late | 2s take-it | ", "", ""},
		{"the callee's keys hang up", "targets: PJSIP/100\nkeys: {callee: {\"*0\": hangup}}\nearly_media: none\ncontinue: true", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 0, flowtest.Wait(5*s), flowtest.Press("*0"))}, "", "", "", "talked"},
		{"keys that are none are for the other side", "targets: PJSIP/100\nkeys: {caller: {\"*0\": hangup}}\nearly_media: none", "3s *1 30s",
			[]flowtest.Callee{answers("PJSIP/100", 0)}, "", "", "", ""},
		{"keys lead to steps", "targets: PJSIP/100\nkeys: {callee: {\"*2\": {log: parked}}}\nearly_media: none", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 0, flowtest.Wait(5*s), flowtest.Press("*2"))}, "", "", "", "keys.callee.*2"},
		{"a code that begins a longer one", "targets: PJSIP/100\nkeys: {caller: {\"1\": {log: one}, \"12\": {log: two}}}\nearly_media: none",
			"3s 1 30s", []flowtest.Callee{answers("PJSIP/100", 0)}, "", "", "", "keys.caller.1"},
		{"the callee transfers", "targets: PJSIP/100\nkeys: {callee: {\"#\": transfer}}\nearly_media: none\n" +
			"transfer: {allow: _2XX, steps: {log: 'to ${steps.d.transfer}'}}", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 0, flowtest.Wait(5*s), flowtest.Press("#"), flowtest.Wait(s), flowtest.Press("204"))},
			"", "5s pbx-transfer/1s", "music music-stop", "transfer"},
		{"a transfer to where it may not go", "targets: PJSIP/100\nkeys: {callee: {\"#\": transfer}}\nearly_media: none\n" +
			"transfer: {allow: _2XX, steps: {log: to}}", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 0, flowtest.Wait(5*s), flowtest.Press("#"), flowtest.Wait(s), flowtest.Press("9"))},
			"", "5s pbx-transfer/1s", "music music-stop", ""},
		{"the caller transfers and does not go on", "targets: PJSIP/100\nkeys: {caller: {\"#\": transfer}}\nearly_media: none\n" +
			"transfer: {allow: _2XX, prompt: where, steps: {log: to}}", "5s # 30s",
			[]flowtest.Callee{answers("PJSIP/100", 0)}, "where", "music, music-stop", "", ""},
		{"the callee hangs up in the announcement", "targets: PJSIP/100\nannounce_callee: a-customer\nearly_media: none\non_rejected: {log: no}", "30s",
			[]flowtest.Callee{answers("PJSIP/100", 3*s, flowtest.Wait(s), flowtest.HangUp())}, "", "3s a-customer/1s", "", "on_rejected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := dialLine(t, line{phone: flowtest.Options{Dialled: c.dialled}}, c.step, c.acts+" hangup")
			if p.heard() != c.caller || p.heardBy() != c.callee {
				t.Errorf("the caller heard %q, callees %q\n%s", p.heard(), p.heardBy(), p)
			}
			if signals := strings.Join(p.phone.Signals(), " "); signals != c.signals {
				t.Errorf("signals: %q", signals)
			}
			way := ""
			for _, f := range p.facts {
				if f.Kind == flows.WayTaken {
					way = f.Text
				}
			}
			if way != c.way {
				t.Errorf("it took %q\n%s", way, p)
			}
		})
	}
}

// TestDialDress: what is sent along with a leg, the target's own over the step's.
func TestDialDress(t *testing.T) {
	p := dialLine(t, line{phone: flowtest.Options{Dialled: []flowtest.Callee{rings("PJSIP/*")}}, call: flows.CallInfo{ID: "c1", From: "0301"}},
		`targets:
  - {endpoint: PJSIP/100, headers: {X-Two: b}, caller_id: {name: Shop, presentation: prohib}, variables: {CHANNEL(musicclass): jazz}}
  - PJSIP/101
headers: {X-One: "from ${call.from}", X-Two: a}
caller_id: {number: "5551"}
connected: {number: "100", name: Sales}
redirecting: {number: "333", reason: no_answer}
inherit: false`, "3s hangup")
	shared := map[string]string{"PJSIP_HEADER(add,X-One)": "from 0301", "PJSIP_HEADER(add,X-Two)": "a", "CALLERID(name)": "Sales",
		"PJSIP_TRANSFER_HANDLING()": "ari-only",
		"CALLERID(num)":             "100", "REDIRECTING(count,i)": "1", "REDIRECTING(from-num,i)": "333", "REDIRECTING(reason,i)": "no_answer"}
	own := map[string]string{"CHANNEL(musicclass)": "jazz"}
	for name, value := range shared {
		own[name] = value
	}
	own["PJSIP_HEADER(add,X-Two)"] = "b"
	want := []flows.Leg{
		{Endpoint: "PJSIP/100", CallerID: &flows.CallerID{Name: "Shop", Presentation: "prohib"}, Variables: own, Timeout: 22 * time.Second},
		{Endpoint: "PJSIP/101", CallerID: &flows.CallerID{Number: "5551"}, Variables: shared, Timeout: 22 * time.Second},
	}
	var got []flows.Leg
	for _, leg := range p.phone.Legs() {
		got = append(got, leg.Leg)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
