package rooms_test

import (
	"errors"
	"fmt"
	"math/rand"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/rooms"
)

// ear counts what it is told.
type ear struct{ told int }

func (e *ear) notify(any) { e.told++ }

// enter takes somebody into a room, who is told of what happens there.
func enter(t *testing.T, h *rooms.House, entry flows.RoomEntry) (flows.Seat, *ear) {
	t.Helper()
	e := &ear{}
	entry.Notify, entry.Room, entry.Call = e.notify, "x", fmt.Sprint(rand.Int63())
	seat, err := h.Enter(entry)
	if err != nil {
		t.Fatal(err)
	}
	seat.Arrive("")
	return seat, e
}

// Law: however much happens, one has one piece of news waiting until they look; then the next comes.
func TestOneNewsWaits(t *testing.T) {
	h := rooms.New("t").Under(rooms.Options{})
	a, ear := enter(t, h, flows.RoomEntry{Sounds: true})
	a.Look()
	a.Made()
	ear.told = 0
	a.Look()
	for range 5 {
		enter(t, h, flows.RoomEntry{Sounds: true})
	}
	if v := a.Look(); ear.told != 1 || v.Members != 6 || len(v.News) != 5 {
		t.Errorf("told %d times, %+v", ear.told, v)
	}
	b, _ := enter(t, h, flows.RoomEntry{Sounds: true})
	if b.Leave(); ear.told != 2 {
		t.Errorf("told %d times", ear.told)
	}
	if v := a.Look(); len(v.News) != 2 || !v.News[0].Came || v.News[1].Came {
		t.Errorf("the news are %+v", v.News)
	}
	for range 30 {
		s, _ := enter(t, h, flows.RoomEntry{Sounds: true})
		s.Leave()
	}
	if v := a.Look(); len(v.News) > 8 {
		t.Errorf("%d pieces of news wait", len(v.News))
	}
}

// Law: one member makes the bridge; when they go before it is made another one is asked to.
func TestWhoMakesTheBridge(t *testing.T) {
	h := rooms.New("t").Under(rooms.Options{})
	a, _ := enter(t, h, flows.RoomEntry{})
	b, ear := enter(t, h, flows.RoomEntry{})
	if !a.Look().Make || b.Look().Make {
		t.Error("not the first one makes the bridge")
	}
	ear.told = 0
	if a.Leave(); ear.told != 1 || !b.Look().Make {
		t.Error("nobody makes the bridge")
	}
	b.Made()
	if v := b.Look(); v.Make || !v.Ready {
		t.Errorf("made: %+v", v)
	}
	if !b.Leave() {
		t.Error("the last one does not end the bridge")
	}
	if b.Leave() {
		t.Error("the bridge is ended twice")
	}
}

// Law: a name is recorded under one name only while its seat is taken.
func TestNameFiles(t *testing.T) {
	h := rooms.New("t").Under(rooms.Options{App: "ivr", Members: 3})
	seats := map[string]flows.Seat{}
	for range 100 {
		s, err := h.Enter(flows.RoomEntry{Room: "x"})
		if errors.Is(err, flows.ErrRoomFull) {
			for name, s := range seats {
				s.Leave()
				delete(seats, name)
				break
			}
			continue
		}
		if seats[s.NameFile()] != nil {
			t.Fatalf("%s is taken", s.NameFile())
		}
		seats[s.NameFile()] = s
	}
	if err := flows.CheckRecordingName("conferences/ivr/x/4"); err != nil || len(seats) == 0 {
		t.Error(err)
	}
}

// Law: of two who record a room one does; when that fails another one may.
func TestOneRecords(t *testing.T) {
	h := rooms.New("t").Under(rooms.Options{})
	a, _ := enter(t, h, flows.RoomEntry{})
	b, ear := enter(t, h, flows.RoomEntry{})
	a.Made()
	if !a.Look().Record || !b.Look().Record || !a.Record("one") || b.Record("two") || b.Look().Recording != "one" {
		t.Error("not one of the two records")
	}
	ear.told = 0
	if a.Record(""); ear.told != 1 || !b.Look().Record || !b.Record("two") || a.Look().Recording != "two" {
		t.Error("nobody records")
	}
}

