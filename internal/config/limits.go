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
)
