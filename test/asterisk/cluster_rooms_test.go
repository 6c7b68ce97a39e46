//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: a conference of three and who is parked are not touched when the instance that has them is killed, twice: nobody
// leaves the bridge, who comes later meets them, and who is parked is fetched by a caller of another instance.
func TestTeamKilledUnderRooms(t *testing.T) {
	tm, w := teamOf(t, resumeRooms, "n1", "n2", "n3"), watch(t)
	var phones []*sip.Answerer
	join := func(from, number string) {
		phone := answerer(t, sip.Manner{Speaks: true})
		phones = append(phones, phone)
		forget(t, tm.client, "ONWARD_"+from)
		bring(t, phone, from, number)
	}
	join("89200", "7801")
	for i := range 3 {
		join(fmt.Sprintf("8920%d", i+1), "7800")
	}
	bridge := tm.room(t, 3)
	tm.awaitCalls(t, 4)
	before := w.count(leftBridge)
	pass(t, time.Second) // that they have met is written down
	for i := range 2 {
		home, _ := tm.holder(t)
		if shares := tm.shares(t); shares[home] != 4+i {
			t.Errorf("%v have the calls that meet, and %s the entry", shares, home)
		}
		tm.loses(t, home)
		t.Logf("the calls of %s went on after %v", home, tm.takesOver(t, home))
		tm.stillJoined(t, bridge)
		tm.begin(t, home)
		join(fmt.Sprintf("8920%d", i+4), "7800")
		if now := tm.room(t, 4+i); now.ID != bridge.ID {
			t.Errorf("the bridge is %s, and was %s", now.ID, bridge.ID)
		}
		bridge = tm.room(t, 4+i)
		tm.awaitCalls(t, 5+i)
		pass(t, time.Second) // a call has gone where it meets the others
	}
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left the bridge", left)
	}
	fetches := answerer(t, sip.Manner{Speaks: true})
	bring(t, fetches, "89209", "701")
	tm.room(t, 2)
	pass(t, 2*time.Second)
	for _, phone := range append(phones[1:], fetches) {
		if err := phone.Hangup(); err != nil {
			t.Error(err)
		}
	}
	await(t, tm.client, "ONWARD_89200", "retrieved701")
	tm.over(t, len(phones)+1)
	for i, phone := range append(phones, fetches) {
		if heard := says(phone.Close()); heard < time.Second {
			t.Errorf("number %d heard the others for %v", i, heard)
		}
	}
}

// room waits for a bridge of so many.
func (tm *team) room(t *testing.T, many int) ari.Bridge {
	t.Helper()
	var room ari.Bridge
	tm.awaitFor(t, fmt.Sprintf("%d in a bridge", many), func() bool {
		bridges, err := tm.client.Bridges.List(t.Context())
		at := slices.IndexFunc(bridges, func(b ari.Bridge) bool { return len(b.Channels) == many })
		if err != nil || at < 0 {
			return false
		}
		room = bridges[at]
		return true
	})
	return room
}

// Law: who comes back from the dialplan by the entry of another instance comes back to their own call, whether its instance
// lives or has died meanwhile.
func TestTeamVisitorsComeBack(t *testing.T) {
	const visitors = 6
	step := "context: visits\nextension: agi\nresult: {got: VISIT_AGI_SAYS}\nvariables: {VISIT_AGI: " +
		agi(t, strings.Replace(slowAGI, "SECONDS", "12", 1)) + "}"
	tm, w := teamOf(t, sideBySide("", []string{visit("slow", step)}), "n1", "n2", "n3"), watch(t)
	l := newLine(t, w, "8921")
	for range visitors {
		l.ring(numbered(0), sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts))
	}
	tm.awaitCalls(t, visitors)
	tm.eventually(t, awaitTimeout, "all to be in the dialplan", func() bool {
		for _, one := range tm.calls(t) {
			if !one.Body.Estate.Away {
				return false
			}
		}
		return true
	})
	home, _ := tm.holder(t)
	dies := "n1"
	if home == dies {
		dies = "n2"
	}
	t.Logf("%v have the visitors, %s has the entry, %s is killed", tm.shares(t), home, dies)
	tm.loses(t, dies)
	for i := range visitors {
		l.tells(fmt.Sprintf("8921%d", i), "callers/"+numbered(0)+" Stasis", "answered", "visits/agi Stasis", "onward/done Playback", "ended 16")
	}
	tm.over(t, visitors)
	if done := tm.told("slow: visit done hello"); done != visitors {
		t.Errorf("%d came back to their call", done)
	}
	for _, no := range []string{"an orphan", "does not come to their call"} {
		if tm.told(no) != 0 {
			t.Errorf("the log has %q", no)
		}
	}
}
