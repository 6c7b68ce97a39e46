package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// Graph is the ways of all calls through a program, step by step. A flow that is
// called, and a handler that several steps share, is entered and comes back where
// it can come to its end; nothing comes back to a place that it was not entered from.
type Graph struct {
	program *flows.Program
	steps   []*flows.Placed
	place   map[*flows.Placed]int // in its block
	edges   map[*flows.Placed][]Edge
	into    map[*flows.Flow][]*flows.Placed
	owner   map[*flows.Block]*flows.Flow // of flows' own blocks
	called  map[*flows.Flow]bool
	// within are the steps of a flow, handler or hotkey by its outermost block, hooks the handlers by flow and label.
	within map[*flows.Block][]*flows.Placed
	hooks  map[*flows.Flow]map[string]*flows.Block
	// waiting are the steps whose ways depend on what is found of a step.
	waiting map[*flows.Placed][]*flows.Placed

	ends, returns, falls map[*flows.Placed]bool
	reached              map[*flows.Placed]bool
	used                 map[*flows.Flow]bool
	traps                []trap
}

// Exit says how a walk leaves what it is in.
type Exit int

const (
	// Stays: there is a next step.
	Stays Exit = iota
	// Ends: the call is over, or goes on elsewhere.
	Ends
	// Returns: the flow is over; who called it goes on, or the call ends.
	Returns
	// Falls: a handler or hotkey of the flow or the file is through; the step that took it goes on.
	Falls
)

// Edge leads from a step to the next one, or out.
type Edge struct {
	// Way is the step's own way. Hotkeys have the label "hotkeys.KEYS".
	Way flows.Way
	// To is the next step, nil where Exit says how the walk leaves.
	To   *flows.Placed
	Exit Exit
	// Enters are the steps that the edge goes into to come back: a flow's, a shared handler's, a hotkey's.
	Enters *flows.Block
	// Behind are the steps that the edge goes behind: it is there only where they can come to their end.
	Behind *flows.Block
}

// NewGraph finds the ways of all calls through a program. entries are names of
// flows in which walks begin beside those that numbers lead to.
func NewGraph(program *flows.Program, entries ...string) *Graph {
	g := &Graph{program: program, place: map[*flows.Placed]int{}, edges: map[*flows.Placed][]Edge{},
		into: map[*flows.Flow][]*flows.Placed{}, owner: map[*flows.Block]*flows.Flow{},
		called: map[*flows.Flow]bool{}, ends: map[*flows.Placed]bool{}, returns: map[*flows.Placed]bool{},
		falls: map[*flows.Placed]bool{}, reached: map[*flows.Placed]bool{}, used: map[*flows.Flow]bool{},
		within: map[*flows.Block][]*flows.Placed{}, hooks: map[*flows.Flow]map[string]*flows.Block{},
		waiting: map[*flows.Placed][]*flows.Placed{}}
	for _, flow := range program.Flows() {
		g.owner[flow.Block] = flow
	}
	ways := map[*flows.Placed][]flows.Way{}
	program.EachStep(func(step *flows.Placed) {
		g.steps = append(g.steps, step)
		ways[step] = program.Ways(step)
		g.note(step)
		for _, way := range ways[step] {
			if way.Target != nil && way.Target.Flow != nil {
				g.into[way.Target.Flow] = append(g.into[way.Target.Flow], step)
				g.called[way.Target.Flow] = g.called[way.Target.Flow] || way.Goes == flows.Through
			}
		}
	})
	byPlace(g.steps)
	for _, step := range g.steps {
		for _, way := range ways[step] {
			g.edges[step] = append(g.edges[step], g.edgesOf(step, way)...)
		}
		if _, tells := step.Step.(flows.Forker); !tells && step.Spec.Pace == flows.AnyPace {
			g.edges[step] = append(g.edges[step], Edge{Way: flows.Way{Goes: flows.Over}, Exit: Ends}) // it may well end it
		}
		g.edges[step] = append(g.edges[step], g.hotEdges(step)...)
		for _, e := range g.edges[step] {
			if e.To != nil {
				g.waiting[e.To] = append(g.waiting[e.To], step)
			}
			if e.Behind != nil {
				g.waiting[e.Behind.Steps[0]] = append(g.waiting[e.Behind.Steps[0]], step)
			}
		}
	}
	g.settle(g.settleStep)
	g.reach(entries)
	g.traps = g.findTraps()
	return g
}

// note keeps where a step stands.
func (g *Graph) note(step *flows.Placed) {
	if block := step.Block(); step == block.Steps[0] {
		for i, one := range block.Steps {
			g.place[one] = i
		}
		if block.Parent() == nil && g.owner[block] == nil {
			if g.hooks[step.Flow()] == nil {
				g.hooks[step.Flow()] = map[string]*flows.Block{}
			}
			g.hooks[step.Flow()][block.Label()] = block
		}
	}
	root := Root(step)
	g.within[root] = append(g.within[root], step)
}

