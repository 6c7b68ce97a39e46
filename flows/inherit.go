package flows

import (
	"context"
	"maps"
	"slices"
)

// Inheritor is a [Port] of a call that was taken up from a process that ran it before.
type Inheritor interface {
	// Inherited are the legs, and the bridges of the call's own, that the call was
	// taken up with. What has become of them meanwhile is told by events.
	Inherited() (legs []Party, bridges []string)
}

// heritage is what the step had made at which a call was taken up.
type heritage struct {
	legs    []Party
	bridges []string
}

// made is what the step has made and not ended; a nil one has made nothing.
func (r *Run) made() (legs []Party, bridges []string) {
	if r == nil {
		return nil, nil
	}
	for _, leg := range slices.Sorted(maps.Keys(r.legs)) {
		if !r.legs[leg].ended {
			legs = append(legs, leg)
		}
	}
	return legs, slices.Clone(r.bridges)
}

// inherit makes what the step had made when the call was left its own again: it
// goes on with it, or it ends with the step. What no step has any more is ended.
func (r *Run) inherit() {
	w := r.walker
	had := w.heritage
	w.heritage = nil
	heir, ok := w.port.(Inheritor)
	if had == nil || !ok {
		return
	}
	port, err := r.parties()
	if err != nil {
		return
	}
	r.takeOver(had)
	ctx := context.WithoutCancel(r.ctx)
	legs, bridges := heir.Inherited()
	for _, leg := range legs {
		if !w.somebodys(leg) && !r.Has(leg) {
			_ = port.HangupLeg(ctx, leg, CauseNormal) // it was hung up, or is ended with the call
		}
	}
	for _, bridge := range bridges {
		if !w.somebodys(Party(bridge)) && !r.HasBridge(bridge) {
			_ = port.Unbridge(ctx, bridge)
		}
	}
}

// takeOver makes the step's own what it had and what is still there.
func (r *Run) takeOver(had *heritage) {
	heir, ok := r.walker.port.(Inheritor)
	if !ok {
		return
	}
	legs, bridges := heir.Inherited()
	for _, leg := range legs {
		if !slices.Contains(had.legs, leg) {
			continue
		}
		if r.legs == nil {
			r.legs = map[Party]*dialled{}
		}
		r.legs[leg] = &dialled{since: r.frame.since}
	}
	for _, bridge := range bridges {
		if slices.Contains(had.bridges, bridge) {
			r.bridges = append(r.bridges, bridge)
		}
	}
}

// somebodys tells whether a leg, or a bridge, belongs to a step that goes on by an attendant.
func (w *Walker) somebodys(name Party) bool {
	for _, f := range w.frames {
		if f.post != nil && (f.post.run.Has(name) || f.post.run.HasBridge(string(name))) {
			return true
		}
	}
	return false
}

// Has tells whether a leg is one of the step's: it has dialled it, or was taken up with it.
func (r *Run) Has(leg Party) bool { return r.legs[leg] != nil }

// HasBridge tells whether a bridge is one of the step's own: it has made it, or was taken up with it.
func (r *Run) HasBridge(bridge string) bool { return slices.Contains(r.bridges, bridge) }
