package rooms_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/rooms"
)

// reborn are rooms of a second process, where calls a, b and c may come back.
func reborn() (*rooms.Rooms, *rooms.House) {
	r := rooms.New("two")
	for _, call := range []string{"a", "b", "c"} {
		r.Await("", call)
	}
	return r, r.Under(rooms.Options{App: "ivr", Rooms: 1, Members: 3, Lots: map[string]rooms.Lot{"l": {First: 1, Last: 2}}})
}

// returning is a member of the room x who comes back.
func returning(t *testing.T, h *rooms.House, call string, e *ear, entry flows.RoomEntry, past flows.SeatPast) flows.Seat {
	t.Helper()
	past.Bridge, past.Ready = "ivr.conf.x.one-7", true
	entry.Room, entry.Call, entry.Past, entry.Notify = "x", call, &past, e.notify
	seat, err := h.Enter(entry)
	if err != nil {
		t.Fatal(err)
	}
	return seat
}

// Law: in whatever order its members come back the room is what the one of them knows who has seen most of it: its
// bridge, who came when, its lock and its recording. Until all are there nobody is asked to do anything.
func TestARoomIsBuiltAgain(t *testing.T) {
	pasts := map[string]flows.SeatPast{"a": {Number: 3, Rank: 2, Changes: 4, Recording: "old"}, "b": {Number: 1, Rank: 1, Changes: 6, Locked: true, Recording: "r"},
		"c": {Number: 2, Rank: 5, Name: "n", Changes: 5}}
	for _, order := range []string{"abc", "acb", "bac", "bca", "cab", "cba"} {
		r, h := reborn()
		seats, ears := map[string]flows.Seat{}, map[string]*ear{}
		for i, c := range order {
			call := string(c)
			ears[call] = &ear{}
			seats[call] = returning(t, h, call, ears[call], flows.RoomEntry{Moderator: call == "b", Sounds: true}, pasts[call])
			if v := seats[call].Look(); v.Rebuilding != (i < 2) || v.Make || v.Record || r.Settled("") != (i == 2) {
				t.Errorf("%s: with number %d the room is %+v", order, i, v)
			}
		}
		for call, seat := range seats {
			v := seat.Look()
			want := pasts[call]
			want.Bridge, want.Ready, want.Locked, want.Recording, want.Changes, want.Moderated = "ivr.conf.x.one-7", true, true, "r", 6, true
			if v.Past != want || v.Members != 3 || v.Rebuilding || len(v.News) > 0 {
				t.Errorf("%s: %s is %+v", order, call, v)
			}
			if call != order[2:] && ears[call].told == 0 {
				t.Errorf("%s: %s was not told that all are there", order, call)
			}
		}
		if r.Stale("ivr", "ivr.conf.x.one-7") || !r.Stale("ivr", "ivr.conf.x.one-8") {
			t.Error("the bridge of the room is stale, or another one is not")
		}
		if members := h.Conferences()[0].Members; members[0].Call != "b" || members[1].Call != "a" || members[2].Call != "c" {
			t.Errorf("%s: the members are %+v", order, members)
		}
	}
}

// Law: a moderator who does not come back has left: it is over for who goes with the last one, when it is known.
func TestAModeratorWhoDoesNotComeBack(t *testing.T) {
	r, h := reborn()
	one, other := &ear{}, &ear{}
	a := returning(t, h, "a", one, flows.RoomEntry{EndsWith: true, Waits: true}, flows.SeatPast{Rank: 1, Number: 1, Moderated: true})
	b := returning(t, h, "b", other, flows.RoomEntry{Waits: true}, flows.SeatPast{Rank: 2, Number: 2})
	if v := a.Look(); v.Over != "" || !v.Begun || !b.Look().Begun {
		t.Errorf("it is over before it is known: %+v", v)
	}
	one.told, other.told = 0, 0
	r.Came("", "c")
	if a.Look().Over != "ended" || b.Look().Over != "" || b.Look().Begun || one.told != 1 || other.told != 1 {
		t.Errorf("without the moderator: %+v, %+v", a.Look(), b.Look())
	}
}

// Law: who comes to the door is told when all are back; a call that is awaited itself does not wait for itself.
func TestTheDoor(t *testing.T) {
	r, h := reborn()
	e, own := &ear{}, &ear{}
	if h.Settled("", "new", e.notify) || h.Settled("", "a", own.notify) || h.Settled("pbx", "other", nil) == false {
		t.Error("somebody is let in, or waits for another Asterisk")
	}
	r.Came("", "b")
	if e.told+own.told > 0 {
		t.Error("told too early")
	}
	if r.Came("", "c"); e.told != 1 || own.told != 1 || !h.Settled("", "new", e.notify) {
		t.Errorf("told %d and %d times", e.told, own.told)
	}
	r.Hold()
	if h.Settled("", "new", e.notify) || r.Settled("") {
		t.Error("somebody is let in by a process that ends")
	}
}

