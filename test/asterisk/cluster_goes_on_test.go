//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// teamPause is when callers press the keys that end their calls: all instances have been killed once by then.
	teamPause = 30 * time.Second
	// teamOutlasts is how long callers stay at most.
	teamOutlasts = 60 * time.Second
)

// stayer is a caller who is in when instances are killed.
type stayer struct {
	name, steps string
	script      sip.Script
	// ready is what Asterisk tells when they are in the middle of it, "" for a caller who speaks.
	ready string
	// hears is what they hear again when their call goes on elsewhere, lands the extension onward.
	hears, lands string
}

// longPrompt is one that some hear when instances are killed.
const longPrompt = "hears demo-congrats"

func stayers(t *testing.T) []stayer {
	t.Helper()
	asks := "hears vm-enter-num-to-call"
	keys := sip.Script{sip.Answered(), sip.Pause(teamPause), sip.Press("1"), sip.ExpectByeWithin(teamOutlasts)}
	stays := sip.Script{sip.Answered(), sip.ExpectByeWithin(teamOutlasts)}
	return []stayer{
		{"a menu", `- answer
- set: {asked: "${call.from}"}
- menu: {prompt: demo-congrats, first_timeout: 90s, attempts: 20, choices: {1: {continue: {context: onward, extension: "menu${vars.asked}"}}}}`,
			keys, longPrompt, longPrompt, "menu89100"},
		{"typed keys", `- answer
- collect: {id: pin, prompt: beep, length: 8, secret: true, first_timeout: 20s}
- collect: {id: code, prompt: vm-enter-num-to-call, length: 4, secret: true, first_timeout: 90s, inter_timeout: 90s}
- if:
    is: same(steps.pin.value, "3141" + "5926") and same(steps.code.value, "4712")
    then: {continue: {context: onward, extension: known}}
    else: {continue: {context: onward, extension: unknown}}`,
			sip.Script{sip.Answered(), sip.Pause(beat), sip.Press(pinKeys), sip.Pause(500 * time.Millisecond), sip.Press("47"),
				sip.Pause(teamPause), sip.Press("4712"), sip.ExpectByeWithin(teamOutlasts)}, asks, asks, "known"},
		{"several prompts", `- answer
- play: [vm-enter-num-to-call, demo-congrats, beep]
- continue: {context: onward, extension: played}`,
			stays, asks, "", "played"},
		{"a wait", `- answer
- wait: 32s
- continue: {context: onward, extension: waited}`,
			stays, "answered", "", "waited"},
		{"a visit", visit("slow", "context: visits\nextension: agi\nresult: {got: VISIT_AGI_SAYS}\nvariables: {VISIT_AGI: "+
			agi(t, strings.Replace(slowAGI, "SECONDS", "20", 1))+"}"),
			stays, "answered", "", "done"},
	}
}

// stayingPhones are callers who speak, and whom they ring.
type stayingPhones struct{ rings, rung, talks, talkedTo, taped, records *sip.Answerer }

const stayingTaped = "- record_call: {name: taped}\n- wait: 32s\n- record_call: stop\n- continue: {context: onward, extension: taped}"

const stayingRecords = "- answer\n- record: {id: r, name: said, max: 12s}\n- continue: {context: onward, extension: \"recorded${steps.r.status}\"}"

// timesIn is how often a fact is in a story.
func timesIn(story []string, fact string) (times int) {
	for _, one := range story {
		if one == fact {
			times++
		}
	}
	return times
}

