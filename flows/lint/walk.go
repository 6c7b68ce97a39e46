package lint

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// allowed tells which edges a walk may take.
type allowed func(from *flows.Placed, e Edge) bool

// finishing are the steps from which the end of their flow, handler or hotkey can
// be reached over allowed edges alone.
func (g *Graph) finishing(may allowed) map[*flows.Placed]bool {
	done := map[*flows.Placed]bool{}
	g.settle(func(step *flows.Placed) bool {
		if done[step] || !g.finishes(step, may, done) {
			return false
		}
		done[step] = true
		return true
	})
	return done
}

func (g *Graph) finishes(step *flows.Placed, may allowed, done map[*flows.Placed]bool) bool {
	for _, e := range g.edges[step] {
		switch {
		case e.Enters != nil || !may(step, e) || e.Behind != nil && !done[e.Behind.Steps[0]]:
		case e.Exit == Returns || e.Exit == Falls || e.To != nil && done[e.To]:
			return true
		}
	}
	return false
}

// next are the steps that allowed edges lead to; those behind a flow or handler
// only where it can be passed over allowed edges.
func (g *Graph) next(step *flows.Placed, may allowed, done map[*flows.Placed]bool) []*flows.Placed {
	var next []*flows.Placed
	for _, e := range g.edges[step] {
		if e.To != nil && may(step, e) && (e.Behind == nil || done[e.Behind.Steps[0]]) {
			next = append(next, e.To)
		}
	}
	return next
}

// components are the parts of a graph in which every step leads to every other,
// each ordered by place; a part comes behind those that it leads to.
func (g *Graph) components(among []*flows.Placed, next func(*flows.Placed) []*flows.Placed) [][]*flows.Placed {
	t := &tarjan{next: next, number: map[*flows.Placed]int{}, low: map[*flows.Placed]int{},
		open: map[*flows.Placed]bool{}}
	for _, step := range among {
		if t.number[step] == 0 {
			t.visit(step)
		}
	}
	for _, part := range t.parts {
		byPlace(part)
	}
	return t.parts
}

type tarjan struct {
	next        func(*flows.Placed) []*flows.Placed
	number, low map[*flows.Placed]int
	open        map[*flows.Placed]bool
	stack       []*flows.Placed
	parts       [][]*flows.Placed
}

func (t *tarjan) visit(step *flows.Placed) {
	t.number[step] = len(t.number) + 1
	t.low[step] = t.number[step]
	t.stack, t.open[step] = append(t.stack, step), true
	for _, to := range t.next(step) {
		if t.number[to] == 0 {
			t.visit(to)
			t.low[step] = min(t.low[step], t.low[to])
		} else if t.open[to] {
			t.low[step] = min(t.low[step], t.number[to])
		}
	}
	if t.low[step] != t.number[step] {
		return
	}
	for i := len(t.stack) - 1; ; i-- {
		t.open[t.stack[i]] = false
		if t.stack[i] == step {
			t.parts = append(t.parts, append([]*flows.Placed(nil), t.stack[i:]...))
			t.stack = t.stack[:i]
			return
		}
	}
}

// cyclic tells whether a part is a loop rather than one step that is passed once.
func cyclic(part []*flows.Placed, next func(*flows.Placed) []*flows.Placed) bool {
	if len(part) > 1 {
		return true
	}
	for _, to := range next(part[0]) {
		if to == part[0] {
			return true
		}
	}
	return false
}

// listed names steps in a sentence, the first few of them.
func listed(steps []*flows.Placed) string {
	var names []string
	for _, step := range steps {
		if len(names) == namedMax {
			names = append(names, "…")
			break
		}
		names = append(names, step.Address)
	}
	return strings.Join(names, ", ")
}
