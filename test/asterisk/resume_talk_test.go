//go:build linux && asterisk

package asterisk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// resumeTalks are steps that ring a telephone, and tell what came of it.
func resumeTalks(phone *sip.Answerer, options string) string {
	return "- dial: {id: d, targets: [" + endpoint(phone) + "], ring_timeout: 60s, continue: true" + options + "}\n" +
		"- continue: {context: onward, extension: \"${steps.d.status}${steps.d.ended_by}\"}"
}

// joined waits until two talk in one bridge, and returns it.
func (r *relay) joined(t *testing.T) ari.Bridge {
	t.Helper()
	var bridge ari.Bridge
	r.awaitFor(t, "two to be joined", func() bool {
		bridges, err := r.client.Bridges.List(t.Context())
		if err != nil || len(bridges) != 1 || len(bridges[0].Channels) != 2 {
			return false
		}
		bridge = bridges[0]
		return true
	})
	return bridge
}

// stillJoined looks whether the same two are in the same bridge.
func (r *relay) stillJoined(t *testing.T, before ari.Bridge) {
	t.Helper()
	now, err := r.client.Bridges.Get(t.Context(), before.ID)
	if err != nil {
		t.Error(err)
		return
	}
	slices.Sort(before.Channels)
	slices.Sort(now.Channels)
	if !slices.Equal(before.Channels, now.Channels) {
		t.Errorf("%v are in the bridge; before there were %v", now.Channels, before.Channels)
	}
}

// rungLeg waits until a telephone rings.
func (r *relay) rungLeg(t *testing.T) {
	t.Helper()
	r.awaitFor(t, "the leg to ring", func() bool {
		channels, err := r.client.Channels.List(t.Context())
		return err == nil && slices.ContainsFunc(channels, func(c ari.Channel) bool {
			return strings.Contains(c.ID, ".l") && c.State == ari.ChannelStateRinging
		})
	})
}

// talked ends a conversation by the callee, and looks whether both sides have heard the other for so long.
func (r *relay) talked(t *testing.T, from string, caller, callee *sip.Answerer, least time.Duration) {
	t.Helper()
	if err := callee.Hangup(); err != nil {
		t.Error(err)
	}
	await(t, r.client, "ONWARD_"+from, "answeredcallee")
	if err := caller.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	if row := r.over(t, 1)[from]; row.Result != "left" || row.Disposition != "ANSWERED" {
		t.Errorf("the row is %+v", row)
	}
	for name, side := range map[string]*sip.Answerer{"caller": caller, "callee": callee} {
		if heard := says(side.Close()); heard < least {
			t.Errorf("the %s heard the other for %v; want %v", name, heard, least)
		}
	}
}

// Law: a telephone that rings when the daemon is killed rings on; who answers it, whether the next one serves by then or
// nobody, is joined with the caller, and is not called twice.
func TestKilledDaemonsTelephonesRingOn(t *testing.T) {
	for _, c := range []struct {
		name, from, options string
		rings               time.Duration
		early               bool // answered while nobody serves
	}{
		{"answered when the next one serves", "8820", "", 7 * time.Second, false},
		{"answered while nobody serves", "8821", "", 4 * time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, callee := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Rings: c.rings, Speaks: true})
			r := relayOn(t, sideBySide("", []string{resumeTalks(callee, c.options)}))
			forget(t, r.client, "ONWARD_"+c.from)
			bring(t, caller, c.from, numbered(0))
			r.rungLeg(t)
			pass(t, time.Second)
			r.dies(t)
			if c.early {
				if err := callee.Up(inTime(t)); err != nil {
					t.Error(err)
				}
			}
			pass(t, time.Second)
			r.next(t, 1)
			if err := callee.Up(inTime(t)); err != nil {
				t.Error(err)
			}
			bridge := r.joined(t)
			pass(t, 3*time.Second)
			r.stillJoined(t, bridge)
			r.talked(t, c.from, caller, callee, 2*time.Second)
		})
	}
}

// Law: a conversation is not touched when its daemon is killed, nor when the next one takes it up: both hear each other all
// the time, nobody leaves the bridge; and when one hangs up it ends as ever.
func TestKilledDaemonsTalksGoOn(t *testing.T) {
	caller, callee := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Speaks: true})
	r, w := relayOn(t, sideBySide("", []string{resumeTalks(callee, "")})), watch(t)
	forget(t, r.client, "ONWARD_8822")
	bring(t, caller, "8822", numbered(0))
	bridge, begun, before := r.joined(t), time.Now(), w.count(leftBridge)
	pass(t, 3*time.Second)
	r.dies(t)
	pass(t, 3*time.Second)
	r.stillJoined(t, bridge)
	r.next(t, 1)
	pass(t, 3*time.Second)
	r.stillJoined(t, bridge)
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left the bridge", left)
	}
	r.talked(t, "8822", caller, callee, time.Since(begun)-time.Second)
	if left := w.count(leftBridge) - before; left != 2 {
		t.Errorf("%d left the bridge in the end", left)
	}
}

// Law: who hangs up while nobody runs the call has ended it: it ends once, and nothing is left of it.
func TestHangupsWhileNobodyServes(t *testing.T) {
	for _, c := range []struct {
		name, from string
		talks      bool
		who        string
		result     string
	}{
		{"the caller, in a menu", "8823", false, "caller", "lost"},
		{"the caller, in a conversation", "8824", true, "caller", "lost"},
		{"the callee, in a conversation", "8825", true, "callee", "left"},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, callee := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Speaks: true})
			defer caller.Close()
			defer callee.Close()
			steps := resumeTalks(callee, "")
			if !c.talks {
				steps = "- menu: {prompt: demo-congrats, choices: {1: {hangup: busy}}}"
			}
			r := relayOn(t, sideBySide("", []string{steps}))
			forget(t, r.client, "ONWARD_"+c.from)
			bring(t, caller, c.from, numbered(0))
			if c.talks {
				r.joined(t)
			}
			pass(t, 2*time.Second)
			r.dies(t)
			pass(t, 500*time.Millisecond)
			if err := map[string]*sip.Answerer{"caller": caller, "callee": callee}[c.who].Hangup(); err != nil {
				t.Error(err)
			}
			pass(t, 500*time.Millisecond)
			r.next(t, 1)
			if c.who == "callee" {
				await(t, r.client, "ONWARD_"+c.from, "answeredcallee")
			} else {
				r.awaitLogged(t, `msg="a call has ended while nobody ran it"`, 1)
			}
			if row := r.over(t, 1)[c.from]; row.Result != c.result {
				t.Errorf("the row is %+v", row)
			}
			if c.talks {
				if err := callee.Ended(inTime(t)); err != nil {
					t.Error("the leg stays:", err)
				}
			}
		})
	}
}
