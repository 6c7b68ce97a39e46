package report

import "time"

const (
	// earlyWithin is how soon a caller hangs up who did so early.
	earlyWithin = 10 * time.Second
	// pathSteps is how many steps of a call make its path.
	pathSteps = 12
	// pathsShown is how many paths a report has, unless it is asked for others.
	pathsShown = 10
	// pathsMost, promptsMost and exitsMost are how many different ones are told apart, exits for each step.
	pathsMost   = 20_000
	promptsMost = 2_000
	exitsMost   = 500
	// sampleMost is of how many values a median is made; of more every second one counts, and so on.
	sampleMost = 4096
)
