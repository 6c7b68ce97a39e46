package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/rooms"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// meeting is a file whose callers meet others.
const meeting = outer + `server: {listen: none}
outbound: {allow: [PJSIP/_9XX]}
numbers: {"200": member, "201": leader, "300": parks, _7XX: fetches, "400": holds, "500": lobby, "600": asks, "202": guest}
flows:
  member:
    - conference: {id: c, room: board, pin: '4711', wait_for_moderator: true, end_with_moderator: true}
    - play: "was-${steps.c.status}-${steps.c.members}"
  guest:
    - conference: {id: c, room: board, announce_count: true, start_muted: true}
    - play: "was-${steps.c.status}"
  leader:
    - conference: {id: c, room: board, moderator: true, record: "talks/${call.id}"}
    - play: "was-${steps.c.status}-${steps.c.members}"
  parks:
    - park: {id: p, timeout: 30s, parker: PJSIP/900, parker_timeout: 20s, on_timeout: {play: "nobody-${steps.p.slot}"}}
    - play: "was-${steps.p.status}-${steps.p.slot}"
  fetches:
    - retrieve: {id: r, slot: "${call.to}", end_keys: '#'}
    - play: "was-${steps.r.status}"
  holds:
    - hold: {id: h, time: 40s}
    - play: "was-${steps.h.status}"
  lobby:
    - bridge: {id: b, name: lobby, end_keys: '#'}
    - play: "was-${steps.b.status}-${steps.b.members}"
  asks:
    - collect: {id: account, prompt: ask, length: 4, attempts: 20}
`

// moves are what Asterisk was asked to do to bridges, callers' music and prompts since the n-th request.
func moves(h *house, n int) []string {
	var did []string
	for _, r := range h.srv.Requests()[n:] {
		if slices.Contains([]string{"bridges.addChannel", "bridges.removeChannel", "bridges.destroy", "channels.playWithId",
			"bridges.playWithId", "bridges.record", "channels.startMoh", "channels.stopMoh"}, r.Operation) {
			did = append(did, r.Operation)
		}
	}
	return did
}

// together fails unless all hear each other.
func (h *house) together(when string, all ...*fakeari.Call) {
	h.t.Helper()
	h.settle()
	for _, one := range all {
		for _, other := range all {
			if one != other && !one.Hears(other.ID()) {
				h.t.Errorf("%s: %s does not hear %s; it is in %q\n%s", when, one.ID(), other.ID(), one.Bridge(), h.logged())
			}
		}
	}
}

// diesEachWay runs a test for a daemon that is stopped and for one that is killed.
func diesEachWay(t *testing.T, body func(h *house, again func(time.Duration))) {
	for name, killed := range deaths() {
		t.Run(name, func(t *testing.T) { resumed(t, meeting, killed, body) })
	}
}

// joins brings callers into the board: one leads, the others have given a PIN.
func (h *house) joins(members int) []*fakeari.Call {
	all := []*fakeari.Call{h.call("201")}
	for range members {
		c := h.call("200")
		time.Sleep(time.Second)
		c.Press("4711#")
		all = append(all, c)
	}
	time.Sleep(10 * time.Second)
	return all
}

// comesFirst changes the process, and has somebody call before the next one has taken up its calls.
func (h *house) comesFirst(again func(time.Duration), exten string) *fakeari.Call {
	h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.list", Delay: time.Second})
	again(time.Second)
	return h.call(exten)
}

