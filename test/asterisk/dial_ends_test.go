//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// dialEnd is a call that one side ends at some stage.
type dialEnd struct {
	name, options string
	// answered tells that the caller is answered before.
	answered bool
	callee   sip.Manner
	script   sip.Script
	// status is that of the step, when the caller is there still.
	status string
}

func dialEnds() []dialEnd {
	const moment = 300 * time.Millisecond
	stays := sip.Script{sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}
	hangsUp := func(after time.Duration) sip.Script {
		return sip.Script{sip.AnsweredWithin(awaitTimeout), sip.Pause(after), sip.Hangup()}
	}
	return []dialEnd{
		{"the callee refuses while it rings", "", false, sip.Manner{Rings: moment, Status: 480}, stays, "no_answer"},
		{"the callee refuses in early media", "early_media: callee", false, sip.Manner{Rings: time.Second, Early: true, Speaks: true, Status: 486}, stays, "busy"},
		{"the callee hangs up as they are asked", "confirm: {prompt: auth-thankyou}", false, sip.Manner{Leaves: moment}, stays, "confirm_failed"},
		{"the callee hangs up as the caller is announced", "announce_callee: demo-congrats", false, sip.Manner{Leaves: moment}, stays, "rejected"},
		{"the caller gives up before the callee rings", "", false, sip.Manner{Mute: true, Rings: -1}, sip.Script{sip.Ringing(), sip.Pause(moment), sip.Cancel()}, ""},
		{"the caller gives up while it rings", "", false, sip.Manner{Rings: -1}, sip.Script{sip.Ringing(), sip.Pause(moment), sip.Cancel()}, ""},
		{"the caller gives up in early media", "early_media: callee", false, sip.Manner{Early: true, Speaks: true, Rings: -1}, sip.Script{sip.EarlyMedia(), sip.EarlyMedia(), sip.Pause(moment), sip.Cancel()}, ""},
		{"the caller, answered already, hangs up while it rings", "", true, sip.Manner{Rings: -1}, hangsUp(time.Second), ""},
		{"the caller hangs up as the callee is asked", "confirm: {prompt: demo-congrats}", true, sip.Manner{}, hangsUp(time.Second), ""},
		{"the caller hangs up as they are announced", "announce_callee: demo-congrats", true, sip.Manner{}, hangsUp(time.Second), ""},
		{"the caller hangs up in the talk", "", false, sip.Manner{Speaks: true}, hangsUp(time.Second), ""},
	}
}

// Law: whoever goes, at whatever stage of a dial, leaves no telephone ringing, no channel and no bridge; a caller who is
// there still learns what it was.
func TestDialEndsAtEveryStage(t *testing.T) {
	var flows []string
	phones := make([]*sip.Answerer, len(dialEnds()))
	for i, c := range dialEnds() {
		phones[i] = answerer(t, c.callee)
		first := ""
		if c.answered {
			first = "- answer\n"
		}
		flows = append(flows, first+dialStep(c.options, phones[i]))
	}
	d := abreast(t, "", flows)
	t.Run("calls", func(t *testing.T) {
		for i, c := range dialEnds() {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				from, lab := fmt.Sprintf("781%02d", i), client(t)
				defer lab.Close()
				forget(t, lab, "ONWARD_"+from)
				if _, err := phone().Place(t.Context(), sip.Call{To: numbered(i), From: from, Script: c.script}); err != nil {
					t.Error(err)
				}
				if c.status != "" {
					await(t, lab, "ONWARD_"+from, c.status)
				} else if err := phones[i].Ended(inTime(t)); err != nil {
					t.Error("the callee's telephone goes on:", err)
				}
				awaitNobody(t, lab, from)
			})
		}
	})
	d.awaitIdle(t, len(dialEnds()))
	for _, phone := range phones {
		phone.Close()
	}
}

// Law: a forwarded call is dialled in the context that the file names, and the new telephone is told who forwards.
func TestForwardedCallShowsWhoForwards(t *testing.T) {
	last := answerer(t, sip.Manner{Leaves: time.Second})
	defer last.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(last.URI(), "sip:answerer@"), ":")
	first := answerer(t, sip.Manner{Status: 302, Forward: "sip:" + port + "@127.0.0.1"})
	defer first.Close()
	d := party(t, `
server: {listen: none}
outbound: {allow: ["Local/`+port+`@forwarded/n"]}
numbers: {"7970": main}
flows:
  main:
    - dial:
        targets: `+endpoint(first)+`
        forwarding: {context: forwarded}
        redirecting: {number: '200', name: Desk, reason: no_answer}
        caller_id: {number: '7971'}
        variables: {"REDIRECTING(count,i)": "1"}
    - hangup
`)
	if _, err := phone().Place(t.Context(), sip.Call{To: "7970", From: "7971", Script: sip.Script{
		sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}}); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	for name, phone := range map[string]*sip.Answerer{"first": first, "last": last} {
		if invited := phone.Invited(); !strings.Contains(invited, `Diversion: "Desk" <sip:200@`) || !strings.Contains(invited, "reason=no_answer") {
			t.Errorf("the %s telephone is not told who forwards:\n%s", name, invited)
		}
	}
}

// Law: once they talk the caller's telephone shows the callee as `connected` has it, where Asterisk may tell it so.
func TestCallerSeesTheCallee(t *testing.T) {
	caller, callee := answerer(t, sip.Manner{}), answerer(t, sip.Manner{Leaves: 2 * time.Second})
	defer caller.Close()
	defer callee.Close()
	d := dialling(t, "connected: {name: Desk, number: '4711'}", callee)
	bringBy(t, "PJSIP/shows/"+caller.URI(), caller, "7972", "7900")
	if err := callee.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	if changes := strings.Join(caller.Changes(), "\n"); !strings.Contains(changes, `P-Asserted-Identity: "Desk" <sip:4711@`) {
		t.Errorf("the caller's telephone is told\n%s", changes)
	}
}
