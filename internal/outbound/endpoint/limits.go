package endpoint

const (
	// textMax is how long an endpoint may be, in bytes.
	textMax = 256
	// numberMax is how long the part may be that a pattern stands for.
	numberMax = 80
	// numberLeast is how many digits make a number of a name: 112 is one.
	numberLeast = 3
)
