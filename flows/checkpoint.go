package flows

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// checkpointFormat is the version of the checkpoint's own shape.
const checkpointFormat = 1

// Checkpoint is the whole state of a walk at one moment: enough for another
// walker, in another process, to go on. It shares nothing with the walker that made it.
type Checkpoint struct {
	Format  int
	Version string
	Call    CallInfo
	Started time.Time
	Steps   int
	Pressed int
	SameRow int
	Same    string
	Vars    map[string]any
	Keys    digits.Buffer
	Frames  []FrameState
	// Occasions are how often each step has done what must not happen twice, by its address; see [Run.Occasion].
	// What the call has once, by whichever step, is there by its own word; see [Run.Spend].
	Occasions map[string]int
	Taping    Taping
	// Legs and Bridges are what the step under way has made and not ended.
	Legs    []Party
	Bridges []string
	// Spared are the steps that do not count for max_steps.
	Spared int
}

// FrameState is one level of the frame stack.
type FrameState struct {
	Block string
	Index int
	State json.RawMessage
	Begun bool
	// Since is when the step was begun, Status what it last gave as its status.
	Since  time.Time
	Status string
	// Occasion is which of its Occasions the step is about, 0 for none yet. Nth stands for it where an older program has
	// begun the step: how many the walk had begun with it.
	Occasion, Nth int
	// Masked and Returned are what the step's Run.Mask and Run.Returned stand for, Talks that it has used Run.Join.
	Masked, Talks, Returned bool
	// Flow is the flow's name where the frame begins one.
	Flow    string
	Params  map[string]any
	Results map[string]map[string]any
	Failure failure
	// Attended are the step's legs and bridges while steps inside of it are taken, nil where none are.
	Attended *AttendedState
}

// AttendedState is what a step has made that goes on while steps inside of it are taken.
type AttendedState struct {
	Legs    []Party  `json:"legs,omitempty"`
	Bridges []string `json:"bridges,omitempty"`
	// Counted are the steps that counted for max_steps when the walk went inside.
	Counted int `json:"counted"`
}

// checkpoint hands out the present state; an error tells not to go on from it here.
func (w *Walker) checkpoint(ctx context.Context) error {
	if w.opts.Checkpoint != nil && !w.offline {
		if err := w.opts.Checkpoint(w.state()); err != nil {
			w.refused = true
			return fmt.Errorf("%w: %w", errCheckpointRefused, err)
		}
	}
	return context.Cause(ctx)
}

func (w *Walker) state() *Checkpoint {
	c := &Checkpoint{Format: checkpointFormat, Version: w.program.Version, Call: w.opts.Call, Started: w.started,
		Steps: w.steps, Pressed: w.pressed, SameRow: w.sameRow, Same: w.same, Vars: cloned(w.vars),
		Occasions: cloned(w.occasions), Keys: w.keysAhead(), Frames: make([]FrameState, len(w.frames)),
		Taping: w.taping.clone(), Spared: w.spared}
	for i, f := range w.frames {
		state := FrameState{Block: f.block.Address, Index: f.index, State: f.state, Begun: f.begun, Since: f.since,
			Occasion: f.occasion, Nth: f.nth, Status: f.status, Masked: f.masked, Talks: f.talks,
			Returned: f.returned, Failure: f.failure}
		if f.flow != nil {
			state.Flow, state.Params, state.Results = f.flow.Name, cloned(f.params), cloned(f.results)
		}
		state.Attended = f.attendedState()
		c.Frames[i] = state
	}
	if c.Legs, c.Bridges = w.run.made(); w.heritage != nil { // the step that was taken up has not begun to go on yet
		c.Legs, c.Bridges = slices.Clone(w.heritage.legs), slices.Clone(w.heritage.bridges)
	}
	return c
}

// cloned is a copy of a map, nil for one that is empty: most are, at most steps.
func cloned[M ~map[K]V, K comparable, V any](m M) M {
	if len(m) == 0 {
		return nil
	}
	return maps.Clone(m)
}

