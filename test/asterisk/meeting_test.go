//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: in a conference of ten all nine hear the one who speaks, and the one does not hear themselves.
func TestConferenceOfTen(t *testing.T) {
	const others = 9
	d := party(t, `
server: {listen: none}
numbers: {"7960": main}
flows:
  main:
    - conference: {room: ten, announce: none, announce_only_user: false, music: none}
`)
	heard := make([]hearing.Audio, others)
	var calls sync.WaitGroup
	for i := range others {
		calls.Go(func() {
			heard[i] = listenTo(t, sip.Call{To: "7960", From: fmt.Sprintf("796%d", i), Script: sip.Script{
				sip.Answered(), sip.Pause(8 * time.Second), sip.Hangup()}})
		})
	}
	d.awaitFor(t, "nine in one bridge", func() bool {
		bridges, err := d.client.Bridges.List(t.Context())
		return err == nil && len(bridges) == 1 && len(bridges[0].Channels) == others
	})
	speaker := answerer(t, sip.Manner{Speaks: true, Leaves: 3 * time.Second})
	bring(t, speaker, "7969", "7960")
	calls.Wait()
	if err := speaker.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, others+1)
	for i, audio := range heard {
		if long := says(audio); long < time.Second {
			t.Errorf("member %d heard the speaker for %v", i, long)
		}
	}
	if long := says(speaker.Close()); long > 0 {
		t.Errorf("the speaker heard themselves for %v", long)
	}
}

// Law: who is parked is fetched by their slot, and the two hear each other; nobody is fetched twice.
func TestParkAndRetrieve(t *testing.T) {
	d := party(t, `
server: {listen: none}
parking: {default: 701-702}
numbers: {"7970": parks, "_70X": fetches}
flows:
  parks:
    - answer
    - log: is parked
    - park: {id: d}
    - continue: {context: onward, extension: "${steps.d.status}${steps.d.slot}"}
  fetches:
    - retrieve: {id: d, slot: "${call.to}"}
    - continue: {context: onward, extension: "${steps.d.status}"}
`)
	forget(t, d.client, "ONWARD_7971")
	forget(t, d.client, "ONWARD_7972")
	parked := answerer(t, sip.Manner{Speaks: true, Leaves: 8 * time.Second})
	defer parked.Close()
	bring(t, parked, "7971", "7970")
	d.awaitLogged(t, "is parked", 1)
	var heard hearing.Audio
	var fetching sync.WaitGroup
	fetching.Go(func() {
		heard = listenTo(t, sip.Call{To: "701", From: "7973", Script: sip.Script{sip.Answered(), sip.Pause(3 * time.Second),
			sip.Hangup()}})
	})
	d.awaitFor(t, "the two to talk", func() bool {
		bridges, err := d.client.Bridges.List(t.Context())
		return err == nil && len(bridges) == 1 && len(bridges[0].Channels) == 2
	})
	listenTo(t, sip.Call{To: "701", From: "7972", Script: sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}})
	await(t, d.client, "ONWARD_7972", "nobody")
	fetching.Wait()
	await(t, d.client, "ONWARD_7971", "retrieved701")
	d.awaitIdle(t, 3)
	if long := says(heard); long < time.Second {
		t.Errorf("who fetched heard the other for %v", long)
	}
}

// Law: who is sought by the keys of their name is found.
func TestDirectoryByName(t *testing.T) {
	d := party(t, `
server: {listen: none}
numbers: {"7980": main}
flows:
  main:
    - directory:
        id: d
        people: {"212": Ann Lee, "213": Bob Miller}
        on_found: {continue: {context: onward, extension: "${steps.d.extension}"}}
`)
	forget(t, d.client, "ONWARD_7981")
	listenTo(t, sip.Call{To: "7980", From: "7981", Script: sip.Script{sip.Answered(), sip.Pause(beat), sip.Press("533"),
		sip.Pause(3 * time.Second), sip.Press("1"), sip.ExpectByeWithin(outlasts)}})
	await(t, d.client, "ONWARD_7981", "212")
	d.awaitIdle(t, 1)
}
