package graph

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// SVG draws the program, or one flow of it, as a picture that needs nothing else.
func SVG(o Options) string {
	c := newChart(o)
	picture := c.layOut()
	m := &markup{}
	m.put(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img">`+"\n",
		px(picture.w), px(picture.h), px(picture.w), px(picture.h))
	m.put("<title>%s</title>\n<style>%s</style>\n", escape(o.Title), styles())
	m.put(`<rect class="page" x="0" y="0" width="100%%" height="100%%"/>` + "\n")
	if picture.overview != nil {
		c.writeOverview(m, picture.overview)
	}
	c.writeLoose(m, picture)
	for _, p := range picture.panels {
		c.writePanel(m, p)
	}
	m.put("</svg>\n")
	return m.String()
}

// picture is all that is drawn, with its places.
type picture struct {
	w, h     float64
	overview *overview
	panels   []*panel
	looseAt  float64
}

func (c *chart) layOut() picture {
	var p picture
	var frames []*frame
	for _, flow := range c.flows() {
		p.panels = append(p.panels, c.panelOf(flow))
	}
	y, widest := panelGap, 0.0
	if c.Flow == "" {
		p.overview = c.overview()
		if p.overview.w > widestOf(p.panels) { // else it stands among them
			p.overview.x, p.overview.y = panelGap, y
			y, widest = y+p.overview.h+panelGap, p.overview.w+2*panelGap
		} else {
			frames = append(frames, &p.overview.frame)
		}
		if every := c.everywhere(); every != nil {
			p.panels = append(p.panels, every)
		}
		p.panels = append(p.panels, legendPanel())
	}
	for _, panel := range p.panels {
		frames = append(frames, &panel.frame)
	}
	if n := min(len(c.loose), looseMax+1); n > 0 {
		p.looseAt = y
		for _, finding := range c.loose[:min(len(c.loose), looseMax)] {
			widest = max(widest, widthOf(looseText(finding), fontSize, false)+2*panelGap)
		}
		y += float64(n)*findingLine + panelGap
	}
	p.w, p.h = pack(frames, y, widest)
	return p
}

func widestOf(panels []*panel) float64 {
	widest := 0.0
	for _, p := range panels {
		widest = max(widest, p.w)
	}
	return widest
}

func looseText(f source.Finding) string {
	return fit(fmt.Sprintf("%s: %s [%s]", f.Pos, f.Message, f.Rule), fontSize, false, 900)
}

// writeLoose writes the findings that belong to no step.
func (c *chart) writeLoose(m *markup, p picture) {
	for i, finding := range c.loose {
		y := p.looseAt + float64(i+1)*findingLine
		if i == looseMax {
			m.text("about", panelGap, y, fmt.Sprintf("and %d more", len(c.loose)-looseMax))
			return
		}
		m.text(string(finding.Severity)+"-text", panelGap, y, looseText(finding))
	}
}

func (c *chart) writePanel(m *markup, p *panel) {
	order := -1
	if p.flow != nil {
		order = c.order(p.flow)
		m.put(`<g id="flow-%s" transform="translate(%s %s)">`+"\n", escape(p.flow.Name), px(p.x), px(p.y))
	} else {
		m.put(`<g transform="translate(%s %s)">`+"\n", px(p.x), px(p.y))
	}
	m.rect("panel", 0, 0, p.w, p.h, 10)
	if order >= 0 {
		m.put(`<path d="M0 10Q0 0 10 0H%sQ%s 0 %s 10Z" fill="%s"/>`+"\n",
			px(p.w-10), px(p.w), px(p.w), c.accent(order))
	}
	m.text("title", panelPad, 32, p.title)
	m.text("about", panelPad, 48, p.about)
	m.put(`<text class="place" x="%s" y="32" text-anchor="end">%s</text>`+"\n", px(p.w-panelPad), escape(p.place))
	for _, l := range p.lines {
		m.path(l)
	}
	for _, b := range p.boxes {
		c.writeBox(m, b)
	}
	for _, t := range p.tags {
		c.writeTag(m, t)
	}
	m.put("</g>\n")
}

