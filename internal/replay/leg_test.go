package replay

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/journal"
)

// exchange is a file whose flows dial, record and visit the dialplan.
const exchange = outer + `
vars: {who: ""}
numbers:
  300: desk
  301: mobile
  302: group
  303: drawn
  304: kept
  305: amd
  306: gate
  307: room
  308: typed
  309: hold
  310: visit
  311: team
  312: box
flows:
  desk:
    - dial: {id: d, targets: [PJSIP/101, PJSIP/102], strategy: sequential, ring_timeout: 20s, continue: true}
    - if: {id: got, is: steps.d.status == "answered", then: {play: {id: thanks, media: auth-thankyou}}, else: {play: {id: sorry, media: "im-sorry"}}}
    - menu: {id: after, prompt: vm-press, choices: {1: {play: hello-world}}}
  mobile:
    - dial:
        id: m
        targets: [[Local/1@phones/n, Local/2@phones/n], PJSIP/109]
        confirm: {prompt: vm-press, apology: vm-goodbye}
        ring_timeout: 30s
        early_media: {play: hello-world}
        announce_callee: vm-received
        on_failed: {play: {id: nobody, media: im-sorry}}
  team:
    - dial:
        id: t
        targets: [Local/1@phones/n, Local/2@phones/n]
        confirm: {prompt: vm-press, apology: vm-goodbye}
        early_media: {play: hello-world}
        announce_callee: vm-received
  group:
    - dial:
        id: g
        targets: [PJSIP/101]
        keys: {callee: {"*1": [{play: {id: fetched, media: hello-world}}]}}
        exit_keys: {1: {play: {id: box, media: vm-goodbye}}}
        on_busy: {play: {id: busy, media: all-circuits-busy-now}}
  drawn:
    - dial: {id: w, targets: [PJSIP/101, PJSIP/102, PJSIP/103, PJSIP/104], strategy: weighted_random, ring_timeout: 5s}
    - play: {id: end, media: vm-goodbye}
  kept:
    - record: {id: note, max: 60s, silence: 3s, review: false}
    - play: {id: played, media: "number:${int(steps.note.duration_ms / 1000)}"}
  amd:
    - dialplan: {id: amd, context: visits, extension: amd, result: {who: AMDSTATUS}}
    - if: {id: machine, is: steps.amd.who == "MACHINE", then: {play: {id: beep, media: beep}}, else: {play: {id: hello, media: hello-world}}}
  gate:
    - dial: {id: o, targets: "PJSIP/${call.from}", continue: true, on_error: {play: {id: no, media: im-sorry}}}
  room:
    - conference: {id: c, room: "100"}
  typed:
    - dial: {id: f, targets: PJSIP/101, forwarding: {context: phones}, continue: true}
    - play: {id: behind, media: vm-goodbye}
  box:
    - voicemail: {id: v, mailbox: "${call.from}"}
  hold:
    - hold: {id: h, time: 20s}
    - play: {id: on, media: vm-goodbye}
  visit:
    - dialplan: {id: v, context: visits, extension: agi}
    - play: {id: back, media: hello-world}
`

func engaged(endpoint string, after time.Duration) flowtest.Callee {
	return flowtest.Callee{Endpoint: endpoint, After: after, Cause: flows.CauseBusy, SIP: 486}
}

func picksUp(endpoint string, after time.Duration, acts ...any) flowtest.Callee {
	return flowtest.Callee{Endpoint: endpoint, Answers: true, After: after, Acts: flowtest.Script(acts...)}
}

