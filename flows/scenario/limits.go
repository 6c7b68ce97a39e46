package scenario

import "time"

const (
	// ringTime is how long an agent rings, againTime after how long one is offered anew, where there are no queues.
	ringTime  = 15 * time.Second
	againTime = 5 * time.Second
	// casesMax is how many cases a file may hold, rows expanded.
	casesMax = 10_000
	// actsMax is how much may happen in one case.
	actsMax = 1000
	// keysMax is how many keys one press may have.
	keysMax = 64
	// timeMax is the longest duration that a test may name: longer than the longest call.
	timeMax = 31 * 24 * time.Hour
	// substitutedMax bounds a text into which a row's values were put.
	substitutedMax = 64 << 10
	// substitutedNodesMax bounds how many values a test has with all its rows.
	substitutedNodesMax = 1_000_000
	// namesShownMax is how many known names a finding lists.
	namesShownMax = 12
	// traceTextMax is how many characters of one text a trace shows.
	traceTextMax = 200
)

// What holds unless a test says otherwise.
const (
	// DefaultFrom is the caller's number.
	DefaultFrom = "+15550100"
	// DefaultPatience is how long a caller stays on the line with nothing left to do, or waits for what never comes.
	DefaultPatience = 10 * time.Minute
	// DefaultPromptLength is how long a prompt takes.
	DefaultPromptLength = 2 * time.Second
	// DefaultRequestTime is how long the flows wait for a web service.
	DefaultRequestTime = 3 * time.Second
)