// Law: whoever is in a menu, a question, several prompts, a wait, a visit to the dialplan, a call that rings, a conversation, a
// recording, when their instance is killed, goes on at another one within ten seconds, as often as that happens: each of the
// three is killed once, and comes back. What was keyed in is known, a prompt plays on, nobody is hung up, nobody leaves their bridge, each call
// ends once.
func TestTeamKilledOneAfterAnother(t *testing.T) {
	cases := stayers(t)
	phones := stayingPhones{rings: answerer(t, sip.Manner{Speaks: true}), rung: answerer(t, sip.Manner{Rings: 26 * time.Second, Speaks: true}),
		talks: answerer(t, sip.Manner{Speaks: true}), talkedTo: answerer(t, sip.Manner{Speaks: true}),
		taped: answerer(t, sip.Manner{Speaks: true}), records: answerer(t, sip.Manner{Speaks: true})}
	flows := []string{}
	for _, c := range cases {
		flows = append(flows, c.steps)
	}
	flows = append(flows, resumeTalks(phones.rung, ""), resumeTalks(phones.talkedTo, ""), stayingTaped, stayingRecords)
	calls := len(flows)
	tm, w := teamOf(t, sideBySide("", flows), "n1", "n2", "n3"), watch(t)
	l := newLine(t, w, "8910")
	for i, c := range cases {
		l.ring(numbered(i), c.script...)
	}
	speakers := []*sip.Answerer{phones.rings, phones.talks, phones.taped, phones.records}
	for i, speaker := range speakers {
		from := fmt.Sprintf("8910%d", len(cases)+i)
		forget(t, tm.client, "ONWARD_"+from)
		bring(t, speaker, from, numbered(len(cases)+i))
	}
	for i, c := range cases {
		w.await(t, fmt.Sprintf("8910%d", i), c.ready, 1)
	}
	tm.awaitCalls(t, calls)
	bridge := tm.talking(t)
	pass(t, beat) // the second secret is half keyed in
	begun, before := time.Now(), w.count(leftBridge)
	for _, name := range []string{"n1", "n2", "n3"} {
		had := tm.shares(t)
		tm.loses(t, name)
		t.Logf("%s is killed; of %v its calls went on after %v", name, had, tm.takesOver(t, name))
		tm.stillJoined(t, bridge)
		if name != "n3" {
			tm.begin(t, name)
		}
	}
	if took := time.Since(begun); took > teamPause-2*time.Second {
		t.Errorf("the machine took %v, so that a key may have come at a bad moment", took)
	}
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left their bridge", left)
	}
	talked := time.Since(begun)
	if err := phones.talkedTo.Hangup(); err != nil {
		t.Error(err)
	}
	for i, c := range cases {
		from := fmt.Sprintf("8910%d", i)
		if _, err := l.runs[from].Wait(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		story := w.ended(t, from)
		if !slices.Equal(story[max(0, len(story)-2):], []string{"onward/" + c.lands + " Playback", "ended 16"}) {
			t.Errorf("%s: the story is %q", c.name, story)
		}
		if plays := timesIn(story, longPrompt); c.name == "several prompts" && plays != 1 {
			t.Errorf("%s: the second is heard %d times", c.name, plays)
		}
		if again := slices.Index(story, c.hears); c.hears != "" && !slices.Contains(story[again+1:], c.hears) {
			t.Errorf("%s: what they heard does not come again: %q", c.name, story)
		}
	}
	if err := phones.rung.Up(inTime(t)); err != nil {
		t.Error(err)
	}
	pass(t, 2*time.Second)
	if err := phones.rung.Hangup(); err != nil {
		t.Error(err)
	}
	for i, lands := range []string{"answeredcallee", "answeredcallee", "taped", "recordedtimeout"} {
		await(t, tm.client, fmt.Sprintf("ONWARD_8910%d", len(cases)+i), lands)
	}
	tm.over(t, calls, "said", "taped")
	for name, phone := range map[string]*sip.Answerer{"who rang": phones.rings, "who was rung": phones.rung} {
		if heard := says(phone.Close()); heard < time.Second {
			t.Errorf("%s heard the other for %v", name, heard)
		}
	}
	for name, phone := range map[string]*sip.Answerer{"who talks": phones.talks, "whom they talk to": phones.talkedTo} {
		if heard := says(phone.Close()); heard < talked-2*time.Second {
			t.Errorf("%s heard the other for %v of %v", name, heard, talked)
		}
	}
	for _, data := range tm.data {
		standsNowhere(t, data, pinKeys)
	}
}
