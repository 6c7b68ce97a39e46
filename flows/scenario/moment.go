package scenario

import (
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Moment is a stretch of a call in which nothing happens, and the step that it passes in.
type Moment struct {
	From, To time.Duration
	Step     *flows.Placed
}

// StepsOf are the steps of a program by their addresses.
func StepsOf(program *flows.Program) map[string]*flows.Placed {
	steps := map[string]*flows.Placed{}
	program.EachStep(func(step *flows.Placed) { steps[step.Address] = step })
	return steps
}

// Moments are those of a call, in order; steps are those of its program.
func (r *Result) Moments(steps map[string]*flows.Placed) []Moment {
	all := []Moment{}
	var step *flows.Placed
	for i, fact := range r.Facts {
		if fact.Step != "" {
			step = steps[fact.Step]
		}
		if i+1 < len(r.Facts) && r.Facts[i+1].At.After(fact.At) && step != nil {
			all = append(all, Moment{r.since(fact), r.since(r.Facts[i+1]), step})
		}
	}
	return all
}

// since is when a fact was, from the call's beginning.
func (r *Result) since(f flows.Fact) time.Duration { return f.At.Sub(r.began) }

// Asks tells whether a step asks the caller something.
func Asks(step *flows.Placed) bool {
	if step == nil {
		return false
	}
	switch step.Step.(type) {
	case flows.Handling, flows.Secretive:
		return true
	}
	return step.Kind == "directory" // it has no handlers, and asks for letters
}
