package canary

import "time"

const (
	// ShareLeast is the smallest share of a canary, in percent of the callers.
	ShareLeast = 0.1
	// ShareMost is the largest: what more than a half of them get is no trial, and nothing is left to compare it with.
	ShareMost = 50
	// EarlyWithin is how soon a caller hangs up who hangs up early.
	EarlyWithin = 10 * time.Second
	// CallsLeast is how many calls a canary must have had before its rates are compared.
	CallsLeast = 20
	// WorseLeast is how many calls must have gone wrong on it: fewer are chance.
	WorseLeast = 3
	// margin is by how many standard errors a rate must be worse. It is looked at after every call, so it must be more
	// than for a single look: of canaries that are as good as the other, about one in 25 is sent back.
	margin = 3
)