func (c *chart) writeTag(m *markup, t *tag) {
	c.beginLink(m, t.flow)
	if t.whole != "" {
		m.put("<g><title>%s</title>\n", escape(t.whole))
	}
	round := 11.0
	if t.style == styleKey {
		round = 5
	}
	if t.style == styleNote {
		m.text("note-text", t.x, t.y+15, t.text)
	} else {
		m.rect(string(t.style), t.x, t.y, t.w, tagHeight, round)
		m.text(string(t.style)+"-text", t.x+t.w/2, t.y+15, t.text)
	}
	if t.whole != "" {
		m.put("</g>\n")
	}
	c.endLink(m, t.flow)
}

// beginLink makes what follows lead to the panel of a flow, if that is drawn.
func (c *chart) beginLink(m *markup, flow *flows.Flow) {
	if flow != nil && c.Flow == "" {
		m.put(`<a href="#flow-%s">`+"\n", escape(flow.Name))
	}
}

func (c *chart) endLink(m *markup, flow *flows.Flow) {
	if flow != nil && c.Flow == "" {
		m.put("</a>\n")
	}
}

func (c *chart) writeBox(m *markup, b *box) {
	if b.step == nil { // of the legend
		m.put(`<g transform="translate(%s %s)">`+"\n", px(b.x), px(b.y))
		c.writeShape(m, b)
		m.put("</g>\n")
		return
	}
	c.beginLink(m, b.flow)
	m.put(`<g class="step" transform="translate(%s %s)"><title>%s</title>`+"\n", px(b.x), px(b.y), escape(b.tooltip))
	c.writeShape(m, b)
	left := boxPad + padOf(b.shape)/2
	if b.shape == jumps {
		left = boxPad
	}
	y := 18.0
	if len(b.lines) == 0 && b.when == "" {
		y = b.h/2 + 4
	}
	m.text("kind", left, y, b.kind)
	if b.id != "" {
		m.text("id", left+widthOf(b.kind, smallSize, true)+8, y, b.id)
	}
	for _, text := range b.lines {
		y += lineHeight
		m.text("words", left, y, text)
	}
	for _, text := range b.whens {
		y += lineHeight
		m.text("when", left, y, text)
	}
	if b.severity != "" {
		m.put(`<circle class="badge-%s" cx="%s" cy="0" r="8"/>`+"\n", b.severity, px(b.w-4))
		m.text("badge", b.w-4, 4, "!")
	}
	m.put("</g>\n")
	c.endLink(m, b.flow)
}

// writeShape writes the outline of a box.
func (c *chart) writeShape(m *markup, b *box) {
	names := []string{"box", "box asks", "box decides", "box calls", "box jumps", "box ends", "box leaves",
		"box returns"}
	class := strings.TrimSpace(names[b.shape] + " " + string(b.severity))
	w, h := b.w, b.h
	switch b.shape {
	case decides:
		m.put(`<path class="%s" d="M9 0H%sL%s %sL%s %sH9L0 %sZ"/>`+"\n", class,
			px(w-9), px(w), px(h/2), px(w-9), px(h), px(h/2))
	case jumps:
		m.put(`<path class="%s" d="M4 0H%sL%s %sL%s %sH4Q0 %s 0 %sV4Q0 0 4 0Z"/>`+"\n", class,
			px(w-12), px(w), px(h/2), px(w-12), px(h), px(h), px(h-4))
	case calls:
		m.rect(class, 0, 0, w, h, 4)
		m.put(`<path class="sub" d="M6 0V%sM%s 0V%s"/>`+"\n", px(h), px(w-6), px(h))
	case ends, leaves, returns:
		m.rect(class, 0, 0, w, h, min(h/2, 20))
	default:
		m.rect(class, 0, 0, w, h, 6)
	}
	if b.flow != nil {
		m.put(`<circle cx="%s" cy="11" r="4.5" fill="%s"/>`+"\n", px(w-18), c.accent(c.order(b.flow)))
	}
}
