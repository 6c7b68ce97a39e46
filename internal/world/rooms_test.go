package world

import (
	"errors"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/rooms"
)

// Law: the file's bounds and parkings hold; who is in a room of the process stays when the file is read anew.
func TestRoomsOfAFile(t *testing.T) {
	of := rooms.New("t")
	open := func(text string) flows.Rooms {
		t.Helper()
		s := newSite(t, map[string]string{"ivr.yaml": least + text})
		w, findings, err := Open(s.doc, Options{Config: s.config, Folder: s.folder, Rooms: of})
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		t.Cleanup(func() { _ = w.Close() })
		return w.Rooms
	}
	before := open("conferences: {members: 1}\nparking: {vip: 5}\n")
	if _, err := before.Wait(flows.Waiter{Lot: "vip", Slot: "5", Call: "a"}); err != nil {
		t.Error(err)
	}
	if _, err := before.Wait(flows.Waiter{Lot: "default", Call: "b"}); !errors.Is(err, flows.ErrNoLot) {
		t.Errorf("a parking that the file does not name: %v", err)
	}
	for i, want := range []error{nil, flows.ErrRoomFull} {
		if _, err := before.Enter(flows.RoomEntry{Room: "x"}); !errors.Is(err, want) {
			t.Errorf("member %d: %v, want %v", i+1, err, want)
		}
	}
	after := open("parking: {vip: 5-6}\n")
	if waits := after.Parked(); len(waits) != 1 || waits[0].Slot != "5" {
		t.Errorf("after a reload there are parked %v", waits)
	}
	if m, err := after.Wait(flows.Waiter{Lot: "vip", Call: "c"}); err != nil || m.Slot() != "6" {
		t.Errorf("the next slot: %v", err)
	}
}
