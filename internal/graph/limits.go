package graph

// Sizes of the picture, in pixels.
const (
	fontSize  = 12.0
	smallSize = 11.0
	titleSize = 16.0

	boxHeight   = 42.0
	lineHeight  = 15.0
	boxMin      = 64.0
	boxMax      = 300.0
	linesMax    = 2
	boxPad      = 12.0
	spineAt     = 20.0
	spineGap    = 24.0
	rowGap      = 12.0
	tagHeight   = 22.0
	tagMax      = 190.0
	chainGap    = 28.0
	gutterGap   = 16.0
	laneGap     = 10.0
	panelPad    = 24.0
	panelGap    = 28.0
	headHeight  = 58.0
	panelMin    = 300.0
	flowHeight  = 40.0
	flowGap     = 14.0
	layerGap    = 96.0
	findingLine = 18.0
)

const (
	// chainMax is how many plain steps stand beside one another in a way, chainWidth how wide they may be.
	chainMax   = 4
	chainWidth = 760.0
	// columnsMost is how many columns of panels are tried.
	columnsMost = 8
	// shapeWanted is the relation of width and height that the picture should come near to.
	shapeWanted = 1.45
	// sweeps is how often the map's layers are put in order.
	sweeps = 8
	// callersMax is how many callers of a flow its panel names.
	callersMax = 4
	// flowsMax and stepsMax are how many flows and steps one picture has at most.
	flowsMax = 500
	stepsMax = 8000
	// spanMax is how many layers of the map a way goes around what stands in them; longer ones go straight.
	spanMax = 40
	// looseMax is how many findings that belong to no step are written out.
	looseMax = 12
)
