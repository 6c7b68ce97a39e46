package graph

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// DOT writes the program, or one flow of it, for Graphviz.
func DOT(o Options) string {
	c := newChart(o)
	var b strings.Builder
	b.WriteString("digraph ivr {\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n" +
		"  edge [fontname=\"sans-serif\", fontsize=10];\n")
	id, groups := names{}, c.groups()
	for i, g := range groups {
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=%s;\n", i+1, dotText(g.name))
		for _, step := range g.steps {
			lines, box := c.texts(step)
			fmt.Fprintf(&b, "    %s [label=%s, %s%s, tooltip=%s];\n", id.of(step.Address),
				dotText(strings.Join(lines, "\n")), dotShape(box.shape), dotColour(box.severity), dotText(box.tooltip))
		}
		if g.ended {
			fmt.Fprintf(&b, "    %s [label=\"end of the flow\", shape=plaintext];\n", id.of(endOf+g.name))
		}
		b.WriteString("  }\n")
	}
	for _, route := range c.entries() {
		if c.Flow == "" || route.Flow.Name == c.Flow {
			name := id.of(numberOf + route.Pattern)
			fmt.Fprintf(&b, "  %s [label=%s, shape=box, style=filled, fillcolor=\"#2b3947\", fontcolor=white];\n", name,
				dotText(route.Pattern))
			fmt.Fprintf(&b, "  %s -> %s;\n", name, id.of(c.entry(route.Flow)))
		}
	}
	drawn := c.drawn(groups)
	for _, g := range groups {
		for _, a := range g.arrows {
			if !drawn(a) {
				continue
			}
			style := ""
			if a.dashed {
				style = ", style=dashed"
			}
			fmt.Fprintf(&b, "  %s -> %s [label=%s%s];\n", id.of(a.from), id.of(a.to), dotText(a.text), style)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func dotShape(s shape) string {
	switch s {
	case asks:
		return "shape=box, style=\"rounded,filled\", fillcolor=\"#e8f1fe\""
	case decides:
		return "shape=hexagon, style=solid"
	case calls:
		return "shape=box, peripheries=2, style=solid"
	case jumps:
		return "shape=cds, style=solid"
	case ends, leaves, returns:
		return "shape=oval, style=solid"
	}
	return "shape=box"
}

func dotColour(severity source.Severity) string {
	switch severity {
	case source.Error:
		return ", color=\"#d92d20\", penwidth=3"
	case source.Warning:
		return ", color=\"#e0930b\", penwidth=3"
	}
	return ""
}

// dotText writes a text of Graphviz; a line break is one there too.
func dotText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}