// exchangeCallers are those whose calls to that file are kept.
func exchangeCallers() []caller {
	const s = time.Second
	hangup := flowtest.HangUp()
	return []caller{
		{id: "busy-then-answered", to: "300", does: "@vm-press 1s 1",
			dialled: []flowtest.Callee{engaged("PJSIP/101", 2*s), picksUp("PJSIP/102", 4*s, flowtest.Wait(20*s), hangup)}},
		{id: "all-busy", to: "300", does: "@im-sorry 1s hangup", dialled: []flowtest.Callee{engaged("*", s)}},
		{id: "rings-out", to: "300", does: "@vm-press 1s 1",
			dialled: []flowtest.Callee{{Endpoint: "PJSIP/101", Progress: 3 * s}, {Endpoint: "PJSIP/102", Silent: true, Cause: flows.CauseAbsent, SIP: 404}}},
		{id: "leaves-while-ringing", to: "300", does: "7s hangup", dialled: []flowtest.Callee{{Endpoint: "PJSIP/101"}}},
		{id: "leaves-in-talk", to: "300", does: "30s hangup", dialled: []flowtest.Callee{engaged("PJSIP/101", s), picksUp("PJSIP/102", 5*s)}},
		{id: "confirms", to: "311", dialled: []flowtest.Callee{picksUp("Local/1@phones/n", 2*s),
			picksUp("Local/2@phones/n", 3*s, flowtest.Wait(4*s), flowtest.Press("1"), flowtest.Wait(30*s), hangup)}},
		{id: "declines", to: "301", dialled: []flowtest.Callee{picksUp("Local/1@phones/n", 2*s, flowtest.Wait(s), flowtest.Press("2")),
			{Endpoint: "Local/2@phones/n", After: 4 * s, Cause: flows.CauseRejected, SIP: 603}, engaged("PJSIP/109", s)}},
		{id: "a-mailbox-answers", to: "301", dialled: []flowtest.Callee{picksUp("Local/*", 2*s), picksUp("PJSIP/109", s, flowtest.Wait(18*s), hangup)}},
		{id: "callee-presses", to: "302", dialled: []flowtest.Callee{picksUp("PJSIP/101", 2*s, flowtest.Wait(3*s), flowtest.Press("*1"))}},
		{id: "leaves-by-key", to: "302", does: "4s 1", dialled: []flowtest.Callee{{Endpoint: "PJSIP/101"}}},
		{id: "drawn", to: "303", dialled: []flowtest.Callee{engaged("*", s)}},
		{id: "speaks", to: "304", talks: 11 * s},
		{id: "speaks-to-a-key", to: "304", does: "9s #"},
		{id: "visits", to: "310", dialplan: []flowtest.Visit{{Place: "visits,agi,*", After: 7 * s}}},
		{id: "does-not-come-back", to: "310", does: "9s hangup", dialplan: []flowtest.Visit{{Place: "*", Stays: true}}},
		{id: "permitted", to: "306", from: "101", outbound: true, dialled: []flowtest.Callee{picksUp("PJSIP/101", s, flowtest.Wait(9*s), hangup)}},
		{id: "refused", to: "306", from: "+15550100"},
		{id: "forwarded", to: "308", outbound: true, dialled: []flowtest.Callee{
			{Endpoint: "PJSIP/101", After: s, Cause: 23, SIP: 302, Forward: "77"}, picksUp("Local/77@phones/n", 2*s, flowtest.Wait(5*s), hangup)}},
		{id: "held", to: "309"},
	}
}

// Law: calls with legs, recordings and visits go as they went, and are written as tests that pass, as far as tests can tell them.
func TestExchange(t *testing.T) {
	h := built(t, exchange)
	folder := filepath.Join("testdata", "exchange")
	if *update {
		rewritten(t, folder, h, exchangeCallers())
	}
	noTest := map[string]bool{"speaks": true, "visits": true, "does-not-come-back": true, "forwarded": true, "drawn": true}
	calls := allCalls(t, folder)
	if len(calls) != len(exchangeCallers()) {
		t.Fatalf("%d calls are recorded", len(calls))
	}
	for _, call := range calls {
		r := h.replayed(t, call)
		if r.Verdict != Same || r.Steps != len(call.Path()) || len(r.Changed) > 0 {
			t.Errorf("%s", textOf(r))
			continue
		}
		took := r.last.phone.Now().Sub(r.script.start)
		if was := call.Ended().Took; (took - was).Abs() > time.Second {
			t.Errorf("%s took %v then, %v today", call.ID, was, took)
		}
		c, err := r.Test(t.Context(), h.setting())
		if noTest[call.ID] != (err != nil) {
			t.Errorf("%s: %v\n%s", call.ID, err, scenario.Format("ivr.yaml", r.testCase(true)))
		}
		if err == nil {
			passes(t, h, c)
		}
	}
}

