//go:build linux && asterisk

package asterisk

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// recordingFile has what is recorded brought into FOLDER.
const recordingFile = `
server: {listen: none}
recordings: {folder: FOLDER, name: "{name}.{format}", delete: true}
numbers: {"7985": main}
flows:
  main:
    STEPS
`

// recording is a daemon whose number 7985 takes these steps, and the folder of its recordings.
func recording(t *testing.T, steps string) (*daemon, string) {
	t.Helper()
	emptyRecordings(t)
	folder := t.TempDir()
	return party(t, strings.NewReplacer("FOLDER", folder, "STEPS", strings.ReplaceAll(steps, "\n", "\n    ")).
		Replace(recordingFile)), folder
}

// Law: what a caller says is in the folder, sample for sample; then Asterisk has it no more.
func TestRecordOfTheCaller(t *testing.T) {
	d, folder := recording(t, "- answer\n- record: {id: r, name: said, max: 3s}\n- hangup")
	caller := answerer(t, sip.Manner{Speaks: true})
	defer caller.Close()
	bring(t, caller, "7986", "7985")
	if err := caller.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	audio := recorded(t, awaitFile(t, d, folder, "said.wav"))
	if long := says(audio); long < 2*time.Second || audio.Length() > 5*time.Second {
		t.Errorf("%v of %v are the caller's", long, audio.Length())
	}
	d.awaitFor(t, "Asterisk to have no recording", func() bool {
		stored, err := d.client.Recordings.ListStored(t.Context())
		return err == nil && len(stored) == 0
	})
}

// Law: with review the caller hears what was recorded, and what they speak anew is what is kept.
func TestRecordWithReview(t *testing.T) {
	d, folder := recording(t, "- answer\n- record: {id: r, name: reviewed, max: 2s, review: {prompt: beep, timeout: 1s, attempts: 1}}\n"+
		"- hangup")
	caller := answerer(t, sip.Manner{Speaks: true, Presses: "2", Hesitates: 3 * time.Second})
	bring(t, caller, "7987", "7985")
	ctx, cancel := context.WithTimeout(t.Context(), outlasts)
	defer cancel()
	if err := caller.Ended(ctx); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	if long := says(recorded(t, awaitFile(t, d, folder, "reviewed.wav"))); long < time.Second {
		t.Errorf("the tone is recorded for %v", long)
	}
	if long := says(caller.Close()); long < time.Second {
		t.Errorf("the caller heard what was recorded for %v", long)
	}
}

// Law: of a conversation there are, as the file says, one recording of both or one of each; each has in it what its
// side said.
func TestRecordingsOfACall(t *testing.T) {
	for _, c := range []struct {
		name, record string
		files        map[string]bool // whether the callee is heard in it
	}{
		{"mixed", "{name: talk}", map[string]bool{"talk.wav": true}},
		{"per leg", "{name: talk, per_leg: true}", map[string]bool{"-caller.wav": false, "-leg1.wav": true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			callee := answerer(t, sip.Manner{Speaks: true, Leaves: 3 * time.Second})
			defer callee.Close()
			d, folder := recording(t, "- dial: {targets: "+endpoint(callee)+", record: "+c.record+"}")
			listenTo(t, sip.Call{To: "7985", From: "7988", Script: sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}})
			d.awaitIdle(t, 1)
			for ending, speaks := range c.files {
				audio := hearing.Audio(recorded(t, awaitFile(t, d, folder, ending)))
				if long := says(audio); speaks != (long >= time.Second) {
					t.Errorf("%s: the callee is heard for %v", ending, long)
				}
			}
		})
	}
}

// Law: the recording of a call holds silence while a secret is asked for, and no longer: who talks with a caller who gave
// none is heard.
func TestTalkBehindASecretIsRecorded(t *testing.T) {
	callee := answerer(t, sip.Manner{Speaks: true, Leaves: 3 * time.Second})
	defer callee.Close()
	d, folder := recording(t, "- answer\n- record_call: {name: secretive}\n- collect: {prompt: beep, secret: true, length: 4, "+
		"max_noinput: 1, on_exhausted: {dial: {targets: "+endpoint(callee)+"}}}")
	listenTo(t, sip.Call{To: "7985", From: "7989", Script: sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}})
	d.awaitIdle(t, 1)
	audio := hearing.Audio(recorded(t, awaitFile(t, d, folder, "secretive.wav")))
	if long := says(audio); long < time.Second {
		t.Errorf("the callee is heard for %v of %v", long, audio.Length())
	}
}

// Law: who comes into a conference as soon as their recording has ended is in it: Asterisk lets go of the recording a
// moment after it has told of its end.
func TestConferenceBehindARecording(t *testing.T) {
	const callers = 60
	d, _ := recording(t, "- answer\n- record: {name: '${call.id}', max: 1s, fetch: false}\n"+
		"- conference: {id: c, room: behind, timeout: 2s}\n- log: met ${steps.c.status}\n- hangup")
	if _, err := phone().PlaceMany(t.Context(), sip.Call{To: "7985", From: "7984", Script: sip.Script{sip.Answered(),
		sip.ExpectByeWithin(outlasts)}}, sip.Load{Calls: callers, Rate: 20}); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, callers)
	if met := strings.Count(d.logged(), "met timeout"); met != callers {
		t.Errorf("%d of %d have met", met, callers)
	}
}
