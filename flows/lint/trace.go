package lint

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// setting is what a step sets on one of its ways.
type setting func(step *flows.Placed, way flows.Way) known

// tracing follows all calls through a program and gathers what they have set.
//
// A list of steps is followed on its own: what it adds at its end is its sum,
// which stands in for it wherever it is called, so that what one caller of a
// flow has not set is not missed behind the flow by another one.
type tracing struct {
	graph *Graph
	count int
	sets  setting
	// roots are the lists of steps that stand in no step, ways those of all steps.
	roots []*flows.Block
	ways  map[*flows.Placed][]flows.Way
	// sums are what lists of steps add until their end; one that is not there does
	// not end. returns are what handlers add until they leave their flow for its caller.
	sums, returns places[*flows.Block]
	// entries are what is known at the beginning of flows and shared handlers, and steps before each step.
	entries places[*flows.Block]
	steps   places[*flows.Placed]
	// origins are what is known at each place that leads to a list of steps.
	origins map[*flows.Block]map[origin]known
	tracked bool
}

// origin is a place from which calls come into a list of steps: a step or a number.
type origin struct {
	step   *flows.Placed
	number string
}

// trace follows all calls from numbers and hooks on; start is what calls of a number have set.
func trace(graph *Graph, count int, sets setting, start func(flows.Route) known) *tracing {
	program := graph.program
	t := &tracing{graph: graph, count: count, sets: sets, ways: map[*flows.Placed][]flows.Way{},
		sums: places[*flows.Block]{}, returns: places[*flows.Block]{}, entries: places[*flows.Block]{},
		steps:   places[*flows.Placed]{},
		origins: map[*flows.Block]map[origin]known{}}
	t.sumUp()
	t.tracked = true
	for _, route := range program.Numbers() {
		if route.Flow != nil && route.Flow.Block != nil {
			t.enter(route.Flow.Block, start(route), origin{number: route.Pattern})
		}
	}
	for _, root := range t.roots {
		if !isOwn(root) && !isShared(root) {
			t.enter(root, allKnown(count), origin{})
		}
	}
	return t
}

// isShared tells a handler that the steps of its flow or file take, which is
// entered from them; other hooks may be entered from anywhere.
func isShared(b *flows.Block) bool {
	event, _, _ := strings.Cut(b.Label(), ".")
	return event == "on_noinput" || event == "on_nomatch" || event == "on_exhausted"
}

// prepare finds the ways of all steps, and the lists of steps that are entered
// from elsewhere, with the lists that lead to them.
func (t *tracing) prepare() (leading map[*flows.Block][]*flows.Block) {
	leading = map[*flows.Block][]*flows.Block{}
	seen := map[*flows.Block]bool{}
	for _, step := range t.graph.Steps() {
		root := Root(step)
		if !seen[root] {
			seen[root] = true
			t.roots = append(t.roots, root)
		}
		t.ways[step] = t.graph.program.Ways(step)
		for _, way := range t.ways[step] {
			if into := entered(way); into != nil && !slices.Contains(leading[into], root) {
				leading[into] = append(leading[into], root)
			}
		}
	}
	return leading
}

// entered is the list of steps that a way enters from elsewhere, nil for none.
func entered(way flows.Way) *flows.Block {
	switch {
	case way.Goes == flows.Into && way.Inherited:
		return way.Block
	case way.Target != nil && way.Target.Flow != nil:
		return way.Target.Flow.Block
	}
	return nil
}

// sumUp finds the sum of every list of steps: those anew that lead to one whose sum has changed.
func (t *tracing) sumUp() {
	leading := t.prepare()
	todo := slices.Clone(t.roots)
	waits := map[*flows.Block]bool{}
	for _, root := range todo {
		waits[root] = true
	}
	for len(todo) > 0 {
		root := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		waits[root] = false
		if !t.follow(root, nothingKnown(t.count), places[*flows.Placed]{}) {
			continue
		}
		for _, other := range leading[root] {
			if !waits[other] {
				waits[other] = true
				todo = append(todo, other)
			}
		}
	}
}

