package outbound

import "time"

const (
	// paceMost is how long a call waits for its trunk's pace; then it is refused.
	paceMost = 5 * time.Second
	// countTime bounds the counting of a call, with the wait until those before it are counted, and refundTime taking that
	// back: somebody listens to silence meanwhile.
	countTime  = 2 * time.Second
	refundTime = 500 * time.Millisecond
	// uncountedPause is after how long a call that could not be counted may be tried again.
	uncountedPause = 5 * time.Second
	// spendTries is how often counting is tried while others count too.
	spendTries = 100
	// minuteKept and dayKept are how long counters stay in the store.
	minuteKept = 5 * time.Minute
	dayKept    = 2 * dayMost
	// dayMost is longer than any day has been: zones have left one out, and put clocks back by hours.
	dayMost = 51 * time.Hour
	// namedMost is how many rules a refusal names as what would have been accepted.
	namedMost = 8
)
