package config

import "time"

const (
	// journalFileLeast is how small a file of the journal may be: one call must fit into a few of them.
	journalFileLeast = 64 << 10
	// journalFileMost keeps a file of the journal one that tools can open.
	journalFileMost = 1 << 30
	// journalKeepMost is how many full files of the journal may be kept.
	journalKeepMost = 10_000
	// recordsDaysMost is how many days records of calls may be kept, unless they are kept for ever.
	recordsDaysMost = 36_500
	// callsMost is the greatest cap of calls that may be written down.
	callsMost = 1_000_000
	// perSecondLeast and perSecondMost bound how many calls may begin in a second.
	perSecondLeast = 0.001
	perSecondMost  = 1000.0
	// textsMost is how many texts of telephones may be under way at once, technologiesMost of how many technologies.
	textsMost        = 10_000
	technologiesMost = 10
	// signLeast is how long a key is at least that signs URLs, in characters.
	signLeast = 16
	// hashBytes is how long the hash of a token is.
	hashBytes = 32
	// jobsKeepMost is how many finished jobs may be kept: each is a file.
	jobsKeepMost = 1_000_000
	// roomsMost and membersMost bound conferences and their members, slotsMost the slots of a parking.
	roomsMost   = 100_000
	membersMost = 1000
	slotsMost   = 10_000
	// pinLeastMost bounds how long a PIN may have to be.
	pinLeastMost = 20
	// leaseLeast and leaseMost bound how long an instance may be silent before others take its calls.
	leaseLeast = time.Second
	leaseMost  = time.Minute
	// sealLeast is how long a text is at least of which the key is made that seals, in characters.
	sealLeast = 16
	// replicasMost is how many servers of a cluster may keep a bucket.
	replicasMost = 5
	// keyFileMost is the size of a file of credentials, authoritiesMost that of one of authorities, in bytes.
	keyFileMost     = 64 << 10
	authoritiesMost = 4 << 20
	// queuesMost and agentsMost bound those of a file.
	queuesMost = 10_000
	agentsMost = 100_000
	// agentNameMost bounds the name of an agent, in characters.
	agentNameMost = 100
	// skillMost, levelMost, positionMost and weightMost bound what agents have in queues.
	skillMost    = 1000
	levelMost    = 1000
	positionMost = 1_000_000
	weightMost   = 1000
	// queueSpanMost bounds lengths of time of queues, callbackMost those of call-backs.
	queueSpanMost = 24 * time.Hour
	callbackMost  = 30 * day
	// beepLeast is how often those who are listened to hear a beep at most.
	beepLeast = 5 * time.Second
	// ringLeast is how long an agent rings at least, retryLeast how long one is left alone between two offers.
	ringLeast  = time.Second
	retryLeast = time.Second
	// queueLenMost is how many may be let wait, ringAtOnceMost how many agents ring for one of them.
	queueLenMost   = 100_000
	ringAtOnceMost = 100
	// attemptsMost is how often is called back, missedMost after how many missed offers an agent is paused.
	attemptsMost = 100
	missedMost   = 1000
	// periodicMost is how many prompts those who wait hear in turn, rulesMost how many steps of relaxation there are.
	periodicMost = 10
	rulesMost    = 100
	// externalLeast and externalMost bound how long is waited for an order from outside.
	externalLeast = 10 * time.Millisecond
	externalMost  = 5 * time.Second
	// ratioMost bounds how many may wait for each agent.
	ratioMost = 1000
	// queueLogLeast is how small a queue_log may be, queueLogMost how large, in bytes; queueLogKeepMost how many are kept.
	queueLogLeast    = 64 << 10
	queueLogMost     = 10 << 30
	queueLogKeepMost = 1000
)
