package graph

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// markup writes SVG. Texts of the file come into it through escape alone.
type markup struct{ strings.Builder }

func (m *markup) put(format string, args ...any) { fmt.Fprintf(m, format, args...) }

// escape makes a text fit for XML: markup is told apart, what XML does not allow is left out.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == utf8.RuneError, r < ' ' && r != '\n', r >= 0x7f && r < 0xa0, r == 0xfffe || r == 0xffff,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // the last two turn text around
			b.WriteRune('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// text writes a text whose left end or, by its class, whose middle is at x.
func (m *markup) text(class string, x, y float64, text string) {
	m.put(`<text class="%s" x="%s" y="%s">%s</text>`+"\n", class, px(x), px(y), escape(text))
}

// rect writes a box with round corners.
func (m *markup) rect(class string, x, y, w, h, round float64) {
	m.put(`<rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="%s"/>`+"\n",
		class, px(x), px(y), px(w), px(h), px(round))
}

// path writes a line with round corners, and its arrow's head.
func (m *markup) path(l line) {
	class, head := "line", "head"
	switch {
	case l.jump:
		class, head = "jump", "head-jump"
	case l.dashed:
		class = "dashed"
	}
	points := straight(l.points)
	if len(points) < 2 {
		return
	}
	var d strings.Builder
	fmt.Fprintf(&d, "M%s %s", px(points[0].x), px(points[0].y))
	for i := 1; i < len(points); i++ {
		at := points[i]
		if i == len(points)-1 {
			fmt.Fprintf(&d, "L%s %s", px(at.x), px(at.y))
			break
		}
		near, far := toward(at, points[i-1], 6), toward(at, points[i+1], 6)
		fmt.Fprintf(&d, "L%s %sQ%s %s %s %s", px(near.x), px(near.y), px(at.x), px(at.y), px(far.x), px(far.y))
	}
	m.put(`<path class="%s" d="%s"/>`+"\n", class, d.String())
	if l.arrow {
		m.head(head, points[len(points)-2], points[len(points)-1])
	}
}

// straight leaves out points that are where the one before is.
func straight(points []point) []point {
	var kept []point
	for _, p := range points {
		if len(kept) == 0 || math.Hypot(p.x-kept[len(kept)-1].x, p.y-kept[len(kept)-1].y) > 0.01 {
			kept = append(kept, p)
		}
	}
	return kept
}

// toward is the point at most that far from a to b.
func toward(a, b point, far float64) point {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	far = min(far, length/2)
	return point{a.x + (b.x-a.x)/length*far, a.y + (b.y-a.y)/length*far}
}

// head writes the head of an arrow that comes from a and ends at b.
func (m *markup) head(class string, a, b point) {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	dx, dy := (b.x-a.x)/length, (b.y-a.y)/length
	m.put(`<path class="%s" d="M%s %sL%s %sL%s %sZ"/>`+"\n", class, px(b.x), px(b.y),
		px(b.x-7*dx-3.5*dy), px(b.y-7*dy+3.5*dx), px(b.x-7*dx+3.5*dy), px(b.y-7*dy-3.5*dx))
}
