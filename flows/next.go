package flows

import "slices"

// Next says where the walk goes after a step. The zero value is the next step.
type Next struct {
	to     destination
	block  *Block
	target *Target
	values map[string]any
	status string
	cause  Cause
	label  string
	// attendant goes on with the step while steps inside of it are taken.
	attendant Attendant
}

// By names the way that is taken, as the step's [Way] is labelled; into a block it is the block's own name without it.
func (n Next) By(label string) Next {
	n.label = label
	return n
}

type destination int

const (
	toNextStep destination = iota
	toBlock
	toTarget
	toFlow
	toCaller
	toEnd
	toOuterKind
	toFirstKind
	toElsewhere
)

// Advance goes on behind the step.
func Advance() Next { return Next{} }

// Enter takes the steps of a block that was read with the step. A nil block is [Advance].
func Enter(b *Block) Next {
	if b == nil {
		return Next{}
	}
	return Next{to: toBlock, block: b}
}

// Goto goes to a step of the flow, or leaves the flow for another.
func Goto(t *Target) Next { return Next{to: toTarget, target: t} }

// Call runs a flow and comes back behind the step, whose results are the flow's status and values.
func Call(t *Target, args map[string]any) Next { return Next{to: toFlow, target: t, values: args} }

// Return ends the flow and hands status and values to the step that called it;
// in a call's first flow it ends the call.
func Return(status string, values map[string]any) Next {
	return Next{to: toCaller, status: status, values: values}
}

// End hangs the call up.
func End(cause Cause) Next { return Next{to: toEnd, cause: cause} }

// Leave ends the walk without ending the call: the step has sent it elsewhere.
func Leave() Next { return Next{to: toElsewhere} }

// Back goes to the nearest step of the same kind that the walk is inside of,
// which begins anew; a step that is inside of none begins anew itself.
func Back() Next { return Next{to: toOuterKind} }

// Top is Back to the outermost of them.
func Top() Next { return Next{to: toFirstKind} }

// apply carries out what step said, in the frame that the step ran in.
func (w *Walker) apply(step *Placed, next Next) error {
	if next.label == "" && next.to == toBlock {
		next.label = next.block.label()
	}
	if next.label != "" {
		w.observeStep(WayTaken, step, Fact{Text: next.label})
	}
	switch next.to {
	case toBlock:
		return w.enter(next.block)
	case toTarget:
		return w.goTo(next.target)
	case toFlow:
		return w.enterFlow(next.target.Flow, next.values)
	case toCaller:
		return w.returnFrom(next.status, next.values)
	case toEnd:
		w.ending = &Outcome{Status: Ended, Cause: next.cause}
	case toElsewhere:
		w.ending = &Outcome{Status: Left}
	case toOuterKind, toFirstKind:
		w.unwindToKind(step.Kind, next.to == toFirstKind)
	default:
		w.moveTo(w.top(), w.top().index+1)
	}
	return nil
}

func (w *Walker) goTo(t *Target) error {
	if t.Step != nil {
		w.jump(t.Step)
		return nil
	}
	w.cut(w.flowIndex(len(w.frames) - 1))
	return w.enterFlow(t.Flow, nil)
}

// returnFrom ends the present flow; the step that called it gets its results and is done.
func (w *Walker) returnFrom(status string, values map[string]any) error {
	base := w.flowIndex(len(w.frames) - 1)
	w.observe(Fact{Kind: FlowEnded, Flow: w.frames[base].flow.Name, Outcome: status})
	if base == 0 { // its frame stays, for on_hangup
		w.ending, w.ranOut = &Outcome{Status: Ended, Cause: CauseNormal}, true
		return nil
	}
	for _, f := range slices.Backward(w.frames[base:]) {
		w.dismiss(f)
	}
	w.frames = w.frames[:base]
	w.scopeIsStale()
	if w.top().post != nil { // the step runs again
		return nil
	}
	if values == nil {
		values = map[string]any{}
	}
	caller := w.top()
	w.setResult(caller, caller.step(), map[string]any{"status": status, "values": values})
	w.moveTo(caller, caller.index+1)
	return nil
}
