package jobs

import "time"

const (
	// waitTime, retryTime and maxRetries are what call files have where they say nothing.
	waitTime  = 45 * time.Second
	retryTime = 300 * time.Second
	// waitMost is how long a telephone may ring, retryLeast how soon it is tried again.
	waitMost   = 5 * time.Minute
	retryLeast = time.Second
	retryMost  = 30 * 24 * time.Hour
	// retriesMost is how often a call is tried again.
	retriesMost = 1000
	// answerGrace is how long is waited for what came of a call after it has rung.
	answerGrace = 30 * time.Second
	// jobsMost is how many jobs may wait.
	jobsMost = 100_000
	// passMost is how many jobs are looked at before others may ask about jobs.
	passMost = 1000
	// windowPoll is how often it is looked whether a job's hours have come.
	windowPoll = 30 * time.Second
	// scheduleTime bounds the question whether a schedule is open.
	scheduleTime = 2 * time.Second
	// laterLeast is how soon a job is looked at again for which nothing could be dialled.
	laterLeast = time.Second
	// brokenWait is how long a job waits when the disk does not take what is written down.
	brokenWait = 30 * time.Second
	// pruneMost is how many jobs that are over are deleted in a round of several instances.
	pruneMost = 100
	// followEvery is how often several instances look who makes the calls, and whether what failed can be done again.
	followEvery = time.Second
	// sweepEvery is how often all jobs of several instances are read, sweepShare what part of the time that may take.
	sweepEvery = 30 * time.Second
	sweepShare = 50
	// storeTime bounds the way of a job to the store, sweepTime that of all, wordTime that of word to another instance.
	storeTime = 5 * time.Second
	sweepTime = 30 * time.Second
	wordTime  = time.Second
	// wordMost is how many jobs one instance tells another of; of more it says that all are to be read.
	wordMost = 1000
	// turnsMost is how often a job is changed anew that others change at the same time.
	turnsMost = 20
	// goneTime is how long is waited for a job to come back that a store has lost, before it is given up.
	goneTime = 2 * time.Minute
	// batchMost is how many jobs are written at a time.
	batchMost = 256
	// idMax is how long a job's id may be.
	idMax = 128
	// formatNow is the version of a job's shape in the store, formatOldest the oldest that is read.
	formatNow    = 1
	formatOldest = 1
	// scanEvery is how often the folder of call files is looked at, settle how long a file must have been left alone.
	scanEvery = time.Second
	settle    = 2 * time.Second
	// fileMax is how many bytes a call file may have, jobMax a job on the disk.
	fileMax = 64 << 10
	jobMax  = 1 << 20
	// lineMost is how long a line of a call file may be, linesMost how many there may be.
	lineMost  = 4096
	linesMost = 500
)