// Law: a test of a call with legs says what they did, and who was dialled.
func TestDialledInTests(t *testing.T) {
	h := built(t, exchange)
	for _, c := range exchangeCallers() {
		want := map[string]string{
			"busy-then-answered": "      dialled:\n        PJSIP/101: {status: busy, after: 2s}\n        PJSIP/102: {answer_after: 4s, hangup_after: 20s}\n",
			"confirms":           "        \"Local/2@phones/n\": {answer_after: 3s, press: \"1\", press_after: 4s, hangup_after: 30s}\n",
			"callee-presses":     "        PJSIP/101: {answer_after: 2s, press: \"*1\", press_after: 3s}\n",
			"rings-out":          "        PJSIP/101: {status: no_answer}\n        PJSIP/102: {status: unavailable}\n",
		}[c.id]
		if want == "" {
			continue
		}
		made, err := h.replayed(t, h.recorded(t, c)).Test(t.Context(), h.setting())
		if err != nil {
			t.Error(c.id, err)
			continue
		}
		if text := string(scenario.Format("ivr.yaml", made)); !strings.Contains(text, want) || !strings.Contains(text, "      dialled: [") {
			t.Errorf("%s\n%s", c.id, text)
		}
	}
}

// Law: who is dialled and what is recorded is compared; where what the journal does not tell decides, it is not known.
func TestOtherExchanges(t *testing.T) {
	for name, c := range map[string]struct {
		of, old, new string
		verdict      Verdict
		want         string
	}{
		"another telephone": {"busy-then-answered", "PJSIP/102], strategy", "PJSIP/103], strategy", Different,
			"recorded: desk/d (dial) dials PJSIP/102|today:    desk/d (dial) dials PJSIP/103\n"},
		"another way for busy": {"all-busy", `"answered", then`, `"busy", then`, Different,
			"recorded: desk/got (if) takes else|today:    desk/got (if) takes then\n"},
		"nobody is dialled": {"leaves-while-ringing", "    - dial: {id: d, targets: [PJSIP/101, PJSIP/102], strategy: sequential, ring_timeout: 20s, continue: true}", "    - wait: {id: d, time: 1s}", Different, "dial"},
		"given up too soon": {"busy-then-answered", "ring_timeout: 20s", "ring_timeout: 1s", Different, "recorded: desk/d (dial) ends: answered|today:    desk/d (dial) ends: no_answer"},
		"another key":       {"callee-presses", `"*1": [`, `"*3": [`, Different, "recorded: group/g (dial) ends: answered"},
		"no recording": {"speaks", "{id: note, max", "{id: note, when: 'false', max", Different,
			"recorded: kept/note (record) begins|is passed over"},
		"a shorter recording": {"speaks", "/ 1000)}", "/ 1000)+1}", Same, ""},
		"another order":       {"drawn", "strategy: weighted_random, ring_timeout: 5s", "strategy: sequential", Different, "dials PJSIP/"},
		"a new telephone among those drawn": {"drawn", "PJSIP/101, PJSIP/102, PJSIP/103, PJSIP/104]", "PJSIP/105, PJSIP/106]", Unknown,
			"on what is not recorded: the order in which telephones rang"},
	} {
		t.Run(name, func(t *testing.T) {
			r := built(t, strings.Replace(exchange, c.old, c.new, 1)).replayed(t, recordedExchange(t, c.of))
			missing := slices.DeleteFunc(strings.Split(c.want, "|"), func(part string) bool { return strings.Contains(textOf(r), part) })
			if r.Verdict != c.verdict || len(missing) > 0 {
				t.Errorf("%s\n%s", r.Verdict, textOf(r))
			}
		})
	}
}

