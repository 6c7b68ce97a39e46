//go:build linux && asterisk

package asterisk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// within is a caller who is in a step when their instance is killed.
type within struct {
	kind, steps string
	script      sip.Script
	// ready is what Asterisk tells when they are in it, again what it tells once more when they go on, "" for nothing.
	ready, again string
	// lands is the extension onward, "" for a call that ends in the step.
	lands string
}

const (
	// agentRings is how long the telephone of the agent rings, lasts how long steps take that have a time.
	agentRings = 16 * time.Second
	lasts      = 25 * time.Second
)

const stepsHead = `mailboxes: {"100": {name: Ann Lee, pin: "471100"}}
voicemail: {min: 1s, silence: 0s}
http: {allow: ["SERVICE"]}
`

// onward is the end of a flow.
func onward(extension string) string {
	return "\n- continue: {context: onward, extension: \"" + extension + "\"}"
}

// keysLater are a caller who is asked something, and answers when the call goes on elsewhere.
func keysLater(keys ...string) sip.Script {
	script := sip.Script{sip.Answered(), sip.Pause(20 * time.Second)}
	for _, key := range keys {
		script = append(script, sip.Press(key), sip.Pause(3*time.Second))
	}
	return append(script[:len(script)-1], sip.ExpectByeWithin(outlasts))
}

// withins are the callers, each with another kind of step.
func withins(service string, agent *sip.Answerer) []within {
	stays := sip.Script{sip.AnsweredWithin(teamOutlasts), sip.ExpectByeWithin(teamOutlasts)}
	early := sip.Script{sip.EarlyMedia(), sip.AnsweredWithin(teamOutlasts), sip.ExpectByeWithin(outlasts)}
	rings := sip.Script{sip.Ringing(), sip.AnsweredWithin(teamOutlasts), sip.ExpectByeWithin(outlasts)}
	login, name := "hears vm-login", "hears dir-"
	return []within{
		{"say", "- answer\n- say: {characters: \"" + strings.Repeat("abcdefgh", 4) + "\"}" + onward("said"), stays,
			"hears letters/a", "", "said"},
		{"tone", "- tone: {name: ring, time: 25s, answer: true}" + onward("${steps.d.status}"), stays, "answered", "", "done"},
		{"silence", "- answer\n- silence: {id: d, time: 25s}" + onward("${steps.d.status}"), stays, "answered", "", "done"},
		{"moh", "- moh: {id: d, time: 25s}" + onward("${steps.d.status}"), stays, "answered", "", "done"},
		{"ring", "- ring: 25s\n- answer" + onward("rang"), rings, "callers/", "", "rang"},
		{"progress", "- progress\n- play: {media: demo-congrats, early: true}\n- answer" + onward("played"), early,
			longPrompt, "", "played"},
		{"http", "- answer\n- http: {id: d, url: \"http://" + service + "/POST\", method: POST, timeout: 30s, budget: 30s, retries: 0}" +
			onward("got${steps.d.status}"), stays, "answered", "", "gotok"},
		{"voicemail_menu", "- answer\n- voicemail_menu: {id: d, attempts: 9}" + onward("${steps.d.status}${steps.d.reason}"),
			keysLater("100#", "471100#", "#"), login, login, "done"},
		{"directory", "- answer\n- directory: {id: d, attempts: 9, mailboxes: false, people: {\"101\": Ann Lee}, on_found: " +
			"{log: found}}" + onward("found${steps.d.extension}"), keysLater("533", "1"), name, name, "found101"},
		{"hold", "- hold: {id: d, time: 25s}" + onward("${steps.d.status}"), stays, "answered", "", "done"},
		{"bridge", "- bridge: {id: d, name: lobby, timeout: 25s, end_alone: false}" + onward("${steps.d.status}"), stays, "answered", "", "timeout"},
		{"transfer", "- answer\n- transfer: {id: d, mode: warm, to: \"PJSIP/trunk/" + agent.URI() + "\", brief: beep, accept_timeout: 20s, ring_timeout: 60s}",
			stays, "answered", "", ""},
		{"call and repeat", "- answer\n- repeat: {times: 2, steps: [{call: f13}]}" + onward("repeated"), stays, "answered", "", "repeated"},
		{"none", "- play: beep\n- wait: 13s", nil, "", "", ""}, // what the one before calls
	}
}