// Law: a conference goes on as it was when its process changes, twice: nobody leaves the bridge, nobody hears anything
// or is asked anything again, who is muted stays so, and the room stays locked; then its keys work as before.
func TestAConferenceOutlivesItsProcess(t *testing.T) {
	diesEachWay(t, func(h *house, again func(time.Duration)) {
		all := h.joins(2)
		h.together("before", all...)
		all[1].Press("1")
		time.Sleep(5 * time.Second)
		all[0].Press("2")
		time.Sleep(5 * time.Second)
		bridge := all[0].Bridge()
		for range 2 {
			before := len(h.srv.Requests())
			again(3 * time.Second)
			time.Sleep(40 * time.Second) // a sweep too
			if did := moves(h, before); len(did) > 0 || all[0].Bridge() != bridge || all[2].Bridge() != bridge {
				t.Errorf("the talk was touched: %v\n%s", did, h.logged())
			}
		}
		if all[2].Hears(all[1].ID()) || !all[1].Hears(all[2].ID()) {
			t.Error("who was muted is heard, or hears nothing")
		}
		late := h.call("200")
		time.Sleep(time.Second)
		late.Press("4711#")
		h.ends(late, fakeari.EndHangup, 16)
		if got := heardBy(late); !strings.HasSuffix(got, "was-locked-0") {
			t.Errorf("at the locked door: %s", got)
		}
		all[1].Press("1")
		time.Sleep(5 * time.Second)
		h.together("after", all...)
		all[0].Press("8")
		for _, c := range all {
			h.ends(c, fakeari.EndHangup, 16)
		}
		if kept := h.srv.Recordings(); len(kept) != 1 {
			t.Errorf("the recordings are %v", kept)
		}
		for i, want := range []string{"was-left-3", "conf-leaderhasleft was-ended-3", "conf-leaderhasleft was-ended-3"} {
			if got := heardBy(all[i]); !strings.HasSuffix(got, want) {
				t.Errorf("number %d heard %s", i, got)
			}
		}
		if got := heardBy(all[2]); strings.Count(got, "confbridge-pin") != 1 {
			t.Errorf("the PIN was asked for again: %s", got)
		}
	})
}

// Law: who hung up while nobody ran the conference is gone from it: with the last moderator it ends for who goes with
// them, and one who is left alone hears music.
func TestWhoLeavesAConferenceMeanwhile(t *testing.T) {
	diesEachWay(t, func(h *house, again func(time.Duration)) {
		all := h.joins(2)
		leader := all[0]
		time.AfterFunc(time.Second, func() { leader.Hangup(0) })
		again(5 * time.Second)
		for _, c := range all[1:] {
			h.ends(c, fakeari.EndHangup, 16)
			if got := heardBy(c); !strings.HasSuffix(got, "conf-leaderhasleft was-ended-3") {
				t.Errorf("a member heard %s", got)
			}
		}
		all = h.joins(1)
		member := all[1]
		time.AfterFunc(time.Second, func() { member.Hangup(0) })
		again(5 * time.Second)
		time.Sleep(5 * time.Second)
		if all[0].Music() != "default" || all[0].Bridge() != "" {
			t.Errorf("who is alone hears the music %q, in the bridge %q", all[0].Music(), all[0].Bridge())
		}
		before := len(h.srv.Requests())
		again(time.Second)
		time.Sleep(5 * time.Second)
		if did := moves(h, before); len(did) > 0 || all[0].Music() != "default" {
			t.Errorf("the music was touched: %v", did)
		}
		all[0].Hangup(0)
		time.Sleep(time.Second)
		last := h.joins(1)
		time.AfterFunc(time.Second, func() {
			for _, c := range last {
				c.Hangup(0)
			}
		})
		again(5 * time.Second)
		time.Sleep(time.Second)
		if left := h.srv.Bridges(); len(left) > 0 {
			t.Errorf("nobody is there, and the bridges %v are", left)
		}
	})
}

// Law: who calls when the members of a conference are not back yet meets them in their bridge.
func TestWhoComesToAConferenceMeanwhile(t *testing.T) {
	diesEachWay(t, func(h *house, again func(time.Duration)) {
		asked := h.call("600")
		all := h.joins(1)
		bridge := all[0].Bridge()
		late := h.comesFirst(again, "201")
		time.Sleep(10 * time.Second)
		h.together("after", append(all, late)...)
		if late.Bridge() != bridge {
			t.Errorf("the bridge is %q, not %q", late.Bridge(), bridge)
		}
		for _, c := range append(all, late, asked) {
			c.Hangup(0)
		}
		time.Sleep(time.Second)
	})
}

