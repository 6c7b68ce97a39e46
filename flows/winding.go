package flows

import "context"

// Winder is a [Port] whose playbacks can be wound, as those of an answering machine.
type Winder interface {
	// Wind does something with a playback of the caller's that is under way; one that has ended is no error.
	Wind(ctx context.Context, playback string, how Winding) error
}

// Winding is what is done with a playback.
type Winding string

// What can be done with a playback: some seconds back or ahead, back to its beginning, a pause, and on.
const (
	WindBack    Winding = "reverse"
	WindAhead   Winding = "forward"
	WindAnew    Winding = "restart"
	WindPause   Winding = "pause"
	WindUnpause Winding = "unpause"
)

// Wind does something with a playback that is under way; where the port cannot, it plays on.
func (r *Run) Wind(ctx context.Context, playback string, how Winding) error {
	if w, ok := r.walker.port.(Winder); ok {
		return w.Wind(ctx, playback, how)
	}
	return nil
}
