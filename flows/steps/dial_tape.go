package steps

import (
	"context"
	"errors"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// dialTape is the recording of a conversation. That one fails does not end the call.
type dialTape struct {
	how callRecording
	// stop ends what is recorded, names; nil while nothing is.
	stop  func(context.Context) error
	names []string
}

// begin records those who are joined, if that is wanted from the begin.
func (d *dialTape) begin(ctx context.Context, r *flows.Run, bridge string, callee flows.Party) error {
	if d.how.onDemand() {
		return nil
	}
	return d.start(ctx, r, d.how, bridge, callee)
}

func (d *dialTape) start(ctx context.Context, r *flows.Run, how callRecording, bridge string, callee flows.Party,
) error {
	before, parties := recordingNames(r), []flows.Party{flows.Caller}
	if callee != flows.Caller { // who talks by a call of their own is no leg of this one
		parties = append(parties, callee)
	}
	stop, err := how.begin(ctx, r, bridge, parties)
	if err != nil {
		return d.tell(ctx, r, err)
	}
	d.stop = stop
	d.names = slices.DeleteFunc(recordingNames(r), func(name string) bool { return slices.Contains(before, name) })
	return nil
}

// goOn goes on with what another process has begun to record.
func (d *dialTape) goOn(r *flows.Run, names []string) {
	if d.names = names; len(names) == 0 {
		return
	}
	d.stop = func(ctx context.Context) error {
		var errs []error
		for _, name := range names {
			errs = append(errs, r.EndCallRecording(ctx, name))
		}
		return errors.Join(errs...)
	}
}

// recordingNames are the recordings of the call that are under way.
func recordingNames(r *flows.Run) []string {
	var names []string
	for _, one := range r.CallRecordings() {
		names = append(names, one.Name)
	}
	return names
}

// toggle begins a recording by a key, or ends the one under way.
func (d *dialTape) toggle(ctx context.Context, r *flows.Run, bridge string, callee flows.Party) error {
	if len(r.CallRecordings()) > 0 && d.stop != nil {
		return d.end(ctx, r)
	}
	how := d.how
	if !how.set {
		how = newCallRecording()
	}
	return d.start(ctx, r, how, bridge, callee)
}

// end ends the recording, if there is one.
func (d *dialTape) end(ctx context.Context, r *flows.Run) error {
	stop := d.stop
	if d.stop, d.names = nil, nil; stop == nil {
		return nil
	}
	return d.tell(ctx, r, stop(ctx))
}

func (d *dialTape) tell(ctx context.Context, r *flows.Run, err error) error {
	if err != nil && flows.IsFailure(ctx, err) {
		r.Log("warn", "recording the call: "+err.Error())
		return nil
	}
	return err
}
