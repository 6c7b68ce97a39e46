package chart

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
)

// Point is one of a line.
type Point struct{ X, Y float64 }

// Line is what is drawn in one colour. Points are drawn in their order.
type Line struct {
	Name   string
	Points []Point
}

// Panel is one picture of several.
type Panel struct {
	Title string
	// X and Y say what the axes are.
	X, Y string
	// LogX and LogY have an axis grow tenfold rather than by as much.
	LogX, LogY bool
	Lines      []Line
}

// look is how a line is told from others; the colours are legible on white and on black.
type look struct{ colour, dash, mark string }

func looks() []look {
	return []look{
		{"#8c959f", "", "circle"}, {"#d29922", "", "square"}, {"#1f7ae0", "", "diamond"}, {"#2da44e", "6 3", "circle"},
		{"#bf5af2", "2 3", "square"}, {"#e5534b", "8 3 2 3", "diamond"}, {"#0fa3a3", "4 2", "circle"},
		{"#e0702a", "1 3", "square"}, {"#b07d62", "10 4", "diamond"}, {"#d65db1", "5 2 1 2", "circle"},
	}
}

// style paints a ground of its own: what a page around it shows is not known.
const style = `<style>
.ground{fill:#ffffff}.ink{fill:#1f2328}.pale{fill:#59636e}
.grid{stroke:#d1d9e0;stroke-width:1}.axis{stroke:#59636e;stroke-width:1}
@media (prefers-color-scheme: dark){
.ground{fill:#0d1117}.ink{fill:#f0f6fc}.pale{fill:#9198a1}.grid{stroke:#30363d}.axis{stroke:#9198a1}}
text{font-family:system-ui,-apple-system,"Segoe UI",sans-serif;font-size:11px}.title{font-size:13px;font-weight:600}
</style>
`

// Draw writes the panels, two beside one another, and the legend below them.
func Draw(w io.Writer, panels []Panel) error {
	names := namesOf(panels)
	rows := (len(panels) + columns - 1) / columns
	perRow := max(1, columns*panelWidth/legendWidth)
	legend := (len(names) + perRow - 1) / perRow * legendLine
	width, height := columns*panelWidth+2*margin, rows*panelHeight+legend+3*margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n%s", escaped(titles(panels)), style)
	fmt.Fprintf(&b, `<rect class="ground" width="%d" height="%d"/>`+"\n", width, height)
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(%d %d)">`+"\n", margin+i%columns*panelWidth, margin+i/columns*panelHeight)
		p.draw(&b, names)
		b.WriteString("</g>\n")
	}
	for i, name := range names {
		x, y := 2*margin+i%perRow*legendWidth, rows*panelHeight+2*margin+i/perRow*legendLine
		fmt.Fprintf(&b, `<g transform="translate(%d %d)">`, x, y)
		l := lookOf(names, name)
		fmt.Fprintf(&b, `<path d="M0 5H28" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`, l.colour,
			l.dash)
		mark(&b, l, 14, 5)
		fmt.Fprintf(&b, `<text class="ink" x="36" y="9">%s</text></g>`+"\n", escaped(name))
	}
	b.WriteString("</svg>\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing a picture: %w", err)
	}
	return nil
}

func titles(panels []Panel) string {
	var all []string
	for _, p := range panels {
		all = append(all, p.Title)
	}
	return strings.Join(all, "; ")
}

// namesOf are the lines of all panels, each once.
func namesOf(panels []Panel) []string {
	var names []string
	for _, p := range panels {
		for _, l := range p.Lines {
			if !slices.Contains(names, l.Name) {
				names = append(names, l.Name)
			}
		}
	}
	return names
}

func lookOf(names []string, name string) look {
	all := looks()
	return all[slices.Index(names, name)%len(all)]
}

func (p Panel) draw(b *bytes.Buffer, names []string) {
	var xs, ys []float64
	for _, l := range p.Lines {
		for _, point := range l.Points {
			xs, ys = append(xs, point.X), append(ys, point.Y)
		}
	}
	x, y := newAxis(xs, p.LogX), newAxis(ys, p.LogY)
	across := func(v float64) float64 { return left + x.at(v)*(panelWidth-left-right) }
	up := func(v float64) float64 { return panelHeight - below - y.at(v)*(panelHeight-above-below) }
	fmt.Fprintf(b, `<text class="ink title" x="%d" y="18">%s</text>`+"\n", left, escaped(p.Title))
	for _, m := range y.marks() {
		fmt.Fprintf(b, `<path class="grid" d="M%d %.1fH%d"/>`, left, up(m), panelWidth-right)
		fmt.Fprintf(b, `<text class="pale" x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n", left-6, up(m)+4, label(m))
	}
	for _, m := range x.marks() {
		fmt.Fprintf(b, `<path class="axis" d="M%.1f %dv4"/>`, across(m), panelHeight-below)
		fmt.Fprintf(b, `<text class="pale" x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", across(m),
			panelHeight-below+17, label(m))
	}
	fmt.Fprintf(b, `<path class="axis" fill="none" d="M%d %dV%dH%d"/>`+"\n", left, above, panelHeight-below,
		panelWidth-right)
	fmt.Fprintf(b, `<text class="ink" x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", (left+panelWidth-right)/2,
		panelHeight-10, escaped(p.X))
	fmt.Fprintf(b, `<text class="ink" transform="translate(14 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n",
		(above+panelHeight-below)/2, escaped(p.Y))
	for _, l := range p.Lines {
		l.draw(b, lookOf(names, l.Name), func(at Point) (float64, float64, bool) {
			return across(at.X), up(at.Y), x.has(at.X) && y.has(at.Y)
		})
	}
}

func (l Line) draw(b *bytes.Buffer, as look, place func(Point) (float64, float64, bool)) {
	var path strings.Builder
	var marks bytes.Buffer
	for _, point := range l.Points {
		x, y, ok := place(point)
		if !ok {
			continue
		}
		letter := "L"
		if path.Len() == 0 {
			letter = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", letter, x, y)
		mark(&marks, as, x, y)
	}
	if path.Len() == 0 {
		return
	}
	fmt.Fprintf(b, `<path d="%s" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`+"\n", path.String(),
		as.colour, as.dash)
	b.Write(marks.Bytes())
	b.WriteString("\n")
}

func mark(b *bytes.Buffer, as look, x, y float64) {
	switch as.mark {
	case "square":
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="6" height="6" fill="%s"/>`, x-3, y-3, as.colour)
	case "diamond":
		fmt.Fprintf(b, `<path d="M%.1f %.1fl4 4l-4 4l-4 -4z" fill="%s"/>`, x, y-4, as.colour)
	default:
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3.2" fill="%s"/>`, x, y, as.colour)
	}
}

// escaped also takes out what XML has no letters for.
func escaped(text string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
}
