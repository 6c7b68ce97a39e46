package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// panelOf draws one flow.
func (c *chart) panelOf(flow *flows.Flow) *panel {
	p := &panel{flow: flow, title: flow.Name, about: c.about(flow), at: map[*flows.Placed]*box{},
		place: fmt.Sprintf("%s:%d", flow.Pos.File, flow.Pos.Line)}
	d := placer{c, p}
	at := d.block(flow.Block, panelPad, headHeight, false)
	right, bottom := at.right, at.bottom
	for _, e := range at.exits {
		bottom = e.y + gutterGap
		p.draw(false, true, e.point, point{e.x, bottom})
		t := p.put(e.x-spineAt, bottom+tagHeight/2, "end of the flow", styleEnd, nil)
		right, bottom = max(right, t.x+t.w), bottom+tagHeight
	}
	if hooks := c.hooks(flow); len(hooks) > 0 {
		hookRight, hookBottom := d.hooks("anywhere in this flow", hooks, bottom+panelGap)
		right, bottom = max(right, hookRight), hookBottom
	}
	return c.finish(p, right, bottom)
}

// everywhere draws what holds in all flows; nil when there is nothing.
func (c *chart) everywhere() *panel {
	hooks := c.hooks(nil)
	if len(hooks) == 0 {
		return nil
	}
	p := &panel{title: "every flow", about: "unless it has its own", at: map[*flows.Placed]*box{}}
	d := placer{c, p}
	right, bottom := d.hooks("", hooks, headHeight)
	return c.finish(p, right, bottom)
}

func (c *chart) finish(p *panel, right, bottom float64) *panel {
	p.w = max(c.lanes(p, right)+panelPad, panelMin)
	p.w = max(p.w, 2*panelPad+widthOf(p.title, titleSize, true)+24+widthOf(p.place, smallSize, false),
		2*panelPad+widthOf(p.about, smallSize, false))
	p.h = bottom + panelPad
	return p
}

// about says who leads into a flow.
func (c *chart) about(flow *flows.Flow) string {
	var parts, numbers []string
	for _, route := range c.entries() {
		switch {
		case route.Flow != flow:
		case route.Pattern == textEntry:
			parts = append(parts, "takes texts")
		default:
			numbers = append(numbers, route.Pattern)
		}
	}
	if len(numbers) > 0 {
		parts = append(parts, "dialled as "+listed(numbers))
	}
	if callers := c.callers[flow]; len(callers) > 0 {
		parts = append(parts, "entered from "+listed(callers))
	}
	if len(parts) == 0 {
		return "nothing leads here"
	}
	return strings.Join(parts, " · ")
}

// listed are the first of many names.
func listed(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	if more := len(names) - callersMax; more > 0 {
		return strings.Join(names[:callersMax], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// hooks are the lists of steps that belong to a flow, or to all of them, as branches.
func (c *chart) hooks(flow *flows.Flow) []branch {
	var hooks []branch
	for _, h := range c.Program.Hotkeys(flow) {
		b := branch{label: gist.Label{Text: h.Keys, Key: true}, word: h.Word}
		if h.Block != nil {
			b = c.into(b.label, h.Block)
		}
		if h.Word == "repeat" {
			b.word = "the step again"
		}
		hooks = append(hooks, b)
	}
	for _, block := range c.Program.Hooks(flow) {
		if strings.HasPrefix(block.Label(), "hotkeys.") {
			continue
		}
		hooks = append(hooks, c.into(c.index.LabelOf(nil, block.Label()), block))
	}
	return hooks
}

// hooks draws them under a heading.
func (p *placer) hooks(heading string, hooks []branch, y float64) (right, bottom float64) {
	rail := panelPad + 6.0
	if heading != "" {
		t := p.panel.put(panelPad, y, heading, styleNote, nil)
		right, y = t.x+t.w, y+tagHeight/2
	}
	labels := 0.0
	for _, b := range hooks {
		labels = max(labels, tagWidth(b.label.Text, styleOf(b)))
	}
	for i, b := range hooks {
		if i > 0 {
			y += rowGap
		}
		at := p.row(b, rail, rail+labels+22, y)
		right, y = max(right, at.right), at.bottom
	}
	return right, y
}

// lanes draws the gotos of a panel: out of a step to the right, up or down in a
// lane right of everything, and back to the step that is meant.
func (c *chart) lanes(p *panel, right float64) float64 {
	type lane struct {
		to       *box
		from     []*box
		top, end float64
	}
	var all []*lane
	for _, g := range p.gotos {
		to := p.at[g.to]
		if to == nil {
			continue
		}
		i := slices.IndexFunc(all, func(l *lane) bool { return l.to == to })
		if i < 0 {
			i = len(all)
			all = append(all, &lane{to: to, top: to.right().y, end: to.right().y})
		}
		y := g.from.right().y
		all[i].from = append(all[i].from, g.from)
		all[i].top, all[i].end = min(all[i].top, y), max(all[i].end, y)
	}
	slices.SortStableFunc(all, func(a, b *lane) int { return int(a.end-a.top) - int(b.end-b.top) })
	var taken [][]*lane // by lane
	for _, l := range all {
		at := 0
		for at < len(taken) && slices.ContainsFunc(taken[at], func(o *lane) bool {
			return l.top <= o.end+boxHeight && o.top <= l.end+boxHeight
		}) {
			at++
		}
		if at == len(taken) {
			taken = append(taken, nil)
		}
		taken[at] = append(taken[at], l)
		x := right + gutterGap + float64(at)*laneGap
		for _, from := range l.from {
			p.lines = append(p.lines, line{points: []point{from.right(), {x, from.right().y}, {x, l.to.right().y},
				l.to.right()}, arrow: true, jump: true})
		}
	}
	if len(taken) == 0 {
		return right
	}
	return right + gutterGap + float64(len(taken)-1)*laneGap
}
