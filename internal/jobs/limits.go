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
