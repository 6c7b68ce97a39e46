package graph

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// otherwise is the way of a step whose condition does not hold.
const otherwise = "otherwise"

// branch is one way of a step that stands to its right.
type branch struct {
	label gist.Label
	block *flows.Block
	// word tells where the way ends, "" where it goes on behind the step.
	word string
	// goes tells that it comes back to what stands below.
	goes bool
	// flow is the flow that the word leads to.
	flow *flows.Flow
}

// fork is what can come of a step.
type fork struct {
	branches []branch
	// onward are the reasons to go on behind the step without a branch.
	onward []string
	// straight tells that the walk can, ruled that it does as a rule.
	straight, ruled bool
}

// passes tells whether the walk can go on behind the step.
func (f fork) passes() bool {
	return f.straight || slices.ContainsFunc(f.branches, func(b branch) bool { return b.goes })
}

func (c *chart) fork(step *flows.Placed) fork {
	var f fork
	var handlers []branch
	for _, way := range c.Program.Ways(step) {
		label := c.index.LabelOf(step, way.Label)
		switch {
		case way.Inherited:
			if way.Goes == flows.Into && strings.HasPrefix(way.Label, "on_exhausted") && c.open(way.Block) {
				f.goOn("no attempt left")
			}
		case way.Goes == flows.Into:
			b := c.into(label, way.Block)
			if label.Handler {
				handlers = append(handlers, b)
			} else {
				f.branches = append(f.branches, b)
			}
		case way.Goes == flows.Onward && label.Key:
			f.branches = append(f.branches, branch{label: label, goes: true})
		case way.Goes == flows.Onward:
			f.goOn(onwardWord(way.Label, label))
		case way.Label == "":
			// the step's own box tells it
		case way.Goes == flows.Through:
			f.branches = append(f.branches, branch{label: label, word: way.Target.Name, flow: way.Target.Flow, goes: true})
		case way.Goes == flows.Jump:
			f.branches = append(f.branches, branch{label: label, word: way.Target.Name, flow: way.Target.Flow})
		default:
			f.branches = append(f.branches, branch{label: label, word: wordOf(way.Goes)})
		}
		if way.Goes == flows.Through && way.Label == "" {
			f.goOn("")
		}
	}
	f.branches = append(f.branches, handlers...)
	return f
}

func (f *fork) goOn(why string) {
	f.straight, f.ruled = true, f.ruled || why == ""
	if why != "" && !slices.Contains(f.onward, why) {
		f.onward = append(f.onward, why)
	}
}

// why says why the walk goes straight on, "" where nobody would ask.
func (f fork) why(s shape) string {
	reasons := f.onward
	if f.ruled || s == jumps || s >= ends {
		reasons = slices.DeleteFunc(slices.Clone(reasons), func(why string) bool { return why == otherwise })
	}
	switch {
	case len(reasons) == 0:
		return ""
	case f.ruled:
		return "also: " + strings.Join(reasons, " · ")
	}
	return strings.Join(reasons, " · ")
}

// onwardWord is why the walk goes straight on, "" where that is the rule.
func onwardWord(label string, words gist.Label) string {
	if label == "ok" || label == "" {
		return ""
	}
	return words.Text
}

// wordOf says where a way ends that has no steps.
func wordOf(goes flows.Direction) string {
	switch goes {
	case flows.Anew:
		return "asks again"
	case flows.Outer:
		return "back"
	case flows.Outermost:
		return "top"
	case flows.Out:
		return "returns"
	case flows.Over:
		return "hangs up"
	case flows.Away:
		return "leaves"
	}
	return ""
}

// into is a branch of steps.
func (c *chart) into(label gist.Label, block *flows.Block) branch {
	b := branch{label: label, block: block}
	switch {
	case !c.open(block):
	case block.Parent() == nil:
		b.word = hookEnd(block.Label())
	case block.Again():
		b.word = "asks again"
		if block.Parent().Spec.Loops {
			b.word = "next round"
		}
	default:
		b.goes = true
	}
	return b
}

// hookEnd says how the walk goes on behind steps that belong to a flow or to all.
func hookEnd(label string) string {
	event, _, _ := strings.Cut(label, ".")
	switch event {
	case "hotkeys":
		return "goes on"
	case "on_noinput", "on_nomatch":
		return "asks again"
	case "on_error":
		return "returns error"
	}
	return ""
}

// open tells whether the walk can come to the end of a block.
func (c *chart) open(block *flows.Block) bool {
	if known, ok := c.opens[block]; ok {
		return known
	}
	c.opens[block] = true // while it is looked at: a handler may ask a question that has the same handler
	alive := true
	for _, step := range block.Steps {
		alive = (alive || c.aimed[step]) && c.fork(step).passes()
	}
	c.opens[block] = alive
	return alive
}
