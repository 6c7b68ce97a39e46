package rooms_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/rooms"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// said is the end of each flow: how the conference went.
const said = "    - log: '${steps.c.status} ${steps.c.members} ${steps.c.duration} ${steps.c.moderator} ${steps.c.recording}'\n"

// board has a room for members (200), for moderators (201), and one that waits for a moderator and goes with them (202).
const board = "200:\n    - conference: {id: c, room: board}\n" + said +
	"201:\n    - conference: {id: c, room: board, moderator: true}\n" + said +
	"202:\n    - conference: {id: c, room: board, wait_for_moderator: true, end_with_moderator: true}\n" + said

// Law: the first one hears music, alone; the second one takes them out of it, and all hear each other; the last one
// hears music again, and with them the bridge ends.
func TestTwoMeet(t *testing.T) {
	inOffice(t, board, func(o *office) {
		a := o.dial("1", "200")
		o.pass(3 * time.Second)
		if a.heard() != "confbridge-only-participant" || a.Music() != "default" || a.Bridge() != "" {
			t.Errorf("alone: %q, music %q, bridge %q", a.heard(), a.Music(), a.Bridge())
		}
		b := o.dial("2", "200")
		o.pass(3 * time.Second)
		o.hears(a, b)
		o.hears(b, a)
		if a.Music() != "" || !strings.HasSuffix(a.heard(), "confbridge-join") || !strings.HasSuffix(b.heard(), "confbridge-join") {
			t.Errorf("together: music %q, heard %q and %q", a.Music(), a.heard(), b.heard())
		}
		if rooms := o.house.Conferences(); len(rooms) != 1 || rooms[0].Room != "board" || rooms[0].Bridge != "ivr.conf.board.t-1" ||
			len(rooms[0].Members) != 2 || rooms[0].Members[1].From != "2" {
			t.Errorf("the room is %+v", rooms)
		}
		b.Press("8")
		if got := b.result(); got != "left 2 3.05s false " {
			t.Errorf("the second one: %q", got)
		}
		o.pass(3 * time.Second)
		if a.Music() != "default" || a.Bridge() != "" {
			t.Errorf("alone again: music %q, bridge %q", a.Music(), a.Bridge())
		}
		a.Press("8")
		if got := a.result(); !strings.HasPrefix(got, "left 2 ") {
			t.Errorf("the first one: %q", got)
		}
	})
}

// Law: ten members hear the nine others.
func TestTenMembers(t *testing.T) {
	inOffice(t, board, func(o *office) {
		var all []*guest
		for n := range 10 {
			all = append(all, o.dial(fmt.Sprint(n), "200"))
		}
		o.pass(20 * time.Second)
		for i, g := range all {
			var others []*guest
			for j, other := range all {
				if i != j {
					others = append(others, other)
				}
			}
			o.hears(g, others...)
		}
		eleventh := o.dial("x", "200")
		if got := eleventh.result(); got != "full 0 0s false " {
			t.Errorf("the eleventh: %q", got)
		}
		for i, g := range all {
			g.Press("8")
			if got := g.result(); !strings.HasPrefix(got, "left 10 ") {
				t.Errorf("number %d: %q", i, got)
			}
		}
	})
}

// Law: who waits for a moderator hears music and nobody, is let in when one
// comes, and goes when the last one does; who does not mind stays.
func TestTheModerator(t *testing.T) {
	inOffice(t, board, func(o *office) {
		a, b := o.dial("1", "202"), o.dial("2", "202")
		c := o.dial("3", "200")
		o.pass(5 * time.Second)
		o.hears(a)
		o.hears(c)
		if a.heard() != "conf-waitforleader" || a.Music() != "default" {
			t.Errorf("waiting: %q, music %q", a.heard(), a.Music())
		}
		first, second := o.dial("8", "201"), o.dial("9", "201")
		o.pass(5 * time.Second)
		o.hears(a, b, c, first, second)
		first.Press("8")
		first.result()
		o.pass(5 * time.Second)
		o.hears(a, b, c, second)
		second.Hangup(0)
		second.result()
		for _, g := range []*guest{a, b} {
			if got := g.result(); !strings.HasPrefix(got, "ended 5 ") || !strings.HasSuffix(g.heard(), "conf-leaderhasleft") {
				t.Errorf("a member without moderator: %q, heard %q", got, g.heard())
			}
		}
		o.pass(5 * time.Second)
		if c.logged() != "" || c.Music() != "default" {
			t.Errorf("the one who stays: %q, music %q", c.logged(), c.Music())
		}
	})
}

