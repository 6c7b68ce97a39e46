package voicemail

import "time"

const (
	// roundEvery is how often it is looked for work that nobody has told of.
	roundEvery = 30 * time.Second
	// roundTime bounds one piece of work: fetching a sound, sending a letter, switching a lamp.
	roundTime = time.Minute
	// dueMax is how many rows are worked on in one round.
	dueMax = 100
	// lateAfter is how long an expected message is waited for, beside its greatest length, before it is looked for: a
	// call may have that much to say of it, and no call is as long by default.
	lateAfter = 5 * time.Hour
	// strayAfter is how old a message must be for it to be taken up at the start whose process has died: its call may
	// be walked on, and go on with it. closeTime is how long Asterisk needs to close what it recorded.
	strayAfter = 10 * time.Second
	closeTime  = time.Second
	// goesOnPause is after how long it is asked again whether the call of such a message goes on.
	goesOnPause = 5 * time.Second
	// askTime is how long the index may take to answer, openTime how long it may take to open it.
	askTime  = 4 * time.Second
	openTime = 5 * time.Second
	// lookFirst is after how long it is looked whether an index is back; it doubles up to lookMost.
	lookFirst = time.Second
	lookMost  = time.Minute
	// noteMax is how many bytes a note of a message has at most.
	noteMax = 16 << 10
	// deletedKept is how long what was deleted can be brought back.
	deletedKept = time.Hour
	// fetchTries is how often a sound is asked for that Asterisk says it does not have.
	fetchTries = 5
	// retryFirst is after how long work is tried again that failed; it doubles up to retryMost.
	retryFirst = 10 * time.Second
	retryMost  = time.Hour
	// mailKept is how long it is tried to send a letter.
	mailKept = 4 * 24 * time.Hour
	// soundMax is how many bytes a sound may have: an hour of signed linear, and more.
	soundMax = 64 << 20
	// wavHead is how many bytes come before the samples of a file of wav, wavRate how many a second they are.
	wavHead = 44
	wavRate = 16_000
	// pinRounds is how often a PIN is hashed, saltSize with how many bytes of salt, hashSize the hash's.
	pinRounds = 20_000
	saltSize  = 16
	hashSize  = 32
	// busyTime is how long a writer of SQLite waits for another one.
	busyTime = 3 * time.Second
	// claimedFor is how long a row is one process's to work on.
	claimedFor = 5 * time.Minute
	// textMax is how many bytes of what a call tells are kept.
	textMax = 200
)
