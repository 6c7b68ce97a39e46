package lint

import "github.com/ariapp/ariapp/flows"

// findReadsBeforeRun reports results of steps that are read where no way has come by the step.
func findReadsBeforeRun(p *Pass) {
	r := newReading(p)
	runs := map[*flows.Flow]*run{}
	for _, use := range p.Program.Uses() {
		if use.Flow == nil || use.Step == nil || !p.Graph.Reached(use.Step) {
			continue
		}
		for _, read := range use.Reads {
			step, _ := r.stepRead(use, read)
			if step == nil || step == use.Step && use.Field != "when" {
				continue
			}
			if runs[use.Flow] == nil {
				runs[use.Flow] = runOf(p.Graph, use.Flow)
			}
			if runs[use.Flow].mayBeBehind(use.Step, step) {
				continue
			}
			p.AtPos(read.Pos, read.Width, "no way to here comes by %s, so %s is always empty; read it behind that step",
				step.Address, dotted(read.Path))
		}
	}
}

// run is what calls may have come by before each step of a flow. What may be
// entered from anywhere, on_error of the flow for one, is not in it.
type run struct {
	graph  *Graph
	number map[*flows.Placed]int
	before map[*flows.Placed]bits
	todo   []*flows.Placed
}

func runOf(graph *Graph, flow *flows.Flow) *run {
	r := &run{graph: graph, number: map[*flows.Placed]int{}, before: map[*flows.Placed]bits{}}
	for _, step := range graph.Steps() {
		if step.Flow() == flow {
			r.number[step] = len(r.number)
		}
	}
	r.come(flow.Block.Steps[0], make(bits, len(r.number)/64+1))
	for len(r.todo) > 0 {
		step := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		for _, e := range graph.Edges(step) {
			r.follow(step, e)
		}
	}
	return r
}

// mayBeBehind tells whether a call may have come by a step before it comes to a place.
func (r *run) mayBeBehind(place, step *flows.Placed) bool {
	before, followed := r.before[place]
	return !followed || before.has(r.number[step])
}

func (r *run) come(step *flows.Placed, by bits) {
	before, been := r.before[step]
	all, more := make(bits, len(by)), !been
	copy(all, before)
	for i := range by {
		more = more || by[i]&^all[i] != 0
		all[i] |= by[i]
	}
	if more {
		r.before[step] = all
		r.todo = append(r.todo, step)
	}
}

func (r *run) follow(step *flows.Placed, e Edge) {
	_, inFlow := r.number[e.To]
	begins := e.Enters != nil && !isShared(e.Enters) || e.Way.Goes == flows.Jump && e.Way.Target.Step == nil
	if !inFlow || begins {
		return
	}
	by := r.before[step]
	if e.Way.Label != "passed" {
		by = by.with(r.number[step])
	}
	failed := e.Way.Label == "on_error" && runsOthers(step)
	if failed || e.Behind != nil && r.graph.owner[e.Behind] == nil { // others have run meanwhile
		for other, i := range r.number {
			if Root(other) == e.Behind || failed && within(other, step) {
				by = by.with(i)
			}
		}
	}
	r.come(e.To, by)
}

// within tells whether a step stands in another one, however deep.
func within(step, around *flows.Placed) bool {
	for at := step.Block().Parent(); at != nil; at = at.Block().Parent() {
		if at == around {
			return true
		}
	}
	return false
}
