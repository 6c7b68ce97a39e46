package graph

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Mermaid writes the program, or one flow of it, as a flow chart of Mermaid.
func Mermaid(o Options) string {
	c := newChart(o)
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	id, groups := names{}, c.groups()
	for i, g := range groups {
		fmt.Fprintf(&b, "  subgraph g%d[\"%s\"]\n", i+1, mermaidText(g.name))
		for _, step := range g.steps {
			lines, box := c.texts(step)
			open, shut := mermaidShape(box.shape)
			for i, line := range lines {
				lines[i] = mermaidText(line)
			}
			fmt.Fprintf(&b, "    %s%s\"%s\"%s\n", id.of(step.Address), open, strings.Join(lines, "<br/>"), shut)
		}
		if g.ended {
			fmt.Fprintf(&b, "    %s([\"end of the flow\"])\n", id.of(endOf+g.name))
		}
		b.WriteString("  end\n")
	}
	for _, route := range c.entries() {
		if c.Flow == "" || route.Flow.Name == c.Flow {
			fmt.Fprintf(&b, "  %s[[\"%s\"]] --> %s\n", id.of(numberOf+route.Pattern), mermaidText(route.Pattern),
				id.of(c.entry(route.Flow)))
		}
	}
	drawn := c.drawn(groups)
	for _, g := range groups {
		for _, a := range g.arrows {
			if drawn(a) {
				fmt.Fprintf(&b, "  %s %s %s\n", id.of(a.from), mermaidArrow(a), id.of(a.to))
			}
		}
	}
	c.mermaidMarks(&b, id, groups)
	return b.String()
}

// mermaidMarks colours the steps that have findings.
func (c *chart) mermaidMarks(b *strings.Builder, id names, groups []group) {
	for _, severity := range []source.Severity{source.Error, source.Warning} {
		var marked []string
		for _, g := range groups {
			for _, step := range g.steps {
				if c.severity(step) == severity {
					marked = append(marked, id.of(step.Address))
				}
			}
		}
		if len(marked) > 0 {
			colour := map[source.Severity]string{source.Error: "#d92d20", source.Warning: "#e0930b"}[severity]
			fmt.Fprintf(b, "  classDef %s stroke:%s,stroke-width:3px\n  class %s %s\n", severity, colour,
				strings.Join(marked, ","), severity)
		}
	}
}

func mermaidShape(s shape) (open, shut string) {
	switch s {
	case asks:
		return "[/", "/]"
	case decides:
		return "{{", "}}"
	case calls:
		return "[[", "]]"
	case jumps:
		return ">", "]"
	case ends, leaves, returns:
		return "([", "])"
	}
	return "[", "]"
}

func mermaidArrow(a arrow) string {
	line := "-->"
	if a.dashed {
		line = "-.->"
	}
	if a.text == "" {
		return line
	}
	return line + `|"` + mermaidText(a.text) + `"|`
}

// mermaidText makes a text fit to stand between quotes: what has a meaning there is written by its number.
func mermaidText(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < ' ' || strings.ContainsRune("\"`#;<>&\\|{}[]()", r) {
			fmt.Fprintf(&b, "#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
