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

// Law: a text that a telephone sends walks the flow of `messages`, which answers it; the sender is told that it is taken.
func TestTextsOfTelephones(t *testing.T) {
	writer := answerer(t, sip.Manner{})
	defer writer.Close()
	d := party(t, `
server: {listen: none}
messages: {flow: texts}
vars: {message_text: ""}
numbers: {"7946": main}
flows:
  main: [hangup]
  texts:
    - log: "${call.from} writes to ${call.to} by ${call.channel}"
    - message: {to: `+endpoint(writer)+`, text: "We have got '${vars.message_text}' of ${call.from}"}
`)
	for _, text := range []string{"call me", "two\nlines"} {
		status, err := writer.Write(lab.SIP, "7947", "7946", text)
		if err != nil || status != 202 {
			t.Errorf("%d, %v", status, err)
		}
		if got, err := writer.Text(inTime(t)); err != nil || got != "We have got '"+text+"' of 7947" {
			t.Errorf("%q, %v", got, err)
		}
	}
	d.awaitLogged(t, "7947 writes to 7946 by PJSIP/trunk", 2)
	d.awaitIdle(t, 0)
}
