package cluster

import "time"

const (
	// ValueMax is the size of a value in bytes.
	ValueMax = 512 << 10
	// KeyMax is the length of a key in bytes.
	KeyMax = 256
	// RequestMax is the size of a request between instances, and of its answer, in bytes.
	RequestMax = 64 << 10
	// AskMost is how long an answer is waited for, whatever the context allows.
	AskMost = 30 * time.Second
	// AnswersMost is how many requests an instance answers at once; further ones wait.
	AnswersMost = 64
	// InstanceMax is how long the name of an instance may be.
	InstanceMax = 64

	// beatsPerLease is how often in a lease an instance tells of itself and looks for others.
	beatsPerLease = 10
	// tellTries is how often it is looked what has become of what an instance told of itself, and told again.
	tellTries = 2
	// recordAround is how much of a record stands around its body, usually.
	recordAround = 192
	// batchMost is how many records are written at a time.
	batchMost = 256
	// lingerTime is how long what was put waits at most, for more of the same call and for other calls: each write wakes
	// threads, which costs more than the writing. It adds little to the seconds for which nobody has the calls of a
	// process that dies. soonTime is the same of what others depend on; writePause is the time between two writes of one.
	lingerTime = 50 * time.Millisecond
	soonTime   = 5 * time.Millisecond
	writePause = 20 * time.Millisecond
	// writeTime bounds a batch, and a look at what became of it.
	writeTime = 5 * time.Second
	// stuckTime is how long a batch may take before it counts as stuck: its store does not obey writeTime.
	stuckTime = writeTime + time.Second
	// retryFirst is the pause after the first failed batch, retryMost the longest.
	retryFirst = 100 * time.Millisecond
	retryMost  = 2 * time.Second
	// lookEvery is how often one of the records is held against what is known of it.
	lookEvery = 10 * time.Second
	// farewellTime bounds writing what waits when the ledger ends.
	farewellTime = 2 * time.Second
	// formatNow is the version of a record's shape, formatOldest the oldest that is read.
	formatNow    = 1
	formatOldest = 1
	// memberFormat is that of what an instance tells of itself, and of who has an entry.
	memberFormat = 1
)
