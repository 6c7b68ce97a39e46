//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// resumeRooms has a conference, a parking and who fetches.
const resumeRooms = `
server: {listen: none}
parking: {default: 701-703}
numbers: {"7800": meets, "7801": parks, "_70X": fetches}
flows:
  meets:
    - conference: {id: d, room: on, announce_only_user: false}
    - continue: {context: onward, extension: "${steps.d.status}${steps.d.members}"}
  parks:
    - park: {id: d, timeout: 60s}
    - continue: {context: onward, extension: "${steps.d.status}${steps.d.slot}"}
  fetches:
    - retrieve: {id: d, slot: "${call.to}"}
    - continue: {context: onward, extension: "${steps.d.status}"}
`

// together waits until so many are in the only bridge, and returns it.
func (r *relay) together(t *testing.T, many int) ari.Bridge {
	t.Helper()
	var bridge ari.Bridge
	r.awaitFor(t, fmt.Sprintf("%d in one bridge", many), func() bool {
		bridges, err := r.client.Bridges.List(t.Context())
		if err != nil || len(bridges) != 1 || len(bridges[0].Channels) != many {
			return false
		}
		bridge = bridges[0]
		return true
	})
	return bridge
}

// Law: a conference is not touched when its daemon is killed, nor when the next one takes it up: all hear each other, who
// comes later meets them, and who hangs up while nobody serves is gone.
func TestKilledDaemonsConferencesGoOn(t *testing.T) {
	r, w := relayOn(t, resumeRooms), watch(t)
	var phones []*sip.Answerer
	join := func(from string) {
		phone := answerer(t, sip.Manner{Speaks: true})
		phones = append(phones, phone)
		forget(t, r.client, "ONWARD_"+from)
		bring(t, phone, from, "7800")
		r.seated(t, len(phones))
	}
	for _, from := range []string{"8850", "8851", "8852"} {
		join(from)
	}
	bridge, before := r.together(t, 3), w.count(leftBridge)
	pass(t, time.Second) // that they have met is written down
	r.dies(t)
	pass(t, time.Second)
	r.next(t, 3)
	pass(t, 3*time.Second)
	r.stillJoined(t, bridge)
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left the bridge", left)
	}
	join("8853")
	if now := r.together(t, 4); now.ID != bridge.ID {
		t.Errorf("the bridge is %s, and was %s", now.ID, bridge.ID)
	}
	pass(t, time.Second) // that the fourth has met them is written down
	r.dies(t)
	if err := phones[0].Hangup(); err != nil {
		t.Error(err)
	}
	pass(t, time.Second)
	r.next(t, 4)
	pass(t, 2*time.Second)
	if now := r.together(t, 3); now.ID != bridge.ID {
		t.Errorf("the bridge is %s, and was %s", now.ID, bridge.ID)
	}
	for _, phone := range phones[1:] {
		if err := phone.Hangup(); err != nil {
			t.Error(err)
		}
	}
	r.over(t, 4)
	for i, phone := range phones[:3] {
		if heard := says(phone.Close()); heard < 2*time.Second {
			t.Errorf("number %d heard the others for %v", i, heard)
		}
	}
	phones[3].Close()
}

// seated waits for the n-th member of a conference: the first one is alone, outside of the bridge.
func (r *relay) seated(t *testing.T, n int) {
	t.Helper()
	if n > 1 {
		r.together(t, n)
	}
}

// Law: who is parked is in the same slot when the next daemon serves, and can be fetched; the two who talk are not touched
// by its end, and the walk of the one goes on when the other hangs up.
func TestKilledDaemonsParkedCallersStay(t *testing.T) {
	r, w := relayOn(t, resumeRooms), watch(t)
	parked, fetches := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Speaks: true})
	forget(t, r.client, "ONWARD_8860")
	bring(t, parked, "8860", "7801")
	pass(t, time.Second)
	r.dies(t)
	pass(t, time.Second)
	r.next(t, 1)
	bring(t, fetches, "8861", "701")
	bridge, before := r.together(t, 2), w.count(leftBridge)
	pass(t, time.Second)
	r.dies(t)
	pass(t, time.Second)
	r.next(t, 2)
	pass(t, 2*time.Second)
	r.stillJoined(t, bridge)
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left the bridge", left)
	}
	if err := fetches.Hangup(); err != nil {
		t.Error(err)
	}
	await(t, r.client, "ONWARD_8860", "retrieved701")
	if err := parked.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	r.over(t, 2)
	for name, phone := range map[string]*sip.Answerer{"parked": parked, "fetching": fetches} {
		if heard := says(phone.Close()); heard < 2*time.Second {
			t.Errorf("the %s one heard the other for %v", name, heard)
		}
	}
}
