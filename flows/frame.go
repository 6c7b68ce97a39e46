package flows

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// frame is one level of a walk: a block and the place in it. The frame of a
// flow's own block carries what belongs to that flow's run.
type frame struct {
	block *Block
	place

	// flow is the flow that begins with this frame, nil in the blocks inside it.
	flow    *Flow
	params  map[string]any
	results map[string]map[string]any
	failure failure
}

// place is where a frame is in its block, and what belongs to the step there.
type place struct {
	index int
	// state is what the step at index has saved of itself; nil when it begins anew.
	state json.RawMessage
	// begun tells that the step at index has been counted as begun, since is when.
	begun bool
	since time.Time
	// occasion is which time it is that the step does what must not happen twice, from 1; 0 when that was not asked yet.
	occasion int
	// nth is that as older programs counted: how many steps the walk had begun with this one. 0 unless one has begun it.
	nth int
	// status is what the step at index last gave as its result's status.
	status string
	// masked makes stars of the keys that come while the step at index lasts.
	masked bool
	// talks tells that the step has joined parties: what a step around it has masked is not, meanwhile.
	talks bool
	// returned tells that the walk came back to the step from inside of it.
	returned bool
	// post is the attendant of the step at index while steps inside of it are taken, left what another process has left of
	// one, until it is reinstated.
	post *post
	left *postState
}

// failure is what the `error` of expressions shows to an on_error.
type failure struct {
	Message string `json:"message,omitempty"`
	Step    string `json:"step,omitempty"`
	Kind    string `json:"kind,omitempty"`
}

func flowFrame(flow *Flow, args map[string]any) *frame {
	params := maps.Clone(flow.Params)
	maps.Copy(params, args)
	return &frame{block: flow.Block, flow: flow, params: params}
}

// step is the frame's present step, nil behind the last one.
func (f *frame) step() *Placed {
	if f.index >= len(f.block.Steps) {
		return nil
	}
	return f.block.Steps[f.index]
}

// moveTo sets a frame on another step, which begins anew.
func (w *Walker) moveTo(f *frame, index int) {
	w.dismiss(f)
	f.place = place{index: index}
}

// resultScope is the frame's `steps`: what has run, over what has not.
func (f *frame) resultScope() map[string]any {
	scope := make(map[string]any, len(f.flow.ids))
	for id, step := range f.flow.ids {
		if result, ok := f.results[id]; ok {
			scope[id] = result
		} else {
			scope[id] = step.zeroResult()
		}
	}
	return scope
}

// top is the frame that the walk is in.
func (w *Walker) top() *frame { return w.frames[len(w.frames)-1] }

// flowFrame is the frame of the flow that the walk is in.
func (w *Walker) flowFrame() *frame {
	return w.frames[w.flowIndex(len(w.frames)-1)]
}

// flowFrameOf is the frame of the flow that a frame belongs to, nil for a frame that is left.
func (w *Walker) flowFrameOf(f *frame) *frame {
	if i := slices.Index(w.frames, f); i >= 0 {
		return w.frames[w.flowIndex(i)]
	}
	return nil
}

// flowIndex is the index of the frame of the flow that frame i belongs to.
func (w *Walker) flowIndex(i int) int {
	for w.frames[i].flow == nil {
		i--
	}
	return i
}

// nesting is how many flows are on the stack.
func (w *Walker) nesting() int {
	n := 0
	for _, f := range w.frames {
		if f.flow != nil {
			n++
		}
	}
	return n
}

// enter pushes a block of the present flow.
func (w *Walker) enter(b *Block) error {
	if len(w.frames) >= maxFrames {
		return limitError("more than %d blocks in one another", maxFrames)
	}
	w.frames = append(w.frames, &frame{block: b})
	w.scopeIsStale()
	return nil
}

// enterFlow pushes a flow.
func (w *Walker) enterFlow(flow *Flow, args map[string]any) error {
	if w.nesting() >= w.limits.MaxNesting {
		return limitError("more than %d flows wait for one another", w.limits.MaxNesting)
	}
	w.frames = append(w.frames, flowFrame(flow, args))
	w.scopeIsStale()
	w.observe(Fact{Kind: FlowBegun, Flow: flow.Name, Pos: flow.Pos})
	return nil
}

// leave pops the top frame and sets the one below on its next step, or on the
// same one when the block belongs to a step that runs around it. After the
// on_error of a flow, or of the file, there is no next step: the flow is over.
func (w *Walker) leave() error {
	done := w.top().block
	w.cut(len(w.frames) - 1)
	below := w.top()
	switch {
	case done.again:
	case done == w.program.onError || below.flow != nil && done == below.flow.onError:
		return w.returnFrom("error", nil)
	case below.step() != nil:
		w.moveTo(below, below.index+1)
	}
	return nil
}

// cut drops the frames from level on, and tells which flows are left that way.
func (w *Walker) cut(level int) {
	for i := len(w.frames) - 1; i >= level; i-- {
		w.dismiss(w.frames[i])
		if flow := w.frames[i].flow; flow != nil && !w.offline {
			w.observe(Fact{Kind: FlowEnded, Flow: flow.Name, Outcome: "left"})
		}
	}
	w.frames = w.frames[:level]
	w.scopeIsStale()
}

// jump moves within the flow to a step: frames around both places are kept, with their steps' state.
func (w *Walker) jump(target *Placed) {
	base := w.flowIndex(len(w.frames) - 1)
	var chain []*Placed
	for at := target; at != nil; at = at.block.parent {
		chain = append(chain, at)
	}
	root := chain[len(chain)-1].block
	level := base // a handler's block stands above the flow's own
	for i := len(w.frames) - 1; i > base; i-- {
		if w.frames[i].block == root {
			level = i
			break
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		at := chain[i]
		if level >= len(w.frames) || w.frames[level].block != at.block {
			w.cut(level)
			w.frames = append(w.frames, &frame{block: at.block, place: place{index: at.index}})
		} else if i == 0 || w.frames[level].index != at.index {
			w.moveTo(w.frames[level], at.index)
			w.cut(level + 1)
		}
		level++
	}
	w.cut(level)
}

// unwindToKind drops frames until the present step is an earlier step of the
// same kind as the one in the top frame; outermost goes to the first of them.
// Without an earlier one it is the step itself. It begins anew, but can tell so
// from what it has saved.
func (w *Walker) unwindToKind(kind string, outermost bool) {
	found := -1
	for i := len(w.frames) - 2; i >= 0; i-- {
		if step := w.frames[i].step(); step != nil && step.Kind == kind {
			found = i
			if !outermost {
				break
			}
		}
	}
	if found < 0 {
		found = len(w.frames) - 1
	}
	w.cut(found + 1)
	f := w.top()
	state := f.state
	w.moveTo(f, f.index)
	f.state, f.returned = state, true
}
