// Package chart draws lines over two axes as SVG: a page of panels with one legend, legible in light and in dark, and
// where colours are not told apart, as each line has a dash and a mark of its own.
//
// It is no plotting library: lines with points, plain or logarithmic axes, nothing else.
//
// Laws, tested: what is drawn is well-formed XML whatever the names; each point lies within its panel; each axis has a
// name and at least two marks; a line has the same colour in each panel.
package chart
