package flows

import (
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// Rooms are where the calls of one process meet: conferences, and calls that
// wait to be picked up. No method blocks, and all calls may use them at once.
//
// What others do there is told by the function that a call gives as Notify. It
// says only that there is something new; Look says what. So no news is lost,
// however many there are, and nobody has more than one waiting.
type Rooms interface {
	// Enter takes a seat in a conference; see [Seat]. It fails with [ErrRoomFull], [ErrRoomLocked] or [ErrRooms].
	Enter(entry RoomEntry) (Seat, error)
	// Wait has a call wait to be picked up. It fails with [ErrSlotTaken], [ErrNoSlot] or [ErrNoLot].
	Wait(waiter Waiter) (Meeting, error)
	// PickUp takes one who waits, whom nobody else can take then. It fails with [ErrNobody] or [ErrNoLot].
	PickUp(who PickUp) (Meeting, error)
	// Parked are those who wait in slots, or talk with who has fetched them, by their slots.
	Parked() []Parked
	// Conferences are the rooms with somebody in them, by their names.
	Conferences() []Conference
	// Apart are rooms under the same rules with nobody in them, for calls that are only played.
	Apart() Rooms
}

// Why a room or a slot is not to be had.
var (
	// ErrRoomFull: as many are in the room as there may be.
	ErrRoomFull = errors.New("the room is full")
	// ErrRoomLocked: a moderator has locked the room.
	ErrRoomLocked = errors.New("the room is locked")
	// ErrRooms: there are as many rooms as there may be.
	ErrRooms = errors.New("there are too many rooms")
	// ErrSlotTaken: somebody waits there already.
	ErrSlotTaken = errors.New("the slot is taken")
	// ErrNoSlot: no slot of the lot is free, or it has no such slot.
	ErrNoSlot = errors.New("there is no such slot, or none is free")
	// ErrNoLot: ivr.yaml has no parking of that name.
	ErrNoLot = errors.New("there is no such parking")
	// ErrNobody: nobody waits there.
	ErrNobody = errors.New("nobody waits there")
)

// RoomEntry is somebody at the door of a conference.
type RoomEntry struct {
	// Room is its name. Callers of different Asterisks cannot hear each other: each has rooms of its own.
	Room, Asterisk string
	// Call and From are who comes.
	Call, From string
	// Bridge is the name of the bridge in Asterisk, "" for one that the room chooses.
	Bridge string
	// Keep leaves the bridge there when the last one goes.
	Keep bool
	// Moderator enters locked rooms too, and the others may wait for one.
	Moderator bool
	// Waits for a moderator, EndsWith the last one's leaving.
	Waits, EndsWith bool
	// Limit is how many may be in the room for this one to enter, 0 for the process's bound.
	Limit int
	// Sounds has others hear that this one comes and goes.
	Sounds bool
	// Past is the place that the caller had in another process, nil for who comes to the door.
	Past   *SeatPast
	Notify func(any)
	At     time.Time
}

// SeatPast is a member's place, and what the member knows of the room, as it is
// written down: the members build the room again with it, in whatever order they come.
type SeatPast struct {
	// Number is the seat's, Rank that of the arrival, 0 for nobody's, Name the recording of the name.
	Number, Rank int
	Name         string
	// Bridge is the room's. Changes counts what has changed: of several who come back the one who knows most is right.
	Bridge  string
	Changes int
	// Ready tells that the bridge is there, Locked that the room is, Moderated that a moderator was there.
	Ready, Locked, Moderated bool
	Recording                string
	Since                    time.Time
}

// Rebuilt is a [Rooms] that another process may have left with callers in it, who come back one by one.
type Rebuilt interface {
	// Settled tells that all who were there are back, or do not come any more. Until then a call at the door waits, and
	// is told when it is worth to ask again.
	Settled(asterisk, call string, notify func(any)) bool
	// Elsewhere tells that a call is in none of the rooms any more, though its step goes on: nobody waits for it.
	Elsewhere(asterisk, call string)
}

// Homed is a [Rooms] of which each Asterisk has one home among several instances: all who meet there are walked by it.
type Homed interface {
	// Home is nil for a call that is at home. Else the call goes there, and the error ends its walk here.
	Home(asterisk, call string) error
}

// Seat is somebody's place in a conference, from its door to their leaving it.
type Seat interface {
	// NameFile is what the member's own name may be recorded as. Seats of a room have different ones, which are
	// used again when the seat is left.
	NameFile() string
	// Arrive goes in: the others hear of it by that name, a recording, or "" for none.
	Arrive(name string)
	// Look is how things are. It takes what is to be announced.
	Look() SeatView
	// Made tells the others that the bridge is there, after SeatView.Make.
	Made()
	// Record notes that this member has the room recorded under that name, "" that it could not; false when another does.
	Record(name string) bool
	// Mute notes that the member is not heard.
	Mute(on bool)
	// Lock closes the room to all but moderators, or opens it, and says which.
	Lock() bool
	// KickLast has the one who came last leave who is no moderator; false when there is none.
	KickLast() bool
	// Leave gives the seat up; true tells that it was the last one and its bridge is to be ended.
	Leave() (last bool)
}

// SeatView is a conference as one member finds it.
type SeatView struct {
	// Bridge is where the members are. Make asks this member to make it.
	Bridge string
	Make   bool
	// Ready tells that the bridge is there, Begun that the member need not wait for a moderator.
	Ready, Begun bool
	// Members are in the room, with this one.
	Members int
	// Locked tells that the room is, Record that nobody records it yet, Recording what it is recorded as.
	Locked, Record bool
	Recording      string
	// Over is why the member has to go: "kicked", or "ended" when the last moderator has left.
	Over string
	// Rebuilding tells that the room is not complete yet: the member stays where they are.
	Rebuilding bool
	// Past is what is written down of the member.
	Past SeatPast
	// News is what this member is asked to play to all.
	News []RoomNews
}

// RoomNews is somebody's coming or going.
type RoomNews struct {
	Came bool
	// Name is the recording of the name, "" for none.
	Name string
}

// Conference is a room with somebody in it.
type Conference struct {
	Room      string       `json:"room"`
	Asterisk  string       `json:"asterisk"`
	Bridge    string       `json:"bridge"`
	Locked    bool         `json:"locked"`
	Recording string       `json:"recording,omitempty"`
	Since     time.Time    `json:"since"`
	Members   []RoomMember `json:"members"`
}

// RoomMember is somebody in a conference.
type RoomMember struct {
	Call      string    `json:"call"`
	From      string    `json:"from"`
	Moderator bool      `json:"moderator"`
	Muted     bool      `json:"muted"`
	Since     time.Time `json:"since"`
}

// Waiter is a call that waits to be picked up: in a slot, or for who knows its name.
type Waiter struct {
	// Lot is the parking of ivr.yaml, "" for none: then the call waits under its own name.
	Lot string
	// Slot is the slot, "" for the first that is free.
	Slot string
	// Call and Channel are its names, From its number, Asterisk where it is.
	Call, Channel, From, Asterisk string
	// Parker is whom it goes back to.
	Parker string
	// Past is the meeting that the call had in another process, nil for a new one.
	Past   *MeetingPast
	Notify func(any)
	At     time.Time
}

// MeetingPast is a meeting as one of the two has written it down.
type MeetingPast struct {
	Bridge string
	// Taken tells that somebody has come, Other is the call of the other one, From their number.
	Taken       bool
	Other, From string
	// Ready tells that the bridge is there.
	Ready bool
}

// PickUp says whom to pick up: a slot of a lot, or without a lot a call or its channel.
type PickUp struct {
	Lot, Slot string
	Call      string
	// By is who picks it up, Asterisk where they are.
	By, From, Asterisk string
	// Word is what the one who waits is asked and told first.
	Word MeetingWord
	// Past is the meeting that the call had in another process, nil for a new one.
	Past   *MeetingPast
	Notify func(any)
	At     time.Time
}

// MeetingWord is what one who waits is asked and told before they are joined with who has come.
type MeetingWord struct {
	// Key takes who has come, "" where nothing is asked; Ask asks for it, and Within is how long it is waited for then.
	Key    string        `json:"key,omitempty"`
	Ask    []string      `json:"ask,omitempty"`
	Within time.Duration `json:"within,omitempty"`
	// Tell is heard behind that.
	Tell []string `json:"tell,omitempty"`
}

// None tells that there is nothing to be heard.
func (w MeetingWord) None() bool { return w.Key == "" && len(w.Tell) == 0 }

// Meeting is what one who waits and one who comes for them have in common.
// The one who waits makes the bridge, the last of the two to leave ends it.
type Meeting interface {
	// Slot is where the one waits, "" for one who waits under their own name.
	Slot() string
	// Look is how things are.
	Look() MeetingView
	// Made tells the one who came that the bridge is there.
	Made()
	// Press tells the other one of a key: what keys do is decided on one side.
	Press(key MeetingKey)
	// Pressed are the keys of which the other one has told since it was asked last.
	Pressed() []MeetingKey
	// Leave ends the meeting, and the waiting; true tells that the other one has left too, or has never come.
	Leave() (last bool)
}

// MeetingKey is a key that one of the two has pressed, and when.
type MeetingKey struct {
	Key digits.Key
	At  time.Time
}

// MeetingView is a meeting as one of the two finds it.
type MeetingView struct {
	// Bridge is where the two meet.
	Bridge string
	// Taken tells that somebody has come, Ready that the bridge is there, Over that the other one has gone.
	Taken, Ready, Over bool
	// Other is the call of the other one, From their number, Since when the one began to wait.
	Other, From string
	Since       time.Time
	// Word is what the one who waits is to be asked and told.
	Word MeetingWord
}

// Parked is somebody who waits in a slot.
type Parked struct {
	Lot      string    `json:"lot"`
	Slot     string    `json:"slot"`
	Call     string    `json:"call"`
	Channel  string    `json:"channel"`
	From     string    `json:"from"`
	Asterisk string    `json:"asterisk"`
	Parker   string    `json:"parker,omitempty"`
	Since    time.Time `json:"since"`
	// By is the call that has fetched them and talks with them, "" while they wait.
	By string `json:"by,omitempty"`
}
