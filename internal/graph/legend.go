package graph

// legendLine is one line of the legend.
type legendLine struct {
	shape shape
	text  string
}

func legend() []legendLine {
	return []legendLine{
		{asks, "asks the caller"},
		{decides, "takes one of several ways"},
		{plain, "does something"},
		{calls, "runs a flow, and comes back"},
		{jumps, "goes on at a step or flow"},
		{returns, "goes back to the flow before"},
		{leaves, "leaves to the dialplan"},
		{ends, "hangs up"},
	}
}

const legendRow = 26.0

// legendPanel says how to read the picture.
func legendPanel() *panel {
	p := &panel{title: "how to read it", about: "keys are what the caller presses, broken lines what goes wrong"}
	y := headHeight + 4
	for _, l := range legend() {
		p.boxes = append(p.boxes, &box{x: panelPad, y: y, w: 44, h: 18, shape: l.shape})
		p.put(panelPad+52, y+9, l.text, styleNote, nil)
		y += legendRow
	}
	p.w, p.h = max(panelMin, 2*panelPad+widthOf(p.about, smallSize, false)), y+panelPad-8
	return p
}
