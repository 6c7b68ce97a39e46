package app

import "time"

const (
	// refusedRetry is after how long an Asterisk is tried again that refused us for a
	// reason of configuration (password, no ARI, TLS).
	refusedRetry = 15 * time.Second
	// endedMemory is how long an ended call's channel is remembered, so that a
	// catch-up with an older picture does not take it for an orphan.
	endedMemory = 30 * time.Second
	// sweepEvery is how often the calls are compared with Asterisk's channels while the socket works. What
	// only one side knows is dealt with at the second time.
	sweepEvery = 30 * time.Second
	// endSpiesTime bounds one attempt to let go of supervisors who have stayed.
	endSpiesTime = 3 * time.Second
	// judgePause is after how long channels are looked at again of which could not be told whose they are.
	judgePause = time.Second
	// awayPause is for how long an Asterisk is waited for that may have the line of an agent who is called first.
	awayPause = 10 * time.Second
	// comparePause is the time between two calls that are told to ask Asterisk what has become of their legs.
	comparePause = 5 * time.Millisecond
	// crowdedAt is how long a request may have waited for a connection to its Asterisk before further calls of it are
	// not taken.
	crowdedAt = 100 * time.Millisecond
	// handBackTime bounds the requests that send one call back to the dialplan.
	handBackTime = 8 * time.Second
	// watchEvery is how often the file is looked at for changes; it must stand still for as long before it is read.
	watchEvery = time.Second
	// retryTicks is after how many looks a file is tried again that was refused.
	retryTicks = 30
	// loadTries is how often a file is read that changes while it is read.
	loadTries = 3
	// watchedMax is how many prompts are watched for changes.
	watchedMax = 20_000
	// publishEvery is how often the prompts of a canary are told anew to who serves them; an address lasts for a day.
	publishEvery = 6 * time.Hour
	// stopGrace is how long Stop waits, after the drain, for goroutines whose work has been taken away.
	stopGrace = 20 * time.Second
	// readerFacts is how many facts wait for somebody who looks on.
	readerFacts = 1024
	// ringTime is how long a call of ours rings when nobody says for how long.
	ringTime = 30 * time.Second
	// ringsMost is how many calls of ours are asked for at once at one Asterisk; others wait for their turn, as a
	// request that waits in Asterisk for too long counts as failed.
	ringsMost = 16
	// forsakenMemory is how long a call is remembered whose making has an unknown end: that it rings and the longest
	// that a request may be under way.
	forsakenMemory = 10 * time.Minute
	// jobPause is after how long a job is looked at again when nobody can be called.
	jobPause = 5 * time.Second
	// textMax is how many bytes of a text are taken, textTime how long its walk may take.
	textMax  = 64 << 10
	textTime = time.Minute
	// textsToldEvery is how often it is logged that texts are dropped, at most.
	textsToldEvery = 10 * time.Second
	// certificateEvery is how often it is looked whether the server's certificate has changed.
	certificateEvery = time.Minute
	// settleTime is how long an effect that must not happen twice waits for the state of its call to be written down.
	settleTime = 500 * time.Millisecond
	// leaseTime is how long an instance may be silent before its calls are taken up, unless the file says otherwise;
	// beatsPerLease is how often in that time is looked for what nobody tells.
	leaseTime     = 3 * time.Second
	beatsPerLease = 10
	// shunLeases is for how many leases an instance is not asked again that has not taken a call.
	shunLeases = 3
	// idleTime is for how long nobody may be in a bridge of ours, nor be about to come, before it is ended.
	idleTime = 10 * time.Second
	// surveyLeases is after how many leases is looked for what instances have left in Asterisk.
	surveyLeases = 2
	// yieldBeats is for how many beats the door is left to whoever has taken it in Asterisk though it is ours, the first
	// time; yieldDoubles bounds how often that is doubled.
	yieldBeats   = 2
	yieldDoubles = 10
	// claimTime bounds a look at who holds new calls, and at whose a call is.
	claimTime = 2 * time.Second
	// lateTime bounds a look at who may have a call that comes late: nobody hears of its channel meanwhile.
	lateTime = time.Second
	// latelyTime is how long an instance is remembered to which a channel was given, latelyMost of how many before the
	// older ones are looked for; a channel that is older than that may be back from the dialplan.
	latelyTime = 10 * time.Second
	latelyMost = 1000
	// comingTime is for how long nobody brings a channel again that Asterisk was told to bring here.
	comingTime = 3 * time.Second
	// verifyAfter is after how long an instance is asked whether it has heard of a call that was given to it.
	verifyAfter = 1500 * time.Millisecond
	// placeTries is how many instances a new call is offered to.
	placeTries = 3
	// takersMost is how many calls of one Asterisk are taken up at once.
	takersMost = 16
	// handOverTime bounds the request to take a call, and what else is done to have calls go to another instance.
	handOverTime = 3 * time.Second
	// returnedAfter is after how long it is looked for callers who came back from the dialplan before their call was taken
	// up; internal/call believes it then.
	returnedAfter = 1200 * time.Millisecond
	// settlePause is how often is looked for what another goroutine does.
	settlePause = 20 * time.Millisecond
	// stampSize is how much of a life's name marks its rooms.
	stampSize = 8
	// instanceSize is how long the name of an instance is that is made up.
	instanceSize = 12
	// sealKeySize is the size of the key that seals secrets, in bytes.
	sealKeySize = 32
	// lineGoneTime is for how long the queues are told that a line is gone, while nobody decides for them.
	lineGoneTime = 5 * time.Minute
	// invalidEvery is how often it is asked whether telephones are there that Asterisk did not know, and whether calls are
	// on whose lines agents wait.
	invalidEvery = 30 * time.Second
	// sourcesMost is how many devices are asked for in one request.
	sourcesMost = 50
	// revivedFor is after how long without calls a version ends that was made for call-backs: there may be more of them.
	revivedFor = 10 * time.Minute
	// callbackPause is after how long somebody is called back who could not be called for a reason of ours.
	callbackPause = 30 * time.Second
	// lineLookAfter is after how long it is looked whether a customer is called for the line of an agent that was taken
	// up: by then what is left of calls that rang is hung up.
	lineLookAfter = 10 * time.Second
	// promptMost is how long a question to a customer may be, while the agent waits.
	promptMost = 2 * time.Minute
	// livesMost is how many processes may have had a call that is taken up once more: one that kills them all is let go.
	livesMost = 20
	// unreachedTone is how long who is to be connected hears that the other one cannot be reached.
	unreachedTone = 4 * time.Second
	// keepingOverMost is how long the last states of calls may take to be written when the process ends.
	keepingOverMost = 10 * time.Second
	// keptRoom is how much room to write what is kept of a call stays, at most, for the next one; more is made when it is
	// needed.
	keptRoom = 64 << 10
)
