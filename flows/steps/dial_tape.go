package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

// dialTape is the recording of a conversation. That one fails does not end the call.
type dialTape struct {
	how callRecording
	// stop ends what is recorded, nil while nothing is.
	stop func(context.Context) error
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
	stop, err := how.begin(ctx, r, bridge, []flows.Party{flows.Caller, callee})
	if err != nil {
		return d.tell(ctx, r, err)
	}
	d.stop = stop
	return nil
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
	if d.stop = nil; stop == nil {
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
