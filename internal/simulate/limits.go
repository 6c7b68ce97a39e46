package simulate

import "time"

const (
	// PromptLength is how long a prompt is taken to be unless the call says otherwise.
	PromptLength = 2 * time.Second
	// AnswerDelay is the time between answer and first sound where ivr.yaml names none.
	AnswerDelay = 500 * time.Millisecond
	// tick is how often a live call looks at the clock while nothing happens.
	tick = 100 * time.Millisecond
	// chunkMax is how many bytes of typed keys are read at once.
	chunkMax = 256
	// placeMax is the widest column of places; beyond it folders are left out.
	placeMax = 40
	// defaultWidth is the width of a terminal that does not tell its own.
	defaultWidth = 80
	// calleeTime is after how long a telephone that the flow dials is answered.
	calleeTime = 3 * time.Second
)
