package graph

import (
	"fmt"
	"strings"
)

// writeOverview writes the map.
func (c *chart) writeOverview(m *markup, o *overview) {
	m.put(`<g transform="translate(%s %s)">`+"\n", px(o.x), px(o.y))
	m.rect("panel", 0, 0, o.w, o.h, 10)
	m.text("title", panelPad, 32, fit(c.Title, titleSize, true, o.w-2*panelPad))
	for _, e := range o.edges {
		writeEdge(m, e)
	}
	for _, n := range o.nodes {
		switch {
		case n.number != nil:
			m.put("<g><title>%s</title>\n", escape(numberTooltip(n)))
			m.rect("number", n.x, n.y, n.w, n.h, 6)
			m.text("number-text", n.x+n.w/2, n.y+18, fit(n.number.Pattern, fontSize, true, n.w-10))
			m.put("</g>\n")
		case n.flow != nil:
			c.writeFlow(m, n)
		}
	}
	m.put("</g>\n")
}

func numberTooltip(n *node) string {
	text := n.number.Pattern + " leads to " + n.number.Flow.Name
	if n.number.Language != "" {
		text += ", language " + n.number.Language
	}
	return text
}

// writeFlow writes a flow of the map, in its colour.
func (c *chart) writeFlow(m *markup, n *node) {
	colour := c.accent(c.order(n.flow))
	worst, count := "", 0
	for _, p := range c.stepsOf(n.flow) {
		count++
		if severity := string(c.severity(p)); severity == "error" || worst == "" {
			worst = severity
		}
	}
	c.beginLink(m, n.flow)
	m.put(`<rect class="flow" x="%s" y="%s" width="%s" height="%s" rx="8" stroke="%s"/>`+"\n",
		px(n.x), px(n.y), px(n.w), px(n.h), colour)
	m.put(`<circle cx="%s" cy="%s" r="5" fill="%s"/>`+"\n", px(n.x+16), px(n.y+14), colour)
	m.text("id", n.x+28, n.y+18, n.flow.Name)
	m.text("about", n.x+28, n.y+33, counted(count))
	if worst != "" {
		m.put(`<circle class="badge-%s" cx="%s" cy="%s" r="8"/>`+"\n", worst, px(n.x+n.w-4), px(n.y))
		m.text("badge", n.x+n.w-4, n.y+4, "!")
	}
	c.endLink(m, n.flow)
}

func counted(steps int) string {
	if steps == 1 {
		return "1 step"
	}
	return fmt.Sprintf("%d steps", steps)
}

// writeEdge writes a way from left to right, round between the layers.
func writeEdge(m *markup, e edge) {
	var d strings.Builder
	var last, before point
	for i, n := range e.way {
		left, right := point{n.x, n.y + n.h/2}, point{n.x + n.w, n.y + n.h/2}
		if i == 0 {
			fmt.Fprintf(&d, "M%s %s", px(right.x), px(right.y))
			last = right
			continue
		}
		middle := (last.x + left.x) / 2
		fmt.Fprintf(&d, "C%s %s %s %s %s %s", px(middle), px(last.y), px(middle), px(left.y), px(left.x), px(left.y))
		before = point{left.x - 1, left.y}
		last = left
		if right.x > left.x && i < len(e.way)-1 {
			fmt.Fprintf(&d, "L%s %s", px(right.x), px(right.y))
			last = right
		}
	}
	class := "map"
	if e.jump {
		class += " map-jump"
	}
	m.put(`<path class="%s" d="%s"/>`+"\n", class, d.String())
	if e.back {
		first := e.way[0]
		at := point{first.x + first.w, first.y + first.h/2}
		m.head("head", point{at.x + 1, at.y}, at)
		return
	}
	m.head("head", before, last)
}
