package records

import "time"

const (
	// queueMax is how many lines wait for the spool; above eventsMost of them events have no place any more, so that
	// rows do.
	queueMax   = 16384
	eventsMost = 12288
	// flushAfter is how long lines are gathered; at flushAt of them they are written at once.
	flushAfter = 200 * time.Millisecond
	flushAt    = 4096
	// bufferMax is how much is kept while the disk takes nothing, diskRetry after how long it is tried again.
	bufferMax = 4 << 20
	diskRetry = 5 * time.Second
	// segmentBytes is how long a file of the spool becomes, spoolMax how much all of them may have.
	segmentBytes = 4 << 20
	spoolMax     = 2 << 30
	// lineMax is how long a line of the spool may be.
	lineMax = 64 << 10

	// freshMost is how many lines are kept in memory, that were written a moment ago and that the database has not taken.
	freshMost = 8192

	// batchMax is how many lines go into one transaction, applyTime how long it may take. eventsAtOnce is how many events
	// are in one statement.
	batchMax     = 2000
	applyTime    = 30 * time.Second
	eventsAtOnce = 32
	// fillPause is how long the database is left alone when it has taken something: the row of a call that changes twice
	// meanwhile is written once.
	fillPause = time.Second
	// workTime is for how long a database on this machine is filled without a rest, restTime how long that is. Together
	// they leave two thirds of a processor to the callers, and by reckoning take 3,700 calls a second of 0.09 ms each.
	workTime = time.Millisecond
	restTime = 2 * time.Millisecond
	// retryLeast and retryMost are after how long a database is tried again that was away.
	retryLeast = time.Second
	retryMost  = 30 * time.Second
	// closeTime is how long Close lets the database take what waits; the rest stays in the spool.
	closeTime = 10 * time.Second

	// pruneEvery is how often old calls are deleted, pruneMost how many in one transaction.
	pruneEvery = time.Hour
	pruneMost  = 500
	// staleAfter is after how long of silence a call counts as lost whose daemon has not come back.
	staleAfter = 48 * time.Hour
	// lostMost is how many lost calls are ended in one transaction.
	lostMost = 500

	// textMax is how much of a text is kept, pathMax how much of a path.
	textMax = 1 << 10
	pathMax = 4 << 10
	// legsMost and eventsOfCall are how many legs and events of a call are kept.
	legsMost     = 256
	eventsOfCall = 10_000
	// revsOfLife is how many revisions a process may write of a call before those of the next one begin, eventsOfLife
	// how many numbers its events have, livesMost how many processes may have a call.
	revsOfLife   = 1 << 32
	eventsOfLife = 1_000_000
	livesMost    = 1 << 20

	// foundMost is how many calls that an id may mean are looked at.
	foundMost = 2
)