// Law: a PIN tells members from moderators; a wrong one is asked for again, then
// refused. No PIN stands in a fact.
func TestPINs(t *testing.T) {
	text := "200:\n    - conference: {id: c, room: board, pin: '4711', moderator_pin: '0815', attempts: 2}\n" + said +
		"201:\n    - conference: {id: c, room: board, moderator_pin: '0815'}\n" + said
	for name, c := range map[string]struct{ to, keys, want string }{
		"a member":              {"200", "4711#", "left 1 2s false "},
		"a moderator":           {"200", "0815#", "left 1 2s true "},
		"at the second attempt": {"200", "9#4711#", "left 1 2s false "},
		"twice wrong":           {"200", "9#8#", "wrong_pin 0 0s false "},
		"nothing":               {"200", "##", "wrong_pin 0 0s false "},
		"no PIN of a member":    {"201", "#", "left 1 2s false "},
		"only a moderator's":    {"201", "0815#", "left 1 2s true "},
	} {
		t.Run(name, func(t *testing.T) {
			inOffice(t, text, func(o *office) {
				g := o.dial("1", c.to)
				for _, key := range c.keys {
					g.Press(string(key))
					o.pass(200 * time.Millisecond)
				}
				o.pass(2*time.Second - 200*time.Millisecond)
				g.Press("8")
				if got := g.result(); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
				for _, f := range g.facts {
					if text := fmt.Sprintf("%+v", f); strings.Contains(text, "4711") || strings.Contains(text, "0815") ||
						f.Kind == flows.KeyWas && strings.Contains("471105", f.Text) {
						t.Errorf("a PIN is in %s", text)
					}
				}
			})
		})
	}
}

// Law: every key does what ConfBridge's sample menus have it do, alone and after *.
func TestKeys(t *testing.T) {
	for _, prefix := range []string{"", "*"} {
		inOffice(t, board, func(o *office) {
			lead, a, b := o.dial("1", "201"), o.dial("2", "200"), o.dial("3", "200")
			o.pass(10 * time.Second)
			press := func(g *guest, key, sound string) {
				t.Helper()
				for _, k := range prefix + key {
					g.Press(string(k))
					o.pass(300 * time.Millisecond)
				}
				if o.pass(3 * time.Second); sound != "" && !strings.HasSuffix(g.heard(), sound) {
					t.Errorf("after %s: heard %q, want %s last", prefix+key, g.heard(), sound)
				}
			}
			press(a, "1", "confbridge-muted")
			o.hears(b, lead)
			o.hears(a, lead, b)
			if !o.house.Conferences()[0].Members[1].Muted {
				t.Error("the room does not know of the mute")
			}
			press(a, "1", "confbridge-unmuted")
			o.hears(b, lead, a)
			for _, key := range []string{"6", "6", "6", "6", "6", "4", "7"} {
				press(a, key, "")
			}
			if a.Variable("VOLUME(TX)") != "4" || a.Variable("VOLUME(RX)") != "-2" {
				t.Errorf("the volumes are %s and %s", a.Variable("VOLUME(TX)"), a.Variable("VOLUME(RX)"))
			}
			press(a, "2", "")
			press(a, "3", "")
			if o.house.Conferences()[0].Locked || len(o.house.Conferences()[0].Members) != 3 {
				t.Error("a member has locked the room, or put somebody out")
			}
			press(lead, "2", "confbridge-locked")
			if late := o.dial("4", "200"); late.result() != "locked 0 0s false " {
				t.Errorf("at the locked door: %q", late.result())
			}
			second := o.dial("5", "201") // a moderator opens it
			o.pass(5 * time.Second)
			o.hears(second, lead, a, b)
			press(lead, "2", "confbridge-unlocked")
			if press(lead, "3", ""); !strings.Contains(lead.heard(), "confbridge-removed") {
				t.Errorf("the moderator heard %q", lead.heard())
			}
			if got := b.result(); !strings.HasPrefix(got, "kicked 4 ") || !strings.Contains(b.heard(), "conf-kicked") {
				t.Errorf("the one who came last: %q, heard %q", got, b.heard())
			}
			press(a, "8", "")
			if got := a.result(); !strings.HasPrefix(got, "left 4 ") || a.Variable("VOLUME(TX)") != "0" {
				t.Errorf("the one who left: %q, volume %s", got, a.Variable("VOLUME(TX)"))
			}
			press(lead, "3", "confbridge-invalid")
		})
	}
}

