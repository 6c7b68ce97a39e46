package steps

import "time"

const (
	// repeatMax bounds repeat: an IVR that does something more often in a row is stuck.
	repeatMax = 1000
	// silenceMax is the longest silence that is played.
	silenceMax = time.Minute
	// swapTries is how often a counter is counted up when others count at the same time.
	swapTries = 100
	// waysMax is how many ways a split may have.
	waysMax = 100
	// storeTime bounds a step's work on the store, and the wait until its own state is there; lookupTime one look-up,
	// which a table's own timeout of up to 30s ends before; scheduleTime one decision.
	storeTime    = 3 * time.Second
	lookupTime   = 35 * time.Second
	scheduleTime = 2 * time.Second
	// textKept is how many bytes of a response that is no JSON are kept.
	textKept = 4 << 10
	// requestTime bounds what an http step waits for, whatever its fields say.
	requestTime = 2 * time.Minute
	// mailboxTime bounds what a step asks of the mailboxes, leavingTime what is done for a message whose caller is gone.
	mailboxTime = 5 * time.Second
	leavingTime = 3 * time.Second
	// mailboxDigitsMax is how many digits the number of a mailbox, or a PIN, has at most.
	mailboxDigitsMax = 32
	// entryTime is how long a mailbox waits for the first digit, digitTime for each further one, menuTime for a key.
	entryTime = 10 * time.Second
	digitTime = 4 * time.Second
	menuTime  = 6 * time.Second
	// menuRepeats is how often a menu of voicemail is told to one who presses nothing.
	menuRepeats = 3
	// recordingGrace is by how much a recording may be longer than it should before it is ended by hand; lateKey is
	// how late the key may be told that has ended one.
	recordingGrace = 10 * time.Second
	lateKey        = time.Second
	// keyBeforeEnd is how long before the end of a recording the key may have come that ended it, keyBehindEnd how
	// long it is waited for when nothing else has.
	keyBeforeEnd = 500 * time.Millisecond
	keyBehindEnd = 200 * time.Millisecond
	// overTime is how long it is waited for word that a recording is over.
	overTime = 500 * time.Millisecond
	// closingTries is how often it is asked for a recording whose name another one lets go of, closingPause how long
	// it is waited in between.
	closingTries = 15
	closingPause = 200 * time.Millisecond
	// pausedMost is how long a message is paused before it goes on by itself.
	pausedMost = time.Minute
	// minuteSaid is how long a message must be for its length to be said.
	minuteSaid = 2 * time.Minute
	// directoryKeys is how many letters a directory asks for, directoryMax how many people it tells of in a row.
	directoryKeys = 3
	directoryMax  = 50
	// gainMost is how many steps a member of a conference may turn the volume up or down.
	gainMost = 4
	// keptMost is how many keys of a member are kept while something is said to them.
	keptMost = 16
	// nameTime is how long the name may be that a member of a conference says.
	nameTime = 5 * time.Second
	// joinTries is how often a bridge of a given name is tried to be joined, joinPause the time between.
	joinTries = 5
	joinPause = 200 * time.Millisecond
	// meetTime is how long who picks up somebody waits for the bridge.
	meetTime = 10 * time.Second
	// meetWordTime is how much longer they wait where the other one is asked and told something before.
	meetWordTime = 2 * time.Minute
	// rebuildTime is how long a call at the door waits for those who were in the rooms of another process.
	rebuildTime = 10 * time.Second
	// legSlack is how much longer than it may ring a telephone's end is waited for.
	legSlack = 5 * time.Second
	// parkerLeast is the least time for which the telephone of who has parked a caller rings.
	parkerLeast = time.Second
	// outboundTime bounds the question whether an endpoint may be dialled; a trunk's pace is waited for at most 5 s.
	outboundTime = 6 * time.Second
	// dialTargetsMax is how many endpoints a dial may have, forwardsMax how many forwarded calls one follows.
	dialTargetsMax = 100
	forwardsMax    = 5
	// dialSlack is how much longer Asterisk would have a telephone ring than dial does.
	dialSlack = 2 * time.Second
	// confirmTime is how long a key of a callee is waited for, transferTime each key of a transfer, transferFirst the
	// first.
	confirmTime   = 15 * time.Second
	transferTime  = 5 * time.Second
	transferFirst = 10 * time.Second
	// keyLeast is how long a key lasts at least that Asterisk passes on, keyGap what it leaves between two, keySlack by
	// how much its end may be late, keysMost how long is waited for the end of keys.
	keyLeast = 80 * time.Millisecond
	keyGap   = 45 * time.Millisecond
	keySlack = 55 * time.Millisecond
	keysMost = 3 * time.Second
	// partingTime bounds what is done for the others when the caller has been sent on.
	partingTime = 5 * time.Second
	// earlyLeast is the shortest early media that are played again.
	earlyLeast = 100 * time.Millisecond
	// partedGrace is how long the end of a callee who has left the bridge is waited for.
	partedGrace = time.Second
	// recentKept is how long it is remembered who was reached when.
	recentKept = 90 * 24 * time.Hour
	// visitSlack is how much longer than Asterisk should keep a caller in the dialplan they are waited for.
	visitSlack = 5 * time.Second
	// textMax is how many bytes a text to a telephone has at most.
	textMax = 1000
	// queueWakeLeast is how long a caller in a queue sleeps at least, queueRoundLeast how long a round of the steps of the
	// wait lasts at least, periodicLeast the time between two periodic prompts.
	queueWakeLeast  = 100 * time.Millisecond
	queueRoundLeast = time.Second
	periodicLeast   = time.Second
	// standbyTime is how long an agent who waits on the line is looked for.
	standbyTime = 3 * time.Second
	// numberLeast and numberMost bound a number to be called back, backTries how often it is asked for.
	numberLeast = 3
	numberMost  = 20
	backTries   = 3
	// agentTime bounds an order of an agent, agentDigitsMost a number or PIN.
	agentTime       = 6 * time.Second
	agentDigitsMost = 32
	// reasonMost is how long a caller may say why they call, reasonSilence the silence that ends it.
	reasonMost    = 6 * time.Second
	reasonSilence = 2 * time.Second
)