// recordedExchange is the call of that name.
func recordedExchange(t *testing.T, id string) (call journal.Recorded) {
	t.Helper()
	for _, one := range allCalls(t, filepath.Join("testdata", "exchange")) {
		if one.ID == id {
			return one
		}
	}
	t.Fatalf("no call %s is recorded", id)
	return call
}

// Law: variables that the dialplan set are not in the journal: where they decide it is not known how the call goes on.
func TestWhatTheDialplanSets(t *testing.T) {
	h := built(t, exchange)
	c := caller{to: "305", dialplan: []flowtest.Visit{{Place: "*", After: 3 * time.Second, Sets: map[string]string{"AMDSTATUS": "MACHINE"}}}}
	r := h.replayed(t, h.recorded(t, c))
	want := "not known: 2 steps went the same, and from there on it depends on what is not recorded: the variable AMDSTATUS of the channel"
	if r.Verdict != Unknown || !strings.Contains(textOf(r), want) {
		t.Errorf("%s\n%s", r.Verdict, textOf(r))
	}
	c.dialplan[0].Sets = nil
	if r := h.replayed(t, h.recorded(t, c)); r.Verdict != Same {
		t.Errorf("%s\n%s", r.Verdict, textOf(r))
	}
}

// fullRooms are full, and nobody comes to who waits.
type fullRooms struct{ flows.Rooms }

func (fullRooms) Enter(flows.RoomEntry) (flows.Seat, error) { return nil, flows.ErrRoomFull }

// Law: what other calls do is not in the journal, nor what mailboxes answered without answers: where a call asks for it, it is not known
// how it goes on. A step that failed there fails again.
func TestOtherCallsAndMailboxes(t *testing.T) {
	h := built(t, exchange)
	for name, c := range map[string]struct {
		caller  caller
		verdict Verdict
		want    string
	}{
		"a full room": {caller{to: "307", rooms: fullRooms{}}, Unknown, "the flows ask the conference 100, and the answer is not in the journal"},
		"no rooms":    {caller{to: "307"}, Same, ""},
		"a mailbox":   {caller{to: "312", from: "100", bare: true}, Unknown, "the flows ask the mailbox 100, and the answer is not in the journal"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := h.replayed(t, h.recorded(t, c.caller)); r.Verdict != c.verdict || !strings.Contains(textOf(r), c.want) {
				t.Errorf("%s\n%s", r.Verdict, textOf(r))
			}
		})
	}
}

// Law: the recorded steps come again when a leg did things late, before it was joined, or with a cause of its own.
func TestLegsOfTheirOwn(t *testing.T) {
	for name, c := range map[string]struct {
		leg  leg
		want string
	}{
		"rings late":          {leg{rang: 2, progressed: never, answered: 5, joined: 6, gone: never}, "silent answers 5"},
		"rings at once":       {leg{rang: 0, progressed: 0, answered: never, joined: never, gone: 9, cause: 17, sip: 486}, "progress 1 cause 17 486 after 9"},
		"rang and said no":    {leg{rang: 9, progressed: never, answered: never, joined: never, gone: 9, cause: 21}, "cause 21 0 after 9"},
		"without a cause":     {leg{rang: never, progressed: never, answered: never, joined: never, gone: 1}, "silent cause 1 0 after 1"},
		"given up":            {leg{rang: 0, progressed: never, answered: never, joined: never, gone: 9, cause: 19, ours: true}, ""},
		"was there all along": {leg{rang: never, progressed: 3, answered: never, joined: never, gone: never}, "silent progress 3"},
	} {
		got, one := "", c.leg.callee()
		if one.Silent {
			got += "silent "
		}
		if one.Progress > 0 {
			got += fmt.Sprintf("progress %d ", one.Progress)
		}
		if one.Answers {
			got += fmt.Sprintf("answers %d", one.After)
		} else if one.Cause > 0 {
			got += fmt.Sprintf("cause %d %d after %d", one.Cause, one.SIP, one.After)
		}
		if strings.TrimSpace(got) != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}
