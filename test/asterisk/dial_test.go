//go:build linux && asterisk

package asterisk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const dialFile = `
app: {name: "${env.RIG_APP}", answer_delay: 0s}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: none}
numbers: {"7900": main}
flows:
  main:
    - dial:
        id: d
        targets: [TARGETS]
        OPTIONS
    - continue: {context: onward, extension: "${steps.d.status}${steps.d.ended_by}"}
`

// dialling is a daemon whose number 7900 dials these telephones.
func dialling(t *testing.T, options string, phones ...*sip.Answerer) *daemon {
	t.Helper()
	var targets []string
	for _, phone := range phones {
		targets = append(targets, "PJSIP/trunk/"+phone.URI())
	}
	text := strings.NewReplacer("TARGETS", strings.Join(targets, ", "), "OPTIONS",
		strings.ReplaceAll(options, "\n", "\n        ")).Replace(dialFile)
	return start(t, writeFile(t, text, t.TempDir(), "ivr.yaml"))
}

// dialStep are steps that dial a telephone and then have the dialplan write down what came of it.
func dialStep(options string, phone *sip.Answerer) string {
	step := "- dial:\n    id: d\n    targets: [" + endpoint(phone) + "]\n"
	for line := range strings.SplitSeq(options, "\n") {
		step += "    " + line + "\n"
	}
	return step + "- continue: {context: onward, extension: \"${steps.d.status}\"}"
}

// answerer is a telephone that is put away at the end of the test.
func answerer(t *testing.T, manner sip.Manner) *sip.Answerer {
	t.Helper()
	phone, err := sip.AnswerLike(manner)
	if err != nil {
		t.Fatal(err)
	}
	return phone
}

// rings calls 7900 and returns what the caller heard.
func rings(t *testing.T, from string, script sip.Script) hearing.Audio {
	t.Helper()
	return listenTo(t, sip.Call{To: "7900", From: from, Script: script})
}

// hasTone tells whether the telephones' tone is in the audio for so long at least.
func hasTone(audio hearing.Audio, atLeast time.Duration) bool {
	const window = hearing.Rate / 50
	heard := time.Duration(0)
	for samples := range slices.Chunk(audio.Samples, window) {
		if len(samples) == window && power(samples, 1000) > 100*(power(samples, 620)+1) {
			heard += time.Second / 50
		}
	}
	return heard >= atLeast
}

// Law: who refuses, or does not answer, is known by the status, and the flow goes on; nothing is left.
func TestDialStatuses(t *testing.T) {
	cases := []struct {
		name   string
		manner sip.Manner
		status string
	}{
		{"busy", sip.Manner{Rings: 200 * time.Millisecond, Status: 486}, "busy"},
		{"busy everywhere", sip.Manner{Status: 600}, "busy"},
		{"rejected", sip.Manner{Rings: 200 * time.Millisecond, Status: 603}, "rejected"},
		{"no answer, as the telephone says", sip.Manner{Rings: 200 * time.Millisecond, Status: 480}, "no_answer"},
		{"no answer in time", sip.Manner{Rings: -1}, "no_answer"},
		{"not there", sip.Manner{Status: 404}, "unavailable"},
		{"gone for good", sip.Manner{Status: 410}, "unavailable"},
		{"overloaded", sip.Manner{Status: 503}, "congestion"},
		{"forwarded, which is not followed", sip.Manner{Status: 302, Forward: "sip:200@127.0.0.1"}, "unavailable"},
	}
	var flows []string
	for _, c := range cases {
		phone := answerer(t, c.manner)
		defer phone.Close()
		flows = append(flows, dialStep("ring_timeout: 2s", phone))
	}
	d := abreast(t, "", flows)
	t.Run("calls", func(t *testing.T) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				from := fmt.Sprintf("79%02d", i)
				forget(t, d.client, "ONWARD_"+from)
				if _, err := phone().Place(t.Context(), sip.Call{To: numbered(i), From: from, Script: sip.Script{
					sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}}); err != nil {
					t.Error(err)
				}
				await(t, d.client, "ONWARD_"+from, c.status)
			})
		}
	})
	d.awaitIdle(t, len(cases))
}

// Law: the two hear each other; the callee's telephone shows who calls; whoever hangs up ends both.
func TestDialTalk(t *testing.T) {
	for _, c := range []struct {
		name   string
		leaves time.Duration
		script sip.Script
	}{
		{"the callee hangs up", 2 * time.Second, sip.Script{sip.Ringing(), sip.Answered(), sip.ExpectByeWithin(outlasts)}},
		{"the caller hangs up", 0, sip.Script{sip.Ringing(), sip.Answered(), sip.Pause(2 * time.Second), sip.Hangup()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			phone := answerer(t, sip.Manner{Rings: 500 * time.Millisecond, Speaks: true, Leaves: c.leaves})
			defer phone.Close()
			d := dialling(t, "ring_timeout: 10s", phone)
			if heard := rings(t, "7950", c.script); !hasTone(heard, time.Second) {
				t.Error("the caller did not hear the callee")
			}
			ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
			defer cancel()
			if err := phone.Ended(ctx); err != nil {
				t.Error(err)
			}
			if invited := phone.Invited(); !strings.Contains(invited, "7950") {
				t.Errorf("the callee's telephone was not told who calls:\n%s", invited)
			}
			d.awaitIdle(t, 1)
		})
	}
}

// Law: a caller who gives up while it rings leaves no telephone ringing.
func TestDialCallerGivesUp(t *testing.T) {
	phone := answerer(t, sip.Manner{Rings: -1})
	defer phone.Close()
	d := dialling(t, "ring_timeout: 30s", phone)
	rings(t, "7951", sip.Script{sip.Ringing(), sip.Pause(time.Second), sip.Cancel()})
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	if err := phone.Ended(ctx); err != nil {
		t.Error("the telephone rings on:", err)
	}
	d.awaitIdle(t, 1)
}

// Law: the first of several to answer has the caller, and the others are told that it was answered elsewhere.
func TestDialSeveral(t *testing.T) {
	slow, quick := answerer(t, sip.Manner{Rings: -1}), answerer(t, sip.Manner{Rings: time.Second, Speaks: true,
		Leaves: 2 * time.Second})
	defer slow.Close()
	defer quick.Close()
	d := dialling(t, "ring_timeout: 20s", slow, quick)
	heard := rings(t, "7952", sip.Script{sip.Ringing(), sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)})
	if !hasTone(heard, time.Second) {
		t.Error("the caller did not hear who answered")
	}
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	defer cancel()
	if err := slow.Ended(ctx); err != nil {
		t.Error("the other telephone rings on:", err)
	}
	d.awaitIdle(t, 1)
}

// Law: what the callee's side sends before the answer is heard by the caller, if the file says so.
func TestDialEarlyMedia(t *testing.T) {
	phone := answerer(t, sip.Manner{Rings: 2 * time.Second, Early: true, Speaks: true, Leaves: time.Second})
	defer phone.Close()
	d := dialling(t, "early_media: callee", phone)
	heard := rings(t, "7953", sip.Script{sip.EarlyMedia(), sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)})
	if !hasTone(heard, 2*time.Second) {
		t.Error("the caller did not hear the early media")
	}
	d.awaitIdle(t, 1)
}
