package explain

const (
	// nodesMax is how many lines an explanation has at most, depthMax how deeply they stand in one another.
	nodesMax = 3000
	depthMax = 80
)