func byPlace(steps []*flows.Placed) {
	slices.SortStableFunc(steps, func(a, b *flows.Placed) int {
		switch {
		case a.Pos.Before(b.Pos):
			return -1
		case b.Pos.Before(a.Pos):
			return 1
		}
		return 0
	})
}

// Steps are all steps of the program, ordered by place.
func (g *Graph) Steps() []*flows.Placed { return g.steps }

// Edges are the ways on from a step that a call can take.
func (g *Graph) Edges(step *flows.Placed) []Edge {
	return slices.DeleteFunc(slices.Clone(g.edges[step]), func(e Edge) bool {
		return e.Behind != nil && !g.ComesBack(e.Behind)
	})
}

// Reached tells whether some call can come to the step.
func (g *Graph) Reached(step *flows.Placed) bool { return g.reached[step] }

// Used tells whether some call can come to the flow.
func (g *Graph) Used(flow *flows.Flow) bool { return g.used[flow] }

// Into are the steps that lead to the flow, by call or goto, reached or not.
func (g *Graph) Into(flow *flows.Flow) []*flows.Placed { return g.into[flow] }

// ComesBack tells whether steps that are entered can come to their end: a flow's
// own (also by its on_error), or those of a handler or hotkey.
func (g *Graph) ComesBack(b *flows.Block) bool {
	flow := g.owner[b]
	if flow == nil {
		return g.falls[b.Steps[0]]
	}
	if g.returns[b.Steps[0]] {
		return true
	}
	hook := g.hook(flow, "on_error")
	return hook != nil && g.returns[hook.Steps[0]]
}

// Ends tells whether from the step, failures aside, the end of the call can be
// reached inside of the flow, Returns whether the flow's end can.
func (g *Graph) Ends(step *flows.Placed) bool { return g.ends[step] }

// Returns tells whether from the step, failures aside, the end of the flow can be reached.
func (g *Graph) Returns(step *flows.Placed) bool { return g.returns[step] }

// hook is one of the blocks of a flow, or of the file for nil, by its label; nil for none.
func (g *Graph) hook(flow *flows.Flow, label string) *flows.Block { return g.hooks[flow][label] }

// Root is the outermost block around a step: a flow's own, or a handler's or hotkey's.
func Root(step *flows.Placed) *flows.Block {
	b := step.Block()
	for b.Parent() != nil {
		b = b.Parent().Block()
	}
	return b
}

// settle looks at every step, and again at those that wait for one of which something new was found.
func (g *Graph) settle(look func(*flows.Placed) (changed bool)) {
	todo, queued := slices.Clone(g.steps), map[*flows.Placed]bool{}
	for _, step := range todo {
		queued[step] = true
	}
	for len(todo) > 0 {
		step := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		queued[step] = false
		if !look(step) {
			continue
		}
		for _, one := range g.waiting[step] {
			if !queued[one] {
				queued[one] = true
				todo = append(todo, one)
			}
		}
	}
}

// settleStep finds whether from a step the end of the call, of the flow and of the handler can be reached.
func (g *Graph) settleStep(step *flows.Placed) (changed bool) {
	mark := func(facts map[*flows.Placed]bool, holds bool) {
		if holds && !facts[step] {
			facts[step], changed = true, true
		}
	}
	for _, e := range g.edges[step] {
		if e.Behind != nil && !g.through(e.Behind) {
			continue
		}
		mark(g.ends, e.Exit == Ends || e.To != nil && g.ends[e.To])
		if e.Enters != nil {
			mark(g.returns, g.owner[e.Enters] == nil && g.returns[e.To])
			continue
		}
		mark(g.returns, e.Exit == Returns || e.To != nil && g.returns[e.To])
		mark(g.falls, e.Exit == Falls || e.To != nil && g.falls[e.To])
	}
	return changed
}

// through is ComesBack, failures aside.
func (g *Graph) through(b *flows.Block) bool {
	if g.owner[b] == nil {
		return g.falls[b.Steps[0]]
	}
	return g.returns[b.Steps[0]]
}

// reach finds the steps that calls come to, from the numbers on.
func (g *Graph) reach(entries []string) {
	var todo []*flows.Placed
	visit := func(b *flows.Block) {
		if b != nil && !g.reached[b.Steps[0]] {
			g.reached[b.Steps[0]] = true
			todo = append(todo, b.Steps[0])
		}
	}
	enter := func(flow *flows.Flow) {
		if !g.used[flow] {
			g.used[flow] = true
			for _, label := range []string{"on_error", "on_hangup"} {
				visit(g.hook(flow, label))
				visit(g.hook(nil, label))
			}
		}
		visit(flow.Block)
	}
	for _, route := range g.program.Numbers() {
		enter(route.Flow)
	}
	for _, name := range entries {
		if flow := g.program.Flow(name); flow != nil {
			enter(flow)
		}
	}
	for len(todo) > 0 {
		step := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range g.Edges(step) {
			if e.To == nil || g.reached[e.To] {
				continue
			}
			if flow := g.owner[e.To.Block()]; flow != nil && e.To == flow.Block.Steps[0] {
				enter(flow)
				continue
			}
			g.reached[e.To] = true
			todo = append(todo, e.To)
		}
	}
}
