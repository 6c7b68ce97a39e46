package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// edgesOf are the edges of one of a step's ways.
func (g *Graph) edgesOf(step *flows.Placed, way flows.Way) []Edge {
	one := func(e Edge) []Edge {
		e.Way = way
		return []Edge{e}
	}
	switch way.Goes {
	case flows.Into:
		if way.Inherited {
			after := g.behind(step)
			if way.Block.Again() {
				after = Edge{To: step}
			}
			return g.visit(way, way.Block, after)
		}
		return one(Edge{To: way.Block.Steps[0]})
	case flows.Jump:
		if way.Target.Step != nil {
			return one(Edge{To: way.Target.Step})
		}
		return one(Edge{To: way.Target.Flow.Block.Steps[0]})
	case flows.Through:
		return g.visit(way, way.Target.Flow.Block, g.behind(step))
	case flows.Out:
		return one(Edge{Exit: Returns})
	case flows.Over, flows.Away:
		return one(Edge{Exit: Ends})
	case flows.Anew:
		return one(Edge{To: step})
	case flows.Outer, flows.Outermost:
		alike := func(around *flows.Placed) bool { return around.Kind == step.Kind }
		return one(g.around(step, alike, way.Goes == flows.Outermost, Ends))
	}
	return one(g.behind(step))
}

// visit are the edges into steps and, if these come to their end, on from there.
func (g *Graph) visit(way flows.Way, b *flows.Block, after Edge) []Edge {
	after.Way, after.Behind = way, b
	return []Edge{{Way: way, To: b.Steps[0], Enters: b}, after}
}

// behind is the edge from behind a step.
func (g *Graph) behind(step *flows.Placed) Edge {
	b := step.Block()
	if next := g.place[step] + 1; next < len(b.Steps) {
		return Edge{To: b.Steps[next]}
	}
	around := b.Parent()
	switch {
	case around != nil && b.Again():
		return Edge{To: around}
	case around != nil:
		return g.behind(around)
	case g.owner[b] != nil || b.Label() == "on_error":
		return Edge{Exit: Returns}
	case b.Offline():
		return Edge{Exit: Ends}
	}
	return Edge{Exit: Falls}
}

// around is the edge to a step around this one: the nearest that is wanted, or the
// outermost. Where there is none in the flow, it may be one around the call of the
// flow, and the walk leaves as exit says; else the step begins anew.
func (g *Graph) around(step *flows.Placed, wanted func(*flows.Placed) bool, outermost bool, exit Exit) Edge {
	var found *flows.Placed
	for at := step.Block().Parent(); at != nil; at = at.Block().Parent() {
		if wanted(at) && (found == nil || outermost) {
			found = at
		}
	}
	root := Root(step)
	switch {
	case found != nil:
		return Edge{To: found}
	case g.owner[root] == nil || g.called[g.owner[root]]:
		return Edge{Exit: exit}
	}
	return Edge{To: step}
}

// hotEdges are the ways that hotkeys offer while a step takes its time.
func (g *Graph) hotEdges(step *flows.Placed) []Edge {
	flow := step.Flow()
	if flow == nil || step.Spec.Pace == flows.Instant || step.Block().Offline() {
		return nil
	}
	var edges []Edge
	for _, hot := range g.hotkeys(flow) {
		way := flows.Way{Label: "hotkeys." + hot.Keys, Goes: flows.Into, Block: hot.Block, Inherited: true}
		if hot.Block != nil {
			if Root(step) != hot.Block { // it is not taken inside of itself
				edges = append(edges, g.visit(way, hot.Block, Edge{To: step})...)
			}
			continue
		}
		var e Edge
		switch hot.Word {
		case "repeat":
			way.Goes, e = flows.Anew, Edge{To: step}
		default:
			way.Goes = map[string]flows.Direction{"back": flows.Outer, "top": flows.Outermost}[hot.Word]
			asks := func(around *flows.Placed) bool { return around.Spec.Asks }
			e = g.around(step, asks, hot.Word == "top", Returns)
		}
		way.Inherited, e.Way = false, way
		edges = append(edges, e)
	}
	return edges
}

// hotkeys are those that hold in a flow.
func (g *Graph) hotkeys(flow *flows.Flow) []flows.Hotkey {
	set := g.program.Hotkeys(flow)
	if !flow.Inherits() {
		return set
	}
	own := len(set)
	for _, hot := range g.program.Hotkeys(nil) {
		if !slices.ContainsFunc(set[:own], func(h flows.Hotkey) bool { return h.Keys == hot.Keys }) {
			set = append(set, hot)
		}
	}
	return set
}