// Resume makes a walker that goes on where a checkpoint was taken. The
// checkpoint must be of this very program: else an [ErrCheckpoint].
func Resume(p *Program, port Port, opts Options, c *Checkpoint) (*Walker, error) {
	if c.Format != checkpointFormat {
		return nil, fmt.Errorf("%w: its format is %d, this program reads %d", ErrCheckpoint, c.Format, checkpointFormat)
	}
	if c.Version != p.Version {
		return nil, fmt.Errorf("%w: it belongs to version %s of the flows, this is %s", ErrCheckpoint, c.Version, p.Version)
	}
	if len(c.Frames) == 0 || len(c.Frames) > maxFrames || c.Steps < 0 || c.SameRow < 0 || c.Pressed < 0 ||
		c.Spared < 0 || c.Spared > c.Steps {
		return nil, fmt.Errorf("%w: it has %d frames after %d steps", ErrCheckpoint, len(c.Frames), c.Steps)
	}
	opts.Call = c.Call
	w := newWalker(p, port, opts)
	w.started, w.steps, w.same, w.sameRow, w.keys = c.Started, c.Steps, c.Same, c.SameRow, c.Keys
	w.spared = c.Spared
	w.pressed, w.resumed, w.taping = c.Pressed, true, c.Taping.clone()
	w.heritage = &heritage{c.Legs, c.Bridges}
	maps.Copy(w.vars, c.Vars)
	maps.Copy(w.occasions, c.Occasions)
	var below *frame
	for _, state := range c.Frames {
		f, err := p.frame(state, below)
		if err != nil {
			return nil, err
		}
		w.frames, below = append(w.frames, f), f
	}
	return w, nil
}

// At is the step at which the call stands, nil where it stands at none, or where the program has no such step.
func (c *Checkpoint) At(p *Program) *Placed {
	if len(c.Frames) == 0 {
		return nil
	}
	top := c.Frames[len(c.Frames)-1]
	block := p.blocks[top.Block]
	if block == nil || top.Index < 0 || top.Index >= len(block.Steps) {
		return nil
	}
	return block.Steps[top.Index]
}

// frame restores one level upon the one below, which is nil for the first.
func (p *Program) frame(state FrameState, below *frame) (*frame, error) {
	block := p.blocks[state.Block]
	if block == nil || state.Index < 0 || state.Index > len(block.Steps) {
		return nil, fmt.Errorf("%w: the program has no step %d in %q", ErrCheckpoint, state.Index, state.Block)
	}
	f := &frame{block: block, failure: state.Failure, place: place{index: state.Index, state: state.State,
		begun: state.Begun, since: state.Since, occasion: state.Occasion, nth: state.Nth, status: state.Status,
		masked: state.Masked, talks: state.Talks, returned: state.Returned}}
	if !fits(f, state.Flow != "", below) {
		return nil, fmt.Errorf("%w: %q cannot run inside of what is below it", ErrCheckpoint, state.Block)
	}
	if state.Attended != nil {
		if f.step() == nil || state.Attended.Counted < 0 {
			return nil, fmt.Errorf("%w: nothing in %q is attended", ErrCheckpoint, state.Block)
		}
		f.left = &postState{heritage{state.Attended.Legs, state.Attended.Bridges}, state.Attended.Counted}
	}
	if state.Flow == "" {
		return f, nil
	}
	if f.flow = p.flows[state.Flow]; f.flow == nil || f.flow.Block != block {
		return nil, fmt.Errorf("%w: %q is not the block of a flow %q", ErrCheckpoint, state.Block, state.Flow)
	}
	f.params = maps.Clone(f.flow.Params)
	maps.Copy(f.params, state.Params)
	f.results = maps.Clone(state.Results)
	return f, nil
}

// fits tells whether a frame can stand upon the one below: a flow upon nothing
// or the step that called it, a block upon the step that holds it or, where none
// does, upon any.
func fits(f *frame, isFlow bool, below *frame) bool {
	switch {
	case below == nil:
		return isFlow
	case isFlow:
		return below.step() != nil
	}
	return f.block.parent == nil || f.block.parent == below.step()
}
