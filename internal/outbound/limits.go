package outbound

import "time"

const (
	// paceMost is how long a call waits for its trunk's pace; then it is refused.
	paceMost = 5 * time.Second
	// storeTime bounds the counting of a call.
	storeTime = 5 * time.Second
	// queueTime is how long a call waits at most until those before it are counted.
	queueTime = 10 * time.Second
	// spendTries is how often counting is tried while others count too.
	spendTries = 100
	// minuteKept and dayKept are how long counters stay in the store.
	minuteKept = 5 * time.Minute
	dayKept    = 48 * time.Hour
	// namedMost is how many rules a refusal names as what would have been accepted.
	namedMost = 8
)
