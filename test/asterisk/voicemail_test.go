//go:build linux && asterisk

package asterisk

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const voicemailFile = `
server: {listen: none}
mailboxes: {"100": {name: Ann Lee, pin: "${env.RIG_PIN:-471100}"}}
voicemail: {min: 1s, silence: 0s}
numbers: {"7993": leave, "7994": listen}
flows:
  leave:
    - voicemail: {mailbox: "100", greeting: none, instructions: false}
    - hangup
  listen:
    - voicemail_menu: {id: d, attempts: 1}
    - continue: {context: onward, extension: "${steps.d.status}${steps.d.reason}"}
`

// Law: what a caller leaves is heard by the owner, who knows the PIN, and by nobody else; the lamp of the mailbox
// is lit from the message on until it was listened to.
func TestVoicemail(t *testing.T) {
	emptyRecordings(t)
	d := party(t, voicemailFile)
	lamp := func(want string) {
		t.Helper()
		d.awaitFor(t, "the lamp to be "+want, func() bool {
			state, err := d.client.DeviceStates.Get(t.Context(), "Stasis:mwi-100")
			return err == nil && string(state.State) == want
		})
	}
	lamp("NOT_INUSE")
	caller := answerer(t, sip.Manner{Speaks: true, Leaves: 5 * time.Second})
	defer caller.Close()
	bring(t, caller, "7995", "7993")
	if err := caller.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	lamp("INUSE")
	forget(t, d.client, "ONWARD_7996")
	listenTo(t, sip.Call{To: "7994", From: "7996", Script: sip.Script{sip.Answered(), sip.Pause(beat), sip.Press("100#"),
		sip.Pause(beat), sip.Press("999999#"), sip.ExpectByeWithin(outlasts)}})
	await(t, d.client, "ONWARD_7996", "failedpin")
	forget(t, d.client, "ONWARD_7997")
	heard := listenTo(t, sip.Call{To: "7994", From: "7997", Script: sip.Script{sip.Answered(), sip.Pause(beat),
		sip.Press("100#"), sip.Pause(beat), sip.Press("471100#"), sip.Pause(beat), sip.Press("1"),
		sip.Pause(20 * time.Second), sip.Press("#"), sip.ExpectByeWithin(outlasts)}})
	await(t, d.client, "ONWARD_7997", "done")
	if long := says(heard); long < 2*time.Second {
		t.Errorf("the owner heard the message for %v", long)
	}
	lamp("NOT_INUSE")
	d.awaitIdle(t, 3)
}
