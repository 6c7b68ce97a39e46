package chart

// Sizes of the picture, in pixels.
const (
	panelWidth, panelHeight = 430, 300
	// left, right, above and below are the margins of a panel: room for its title and axes.
	left, right, above, below = 62, 14, 34, 46
	columns                   = 2
	legendLine, legendWidth   = 20, 280
	margin                    = 10
	// marksMost is how many marks an axis has about.
	marksMost = 6
)