// slowRooms has Asterisk take its time for what meetings ask of it.
func (h *house) slowRooms() {
	for _, name := range []string{"bridges.createWithId", "bridges.addChannel", "bridges.removeChannel", "channels.startMoh", "channels.stopMoh",
		"channels.playWithId", "channels.mute"} {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: name, Delay: 100 * time.Millisecond, Times: -1})
	}
}

// Law: whatever a conference was about when its process died, in the end all are in it once more, as muted as they
// were, and when they have gone nothing is left.
func TestAConferenceAtAnyMoment(t *testing.T) {
	for stage := range 24 {
		diesEachWay(t, func(h *house, again func(time.Duration)) {
			h.slowRooms()
			all := []*fakeari.Call{h.call("201")}
			time.Sleep(1500 * time.Millisecond)
			all = append(all, h.call("202"))
			time.Sleep(time.Second)
			all = append(all, h.call("202"))
			time.Sleep(50*time.Millisecond + time.Duration(stage)*270*time.Millisecond)
			again(300 * time.Millisecond)
			time.Sleep(20 * time.Second)
			for i, one := range all {
				for _, other := range all {
					if one != other && one.Hears(other.ID()) != (other == all[0]) {
						t.Errorf("stage %d: number %d, in %q, hears %s: %v\n%s", stage, i, one.Bridge(), other.ID(), one.Hears(other.ID()), h.logged())
					}
				}
			}
			for _, c := range all {
				c.Press("8")
				h.ends(c, fakeari.EndHangup, 16)
				if got := heardBy(c); strings.Count(got, "was-left") != 1 || strings.Count(got, "conf-") > 3 {
					t.Errorf("stage %d: heard %s", stage, got)
				}
			}
		})
	}
}

// Law: callers in a bridge of a name stay there.
func TestABridgeOutlivesItsProcess(t *testing.T) {
	diesEachWay(t, func(h *house, again func(time.Duration)) {
		a, b := h.call("500"), h.call("500")
		time.Sleep(5 * time.Second)
		before := len(h.srv.Requests())
		again(time.Second)
		time.Sleep(5 * time.Second)
		h.together("after", a, b)
		if did := moves(h, before); len(did) > 0 {
			t.Errorf("the talk was touched: %v", did)
		}
		b.Press("#")
		h.ends(a, fakeari.EndHangup, 16)
		h.ends(b, fakeari.EndHangup, 16)
		if heardBy(a) != "was-ended-2" || heardBy(b) != "was-left-2" {
			t.Errorf("they heard %q and %q", heardBy(a), heardBy(b))
		}
	})
}

// Law: one who is parked stays in their slot, with the music and the time that they have; others get other slots; who
// fetches them meets them, and the two talk on when the process changes, until one goes.
func TestParkingOutlivesItsProcess(t *testing.T) {
	diesEachWay(t, func(h *house, again func(time.Duration)) {
		a := h.call("300")
		time.Sleep(5 * time.Second)
		before := len(h.srv.Requests())
		second := h.comesFirst(again, "300")
		time.Sleep(5 * time.Second)
		if did := moves(h, before); len(did) != 1 || a.Music() != "default" || second.Music() != "default" {
			t.Errorf("the music was touched: %v", did)
		}
		slots := h.app.rooms.Under(rooms.Options{}).Parked()
		if len(slots) != 2 || slots[0].Slot != "701" || slots[0].Call != a.ID() || slots[1].Slot != "702" || slots[0].Parker != "PJSIP/900" {
			t.Errorf("parked are %+v", slots)
		}
		second.Hangup(0)
		b := h.call("701")
		time.Sleep(5 * time.Second)
		h.together("fetched", a, b)
		before = len(h.srv.Requests())
		again(time.Second)
		time.Sleep(20 * time.Second)
		h.together("after", a, b)
		if did := moves(h, before); len(did) > 0 {
			t.Errorf("the talk was touched: %v", did)
		}
		b.Press("#")
		h.ends(a, fakeari.EndHangup, 16)
		h.ends(b, fakeari.EndHangup, 16)
		if heardBy(a) != "was-retrieved-701" || heardBy(b) != "was-left" {
			t.Errorf("they heard %q and %q", heardBy(a), heardBy(b))
		}
	})
}

