package graph

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// box makes the box of a step, not yet at its place.
func (c *chart) box(step *flows.Placed, f fork) *box {
	b := &box{step: step, kind: strings.ReplaceAll(step.Kind, "_", " "), words: c.index.Words(step),
		when: c.index.When(step), severity: c.severity(step), h: boxHeight}
	if step.ID != "" && !strings.ContainsAny(step.ID[:1], "0123456789") && !strings.Contains(step.ID, ".") {
		b.id = step.ID
	}
	b.shape, b.flow = c.shapeOf(step, f)
	b.tooltip = c.tooltip(b)
	if b.when != "" {
		b.when = "when " + b.when
	}
	extra := padOf(b.shape)
	room := boxMax - 2*boxPad - extra
	b.lines = wrap(b.words, fontSize, room)
	b.h += float64(len(b.lines)-1) * lineHeight
	b.whens = wrap(b.when, smallSize, room)
	b.h += float64(len(b.whens)) * lineHeight
	kind := widthOf(b.kind, smallSize, true) + 8
	b.id = fit(b.id, fontSize, true, room-kind)
	inner := kind + widthOf(b.id, fontSize, true)
	for _, text := range b.whens {
		inner = max(inner, widthOf(text, smallSize, false))
	}
	for _, text := range b.lines {
		inner = max(inner, widthOf(text, fontSize, false))
	}
	if b.flow != nil {
		inner = max(inner, kind+24)
	}
	b.w = max(boxMin, inner+2*boxPad+extra)
	return b
}

// padOf is what a shape takes of its box beside the usual.
func padOf(s shape) float64 {
	switch s {
	case plain, asks:
		return 0
	case jumps:
		return 14
	}
	return 16
}

// shapeOf tells what a step looks like, and the flow that it leads to.
func (c *chart) shapeOf(step *flows.Placed, f fork) (shape, *flows.Flow) {
	for _, way := range c.Program.Ways(step) {
		if way.Label != "" {
			continue
		}
		switch way.Goes {
		case flows.Jump:
			return jumps, way.Target.Flow
		case flows.Through:
			return calls, way.Target.Flow
		case flows.Over:
			return ends, nil
		case flows.Away:
			return leaves, nil
		case flows.Out:
			return returns, nil
		}
	}
	if _, ok := step.Step.(flows.Handling); ok || step.Spec.Asks {
		return asks, nil
	}
	if step.Spec.Steers && len(f.branches) > 0 {
		return decides, nil
	}
	return plain, nil
}

// tooltip is what a browser shows for a box: all of the words, the place, what is wrong.
func (c *chart) tooltip(b *box) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s", b.step.Kind, c.index.Address(b.step))
	if b.words != "" {
		text.WriteString("\n" + b.words)
	}
	if b.when != "" {
		text.WriteString("\nwhen " + b.when)
	}
	fmt.Fprintf(&text, "\n%s:%d", b.step.Pos.File, b.step.Pos.Line)
	for _, finding := range c.found[b.step.Pos] {
		fmt.Fprintf(&text, "\n%s: %s [%s]", finding.Severity, finding.Message, finding.Rule)
	}
	return text.String()
}
