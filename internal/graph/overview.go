package graph

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// overview is the map of numbers and flows: in layers from left to right, each
// flow behind those that lead into it.
type overview struct {
	nodes  []*node
	edges  []edge
	layers [][]*node
	trunks map[trunk]*node
	frame
}

// node is a number, a flow, or the place where an edge passes a layer.
type node struct {
	number     *flows.Route
	flow       *flows.Flow
	layer      int
	x, y, w, h float64
	// rank is the node's place in its layer, weight where its neighbours want it.
	rank   int
	weight float64
	before []*node
	after  []*node
}

// edge leads over the nodes of its layers; back tells that its arrow is at the beginning.
type edge struct {
	way    []*node
	jump   bool
	back   bool
	number bool
}

// trunk is what edges share that leave a node, or come to a number's flow, and
// go on over a layer.
type trunk struct {
	root         *node
	layer        int
	back, number bool
}

type link struct {
	from, to *flows.Flow
	jump     bool
}

// links are which flow leads into which, each once, in the order of the file.
func (c *chart) links() []link {
	var links []link
	for _, flow := range c.flows() {
		seen := map[link]bool{}
		for _, step := range c.stepsOf(flow) {
			for _, way := range c.Program.Ways(step) {
				if way.Target == nil || way.Target.Flow == nil {
					continue
				}
				l := link{flow, way.Target.Flow, way.Goes == flows.Jump}
				if !seen[l] {
					seen[l] = true
					links = append(links, l)
				}
			}
		}
	}
	slices.SortStableFunc(links, func(a, b link) int { return c.order(a.to) - c.order(b.to) })
	return links
}

// order is a flow's place in the file.
func (c *chart) order(flow *flows.Flow) int { return c.orders[flow] }

// overview lays the map out.
func (c *chart) overview() *overview {
	o := &overview{trunks: map[trunk]*node{}}
	of := map[*flows.Flow]*node{}
	for _, flow := range c.flows() {
		of[flow] = o.add(&node{flow: flow, layer: 1, w: max(120, widthOf(flow.Name, fontSize, true)+60)})
	}
	links := slices.DeleteFunc(c.links(), func(l link) bool { return of[l.to] == nil || l.from == l.to })
	back := c.layer(of, links)
	for _, route := range c.entries() {
		if to := of[route.Flow]; to != nil {
			n := o.add(&node{number: &route, w: max(60, widthOf(route.Pattern, fontSize, true)+26)})
			o.connect(n, to, edge{number: true})
		}
	}
	for i, l := range links {
		if back[i] {
			o.connect(of[l.to], of[l.from], edge{jump: l.jump, back: true})
			continue
		}
		o.connect(of[l.from], of[l.to], edge{jump: l.jump})
	}
	o.arrange()
	return o
}

func (o *overview) add(n *node) *node {
	n.h = flowHeight
	if n.number != nil {
		n.h = 28
	}
	o.nodes = append(o.nodes, n)
	return n
}

// layer puts each flow one layer behind the last of those that lead into it. An
// edge that would close a circle leads back, and does not count.
func (c *chart) layer(of map[*flows.Flow]*node, links []link) (back map[int]bool) {
	back = map[int]bool{}
	state := map[*flows.Flow]int{} // 1 while it is being walked, 2 when it is done
	var order []*flows.Flow
	var walk func(*flows.Flow)
	walk = func(flow *flows.Flow) {
		state[flow] = 1
		for i, l := range links {
			switch {
			case l.from != flow:
			case state[l.to] == 1:
				back[i] = true
			case state[l.to] == 0:
				walk(l.to)
			}
		}
		state[flow] = 2
		order = append(order, flow)
	}
	roots := slices.Clone(c.flows())
	slices.SortStableFunc(roots, func(a, b *flows.Flow) int { return c.rootRank(a) - c.rootRank(b) })
	for _, flow := range roots {
		if state[flow] == 0 {
			walk(flow)
		}
	}
	slices.Reverse(order)
	for _, flow := range order {
		for i, l := range links {
			if l.from == flow && !back[i] {
				of[l.to].layer = max(of[l.to].layer, of[flow].layer+1)
			}
		}
	}
	return back
}

// rootRank lets circles be cut where calls come in.
func (c *chart) rootRank(flow *flows.Flow) int {
	for _, route := range c.entries() {
		if route.Flow == flow {
			return 0
		}
	}
	return 1
}

// connect adds an edge, with a node in each layer that it passes.
func (o *overview) connect(from, to *node, e edge) {
	e.way = []*node{from}
	at := from
	if to.layer-from.layer > spanMax {
		e.way = append(e.way, to)
		o.edges = append(o.edges, e)
		return
	}
	for layer := from.layer + 1; layer < to.layer; layer++ {
		shared := trunk{from, layer, e.back, e.number}
		if e.number {
			shared.root = to
		}
		pass := o.trunks[shared]
		if pass == nil {
			pass = &node{layer: layer, h: 8}
			o.nodes = append(o.nodes, pass)
			o.trunks[shared] = pass
		}
		join(at, pass)
		e.way, at = append(e.way, pass), pass
	}
	join(at, to)
	e.way = append(e.way, to)
	o.edges = append(o.edges, e)
}

func join(from, to *node) {
	from.after, to.before = append(from.after, to), append(to.before, from)
}
