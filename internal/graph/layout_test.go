package graph

import (
	"fmt"
	"testing"
)

// rectangle is what something takes up in a panel.
type rectangle struct {
	name           string
	x1, y1, x2, y2 float64
}

func (r rectangle) overlaps(o rectangle) bool {
	return r.x1 < o.x2-0.5 && o.x1 < r.x2-0.5 && r.y1 < o.y2-0.5 && o.y1 < r.y2-0.5
}

// crossed tells whether a level or upright line goes through the rectangle; to touch its side is fine.
func (r rectangle) crossed(a, b point) bool {
	const skin = 1.0
	return min(a.x, b.x) < r.x2-skin && max(a.x, b.x) > r.x1+skin && min(a.y, b.y) < r.y2-skin && max(a.y, b.y) > r.y1+skin
}

func rectangles(p *panel) []rectangle {
	var all []rectangle
	for _, b := range p.boxes {
		name := "a line of the legend"
		if b.step != nil {
			name = b.step.Address
		}
		all = append(all, rectangle{name, b.x, b.y, b.x + b.w, b.y + b.h})
	}
	for _, t := range p.tags {
		all = append(all, rectangle{t.text, t.x, t.y, t.x + t.w, t.y + tagHeight})
	}
	return all
}

// pictures are the small ones, the shipped one, and some that are as odd as they may be.
func pictures(t *testing.T) map[string]Options {
	all := map[string]Options{"small": readFile(t, "testdata/small.yaml"), "shipped": readFile(t, "../../ivr.yaml")}
	for seed := range uint64(picturesOdd) {
		all[fmt.Sprint("big ", seed)] = read(t, bigFile(seed))
	}
	return all
}

const picturesOdd = 3

func TestLayout(t *testing.T) {
	for name, o := range pictures(t) {
		t.Run(name, func(t *testing.T) {
			c := newChart(o)
			picture := c.layOut()
			nothingOverlaps(t, picture)
			textsFit(t, picture)
			panelsDoNotOverlap(t, picture)
			everyStepIsDrawn(t, c, picture)
		})
	}
}

// Law: in a panel no two boxes and labels overlap, all stand inside, and no line
// goes through one of them.
func nothingOverlaps(t *testing.T, picture picture) {
	t.Helper()
	for _, p := range picture.panels {
		all := rectangles(p)
		for i, r := range all {
			if r.x1 < 0 || r.y1 < headHeight-tagHeight || r.x2 > p.w || r.y2 > p.h {
				t.Errorf("%s of %s stands outside of its panel", r.name, p.title)
			}
			for _, other := range all[i+1:] {
				if r.overlaps(other) {
					t.Errorf("%q and %q overlap in %s", r.name, other.name, p.title)
				}
			}
			for _, l := range p.lines {
				for i := 1; i < len(l.points); i++ {
					if r.crossed(l.points[i-1], l.points[i]) {
						t.Errorf("a line goes through %q in %s", r.name, p.title)
					}
				}
			}
		}
	}
}

// Law: every text is narrower than its box.
func textsFit(t *testing.T, picture picture) {
	t.Helper()
	for _, p := range picture.panels {
		for _, b := range p.boxes {
			room := b.w - boxPad
			head := widthOf(b.kind, smallSize, true) + widthOf(b.id, fontSize, true)
			texts := []float64{head}
			for _, line := range b.whens {
				texts = append(texts, widthOf(line, smallSize, false))
			}
			for _, line := range b.lines {
				texts = append(texts, widthOf(line, fontSize, false))
			}
			for _, width := range texts {
				if width > room {
					t.Errorf("a text of %s is %.0f wide in a box of %.0f", b.step.Address, width, b.w)
				}
			}
		}
		for _, tag := range p.tags {
			if widthOf(tag.text, smallSize, tag.style == styleKey) > tag.w-8 {
				t.Errorf("the label %q is wider than its box", tag.text)
			}
		}
		if widthOf(p.title, titleSize, true)+widthOf(p.place, smallSize, false)+2*panelPad > p.w {
			t.Errorf("the heading of %s is wider than its panel", p.title)
		}
	}
}

// Law: panels, and the map's numbers and flows, do not overlap, and stand inside of the picture.
func panelsDoNotOverlap(t *testing.T, picture picture) {
	t.Helper()
	outer := []rectangle{{"the map", picture.overview.x, picture.overview.y,
		picture.overview.x + picture.overview.w, picture.overview.y + picture.overview.h}}
	for _, p := range picture.panels {
		outer = append(outer, rectangle{p.title, p.x, p.y, p.x + p.w, p.y + p.h})
	}
	var nodes []rectangle
	for _, n := range picture.overview.nodes {
		nodes = append(nodes, rectangle{fmt.Sprint(n.x, n.y), n.x, n.y, n.x + n.w, n.y + n.h})
	}
	for _, set := range [][]rectangle{outer, nodes} {
		for i, r := range set {
			if r.x2 > picture.w || r.y2 > picture.h {
				t.Errorf("%s stands outside of the picture", r.name)
			}
			for _, other := range set[i+1:] {
				if r.overlaps(other) {
					t.Errorf("%s and %s overlap", r.name, other.name)
				}
			}
		}
	}
}

// Law: every step of the flows has one box, and no other step has one.
func everyStepIsDrawn(t *testing.T, c *chart, picture picture) {
	t.Helper()
	boxes := map[string]int{}
	for _, p := range picture.panels {
		for _, b := range p.boxes {
			if b.step != nil {
				boxes[b.step.Address]++
			}
		}
	}
	steps := 0
	for _, flow := range append(c.Program.Flows(), nil) {
		for _, step := range c.stepsOf(flow) {
			steps++
			if boxes[step.Address] != 1 {
				t.Errorf("%s is drawn %d times", step.Address, boxes[step.Address])
			}
		}
	}
	if len(boxes) != steps {
		t.Errorf("%d boxes for %d steps", len(boxes), steps)
	}
}
