package lint

// listedMax is how many names one finding lists.
const listedMax = 8

const (
	// namedMax is how many steps a finding names.
	namedMax = 4
	// tracedMax bounds the variables that calls are followed for, times the steps. Beyond it, whether they are set before
	// they are read stays open, and nothing is said.
	tracedMax = 1_000_000
	// comparedMax bounds how often the entries of a menu's choices are held against its choices, all together. Where it
	// is used up, whether a choice is shadowed or ambiguous stays open, and nothing is said.
	comparedMax = 20_000_000
	// entriesMax is how many entries of a pattern are tried to find one that gets through.
	entriesMax = 20_000
)
