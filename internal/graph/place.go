package graph

import (
	"github.com/ariapp/ariapp/flows"
)

// placed is a block that has its place: where it reaches, and where the walk
// comes out of it.
type placed struct {
	right, bottom float64
	// entry is the middle of the first box's left side.
	entry point
	// exits are where lines to what comes next begin; below tells that they do at the bottom of the spine.
	exits []exit
}

type exit struct {
	point
	// below tells that the line goes down first, else to the right.
	below, dashed bool
}

// placer draws one panel.
type placer struct {
	*chart
	panel *panel
}

// block draws a block with its corner at x, y.
func (p *placer) block(b *flows.Block, x, y float64, dashed bool) placed {
	if p.isChain(b) {
		return p.chain(b, x, y, dashed)
	}
	return p.column(b, x, y, dashed)
}

// isChain tells whether a block's steps stand beside one another: a few plain ones.
func (p *placer) isChain(b *flows.Block) bool {
	if b.Parent() == nil && b.Label() == "" || len(b.Steps) > chainMax {
		return false
	}
	width := 0.0
	for i, step := range b.Steps {
		f := p.fork(step)
		box := p.box(step, f)
		last, within := i == len(b.Steps)-1, box.shape == jumps && box.flow == nil
		if width += box.w + chainGap; len(f.branches) > 0 || width > chainWidth || p.aimed[step] {
			return false // lines of gotos come and go on the right, where nothing else may be
		}
		if f.passes() && within || !last && !f.passes() {
			return false
		}
	}
	return true
}

// chain draws plain steps from left to right.
func (p *placer) chain(b *flows.Block, x, y float64, dashed bool) placed {
	boxes, tallest := []*box{}, 0.0
	for _, step := range b.Steps {
		box := p.box(step, p.fork(step))
		boxes, tallest = append(boxes, box), max(tallest, box.h)
	}
	middle := y + tallest/2
	at := placed{entry: point{x, middle}, bottom: y + tallest}
	for i, box := range boxes {
		if i > 0 {
			p.panel.draw(dashed, true, point{x - chainGap, middle}, point{x, middle})
		}
		p.add(box, x, middle-box.h/2)
		at.right = x + box.w
		x = at.right + chainGap
	}
	if last := b.Steps[len(b.Steps)-1]; p.fork(last).passes() {
		at.exits = []exit{{point{at.right, middle}, false, dashed}}
	}
	return at
}

// add puts a box at its place.
func (p *placer) add(b *box, x, y float64) {
	b.x, b.y = x, y
	p.panel.boxes = append(p.panel.boxes, b)
	p.panel.at[b.step] = b
	for _, way := range p.Program.Ways(b.step) {
		if way.Goes == flows.Jump && way.Label == "" && way.Target.Step != nil {
			p.panel.gotos = append(p.panel.gotos, gotoLine{b, way.Target.Step})
		}
	}
}

// column draws steps from top to bottom, with what can come of each to its right.
func (p *placer) column(b *flows.Block, x, y float64, dashed bool) placed {
	var at placed
	spine := x + spineAt
	alive, from := false, point{}
	for i, step := range b.Steps {
		f := p.fork(step)
		box := p.box(step, f)
		if i > 0 {
			y += spineGap
			if alive {
				p.panel.draw(dashed, true, from, point{spine, y})
			}
		}
		p.add(box, x, y)
		at.right = max(at.right, x+box.w)
		if i == 0 {
			at.entry = point{x, y + box.h/2}
		}
		y += box.h
		from, alive = point{spine, y}, f.passes()
		if len(f.branches) > 0 {
			right, bottom := p.branches(f, spine, y)
			at.right, y = max(at.right, right), bottom
		}
		if why := f.why(box.shape); why != "" {
			y = p.why(why, spine, y, &at)
		}
		if f.straight {
			p.panel.draw(dashed, false, from, point{spine, y})
		}
		from = point{spine, y}
	}
	at.bottom = y
	if alive {
		at.exits = []exit{{from, true, dashed}}
	}
	return at
}