// Law: whatever the two were about when the process died, in the end they talk.
func TestAMeetingAtAnyMoment(t *testing.T) {
	for stage := range 16 {
		diesEachWay(t, func(h *house, again func(time.Duration)) {
			h.slowRooms()
			a := h.call("300")
			time.Sleep(time.Second)
			b := h.call("701")
			time.Sleep(10*time.Millisecond + time.Duration(stage)*51*time.Millisecond)
			again(300 * time.Millisecond)
			time.Sleep(10 * time.Second)
			h.together(fmt.Sprint("stage ", stage), a, b)
			b.Press("#")
			h.ends(a, fakeari.EndHangup, 16)
			h.ends(b, fakeari.EndHangup, 16)
			if heardBy(a) != "was-retrieved-701" || heardBy(b) != "was-left" {
				t.Errorf("stage %d: they heard %q and %q", stage, heardBy(a), heardBy(b))
			}
		})
	}
}

// Law: of two who talk, one hangs up while nobody runs their calls: the other's walk goes on, and their bridge ends.
func TestWhoLeavesATalkMeanwhile(t *testing.T) {
	for _, which := range []int{0, 1} {
		diesEachWay(t, func(h *house, again func(time.Duration)) {
			two := []*fakeari.Call{h.call("300")}
			time.Sleep(2 * time.Second)
			two = append(two, h.call("701"))
			time.Sleep(2 * time.Second)
			time.AfterFunc(time.Second, func() { two[which].Hangup(0) })
			again(5 * time.Second)
			h.ends(two[1-which], fakeari.EndHangup, 16)
			if got := heardBy(two[1-which]); got != []string{"was-retrieved-701", "was-ended"}[1-which] {
				t.Errorf("the other one heard %s\n%s", got, h.logged())
			}
		})
	}
}

// Law: the time of one who is parked goes on; the parker who is rung rings on, answers while nobody runs the call, and
// talks on.
func TestTheParkersTelephoneOutlivesTheProcess(t *testing.T) {
	for name, dies := range map[string][]time.Duration{
		"before it rings": {20 * time.Second, 5 * time.Second}, "the time is over meanwhile": {20 * time.Second, 15 * time.Second},
		"while it rings": {32 * time.Second, time.Second}, "it answers meanwhile": {32 * time.Second, 10 * time.Second},
		"while they talk": {45 * time.Second, 5 * time.Second}, "twice while it rings": {32 * time.Second, time.Second, time.Second, 500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			diesEachWay(t, func(h *house, again func(time.Duration)) {
				phone := h.srv.Endpoint("PJSIP/900", fakeari.Ring(0), fakeari.Answer(6*time.Second), fakeari.HangUp(20*time.Second, 16))
				a := h.call("300")
				for i := 0; i < len(dies); i += 2 {
					time.Sleep(dies[i])
					again(dies[i+1])
				}
				h.ends(a, fakeari.EndHangup, 16)
				if got := heardBy(a); got != "was-returned-701" || len(phone.Calls()) != 1 {
					t.Errorf("the caller heard %s, the parker was rung %d times\n%s", got, len(phone.Calls()), h.logged())
				}
			})
		})
	}
}

// Law: one on hold is on hold for the time that it is, whoever runs the call.
func TestHoldOutlivesItsProcess(t *testing.T) {
	diesEachWay(t, func(h *house, again func(time.Duration)) {
		begun := time.Now()
		a := h.call("400")
		time.Sleep(10 * time.Second)
		again(5 * time.Second)
		h.ends(a, fakeari.EndHangup, 16)
		if took := time.Since(begun); heardBy(a) != "was-done" || took != 42*time.Second {
			t.Errorf("heard %s after %v", heardBy(a), took)
		}
	})
}
