package recordings

import "time"

const (
	// waitingMax is how many requests may wait; Keep refuses further ones.
	waitingMax = 100_000
	// requestMax is how many bytes a request in the spool has at most.
	requestMax = 16 << 10
	// workers is how many recordings are under way at once. Each is in memory as a whole.
	workers = 2
	// attemptTime bounds one attempt at one recording.
	attemptTime = 5 * time.Minute
	// pauseLeast and pauseMost bound the pause before a recording is tried again.
	pauseLeast = 5 * time.Second
	pauseMost  = time.Hour
	// livePause is how often it is asked whether a call is still recorded, endPause whether Asterisk has finished a
	// recording that is over for us.
	livePause = 30 * time.Second
	endPause  = time.Second
	// abandonedTime bounds one attempt at a recording whose process has died, abandonedPause the pause before the next.
	abandonedTime  = 20 * time.Second
	abandonedPause = 30 * time.Second
	// triesFor is how long a recording is tried to be had and delivered, missingFor how long one that its Asterisk
	// does not have.
	triesFor   = 14 * 24 * time.Hour
	missingFor = time.Hour
	// liveFor is how long a recording may be under way.
	liveFor = 48 * time.Hour
	// sweepEvery is how often what is too old is deleted.
	sweepEvery = time.Hour
	// nameMax is how long the path of a recording may be that is delivered, in bytes.
	nameMax = 400
	// wordMax is how long a word of it may become.
	wordMax = 80
	// twinsMax is how many recordings may want the same place in a folder.
	twinsMax = 1000
	// answerMax is how much of a web server's refusal is told, in bytes.
	answerMax = 200
)
