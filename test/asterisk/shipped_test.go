//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// caller is one person who calls the company of the shipped ivr.yaml: what they
// do, and the whole story that Asterisk has to tell of it.
type caller struct {
	name, dials string
	script      sip.Script
	story       []string
}

const (
	greeting = "hears basic-pbx-ivr-main"
	// gone is the end of a caller who hangs up; their telephone gives no cause.
	gone = "ended 0"
	beat = 1500 * time.Millisecond
	// outlasts is longer than all three greetings with their silences.
	outlasts = 110 * time.Second
	// dialled is enough for what the dialplan says when nobody is at home.
	dialled = 15 * time.Second
)

// sentTo is the story's end of a call that `continue` sends to the telephones.
// They do not exist in the lab, so the dialplan apologises, and the cause is
// that there is no way to them.
func sentTo(extension string) []string {
	return []string{"phones/" + extension + " Dial", "phones/nobody Playback", "ended 3"}
}

func told(parts ...any) []string {
	story := []string{}
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			story = append(story, part)
		case []string:
			story = append(story, part...)
		}
	}
	return story
}

// callers are those of internal/demo, with real sounds and real keys.
func callers() []caller {
	return []caller{
		{"nobody presses a key", "200", sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}, told(
			"callers/200 Stasis", "answered", greeting, "hears please-try-again",
			greeting, "hears im-sorry", "hears please-try-again",
			greeting, "hears im-sorry", "hears vm-goodbye", "ended 16")},
		{"the greeting heard out, then sales, whose telephones are not there", "200", sip.Script{
			sip.Answered(), sip.Pause(27 * time.Second), sip.Press("1"), sip.Pause(9 * time.Second), sip.Hangup(),
		}, told("callers/200 Stasis", "answered", greeting, "hears vm-theperson", "hears vm-isunavail", "hears vm-intro", gone)},
		{"the helpdesk, where no agent has logged in", "200", sip.Script{
			sip.Answered(), sip.Pause(2 * beat), sip.Press("5"), sip.Pause(9 * time.Second), sip.Hangup(),
		}, told("callers/200 Stasis", "answered", greeting, "hears im-sorry", "hears vm-theperson", "hears vm-isunavail",
			"hears vm-intro", gone)},
		{"an extension, dialled directly", "200", sip.Script{
			sip.Answered(), sip.Pause(beat), sip.Press("234"), sip.ExpectByeWithin(dialled),
		}, told("callers/200 Stasis", "answered", greeting, sentTo("234"))},
		{"wrong keys, three times", "200", sip.Script{
			sip.Answered(), sip.Pause(beat), sip.Press("9"), sip.Pause(5 * time.Second), sip.Press("8"),
			sip.Pause(5 * time.Second), sip.Press("200"), sip.ExpectByeWithin(dialled),
		}, told("callers/200 Stasis", "answered", greeting, "hears pm-invalid-option",
			greeting, "hears pm-invalid-option", greeting, "hears im-sorry",
			"hears vm-goodbye", "ended 16")},
		{"a customer with a PIN", "201", sip.Script{
			sip.Answered(), sip.Pause(2 * beat), sip.Press("1234#"), sip.Pause(2 * beat), sip.Press("1"),
			sip.Pause(beat), sip.Press("4711"), sip.ExpectByeWithin(dialled),
		}, told("callers/201 Stasis", "answered", "hears vm-enter-num-to-call",
			"hears you-entered", "hears agent-pass", "hears auth-thankyou", sentTo("support"))},
		{"a correction, then a wrong PIN", "201", sip.Script{
			sip.Answered(), sip.Pause(2 * beat), sip.Press("999#"), sip.Pause(beat), sip.Press("2"),
			sip.Pause(beat), sip.Press("998#"), sip.Pause(beat), sip.Press("1"),
			sip.Pause(beat), sip.Press("0000"), sip.ExpectByeWithin(dialled),
		}, told("callers/201 Stasis", "answered", "hears vm-enter-num-to-call", "hears you-entered",
			"hears vm-enter-num-to-call", "hears you-entered", "hears agent-pass", "hears vm-incorrect", "ended 16")},
		{"gone in the middle of the greeting", "200", sip.Script{
			sip.Answered(), sip.Pause(2 * beat), sip.Hangup(),
		}, told("callers/200 Stasis", "answered", greeting, gone)},
		{"keys before anybody asked", "200", sip.Script{
			sip.Answered(), sip.Press("31"), sip.ExpectByeWithin(dialled),
		}, told("callers/200 Stasis", "answered", sentTo("accounting"))},
		{"a number out of service", "299", sip.Script{sip.Refused(404)},
			told("callers/299 Stasis", "hears feature-not-avail-line", "ended 1")},
		{"somebody's own number", "234", sip.Script{sip.Answered(), sip.ExpectByeWithin(dialled)},
			told("callers/234 Stasis", "phones/234 Dial", "phones/nobody Playback", "answered", "ended 3")},
	}
}

// pressesKeys tells whether it matters how keys travel.
func (c caller) pressesKeys() bool {
	for _, step := range c.script {
		if step.Keys() != "" {
			return true
		}
	}
	return false
}

// Law: everybody who calls the shipped ivr.yaml meets the fate that it gives
// them, with keys by SIP INFO and by RFC 4733.
func TestShippedFile(t *testing.T) {
	d, w := start(t, shipped(t, nil)), watch(t)
	calls := 0
	t.Run("calls", func(t *testing.T) {
		for k, keys := range []sip.Keying{sip.INFO, sip.RFC4733} {
			for i, c := range callers() {
				if keys == sip.RFC4733 && !c.pressesKeys() {
					continue
				}
				calls++
				t.Run(fmt.Sprintf("%v/%s", keys, c.name), func(t *testing.T) {
					t.Parallel()
					from := fmt.Sprintf("84%d%02d", k, i)
					_, err := phone().Place(t.Context(), sip.Call{To: c.dials, From: from, Keys: keys, Script: c.script})
					if err != nil {
						t.Error(err)
					}
					if diff := cmp.Diff(c.story, w.ended(t, from)); diff != "" {
						t.Errorf("-want +got:\n%s", diff)
					}
				})
			}
		}
	})
	d.awaitIdle(t, calls)
}
