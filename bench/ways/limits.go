//go:build linux

package main

import "time"

const (
	// rateMax is how many calls a second may come, roundsMax how often, lastingMax how long each time.
	rateMax, roundsMax, lastingMax = 1000, 50, 5 * time.Minute
	// listenedTo is of how many calls one is listened to: sound costs the machine more than all the rest.
	listenedTo = 20
	// comfort is the longest that 99 of 100 callers wait for the answer where a rate is borne in comfort.
	comfort = 100 * time.Millisecond
	// overrunWait is the median wait for an answer at which a rate is too high by far.
	overrunWait = time.Second
	// quiet is the pause between two runs, in which the one before is over.
	quiet = 2 * time.Second
	// warmUp are calls before each measurement: connections are made, files are read.
	warmUp = 20
	// ciRate, ciRounds and ciLasting are the short form of CI, tries how often it is measured before it fails.
	ciRate, ciRounds, ciLasting, ciTries = 60, 3, 5 * time.Second, 2
	// ciSucceed is the share of calls that must succeed for a ratio to mean anything.
	ciSucceed = 0.9
)

// noise is by which factor a ratio may grow in CI: more than it did between a quiet machine and one that was busy with
// other work, by 1.5 for CPU. The 99th of some hundred answers is a matter of luck there.
func noise() ratios { return ratios{Processor: 1.6, Wait: 3, Answer: 12} }
