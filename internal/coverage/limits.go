package coverage

const (
	// whole is all of something, in percent.
	whole = 100
	// tenths is how finely a percentage is told.
	tenths = 10
)