// enter notes that calls come to a list of steps, and follows them.
func (t *tracing) enter(root *flows.Block, k known, from origin) {
	if !t.tracked {
		return
	}
	if t.origins[root] == nil {
		t.origins[root] = map[origin]known{}
	}
	t.origins[root][from] = k
	if t.entries.come(root, k) {
		t.follow(root, t.entries[root], t.steps)
	}
}

// follow goes all ways from the beginning of a list of steps; it tells whether that changes the list's sum.
func (t *tracing) follow(root *flows.Block, entry known, steps places[*flows.Placed]) bool {
	f := following{tracing: t, root: root, steps: steps}
	if len(root.Steps) > 0 {
		f.to(root.Steps[0], entry)
	}
	for len(f.pending) > 0 {
		step := f.pending[len(f.pending)-1]
		f.pending = f.pending[:len(f.pending)-1]
		for _, way := range t.ways[step] {
			f.way(step, way, steps[step].then(t.sets(step, way)))
		}
	}
	return f.changed
}

// following is one list of steps on its way.
type following struct {
	*tracing
	root    *flows.Block
	steps   places[*flows.Placed]
	pending []*flows.Placed
	changed bool
}

func (f *following) to(step *flows.Placed, k known) {
	if f.steps.come(step, k) {
		f.pending = append(f.pending, step)
	}
}

// way goes one way on from a step with what is known behind it.
func (f *following) way(step *flows.Placed, way flows.Way, k known) {
	switch way.Goes {
	case flows.Onward:
		f.behind(step, k)
	case flows.Into:
		f.into(step, way, k)
	case flows.Jump, flows.Through:
		f.target(step, way, k)
	case flows.Out:
		f.end(nil, k)
	}
}

func (f *following) into(step *flows.Placed, way flows.Way, k known) {
	switch {
	case way.Block == nil || len(way.Block.Steps) == 0:
		f.behind(step, k)
	case way.Inherited:
		f.enter(way.Block, k, origin{step: step})
		sum, ends := f.sums[way.Block]
		if ends && way.Block.Again() {
			f.to(step, k.then(sum))
		} else if ends {
			f.behind(step, k.then(sum))
		}
		if sum, ends := f.returns[way.Block]; ends {
			f.end(nil, k.then(sum))
		}
	case way.Label == "on_error" && runsOthers(step): // something in the step may have failed
		f.to(way.Block.Steps[0], allKnown(f.count))
	default:
		f.to(way.Block.Steps[0], k)
	}
}

func (f *following) target(step *flows.Placed, way flows.Way, k known) {
	if way.Target.Step != nil {
		f.to(way.Target.Step, k)
		return
	}
	flow := way.Target.Flow
	if flow == nil || flow.Block == nil {
		return
	}
	f.enter(flow.Block, k, origin{step: step})
	sum, ends := f.sums[flow.Block]
	switch {
	case !ends:
	case way.Goes == flows.Through:
		f.behind(step, k.then(sum))
	default:
		f.end(nil, k.then(sum))
	}
}

// runsOthers tells that other steps run while the step lasts.
func runsOthers(step *flows.Placed) bool {
	return len(step.Blocks()) > 1 || step.Kind == "call"
}

// behind goes on behind a step: to the next, out of the steps around it, or to the list's end.
func (f *following) behind(step *flows.Placed, k known) {
	for {
		block := step.Block()
		if next := f.graph.place[step] + 1; next < len(block.Steps) {
			f.to(block.Steps[next], k)
			return
		}
		around := block.Parent()
		switch event, _, _ := strings.Cut(block.Label(), "."); {
		case block == f.root || around == nil:
			f.end(block, k)
			return
		case event == "hotkeys":
			return
		case block.Again():
			f.to(around, k)
			return
		}
		step = around
	}
}

// end notes that the flow is over, or only the list of steps that is followed.
func (f *following) end(block *flows.Block, k known) {
	if f.tracked {
		return
	}
	sums := f.sums
	if block != f.root && !isOwn(f.root) {
		sums = f.returns
	}
	f.changed = sums.come(f.root, k) || f.changed
}

// isOwn tells that the steps are a flow's own.
func isOwn(b *flows.Block) bool { return b.Parent() == nil && b.Label() == "" }
