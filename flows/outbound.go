package flows

import (
	"context"
	"errors"
)

// Outbound decides what may be dialled where a flow does not write it out. A nil
// one permits nothing: only endpoints that stand in the file as they are.
type Outbound interface {
	// Permit tells why an endpoint may not be dialled, nil when it may; an error
	// wraps [ErrNotPermitted] where that is the rules' answer. by is the address
	// of the step that asks. It counts: what is permitted is dialled at once.
	Permit(ctx context.Context, endpoint, by string) error
}

// ErrNotPermitted tells that an endpoint may not be dialled.
var ErrNotPermitted = errors.New("the endpoint may not be dialled")

// Places is an [Outbound] that bounds as well how many calls there are at once.
type Places interface {
	Outbound
	// Occupy takes a place for a call to an endpoint that was permitted, until release, which may be called again. It
	// waits for nobody and counts nothing else. An error that wraps [ErrNotPermitted] tells that all places are taken.
	Occupy(endpoint, by string) (release func(), err error)
}

// DialPermitted is [Run.Dial] of an endpoint that [Outbound] has permitted. Where calls at once are bounded, the
// leg has a place among them until it is gone or told to go, is handed over, or the step
// ends, however that comes.
func (r *Run) DialPermitted(ctx context.Context, leg Leg) (Party, error) {
	places, bounded := r.World().Outbound.(Places)
	if !bounded {
		return r.Dial(ctx, leg)
	}
	release, err := places.Occupy(leg.Endpoint, r.Address())
	if err != nil {
		return "", err
	}
	held := false
	defer func() {
		if !held { // it was not made, or the telephone's code has panicked
			release()
		}
	}()
	name, err := r.Dial(ctx, leg)
	if err != nil {
		return "", err
	}
	r.legs[name].release, held = release, true
	return name, nil
}

// OccupyAgain takes a place for a leg with which the call was taken up: it is
// there, so that it goes on without one where there is none.
func (r *Run) OccupyAgain(leg Party, endpoint string) {
	places, bounded := r.World().Outbound.(Places)
	if !bounded || r.legs[leg] == nil {
		return
	}
	if release, err := places.Occupy(endpoint, r.Address()); err == nil {
		r.legs[leg].release = release
	}
}

// HandOver gives back the place of a leg that has left the call though it goes on: nobody tells of its end any more.
func (r *Run) HandOver(leg Party) { r.legs[leg].free() }

// free gives the leg's place back, if it has one.
func (d *dialled) free() {
	if d != nil && d.release != nil {
		d.release()
		d.release = nil
	}
}
