package call

import "time"

const (
	// tagSize is how many letters tell what a call has made from what the one before of its channel had.
	tagSize = 8
	// keysMax is how many keys the mailbox holds: twice the type-ahead buffer behind it.
	keysMax = 64
	// watchFirst is after how long without an event of a playback Asterisk is asked for it, watchMost the
	// longest time between two such questions: a caller hears nothing for as long when the end was not told.
	watchFirst = 3 * time.Second
	watchMost  = 6 * time.Second
	// ringSize is how many ids of playbacks a call uses, one after the other. It has two at a time at most.
	ringSize = 16
	// stopTries is how often a playback that Asterisk will not stop is tried, stopPause the time between.
	stopTries = 6
	stopPause = 5 * time.Millisecond
	// askTries is how often is asked what Asterisk cannot do yet, askPause the time between.
	askTries = 10
	askPause = 200 * time.Millisecond
	// cutMost is for how long a request is made again whose connection is lost, or cannot be made: twice as long as the
	// way to Asterisk is sought at most (ari.BackoffMax). The time between begins with askPause and is cutPauseMost at
	// most.
	cutMost      = 20 * time.Second
	cutPauseMost = time.Second
	// settleTime is how long the end of a stopped playback is waited for before a request that queues behind it.
	settleTime = 2 * time.Second
	// recordingWatch is how long nothing may be heard of a recording before Asterisk is asked for it.
	recordingWatch = 30 * time.Second
	// recordingTries is how often a recording is asked for that cannot begin, or be changed, yet, and a bridge for who is
	// recorded still; recordingPause is the pause between two of them.
	recordingTries = 20
	recordingPause = 25 * time.Millisecond
	// legTries is how often something is asked of a leg that is made but not in Stasis yet, legPause the time between.
	legTries = 100
	legPause = 20 * time.Millisecond
	// partingTime is how late Asterisk may tell that a channel has left a bridge.
	partingTime = 5 * time.Second
	// legGrace is how long the cause of a leg's end is waited for.
	legGrace = 500 * time.Millisecond
	// moveGrace is how long after a party was sent somewhere it counts that Asterisk has it elsewhere.
	moveGrace = 10 * time.Second
	// takenGrace is how long after a call was taken up a caller who is in Stasis, though they were in the dialplan, counts
	// as one who has come back: who sent them there did it before that.
	takenGrace = time.Second
	// stayGrace is how much later than that a caller has left an application, or come into that of their call, may be told
	// what ended where they were.
	stayGrace = 500 * time.Millisecond
	// homeTries is how often it is asked where a caller is who is nowhere, homePause the time between.
	homeTries = 8
	homePause = 100 * time.Millisecond
	// formerGrace is how long a channel may stay in whose place Asterisk has put another: its telephone hangs up when it
	// is told of its transfer.
	formerGrace = 3 * time.Second
	// cedeTime is how long another call may take to begin to hand a channel over: it may be about some request.
	cedeTime = 3 * time.Second
	// noticesMax is how many notices of others wait for the call; further ones are dropped.
	noticesMax = 256
	// hangupTime bounds the request that ends the channel, which is sent though the call's context may be over.
	hangupTime = 5 * time.Second
	// continueTime bounds the request that sends the channel back to the dialplan.
	continueTime = 5 * time.Second
	// handBackTries is how often handing a call back is tried, handBackTry the time of one try, handBackPause
	// that between two.
	handBackTries = 3
	handBackTry   = 2 * time.Second
	handBackPause = 500 * time.Millisecond
	// sparedMost is how many playbacks of a step are looked for that may play on.
	sparedMost = 2
	// gatherTime is how long the channels of a call that is taken up are waited for. gatherPause is the least time that
	// they have before something is stopped that may hold them, gatherPauseMost the longest, obeyPause the time
	// behind something that was stopped. gatherTrips is how often as long as a request they have at first, gatherGrowth
	// how often as long as that in the end.
	gatherTime      = 5 * time.Second
	gatherPause     = 20 * time.Millisecond
	gatherPauseMost = 500 * time.Millisecond
	gatherTrips     = 3
	gatherGrowth    = 8
	obeyPause       = 50 * time.Millisecond
	// bridgeReasons is how often a channel that stands in a bridge counts among the reasons for which its application
	// hears of the bridge; reasonsMost bounds them for one bridge.
	bridgeReasons = 2
	reasonsMost   = 32
)
