package graph

import (
	"slices"
	"strconv"

	"github.com/ariapp/ariapp/flows"
)

// arrow is one way between two places of a program, for pictures that lay
// themselves out. Its ends are addresses of steps, or one of the names below.
type arrow struct {
	from, to string
	text     string
	dashed   bool
}

const (
	// endOf is put before the name of a flow for its end, numberOf before a number's pattern.
	endOf    = "end "
	numberOf = "number "
)

// arrows are all ways of the steps that stand in flow, in everything that holds for all flows for nil.
func (c *chart) arrows(flow *flows.Flow) []arrow {
	var all []arrow
	for _, step := range c.stepsOf(flow) {
		f := c.fork(step)
		if f.straight {
			all = append(all, c.behind(step, f.why(c.box(step, f).shape), false)...)
		}
		for _, b := range f.branches {
			switch {
			case b.block != nil:
				all = append(all, arrow{step.Address, first(b.block), b.label.Text, b.label.Handler})
			case b.flow != nil:
				all = append(all, arrow{step.Address, c.entry(b.flow), b.label.Text, false})
			case b.word == "asks again":
				all = append(all, arrow{step.Address, step.Address, b.label.Text, false})
			case b.goes:
				all = append(all, c.behind(step, b.label.Text, false)...)
			}
		}
		for _, way := range c.Program.Ways(step) {
			if way.Label == "" && way.Target != nil {
				all = append(all, arrow{step.Address, c.target(way.Target), "", way.Goes == flows.Through})
			}
		}
	}
	return all
}

// behind is the way from behind a step: to the next one, or from the end of its
// steps to where the walk goes on. Behind handlers of a flow it is each step that
// has them, and none is drawn.
func (c *chart) behind(step *flows.Placed, text string, dashed bool) []arrow {
	for at := step; ; {
		block := at.Block()
		if i := slices.Index(block.Steps, at); i+1 < len(block.Steps) {
			return []arrow{{step.Address, block.Steps[i+1].Address, text, dashed}}
		}
		switch {
		case block.Parent() == nil && at.Flow() != nil && block == at.Flow().Block:
			return []arrow{{step.Address, endOf + at.Flow().Name, text, dashed}}
		case block.Parent() == nil:
			return nil
		case block.Again():
			return []arrow{{step.Address, block.Parent().Address, text, dashed}}
		}
		at = block.Parent()
	}
}

func first(block *flows.Block) string { return block.Steps[0].Address }

// entry is where a flow begins.
func (c *chart) entry(flow *flows.Flow) string { return first(flow.Block) }

func (c *chart) target(t *flows.Target) string {
	if t.Step != nil {
		return t.Step.Address
	}
	return c.entry(t.Flow)
}

// group is what stands in one frame: a flow, or what holds for all.
type group struct {
	name   string
	flow   *flows.Flow
	steps  []*flows.Placed
	arrows []arrow
	ended  bool
}

// groups are the flows to draw, and what holds for all of them.
func (c *chart) groups() []group {
	var all []group
	add := func(name string, flow *flows.Flow) {
		g := group{name: name, flow: flow, steps: c.stepsOf(flow), arrows: c.arrows(flow)}
		for _, a := range g.arrows {
			g.ended = g.ended || a.to == endOf+name
		}
		if len(g.steps) > 0 {
			all = append(all, g)
		}
	}
	for _, flow := range c.flows() {
		add(flow.Name, flow)
	}
	if c.Flow == "" {
		add("every flow", nil)
	}
	return all
}

// texts are the lines of a step for pictures that break none: kind and id, what it is about, its condition.
func (c *chart) texts(step *flows.Placed) (lines []string, b *box) {
	b = c.box(step, c.fork(step))
	head := b.kind
	if b.id != "" {
		head += " " + b.id
	}
	lines = append([]string{head}, b.lines...)
	return append(lines, b.whens...), b
}

// names gives every end of an arrow a short name that no text can break.
type names map[string]string

func (n names) of(end string) string {
	if n[end] == "" {
		n[end] = "n" + strconv.Itoa(len(n)+1)
	}
	return n[end]
}

// drawn tells whether both ends of an arrow are drawn.
func (c *chart) drawn(groups []group) func(arrow) bool {
	there := map[string]bool{}
	for _, g := range groups {
		for _, step := range g.steps {
			there[step.Address] = true
		}
		there[endOf+g.name] = g.ended
	}
	return func(a arrow) bool { return there[a.from] && there[a.to] }
}
