//go:build linux && asterisk

package asterisk

import (
	"testing"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: a text comes to a telephone as the flow has it, line breaks and all.
func TestMessage(t *testing.T) {
	telephone := answerer(t, sip.Manner{})
	defer telephone.Close()
	d := transferring(t, "message:\n    id: d\n    to: PJSIP/trunk/"+telephone.URI()+"\n    text: \"Call ${call.from}\\nat once\"")
	forget(t, d.client, "ONWARD_7945")
	listenTo(t, sip.Call{To: "7910", From: "7945", Script: sip.Script{
		sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}})
	if text, err := telephone.Text(inTime(t)); err != nil || text != "Call 7945\nat once" {
		t.Errorf("%q, %v", text, err)
	}
	await(t, d.client, "ONWARD_7945", "sent")
	d.awaitIdle(t, 1)
}
