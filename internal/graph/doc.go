// Package graph draws the flows of a program: as one SVG that a browser opens,
// or as text for Mermaid and Graphviz.
//
// A picture has a map of numbers and flows, and a panel for each flow. In a panel
// steps stand below one another, and what can come of a step stands to the right
// of it, one way below the other; ways that go on join on the right and come back
// below. So no line ever crosses a box, however large the flow is. It is no
// general layout of graphs, and it runs nothing.
//
// Laws: the same program gives the same bytes; no text is wider than its box; no
// two boxes overlap; no text of the file can become markup; the picture needs
// nothing from anywhere else, no script, no font, no image.
//
// Test it with a text that source.Parse and flows.Compile have read.
package graph
