package graph

import (
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// point is a place in the picture.
type point struct{ x, y float64 }

// shape is the outline of a box.
type shape int

const (
	// plain is a step that does something, asks one that waits for the caller.
	plain shape = iota
	asks
	// decides is a step of several ways, calls one that runs a flow, jumps a goto.
	decides
	calls
	jumps
	// ends, leaves and returns are where the walk ends.
	ends
	leaves
	returns
)

// box is a step in the picture.
type box struct {
	x, y, w, h float64
	shape      shape
	step       *flows.Placed
	kind, id   string
	// words are what the step is about, lines how they stand in the box.
	words string
	lines []string
	// when is the condition, whens how it stands in the box.
	when  string
	whens []string
	// flow is the flow that the box leads to.
	flow     *flows.Flow
	severity source.Severity
	tooltip  string
}

func (b *box) right() point { return point{b.x + b.w, b.y + b.h/2} }

// tag is a way's label, key how a telephone shows it; or a word at a way's end.
type tag struct {
	x, y, w     float64
	text, whole string
	style       tagStyle
	flow        *flows.Flow
}

type tagStyle string

const (
	styleKey     tagStyle = "key"
	styleWord    tagStyle = "word"
	styleHandler tagStyle = "handler"
	styleEnd     tagStyle = "end"
	styleNote    tagStyle = "note"
)

// line is a way through points, with round corners.
type line struct {
	points []point
	dashed bool
	arrow  bool
	jump   bool
}

// panel is the drawing of one flow, with its own corner at 0,0.
type panel struct {
	flow  *flows.Flow
	title string
	about string
	place string
	frame
	boxes []*box
	tags  []*tag
	lines []line
	at    map[*flows.Placed]*box
	gotos []gotoLine
}

// gotoLine is a goto that is to be drawn when all boxes have their places.
type gotoLine struct {
	from *box
	to   *flows.Placed
}

func (p *panel) draw(dashed, arrow bool, points ...point) {
	p.lines = append(p.lines, line{points: points, dashed: dashed, arrow: arrow})
}

// put adds a tag at x whose middle is at y.
func (p *panel) put(x, y float64, text string, style tagStyle, flow *flows.Flow) *tag {
	bold := style == styleKey
	shown := fit(text, smallSize, bold, tagMax-16)
	w := max(tagHeight, widthOf(shown, smallSize, bold)+16)
	t := &tag{x: x, y: y - tagHeight/2, w: w, text: shown, style: style, flow: flow}
	if shown != text {
		t.whole = text
	}
	p.tags = append(p.tags, t)
	return t
}

// tagWidth is how wide put will make a tag.
func tagWidth(text string, style tagStyle) float64 {
	bold := style == styleKey
	return max(tagHeight, widthOf(fit(text, smallSize, bold, tagMax-16), smallSize, bold)+16)
}
