package fuzz_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/internal/rooms"
)

// calleePlants are faults that those bring about whom the flows dial.
func calleePlants() []plant {
	return []plant{
		{"silence when everybody is busy", `
numbers: {200: main}
flows:
  main:
    - answer
    - dial: {id: d, targets: [[PJSIP/101, PJSIP/102], Local/9@phones/n], on_busy: [{wait: 40s}, {play: vm-goodbye}]}
    - play: {id: sorry, media: im-sorry}
`, fuzz.DeadAir, "main/d.on_busy.1", "PJSIP/102 busy", "wait: 40s", "moh: 40s"},
		{"a loop while nobody is there", `
numbers: {200: main}
flows:
  main:
    - dial: {id: d, targets: PJSIP/101, on_failed: {goto: d}}
`, fuzz.StepCap, "main/d", "", "{goto: d}", "hangup"},
		{"a failure behind a conversation", `
numbers: {200: main}
flows:
  main:
    - dial: {id: d, targets: PJSIP/101, continue: true}
    - if: {is: steps.d.status == "answered", then: crash}
`, fuzz.EngineError, "main/2.then.1", "PJSIP/101 answers 0s", "then: crash", "then: hangup"},
		{"a failure behind a key of the callee", `
numbers: {200: main}
flows:
  main:
    - dial: {id: d, targets: "PJSIP/${call.to}", keys: {callee: {"*7": crash}}}
`, fuzz.EngineError, "main/d.keys.callee.*7.1", "PJSIP/* answers *7 0s", "crash", "hangup"},
		{"a failure behind an answer that is not accepted", `
numbers: {200: main}
flows:
  main:
    - dial: {id: d, targets: PJSIP/101, confirm: {prompt: take-it}, continue: true}
    - if: {is: steps.d.status == "confirm_failed", then: crash}
`, fuzz.EngineError, "main/2.then.1", "PJSIP/101 answers 0s", "then: crash", "then: hangup"},
		{"a failure where it rings for too long", `
numbers: {200: main}
flows:
  main:
    - dial: {id: d, targets: PJSIP/101, ring_timeout: 20s, on_no_answer: crash}
`, fuzz.EngineError, "main/d.on_no_answer.1", "PJSIP/101 no_answer", "crash", "hangup"},
	}
}

// Law: whatever those do whom the flows dial, what should be is not reported, and every call comes to an end.
func TestCalleesWhereNothingIs(t *testing.T) {
	for name, text := range map[string]string{
		"telephones": `
numbers: {200: main}
flows:
  main:
    - dial:
        id: d
        targets: [[PJSIP/101, {endpoint: "PJSIP/${call.from}", delay: 5s}], Local/3@phones/n]
        strategy: delayed
        confirm: {prompt: vm-press, apology: vm-goodbye, attempts: 2}
        announce_callee: vm-received
        announce_caller: hello-world
        early_media: {play: hello-world}
        max_duration: 30s
        warn_at: 10s
        warning: beep
        keys: {callee: {"*1": {moh: 5s}, "*2": hangup}, caller: {"#": hangup}}
        exit_keys: {0: {play: vm-goodbye}}
        forwarding: {context: phones}
        continue: true
        on_busy: {play: all-circuits-busy-now}
        on_error: {play: im-sorry}
        on_failed: {play: im-sorry}
    - play: vm-goodbye
`,
		"recordings": `
numbers: {200: main}
flows:
  main:
    - record_call: {do: start, on_error: {play: im-sorry}}
    - record: {id: note, max: 60s, silence: 4s, review: true, on_error: {play: im-sorry}}
    - play: vm-goodbye
`,
		"mailboxes": `
numbers: {200: main, 201: mine, 202: names}
flows:
  main: [{voicemail: {mailbox: '${call.from}'}}, {play: vm-goodbye}]
  mine: [{voicemail_menu: {mailbox: '${call.from}'}}]
  names: [{directory: {id: who, on_error: {play: im-sorry}}}]
`,
		"others": `
numbers: {200: held, 201: room, 202: away, 203: sent}
flows:
  held: [{hold: {until_key: true}}, {play: vm-goodbye}]
  room: [{conference: {room: "7"}}, {play: vm-goodbye}]
  away: [{dialplan: {id: v, context: visits, extension: agi, timeout: 30s}}, {play: vm-goodbye}]
  sent: [{transfer: {to: PJSIP/101}}, {play: vm-goodbye}]
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t, text)
			o.Runs, o.Setting.Mailboxes = cleanRuns, fileMailboxes
			o.Setting.World.Rooms = rooms.New("test").Under(rooms.Options{Rooms: 9, Members: 9,
				Lots: map[string]rooms.Lot{"default": {First: 701, Last: 720}}})
			report, err := fuzz.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if report.Break != nil {
				t.Fatalf("found %s\n%s", report.Break.Message, report.Break.Test(""))
			}
		})
	}
}

// Law: every way of a step that dials is taken, whoever has to do what for it.
func TestEveryWayOfDial(t *testing.T) {
	o := options(t, `
numbers: {200: main}
flows:
  main:
    - dial:
        id: d
        targets: [PJSIP/101, PJSIP/102]
        strategy: sequential
        confirm: {prompt: vm-press}
        keys: {callee: {"*1": {play: one}}, caller: {"*2": {play: two}}}
        exit_keys: {0: {play: vm-goodbye}}
        continue: true
        on_busy: {play: busy}
        on_rejected: {play: rejected}
        on_congestion: {play: congestion}
        on_no_answer: {play: nobody}
        on_unavailable: {play: away}
        on_confirm_failed: {play: no}
`)
	o.Runs = 10 * cleanRuns
	report, err := fuzz.Run(t.Context(), o)
	if err != nil || report.Break != nil {
		t.Fatalf("%v, %+v", err, report.Break)
	}
	if len(report.Untaken) > 1 { // the last: who fails otherwise
		t.Errorf("never taken: %v", report.Untaken)
	}
}

// Law: the test of a break says what those do who are dialled, the same with the same seed.
func TestDialledInTheTest(t *testing.T) {
	c := calleePlants()[0]
	first, second := find(t, options(t, c.text)).Test("ivr.yaml"), find(t, options(t, c.text)).Test("ivr.yaml")
	if !bytes.Equal(first, second) || !strings.Contains(string(first), "      dialled:\n        PJSIP/102: {status: busy}\n") {
		t.Errorf("%s", first)
	}
}
