package steps

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/flows"
)

func repeatSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "repeat",
		Pace:    flows.Instant,
		Summary: "Takes steps again and again.",
		Doc: "The steps are taken `times` times, or as long as `while` holds before a round, whichever ends first. " +
			"`steps.<id>.round` counts from 1. `goto` leaves the loop. (In a menu's choices the bare word " +
			"`repeat` says the menu again.)",
		Steers: true, Loops: true, Offline: true,
		Fields: []flows.Field{
			{Name: "times", Type: flows.Whole, Doc: "How many rounds at most; 1000 without it."},
			{Name: "while", Type: flows.Condition, Doc: "What must hold for another round."},
			{Name: "steps", Type: flows.LoopSteps, Required: true, Doc: "The steps of a round."},
		},
		Result:  []flows.Result{{Name: "round", Zero: 0, Doc: "The present round, from 1; at last how many there were."}},
		Example: "- repeat: {times: 3, steps: [{play: hello-world}, {wait: 2s}]}\n",
		New:     newRepeat,
	}
}

type repeat struct {
	times flows.Value[int]
	while flows.Value[bool]
	limit bool
	cond  bool
	steps *flows.Block
}

type repeatState struct {
	Round int `json:"round"`
	Times int `json:"times"`
}

func newRepeat(a flows.Args) flows.Step {
	if !a.Has("times") && !a.Has("while") {
		a.Errorf("steps", "missing-field", "repeat needs times or while, or it would never end")
	}
	if times, ok := flows.Get[flows.Value[int]](a, "times").Constant(); ok && (times < 0 || times > repeatMax) {
		a.Errorf("times", "wrong-type", "times must be from 0 to %d", repeatMax)
	}
	return repeat{times: flows.Get[flows.Value[int]](a, "times"), while: flows.Get[flows.Value[bool]](a, "while"),
		limit: a.Has("times"), cond: a.Has("while"), steps: flows.Get[*flows.Block](a, "steps")}
}

// Ways are another round and the end of them.
func (p repeat) Ways() []flows.Way {
	return []flows.Way{flows.WayOf("steps", flows.Enter(p.steps)), flows.WayOf("done", flows.Advance())}
}

func (p repeat) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	var state repeatState
	if !r.Load(&state) {
		state.Times = repeatMax
		if p.limit {
			times, err := p.times.Eval(r)
			if err != nil {
				return flows.Next{}, err
			}
			state.Times = min(times, repeatMax)
		}
	}
	if state.Round >= state.Times {
		if !p.limit {
			return flows.Next{}, fmt.Errorf("%w: repeat ran %d rounds", flows.ErrLimit, repeatMax)
		}
		return flows.Advance().By("done"), nil
	}
	if p.cond {
		holds, err := p.while.Eval(r)
		if err != nil || !holds {
			return flows.Advance().By("done"), err
		}
	}
	state.Round++
	r.SetResult(map[string]any{"round": state.Round})
	return flows.Enter(p.steps), r.Keep(state)
}
