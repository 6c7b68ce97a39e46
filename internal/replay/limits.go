package replay

import "time"

const (
	// triesMax bounds how often a call is walked to find keys that are not recorded.
	triesMax = 256
	// guessesMax is how many entries of a file are tried for one that is not recorded.
	guessesMax = 40
	// guessMax is how long an entry of the file is at most that is tried.
	guessMax = 16
	// restOfPrompt is how much longer a prompt is taken to be than it was heard, where that is not known.
	restOfPrompt = 2 * time.Second
	// atOnce is how soon behind a step's begin, the answer or another key nobody presses one: it waited already.
	atOnce = 50 * time.Millisecond
	// promptGrace is how much later than then a caller acts who waits for a prompt that does not come today.
	promptGrace = time.Second
	// answerLong is how long an answer takes at most; where the first fact behind it comes later, or somebody was
	// dialled, answerMost is.
	answerLong = 5 * time.Second
	answerMost = time.Second
	// drawsMost is how often a call is walked to draw who is dialled as it was drawn then, drawsSure how often to see
	// whether it is drawn at all.
	drawsMost = 64
	drawsSure = 12
	// waitsOn is how much longer than then a caller waits in a queue, before that is another way.
	waitsOn = time.Minute
	// neverEnds is how long work takes that the caller did not wait for.
	neverEnds = 24 * time.Hour
	// walkTime bounds the time that one walk takes; it is a fault of the flows or ours to need as much.
	walkTime = 10 * time.Second
	// factsShown is how many facts are shown before a difference.
	factsShown = 8
	// promptsShown is how many prompts are shown that are other ones.
	promptsShown = 5
	// textShown is how much of one text is shown.
	textShown = 120
	// namesShown is how many calls are named that a name may mean.
	namesShown = 5
	// burstGap is the time between keys of one entry, at most, in a test.
	burstGap = 1200 * time.Millisecond
)
