package replay

import (
	"context"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// outbound permits what is dialled today, unless the step failed then: rules may have changed, and whom the flows
// dial is compared.
type outbound struct{ *answers }

// Permit tells why nothing was dialled then.
func (o outbound) Permit(_ context.Context, endpoint, _ string) error {
	if o.walk.fails() {
		return flows.ErrNotPermitted
	}
	return nil
}

// rooms are where other calls were, of which the journal of this one tells
// nothing: the walk ends there. Nobody comes to who waits under their own name.
type rooms struct{ *answers }

func (r rooms) unheard(op, target string) error {
	if r.walk.fails() {
		return errThen
	}
	_, err := r.missing(question{portRooms, op, target, ""}, true)
	return err
}

// portRooms is what is asked besides the ports of the journal.
const portRooms = "rooms"

// Enter is not known.
func (r rooms) Enter(entry flows.RoomEntry) (flows.Seat, error) {
	return nil, r.unheard("conference", entry.Room)
}

// Wait has nobody come, in a slot it is not known.
func (r rooms) Wait(waiter flows.Waiter) (flows.Meeting, error) {
	if waiter.Lot != "" {
		return nil, r.unheard("parking", waiter.Lot)
	}
	r.walk.lack("whether another call came to this one")
	return lonely{}, nil
}

// PickUp is not known, but that of an agent on the line with whom the caller was not joined.
func (r rooms) PickUp(who flows.PickUp) (flows.Meeting, error) {
	if place := r.walk.phone.place; place != nil && place.onLine(who.Call) {
		return nil, flows.ErrNobody
	}
	if who.Call != "" {
		return nil, r.unheard("talk with the agent", who.Call)
	}
	return nil, r.unheard("parking", who.Lot)
}

// Parked are not known.
func (rooms) Parked() []flows.Parked { return nil }

// Conferences are not known.
func (rooms) Conferences() []flows.Conference { return nil }

// Apart are the same.
func (r rooms) Apart() flows.Rooms { return r }

// lonely is a meeting to which nobody comes.
type lonely struct{}

// Slot is none.
func (lonely) Slot() string { return "" }

// Look sees nobody.
func (lonely) Look() flows.MeetingView { return flows.MeetingView{} }

// Made does nothing.
func (lonely) Made() {}

// Press tells nobody.
func (lonely) Press(flows.MeetingKey) {}

// Pressed are no keys.
func (lonely) Pressed() []flows.MeetingKey { return nil }

// Leave leaves nobody behind.
func (lonely) Leave() bool { return true }

// lack notes that the call depends on something that the journal does not tell.
func (w *walk) lack(what string) {
	if !slices.Contains(w.lacks, what) {
		w.lacks = append(w.lacks, what)
	}
}

// fails tells that the step under way failed next then.
func (w *walk) fails() bool {
	if w.marks >= len(w.script.marks) {
		return false
	}
	next := w.script.marks[w.marks]
	return next.Kind == flows.StepFailed && next.Step == w.place.Step
}