// Law: one who was parked and who fetched them meet again in whatever order they come back, in the same slot, which
// nobody else gets; if one of them does not come back the other one is alone, when it is known.
func TestAMeetingIsBuiltAgain(t *testing.T) {
	for _, order := range []string{"ab", "ba", "a", "b"} {
		for _, knows := range []bool{true, false} { // what the one who waits has written down of it
			r, h := reborn()
			ears := map[string]*ear{"a": {}, "b": {}}
			meetings := map[string]flows.Meeting{}
			for _, c := range order {
				var err error
				past := &flows.MeetingPast{Bridge: "ivr.meet.one-3", Taken: knows || c == 'b', Ready: true}
				if call := string(c); call == "a" {
					if past.Other = "b"; !knows {
						past.Other = ""
					}
					meetings["a"], err = h.Wait(flows.Waiter{Lot: "l", Slot: "2", Call: "a", Past: past, Notify: ears["a"].notify})
				} else {
					past.Other = "a"
					meetings["b"], err = h.PickUp(flows.PickUp{Lot: "l", Slot: "2", By: "b", Past: past, Notify: ears["b"].notify})
				}
				if err != nil {
					t.Fatalf("%s: %v", order, err)
				}
			}
			if p := h.Parked(); len(p) != 1 || p[0].Slot != "2" || p[0].Call != "a" || r.Stale("ivr", "ivr.meet.one-3") {
				t.Errorf("%s: parked are %+v", order, p)
			}
			if _, err := h.Wait(flows.Waiter{Lot: "l", Slot: "2", Call: "z"}); !errors.Is(err, flows.ErrSlotTaken) {
				t.Errorf("%s: the slot is given away: %v", order, err)
			}
			for _, call := range []string{"a", "b", "c"} {
				r.Came("", call)
			}
			got := ""
			for _, call := range order {
				v := meetings[string(call)].Look()
				got += fmt.Sprintf("%c%v%v%v%v ", call, v.Taken, v.Ready, v.Over, v.Bridge == "ivr.meet.one-3")
			}
			want := map[string]string{"ab": "atruetruefalsetrue btruetruefalsetrue ", "ba": "btruetruefalsetrue atruetruefalsetrue ", "a": "atruetruetruetrue ",
				"b": "btruetruetruetrue "}[order]
			if order == "a" && !knows {
				want = "afalsetruefalsetrue " // nobody had come as far as anybody knows
			}
			if got != want {
				t.Errorf("%s, %v: %s, want %s", order, knows, got, want)
			}
			for _, call := range order {
				meetings[string(call)].Leave()
			}
			if p := h.Parked(); len(p) > 0 {
				t.Errorf("%s: when all have left there are %+v", order, p)
			}
		}
	}
}

// Law: a call that has written down less than the one whom it meets finds them all the same: as the one who comes, or who waits.
func TestAMeetingOfWhichOneKnowsNothing(t *testing.T) {
	r, h := reborn()
	a, err := h.Wait(flows.Waiter{Lot: "l", Slot: "1", Call: "a", Past: &flows.MeetingPast{Bridge: "m", Taken: true, Other: "b"}})
	if err != nil || h.Settled("", "b", nil) {
		t.Fatal(err)
	}
	if r.Came("", "c"); a.Look().Over {
		t.Fatal("the one who comes is at the door, and is given up")
	}
	b, err := h.PickUp(flows.PickUp{Lot: "l", Slot: "1", By: "b"})
	if err != nil || b.Look().Bridge != "m" || a.Look().Over {
		t.Errorf("%v; %+v", err, a.Look())
	}
	r, h = reborn()
	b, err = h.PickUp(flows.PickUp{Lot: "l", Slot: "1", By: "b", Past: &flows.MeetingPast{Bridge: "m", Taken: true, Other: "a"}})
	if err != nil || h.Settled("", "a", nil) {
		t.Fatal(err)
	}
	r.Came("", "c")
	a, err = h.Wait(flows.Waiter{Lot: "l", Call: "a"})
	if err != nil || a.Slot() != "1" || a.Look().Bridge != "m" || !a.Look().Taken || b.Look().Over {
		t.Errorf("%v; %+v", err, b.Look())
	}
}

// Law: in a process that ends nobody hears that others leave: not who is alone then, not those whom the last moderator
// leaves, not who talked with somebody; and the last one ends no bridge.
func TestAProcessThatEnds(t *testing.T) {
	r := rooms.New("one")
	h := r.Under(rooms.Options{Lots: map[string]rooms.Lot{"l": {First: 1, Last: 1}}})
	leads, _ := enter(t, h, flows.RoomEntry{Moderator: true})
	stays, ear1 := enter(t, h, flows.RoomEntry{EndsWith: true})
	leads.Made()
	stays.Look()
	ear2 := &ear{}
	waits, err := h.Wait(flows.Waiter{Lot: "l", Call: "a", Notify: ear2.notify})
	if err != nil {
		t.Fatal(err)
	}
	comes, err := h.PickUp(flows.PickUp{Lot: "l", Slot: "1", By: "b"})
	if err != nil {
		t.Fatal(err)
	}
	waits.Look()
	r.Hold()
	ear1.told, ear2.told = 0, 0
	leads.Leave()
	comes.Leave()
	if v := stays.Look(); v.Over != "" || !v.Rebuilding || len(v.News) > 0 || waits.Look().Over || ear1.told+ear2.told > 0 {
		t.Errorf("told %d and %d times; %+v", ear1.told, ear2.told, v)
	}
	stays.Leave()
	waits.Leave()
	if left := len(h.Conferences()) + len(h.Parked()); left > 0 {
		t.Errorf("%d are kept", left)
	}
}
