package versions

const (
	// KeepMost is how many versions are kept; of more, those go that were not in use for the longest time.
	KeepMost = 100
	// bytesMost is how large all of them may be together, in bytes; the same go first.
	bytesMost = 256 << 20
	// recordMax is how large a file may be that says what a version is, or which is live, in bytes.
	recordMax = 1 << 20
	// numberMost is the highest number that is believed: a higher one was written by nobody who counts.
	numberMost = 1_000_000_000
	// percentAll is a share of all callers.
	percentAll = 100
	// noteMax is how long a note may be, in characters.
	noteMax = 200
)
