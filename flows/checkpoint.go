package flows

import (
	"encoding/json"
	"fmt"
	"maps"
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
	SameRow int
	Same    string
	Vars    map[string]any
	Keys    digits.Buffer
	Frames  []FrameState
}

// FrameState is one level of the frame stack.
type FrameState struct {
	Block string
	Index int
	State json.RawMessage
	Begun bool
	// Flow is the flow's name where the frame begins one.
	Flow    string
	Params  map[string]any
	Results map[string]map[string]any
	Failure failure
}

// checkpoint hands out the present state.
func (w *Walker) checkpoint() error {
	if w.opts.Checkpoint == nil || w.offline {
		return nil
	}
	if err := w.opts.Checkpoint(w.state()); err != nil {
		return fmt.Errorf("%w: %w", errCheckpointRefused, err)
	}
	return nil
}

func (w *Walker) state() *Checkpoint {
	c := &Checkpoint{Format: checkpointFormat, Version: w.program.Version, Call: w.opts.Call, Started: w.started,
		Steps: w.steps, SameRow: w.sameRow, Vars: maps.Clone(w.vars), Keys: w.keys,
		Frames: make([]FrameState, len(w.frames))}
	if w.same != nil {
		c.Same = w.same.Address
	}
	for i, f := range w.frames {
		state := FrameState{Block: f.block.Address, Index: f.index, State: f.state, Begun: f.begun, Failure: f.failure}
		if f.flow != nil {
			state.Flow, state.Params, state.Results = f.flow.Name, maps.Clone(f.params), maps.Clone(f.results)
		}
		c.Frames[i] = state
	}
	return c
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
	opts.Call = c.Call
	w := newWalker(p, port, opts)
	w.started, w.steps, w.sameRow, w.keys, w.resumed = c.Started, c.Steps, c.SameRow, c.Keys, true
	maps.Copy(w.vars, c.Vars)
	for i, state := range c.Frames {
		f, err := p.frame(state, i)
		if err != nil {
			return nil, err
		}
		w.frames = append(w.frames, f)
		if step := f.step(); step != nil && step.Address == c.Same {
			w.same = step
		}
	}
	if len(w.frames) == 0 {
		return nil, fmt.Errorf("%w: it has no frames", ErrCheckpoint)
	}
	return w, nil
}

// frame restores one level; the first must begin a flow.
func (p *Program) frame(state FrameState, level int) (*frame, error) {
	block := p.blocks[state.Block]
	if block == nil || state.Index < 0 || state.Index > len(block.Steps) {
		return nil, fmt.Errorf("%w: the program has no step %d in %q", ErrCheckpoint, state.Index, state.Block)
	}
	f := &frame{block: block, index: state.Index, state: state.State, begun: state.Begun, failure: state.Failure}
	if state.Flow == "" {
		if level == 0 {
			return nil, fmt.Errorf("%w: its first frame is no flow", ErrCheckpoint)
		}
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
