package lint

// listedMax is how many names one finding lists.
const listedMax = 8

const (
	// namedMax is how many steps a finding names.
	namedMax = 4
	// entriesMax is how many entries of a pattern are tried to find one that gets through.
	entriesMax = 20_000
)