// Law: whoever is in any other step that takes time when their instance is killed goes on at another one: the deadline is
// where it was, what is asked is asked again, a service does nothing twice, a telephone rings on, who speaks into a mailbox
// speaks on. Nobody is hung up, each call ends once.
func TestTeamKilledInEachStep(t *testing.T) {
	service, agent := newOrders(t), answerer(t, sip.Manner{Rings: agentRings, Presses: "1", Hesitates: 3 * time.Second, Speaks: true})
	speaker := answerer(t, sip.Manner{Speaks: true, Presses: "#", Hesitates: 30 * time.Second}) // the next one hears it
	host := service.Listener.Addr().String()
	cases := withins(host, agent)
	var flows []string
	for _, c := range cases {
		flows = append(flows, strings.Replace(c.steps, "tone: {", "tone: {id: d, ", 1))
	}
	cases = cases[:len(cases)-1]
	flows = append(flows, "- voicemail: {id: d, mailbox: \"100\", greeting: none, instructions: false, review: false}"+onward("left${steps.d.status}"))
	tm := newTeam(t, sideBySide(strings.Replace(stepsHead, "SERVICE", host, 1), flows))
	tm.begin(t, "n1")
	w := watch(t)
	l := newLine(t, w, "891")
	for i, c := range cases {
		l.ringFrom(fmt.Sprintf("891%02d", i), numbered(i), c.script...)
	}
	forget(t, tm.client, "ONWARD_89199")
	bring(t, speaker, "89199", numbered(len(flows)-1))
	begun := time.Now()
	for i, c := range cases {
		w.await(t, fmt.Sprintf("891%02d", i), c.ready, 1)
	}
	tm.awaitCalls(t, len(cases)+1)
	tm.begin(t, "n2", "n3")
	pass(t, time.Second)
	had := tm.shares(t)
	tm.loses(t, "n1")
	t.Logf("n1 is killed %v after they came; of %v its calls went on after %v", time.Since(begun), had, tm.takesOver(t, "n1"))
	if took := time.Since(begun); had["n1"] != len(cases)+1 || took > 18*time.Second {
		t.Errorf("n1 had %v; it took %v", had, took)
	}
	answers, cancel := context.WithTimeout(t.Context(), agentRings+awaitTimeout)
	defer cancel()
	if err := agent.Up(answers); err != nil {
		t.Error(err)
	}
	if err := inOrder(func() error { return agent.Stay(8 * time.Second) }, agent.Hangup); err != nil {
		t.Error(err)
	}
	for i, c := range cases {
		from := fmt.Sprintf("891%02d", i)
		if _, err := l.runs[from].Wait(); err != nil {
			t.Errorf("%s: %v", c.kind, err)
		}
		story, end := w.ended(t, from), []string{"onward/" + c.lands + " Playback", "ended 16"}
		if c.lands != "" && !slices.Equal(story[max(0, len(story)-2):], end) {
			t.Errorf("%s: the story is %q", c.kind, story)
		}
		if took := w.between(from, "callers/"+numbered(i)+" Stasis", story[len(story)-2]); strings.Contains(c.steps, "time: 25s") &&
			(took < lasts-time.Second || took > lasts+3*time.Second) {
			t.Errorf("%s: it took %v", c.kind, took)
		}
		if spelled := timesIn(story, "hears letters/a"); c.kind == "say" && spelled != 4 {
			t.Errorf("%s: an a is heard %d times of 4", c.kind, spelled)
		}
		if plays := timesIn(story, longPrompt); c.ready == longPrompt && plays != 1 {
			t.Errorf("%s: the prompt is heard %d times", c.kind, plays)
		}
		heard := func(fact string) bool { return strings.HasPrefix(fact, c.again) }
		if first := slices.IndexFunc(story, heard); c.again != "" && (first < 0 || !slices.ContainsFunc(story[first+1:], heard)) {
			t.Errorf("%s: what they heard does not come again: %q", c.kind, story)
		}
	}
	await(t, tm.client, "ONWARD_89199", "leftsuccess")
	if keys, effects := service.seen("/POST"); len(keys) != 2 || effects != 1 {
		t.Errorf("the service was asked with %q, and did something %d times", keys, effects)
	}
	if late := tm.told("has not come yet"); late > 0 {
		t.Errorf("%d channels did not come to who took their calls up", late)
	}
	tm.over(t, len(cases)+1, tm.messages(t)...)
	if heard := says(agent.Close()); heard > 0 {
		t.Errorf("the agent heard a tone for %v, of a caller who says nothing", heard)
	}
	speaker.Close()
}

// messages are the recordings of mailboxes, of which there is one.
func (tm *team) messages(t *testing.T) []string {
	t.Helper()
	var names []string
	tm.awaitFor(t, "the message", func() bool {
		stored, err := tm.client.Recordings.ListStored(t.Context())
		names = nil
		for _, one := range stored {
			names = append(names, one.Name)
		}
		return err == nil && len(names) == 1 && strings.HasPrefix(names[0], "voicemail/100/")
	})
	return names
}
