package lag

import "time"

const (
	// Every is how often it is measured.
	Every = 100 * time.Millisecond
	// OverloadedAt is the lag from which the daemon counts as overloaded.
	OverloadedAt = 200 * time.Millisecond
	// CalmAt is the lag below which it does no more.
	CalmAt = 50 * time.Millisecond
	// StuckAfter is the time without any measurement after which the daemon counts as stuck.
	StuckAfter = 10 * time.Second

	// lateInRow measurements in a row make an overload, calmInRow end it.
	lateInRow = 3
	calmInRow = 20
	// queueQuantile is the part of the goroutines that wait no longer for a processor than what is measured;
	// that of queueLeast goroutines at least, as a few say nothing.
	queueQuantile = 0.99
	queueLeast    = 100
)