// why writes why the walk goes straight on beside the spine.
func (p *placer) why(text string, spine, y float64, at *placed) float64 {
	y += tagHeight/2 + 4
	t := p.panel.put(spine+6, y, text, styleNote, nil)
	at.right = max(at.right, t.x+t.w)
	return y + tagHeight/2 - 4
}

// branches draws the ways of a step, one below the other, off a rail that goes
// down from its box. Those that go on join on the right and come back to the rail.
func (p *placer) branches(f fork, rail, y float64) (right, bottom float64) {
	labels := 0.0
	for _, b := range f.branches {
		labels = max(labels, tagWidth(b.label.Text, styleOf(b)))
	}
	from := point{rail, y}
	tagAt := rail + 22
	blockAt := tagAt + labels + 22
	var exits []exit
	last := y
	for _, b := range f.branches {
		y += rowGap
		at := p.row(b, tagAt, blockAt, y)
		last = at.entry.y
		p.panel.draw(b.label.Handler, false, from, point{rail, last}, point{tagAt, last})
		right, y = max(right, at.right), at.bottom
		exits = append(exits, at.exits...)
	}
	if len(exits) == 0 {
		return right, y
	}
	gutter, join := right+gutterGap, y+gutterGap
	for _, e := range exits {
		points := []point{e.point}
		if e.below {
			points = append(points, point{e.x, e.y + gutterGap/2}, point{gutter, e.y + gutterGap/2})
		} else {
			points = append(points, point{gutter, e.y})
		}
		p.panel.draw(e.dashed, false, append(points, point{gutter, join})...)
	}
	dashed := true
	for _, e := range exits {
		dashed = dashed && e.dashed
	}
	p.panel.draw(dashed, true, point{gutter, join - 8}, point{gutter, join}, point{rail, join})
	return gutter + 2, join
}

func styleOf(b branch) tagStyle {
	switch {
	case b.label.Key:
		return styleKey
	case b.label.Handler:
		return styleHandler
	}
	return styleWord
}

// row draws one way: its label, then its steps or a word.
func (p *placer) row(b branch, tagAt, blockAt, y float64) placed {
	dashed := b.label.Handler
	if b.block == nil {
		t := p.panel.put(tagAt, y+tagHeight/2, b.label.Text, styleOf(b), nil)
		at := placed{entry: point{tagAt, y + tagHeight/2}, right: t.x + t.w, bottom: y + tagHeight}
		end := point{t.x + t.w, at.entry.y}
		if b.word != "" {
			p.panel.draw(dashed, true, end, point{blockAt, end.y})
			word := p.panel.put(blockAt, end.y, b.word, styleEnd, b.flow)
			at.right, end = word.x+word.w, point{word.x + word.w, end.y}
		}
		if b.goes {
			at.exits = []exit{{end, false, dashed}}
		}
		return at
	}
	at := p.block(b.block, blockAt, y, dashed)
	t := p.panel.put(tagAt, at.entry.y, b.label.Text, styleOf(b), nil)
	p.panel.draw(dashed, true, point{t.x + t.w, at.entry.y}, at.entry)
	at.entry.x = tagAt
	if b.word == "" {
		at.bottom += bottomRoom(at)
		return at
	}
	for _, e := range at.exits {
		if e.below {
			y := e.y + gutterGap
			p.panel.draw(dashed, true, e.point, point{e.x, y})
			word := p.panel.put(e.x-spineAt, y+tagHeight/2, b.word, styleEnd, nil)
			at.right, at.bottom = max(at.right, word.x+word.w), max(at.bottom, y+tagHeight)
			continue
		}
		p.panel.draw(dashed, true, e.point, point{e.x + chainGap, e.y})
		word := p.panel.put(e.x+chainGap, e.y, b.word, styleEnd, nil)
		at.right = max(at.right, word.x+word.w)
	}
	at.exits = nil
	return at
}

// bottomRoom is what the line below a column needs.
func bottomRoom(at placed) float64 {
	for _, e := range at.exits {
		if e.below {
			return gutterGap / 2
		}
	}
	return 0
}
