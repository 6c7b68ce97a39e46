package sim

import "time"

const (
	// instancesMost is how many instances there are at once.
	instancesMost = 7
	// crowdEvery is in how many seeds there are five to seven instances, and crowdCalls calls or up to twice as many;
	// meetEvery is of how many callers one meets others.
	crowdEvery = 20
	crowdCalls = 150
	meetEvery  = 6
	// furtherMost is how many faults of furtherWeights a scenario has at most.
	furtherMost = 3
	// jumpLeast and jumpMost are by how much a clock jumps.
	jumpLeast = 2 * time.Second
	jumpMost  = 5 * time.Minute
	// queuedLeast is how many callers wait in queues, or up to twice as many; in a crowd they are crowdQueues as many.
	queuedLeast = 6
	crowdQueues = 4
	// probeFirst is the number of the first who looks whether agents can be reached in the end, probeTime how long it may
	// take to reach one.
	probeFirst = 900
	probeTime  = 30 * time.Second
	// settleTime is how long instances have until the first call and after the last fault.
	settleTime = 6 * time.Second
	// restTime is how long it takes at most, when all calls are over, until nothing is left.
	restTime = time.Minute
	// silenceMost is how long a caller may hear nothing: the five seconds that the flow waits for keys, and five more, in
	// which an instance is found dead and another one goes on.
	silenceMost = 10 * time.Second
	// lookEvery is how often callers look what they hear, and the watch looks at them.
	lookEvery = 250 * time.Millisecond
	// overlapMost is how long two instances may act for one call when it changes hands.
	overlapMost = 50 * time.Millisecond
	// learnTime is how long an instance may take to learn what others have done while it was parted from them: two of the
	// beats at which they tell of themselves.
	learnTime = 600 * time.Millisecond
	// writeTime is how long it takes at most until what happens in a queue is written down.
	writeTime = 20 * time.Millisecond
	// endTime is how long an instance may take to end.
	endTime = 2 * time.Minute
	// dialTries is how often a dialplan tries again when nobody serves its application.
	dialTries = 8
	// unusedTime is how long, by the clock of this machine, a connection may be there without a request.
	unusedTime = 500 * time.Millisecond
	// keyRate is the longest time between two keys of an entry.
	keyRate = 500 * time.Millisecond
	// tellMost is how many entries of a timeline are told.
	tellMost = 20000
)
