package acd

import "time"

const (
	// batchMost is how many records are written at a time, writeTime bounds that.
	batchMost = 256
	writeTime = 5 * time.Second
	// lingerTime is how long what is to be written waits for more.
	lingerTime = 5 * time.Millisecond
	// retryFirst is the pause after the first write that failed, retryMost the longest.
	retryFirst = 100 * time.Millisecond
	retryMost  = 2 * time.Second
	// farewellTime bounds writing what waits when the hall ends.
	farewellTime = 2 * time.Second
	// sweepEvery is how often the records are held against what is known.
	sweepEvery = 30 * time.Second
	// repeatEvery is how often an instance tells of all its places.
	repeatEvery = 2 * time.Second
	// unheardTime is after how long a place counts as out of sight of which nobody tells any more.
	unheardTime = 3 * repeatEvery
	// askTime bounds a request to another instance, orderTime all the tries of an order for an agent.
	askTime   = 2 * time.Second
	orderTime = 4 * time.Second
	// openTime is how long a hall that is alone waits for what was written before as it is opened: nobody is served
	// meanwhile.
	openTime = 500 * time.Millisecond
	// settleTime is how long a reign waits at most for what others have before its first offer.
	settleTime = 2 * time.Second
	// placesMost is how many places are told of in one request, letterMost how many bytes that takes: what is around them
	// has to fit into a request as well, which is of cluster.RequestMax at most.
	placesMost = 64
	letterMost = 48 << 10
	// failuresMost is how many letters in a row may fail until the rest of a round is not tried.
	failuresMost = 2
	// pageMost is how many lines of a list are in one answer, pageBytes how many bytes of them in one to another instance,
	// which has room for the rest of it then ([cluster.RequestMax]).
	pageMost  = 60
	pageBytes = 48 << 10
	// bequestMost is of how many ended places, whose calls have not heard of it, the next reign is told.
	bequestMost = 1000
	// endedMemory is how long the end of a place is remembered that nobody has taken note of.
	endedMemory = time.Minute
	// movedEvery is how often those who wait are told that they have moved up, at most.
	movedEvery = time.Second
	// beatsPerLease is how often in a lease is looked who reigns.
	beatsPerLease = 10
	// awayLeases is for how many leases a place is kept whose call is out of sight.
	awayLeases = 3
	// aloneAway is that time where there are no other instances.
	aloneAway = 10 * time.Second
	// ticksMost bounds the steps in which virtual time catches up.
	ticksMost = 10_000
	// orderersMost is how many orders of agents are asked for at once.
	orderersMost = 32
	// ownersMost is how many owners are asked one after the other, as their reigns end.
	ownersMost = 2
	// claimTries is how often a new reign is written down that others are faster with.
	claimTries = 5
	// ownerPause is after how long an owner is looked for again that is not known.
	ownerPause = 100 * time.Millisecond
	// toldMost is how many offers of one place are remembered as over.
	toldMost = 1000
	// promiseTime is how long a promise to be called back may wait to be written down, promisePause after how long another
	// instance is asked first whether it is; each time it is twice as long, promiseMost at most.
	promiseTime  = 10 * time.Second
	promisePause = 20 * time.Millisecond
	promiseMost  = 2 * time.Second
	// walkMost is how many bytes are kept of the walk of somebody who is to be called back: some go into one letter.
	walkMost = 16 << 10
	// madeMost is how many agents may be made.
	madeMost = 10_000
	// writtenTime is how long an answer waits for what was ordered to be written down; who asks for it waits longer.
	writtenTime = 1500 * time.Millisecond
	// entryIDSize is how long the id of an entry is.
	entryIDSize = 16
)