// Law: hanging up at any moment leaves nothing of the caller: no seat, no bridge, no step that waits.
func TestHangingUpAtEveryStage(t *testing.T) {
	text := "200:\n    - conference: {id: c, room: board, pin: '1', announce: name, announce_count: true, record: r/x, timeout: 1m}\n" + said
	for stage := range 80 {
		inOffice(t, text, func(o *office) {
			other := o.dial("1", "200")
			other.Press("1#")
			o.slow(20 * time.Millisecond)
			g := o.dial("2", "200")
			g.Press("1#")
			o.pass(time.Duration(stage) * 113 * time.Millisecond)
			g.Hangup(0)
			<-g.over
			if g.outcome.Status != flows.HungUp {
				t.Errorf("stage %d: %+v", stage, g.outcome)
			}
			o.pass(time.Minute)
			if members := len(o.house.Conferences()); members > 1 {
				t.Errorf("stage %d: %+v", stage, o.house.Conferences())
			}
		})
	}
}

// Law: on_hangup sees that the caller hung up in the conference.
func TestHangupIsAResult(t *testing.T) {
	text := "200:\n    on_hangup: {log: '${steps.c.status} ${steps.c.duration}'}\n    steps:\n      - conference: {id: c, room: board}\n"
	inOffice(t, text, func(o *office) {
		g := o.dial("1", "200")
		o.pass(10 * time.Second)
		g.Hangup(0)
		if got := g.result(); got != "hangup 10.05s" {
			t.Errorf("got %q", got)
		}
	})
}

// Law: a stay ends when its time is up, counted from going in.
func TestTimeout(t *testing.T) {
	text := "200:\n    - conference: {id: c, room: board, timeout: 30s, music: none, start_muted: true, announce: none, announce_only_user: false}\n" + said
	inOffice(t, text, func(o *office) {
		a, b := o.dial("1", "200"), o.dial("2", "200")
		o.pass(10 * time.Second)
		o.hears(a)
		if got := a.result(); got != "timeout 2 30s false " || a.heard() != "" {
			t.Errorf("got %q, heard %q", got, a.heard())
		}
		if got := b.result(); got != "timeout 2 30s false " || b.heard() != "" {
			t.Errorf("got %q, heard %q", got, b.heard())
		}
	})
}

