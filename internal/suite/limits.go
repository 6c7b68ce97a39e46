package suite

const (
	// filesMax is how many test files one run takes.
	filesMax = 10_000
	// ahead is how many cases a worker may be ahead of what is told, so that results do not pile up.
	ahead = 16
	// goldenMax is how many bytes of a kept trace are read.
	goldenMax = 4 << 20
	// slugMax is how many characters of a test's title its golden trace is called by.
	slugMax = 100
	// contextLines are shown around each difference.
	contextLines = 3
	// compareMax bounds the work of comparing traces: lines of the one times lines of the other.
	compareMax = 4 << 20
)

// DefaultSeed is the seed of a run that names none.
const DefaultSeed = 1
