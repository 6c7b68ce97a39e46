package flows

import (
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Direction says where a [Way] leads.
type Direction string

// Where ways lead.
const (
	// Onward is behind the step.
	Onward Direction = "onward"
	// Into is into steps that stand in the step, or into a handler, and from their end behind the step or to it again.
	Into Direction = "into"
	// Jump is to a step of the flow, or into another flow for good.
	Jump Direction = "goto"
	// Through is into a flow and back behind the step.
	Through Direction = "call"
	// Out is back to the step that called the flow.
	Out Direction = "return"
	// Over is the end of the call.
	Over Direction = "end"
	// Away is out of the flows, while the call goes on elsewhere.
	Away Direction = "leave"
	// Outer is to the menu around the step, Outermost to the first of them.
	Outer     Direction = "back"
	Outermost Direction = "top"
	// Anew is the same step once more.
	Anew Direction = "repeat"
)

// Way is one way on from a step, as the file tells it before any call.
type Way struct {
	// Label tells the ways of a step that has several apart, and is the Text of
	// [WayTaken]: "choices.1", "else", "on_noinput.2", "passed" where `when` does not hold.
	Label string
	Goes  Direction
	// Block are the steps of Into.
	Block *Block
	// Target is that of Jump and Through.
	Target *Target
	// Pos is where the file names the way, zero where it does so nowhere but at the step.
	Pos source.Pos
	// Inherited tells that the block is a handler of the flow or of the whole file.
	Inherited bool
}

// Forker is a step that knows its ways. For any other the compiler assumes all
// blocks and targets among its fields, and the step behind.
type Forker interface {
	Ways() []Way
}

// Handling is a step that takes handlers of the flow or the file for these
// events where it has none of its own.
type Handling interface {
	Handles() []string
}

// directions are those of the destinations of [Next].
var directions = map[destination]Direction{toNextStep: Onward, toBlock: Into, toTarget: Jump, toFlow: Through,
	toCaller: Out, toEnd: Over, toElsewhere: Away, toOuterKind: Outer, toFirstKind: Outermost}

// WayOf is the way that a step takes by next; label is "" where there is no other.
func WayOf(label string, next Next) Way {
	return Way{Label: label, Goes: directions[next.to], Block: next.block, Target: next.target}
}

// WayAnew is the way to the same step once more.
func WayAnew(label string) Way { return Way{Label: label, Goes: Anew} }

// At is the way with its place in the file.
func (w Way) At(pos source.Pos) Way {
	w.Pos = pos
	return w
}

// Ways are all ways on from a step: those of its kind, `when` that does not
// hold, on_error of its own, and the handlers that it has or inherits.
func (p *Program) Ways(step *Placed) []Way {
	var ways []Way
	if step.hasWhen {
		ways = append(ways, Way{Label: "passed", Goes: Onward})
	}
	if forker, ok := step.Step.(Forker); ok {
		ways = append(ways, forker.Ways()...)
	} else {
		ways = append(ways, p.assumedWays(step)...)
	}
	ways = append(ways, p.handlerWays(step)...)
	if step.OnError != nil {
		ways = append(ways, Way{Label: "on_error", Goes: Into, Block: step.OnError})
	}
	return ways
}

// assumedWays are those of a step of which nothing is known.
func (p *Program) assumedWays(step *Placed) []Way {
	var ways []Way
	for _, block := range step.blocks {
		if label := block.label(); block != step.OnError && !isHandler(label) {
			ways = append(ways, Way{Label: label, Goes: Into, Block: block})
		}
	}
	for _, target := range step.targets {
		goes := Jump
		if target.onlyFlow {
			goes = Through
		}
		ways = append(ways, Way{Label: target.Name, Goes: goes, Target: target})
	}
	return append(ways, Way{Goes: Onward})
}

// handlerWays are the handlers of a step: its own, and unless these take every
// case, the flow's, then the file's.
func (p *Program) handlerWays(step *Placed) []Way {
	handling, ok := step.Step.(Handling)
	if !ok {
		return nil
	}
	var ways []Way
	for _, event := range handling.Handles() {
		before, always := len(ways), false
		for i, set := range p.handlersOf(step, event) {
			for _, h := range set {
				ways = append(ways, Way{Label: h.Block.label(), Goes: Into, Block: h.Block, Inherited: i > 0})
				always = always || h.Count <= 1 && !h.hasWhen
			}
			if always {
				break
			}
		}
		if event == "on_exhausted" && (len(ways) == before || !always) {
			ways = append(ways, Way{Label: "exhausted", Goes: Onward})
		}
	}
	return ways
}

// handlersOf are the handlers for an event by scope: the step's, the flow's, the file's.
func (p *Program) handlersOf(step *Placed, event string) []Handlers {
	scopes := []Handlers{step.handlers[event], nil, p.handlers[event]}
	if step.flow != nil {
		scopes[1] = step.flow.handlers[event]
	}
	return scopes
}

func isHandler(label string) bool {
	event, _, _ := strings.Cut(label, ".")
	for _, known := range handlerEvents {
		if event == known {
			return true
		}
	}
	return false
}

// label is the block's name in the step, flow or file that it stands in.
func (b *Block) label() string {
	address := strings.TrimRight(b.Address, "+")
	if b.parent != nil {
		return strings.TrimPrefix(address, b.parent.Address+".")
	}
	if _, label, ok := strings.Cut(address, "/"); ok {
		return label
	}
	return ""
}

// Label is the block's name in the step, flow or file that it stands in:
// "choices.1", "on_hangup"; "" for a flow's own steps.
func (b *Block) Label() string { return b.label() }

// Parent is the step that the block stands in, nil for one of a flow or the file.
func (b *Block) Parent() *Placed { return b.parent }

// Again tells that the step around the block runs once more when the block is through.
func (b *Block) Again() bool { return b.again && !strings.HasPrefix(b.label(), "on_exhausted") }

// Offline tells that the block runs when the call is over.
func (b *Block) Offline() bool { return b.offline }

// Flow is the flow that the step stands in, nil in the file's defaults.
func (p *Placed) Flow() *Flow { return p.flow }

// Block is the list of steps that the step stands in.
func (p *Placed) Block() *Block { return p.block }

// Conditional tells that the step has a `when`.
func (p *Placed) Conditional() bool { return p.hasWhen }

// Blocks are all lists of steps that stand in the step, on_error and handlers among them, as the file orders them.
func (p *Placed) Blocks() []*Block { return p.blocks }
