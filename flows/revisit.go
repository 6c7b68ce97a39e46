package flows

import (
	"fmt"
	"maps"
	"slices"
)

// Standpoint is where the walk stands at this step: enough for another call to come to the step as this one has, with
// the same variables, parameters and results, though the step itself begins anew. It is nil within steps that others go
// on with meanwhile, as nobody does so in another call.
func (r *Run) Standpoint() *Checkpoint {
	w := r.walker
	here := slices.Index(w.frames, r.frame)
	if here < 0 {
		return nil
	}
	all := w.state()
	c := &Checkpoint{Format: all.Format, Version: all.Version, Call: all.Call, Started: all.Started, Vars: all.Vars,
		Frames: all.Frames[:here+1], Taping: Taping{Plan: all.Taping.Plan}}
	for i, f := range c.Frames[:here] {
		if f.Attended != nil {
			return nil
		}
		c.Frames[i].Occasion, c.Frames[i].Nth = 0, 0 // it is another call that does it
	}
	top := &c.Frames[here]
	*top = FrameState{Block: top.Block, Index: top.Index, Flow: top.Flow, Params: top.Params, Results: top.Results,
		Failure: top.Failure}
	return c
}

// Revisit makes a walker of another call, opts.Call, that comes to the step of a standpoint and goes on from there; its
// `when` was looked at by then. The standpoint must be of this very program: else an [ErrCheckpoint].
func Revisit(p *Program, port Port, opts Options, c *Checkpoint) (*Walker, error) {
	again := *c
	again.Call, again.Started = opts.Call, port.Now()
	w, err := Resume(p, port, opts, &again)
	if err != nil {
		return nil, err
	}
	top := w.top()
	if top.step() == nil {
		return nil, fmt.Errorf("%w: it stands at no step", ErrCheckpoint)
	}
	w.resumed, w.heritage = false, nil
	maps.Copy(w.vars, opts.Vars)
	top.begun, top.since = true, port.Now()
	w.steps = 1
	return w, nil
}
