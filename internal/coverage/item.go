package coverage

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Kind is the sort of thing that is taken or is not.
type Kind string

// What is counted.
const (
	// Step is a step that begins.
	Step Kind = "step"
	// Choice is a key of a menu, or its direct_dial.
	Choice Kind = "choice"
	// Handler is on_noinput and its like, on_error, on_hangup or a hotkey, of a step, a flow or the whole file.
	Handler Kind = "handler"
	// Branch is any other way on that has a label: then, else, a case, a `when` that does not hold.
	Branch Kind = "branch"
)

// Item is one thing to be taken.
type Item struct {
	Kind Kind `json:"kind"`
	// At is where it stands: for ways into steps the first of these, else the step that it belongs to.
	At source.Pos `json:"at"`
	// Flow is that which it stands in, "" for the file's defaults.
	Flow string `json:"flow,omitempty"`
	// Step is the address of the step that it is, or belongs to; "" for what belongs to a flow.
	Step string `json:"step,omitempty"`
	// Label tells the ways of a step apart, as [flows.Way] has it; of a step it is the kind.
	Label string `json:"label,omitempty"`
	// Times is how often it was taken.
	Times int `json:"times,omitempty"`
}

// Name is what people call it.
func (i Item) Name() string {
	owner := i.Step
	switch {
	case owner != "":
	case i.Flow != "":
		owner = i.Flow
	default:
		owner = "defaults"
	}
	if i.Kind == Step {
		return owner + " (" + i.Label + ")"
	}
	return owner + " " + i.Label
}

// kindOf is what a way with a label is counted as.
func kindOf(way flows.Way) Kind {
	event, _, _ := strings.Cut(way.Label, ".")
	switch {
	case event == "choices" || event == "direct_dial":
		return Choice
	case strings.HasPrefix(event, "on_") && way.Block != nil:
		return Handler
	}
	return Branch
}
