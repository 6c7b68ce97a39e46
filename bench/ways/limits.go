//go:build linux

package main

import "time"

const (
	// rateMax is how many calls a second may come, roundsMax how often, lastingMax how long each time.
	rateMax, roundsMax, lastingMax = 1000, 50, 5 * time.Minute
	// upTimeout is how long the rig, and each program, may take to be there.
	upTimeout, readyTimeout = 15 * time.Minute, 20 * time.Second
	// endTimeout is how long a program may take to end.
	endTimeout = 20 * time.Second
	// listenedTo is of how many calls one is listened to: sound costs the machine more than all the rest.
	listenedTo = 20
	// comfort is the longest that 99 of 100 callers wait for the answer where a rate is borne in comfort.
	comfort = 100 * time.Millisecond
	// quiet is the pause between two runs, in which the one before is over.
	quiet = 2 * time.Second
	// warmUp are calls before each measurement: connections are made, files are read.
	warmUp = 20
	// pollTick is how often it is looked whether something has come about.
	pollTick = 20 * time.Millisecond
)