// Law: rooms and members have bounds; who does not get in takes nobody's place.
func TestBounds(t *testing.T) {
	h := rooms.New("t").Under(rooms.Options{Rooms: 2, Members: 2})
	try := func(room string, limit int) error {
		_, err := h.Enter(flows.RoomEntry{Room: room, Limit: limit, At: time.Unix(0, 0)})
		return err
	}
	for i, want := range []error{nil, nil, flows.ErrRoomFull} {
		if err := try("a", 0); !errors.Is(err, want) {
			t.Errorf("the %d. in one room: %v, want %v", i+1, err, want)
		}
	}
	if err := try("b", 1); err != nil {
		t.Error(err)
	}
	if err := try("b", 1); !errors.Is(err, flows.ErrRoomFull) {
		t.Errorf("beyond the limit of the entry: %v", err)
	}
	if err := try("c", 0); !errors.Is(err, flows.ErrRooms) {
		t.Errorf("a third room: %v", err)
	}
	apart := h.Apart()
	if _, err := apart.Enter(flows.RoomEntry{Room: "c"}); err != nil || len(h.Conferences()) != 2 {
		t.Errorf("rooms apart: %v, %v", err, h.Conferences())
	}
}

// Law: whatever many calls do at once, a slot has one caller, one of two picks
// somebody up, and when all have gone nothing is left.
func TestManyAtOnce(t *testing.T) {
	r := rooms.New("t")
	h := r.Under(rooms.Options{Members: 20, Lots: map[string]rooms.Lot{"l": {First: 1, Last: 3}}})
	var all sync.WaitGroup
	var mu sync.Mutex
	inSlot := map[string]bool{}
	for n := range 40 {
		all.Go(func() {
			dice := rand.New(rand.NewSource(int64(n)))
			for range 200 {
				one := fmt.Sprint(n)
				if s, err := h.Enter(flows.RoomEntry{Room: "x", Call: one, Moderator: n%5 == 0, EndsWith: n%3 == 0, Sounds: true, Notify: func(any) {}}); err == nil {
					s.Arrive(one)
					if v := s.Look(); v.Make {
						s.Made()
					}
					if dice.Intn(4) == 0 && n%5 == 0 {
						s.KickLast()
						s.Lock()
						s.Lock()
					}
					s.Look()
					s.Leave()
				}
				if m, err := h.Wait(flows.Waiter{Lot: "l", Call: one, Notify: func(any) {}}); err == nil {
					mu.Lock()
					if inSlot[m.Slot()] {
						t.Errorf("two wait in %s", m.Slot())
					}
					inSlot[m.Slot()] = true
					mu.Unlock()
					m.Look()
					mu.Lock()
					inSlot[m.Slot()] = false
					mu.Unlock()
					m.Leave()
				}
				if m, err := h.PickUp(flows.PickUp{Lot: "l", Slot: fmt.Sprint(1 + dice.Intn(3)), By: one, Notify: func(any) {}}); err == nil {
					m.Look()
					m.Leave()
				}
			}
		})
	}
	all.Wait()
	if len(h.Conferences())+len(h.Parked()) > 0 {
		t.Errorf("there are left %v and %v", h.Conferences(), h.Parked())
	}
	if _, err := h.Wait(flows.Waiter{Lot: "l", Slot: "3", Call: "a"}); err != nil {
		t.Errorf("a slot is taken: %v", err)
	}
	if _, err := h.PickUp(flows.PickUp{Lot: "l", Slot: "3", By: "a"}); !errors.Is(err, flows.ErrNobody) {
		t.Errorf("somebody picks up themselves: %v", err)
	}
}
