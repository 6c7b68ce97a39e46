package journal

import "time"

const (
	// queueMax is how many entries wait for the writer: seconds of a busy daemon.
	queueMax = 8192
	// takeMost is how many of them the writer takes at a time; as many wake it.
	takeMost = 1024
	// flushBytes is how much is gathered before it is written, flushAfter after how long it is written anyway.
	flushBytes = 64 << 10
	flushAfter = 200 * time.Millisecond
	// bufferMax is how much is kept while the disk takes nothing.
	bufferMax = 1 << 20
	// retryAfter is after how long a disk is tried again that took nothing.
	retryAfter = 5 * time.Second
	// lookEvery is how often the writer looks whether its file is still the one of its name.
	lookEvery = time.Second
	// fileBytes and filesKept are the bounds of a journal for which none are set.
	fileBytes = 64 << 20
	filesKept = 16

	// textMax is how much of a text or an error is written.
	textMax = 8 << 10
	// answerMax is how much of an answer is kept, as it is written.
	answerMax = 8 << 10
	// boxesMax is how much of what mailboxes tell is kept, as it is written.
	boxesMax = 64 << 10
	// lineMax is how long a line may be.
	lineMax = 256 << 10
	// secretLeast is how long a header's value must be to be looked for in answers: shorter ones are in everything.
	secretLeast = 4

	// lifeLeast is the life of a call that has been taken up: its second one.
	lifeLeast = 2

	// yearLeast and yearMost are the years between which entries may be: what is written must be read again.
	yearLeast = 1970
	yearMost  = 9998
	// kindShown is how much of an unknown kind is shown.
	kindShown = 40

	// pollEvery is how often Tail looks for new entries.
	pollEvery = 300 * time.Millisecond
	// startsMost is behind how many starts of a daemon Calls gives up that one takes a call up.
	startsMost = 8
	// openMost is how many calls Calls holds whose end it has not seen; the oldest is given up then.
	openMost = 50_000
	// orderSlack is how many calls that were handed on Calls remembers for nothing.
	orderSlack = 1024
	// callMost is how many entries of a call are kept by Calls.
	callMost = 100_000
)