// Law: names are recorded at the door, and all hear them when somebody comes and
// goes; then the recordings are gone. How many are there is said to who comes.
func TestNamesAndCounts(t *testing.T) {
	text := "200:\n    - conference: {id: c, room: board, announce: name, announce_count: true, record: meetings/x}\n" + said
	inOffice(t, text, func(o *office) {
		come := func(from string) *guest {
			g := o.dial(from, "200")
			o.pass(2 * time.Second)
			g.Press("#")
			o.pass(10 * time.Second)
			return g
		}
		a, b, c := come("1"), come("2"), come("3")
		if !strings.Contains(b.heard(), "vm-rec-name beep conf-onlyone") {
			t.Errorf("the second heard %q", b.heard())
		}
		if !strings.Contains(c.heard(), "conf-thereare digits/2 conf-otherinparty") {
			t.Errorf("the third heard %q", c.heard())
		}
		if !strings.HasSuffix(a.heard(), "recording:conferences/ivr/board/3 confbridge-has-joined") {
			t.Errorf("the first heard %q", a.heard())
		}
		c.Press("8")
		if got := c.result(); !strings.HasSuffix(got, "meetings/x") {
			t.Errorf("the third: %q", got)
		}
		o.pass(10 * time.Second)
		if !strings.HasSuffix(a.heard(), "recording:conferences/ivr/board/3 confbridge-has-left") {
			t.Errorf("the first heard %q", a.heard())
		}
		if kept := fmt.Sprint(o.srv.Recordings()); strings.Contains(kept, "board/3") {
			t.Errorf("a name is kept: %s", kept)
		}
		for _, g := range []*guest{b, a} {
			g.Hangup(0)
			<-g.over
		}
		if kept := o.srv.Recordings(); len(kept) != 1 || kept[0] != "meetings/x" {
			t.Errorf("when all had gone the recordings were %v", kept)
		}
	})
}

// Law: who comes while the first one is being greeted is announced all the same.
func TestNewsInTheGreeting(t *testing.T) {
	inOffice(t, board, func(o *office) {
		a := o.dial("1", "200")
		o.dial("2", "200")
		o.dial("3", "200")
		o.pass(10 * time.Second)
		if got := strings.Count(a.heard(), "confbridge-join"); got != 2 {
			t.Errorf("the first one heard %q", a.heard())
		}
	})
}

// Law: bridges of a process that is no more are told from those of this one and of others.
func TestStaleBridges(t *testing.T) {
	r := rooms.New("new")
	for name, want := range map[string]bool{"ivr.conf.board.old-1": true, "ivr.conf.a.b-c.old-12": true, "ivr.meet.old-7": true,
		"ivr.conf.board.new-1": false, "ivr.meet.new-2": false, "other.conf.board.old-1": false, "ivr.conf.board": false,
		"lobby": false, "ivr.conf.x-y": false, "ivr.b1": false, "": false} {
		if got := r.Stale("ivr", name); got != want {
			t.Errorf("%q is stale: %v", name, got)
		}
	}
	if one, other := rooms.New(""), rooms.New(""); !one.Stale("a", bridgeOf(t, other)) || one.Stale("a", bridgeOf(t, one)) {
		t.Error("the bridges of two processes are not told apart")
	}
}

// bridgeOf is the bridge of a conference of those rooms.
func bridgeOf(t *testing.T, r *rooms.Rooms) string {
	t.Helper()
	seat, err := r.Under(rooms.Options{App: "a"}).Enter(flows.RoomEntry{Room: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Leave()
	return seat.Look().Bridge
}

// Law: what Asterisk refuses fails the step of one member or is told, and leaves nothing behind; the others go on.
func TestConferencesWithWhatAsteriskRefuses(t *testing.T) {
	text := "200:\n    - conference: {id: c, room: board, announce: name, record: r/x, start_muted: true}\n" + said
	for _, operation := range operations() {
		for after := range 3 {
			inOffice(t, text, func(o *office) {
				o.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: operation, After: after})
				all := []*guest{o.dial("1", "200"), o.dial("2", "200"), o.dial("3", "200")}
				o.pass(20 * time.Second)
				for _, g := range all {
					g.Press("8")
					if got := g.result(); got == "" {
						t.Errorf("%s refused: no result", operation)
					}
				}
			})
		}
	}
}
