package flows

import "time"

// QueueRules are what a step needs to know of a queue, as ivr.yaml has it: what
// callers and agents hear, and what belongs to the conversation. Who gets whom
// is not among them.
type QueueRules struct {
	// Music is the class of music on hold, "" for the channel's own.
	Music    string
	Announce QueueAnnounce
	Periodic QueuePeriodic
	// MemberDelay is for how long an agent who has answered hears nothing before the caller is there.
	MemberDelay time.Duration
	// ReportHoldTime tells the agent how long the caller has waited.
	ReportHoldTime bool
	// AgentAnnounce is what the agent hears before that, none for nothing.
	AgentAnnounce []string
	// Confirm has agents press a key to take a caller.
	Confirm QueueConfirm
	// CallerIDPrefix stands before the caller's name on agents' telephones; `{minutes}` and `{queue}` in it are filled in.
	CallerIDPrefix string
	// Record is how conversations are recorded where the step does not say.
	Record QueueRecording
	// UnavailableAfter is how long a caller waits while nobody who decides can be reached, 0 for ever.
	UnavailableAfter time.Duration
	// Callback is how callers are called back, nil where they are not.
	Callback *QueueCallbackRules
}

// QueueAnnounce is what those who wait are told of how it goes.
type QueueAnnounce struct {
	// Position is yes, no, limit (only up to Limit), or more (beyond Limit: "more than").
	Position string
	Limit    int
	// HoldTime is yes, no, or once.
	HoldTime string
	// Frequency is after how long it is told again though nothing has changed, 0 for no announcements at all; MinGap is
	// the least time between two.
	Frequency, MinGap time.Duration
	// OnlyImproved tells a position only when it is better than the last one that was told.
	OnlyImproved bool
	// FirstInLine tells those who are the first from the beginning that they are next, and the first ones again; else
	// only who moves up to be the first hears it, once.
	FirstInLine bool
	// RoundSeconds rounds the seconds that are told; 0 tells minutes only.
	RoundSeconds int
	// Thanks ends an announcement, none for queue-thankyou of Asterisk's core sounds. NoThanks leaves it out.
	Thanks   []string
	NoThanks bool
}

// The words of QueueAnnounce.
const (
	QueueSayYes   = "yes"
	QueueSayNo    = "no"
	QueueSayLimit = "limit"
	QueueSayMore  = "more"
	QueueSayOnce  = "once"
)

// QueuePeriodic are prompts that those who wait hear in turn.
type QueuePeriodic struct {
	Media []string
	// Every is the time between them; Relative counts it from the end of one to the begin of the next.
	Every    time.Duration
	Relative bool
	Random   bool
	// StartDelay is the time until the first, 0 for Every.
	StartDelay time.Duration
}

// QueueConfirm is a question to whoever answers; no Key for none.
type QueueConfirm struct {
	Key     string
	Timeout time.Duration
	// Prompt is what they hear, none for vm-press and the key, of Asterisk's core sounds.
	Prompt []string
}

// QueueRecording is how conversations of a queue are recorded.
type QueueRecording struct {
	On bool
	// Off records nothing, whatever the flow has planned.
	Off bool
	// Demand has it begin by a key only.
	Demand bool
	// Name and Format are as in the step record_call; "" for its defaults.
	Name, Format        string
	PerLeg              bool
	BeepEvery, Min, Max time.Duration
}

// QueueCallbackRules are what a caller may be offered instead of waiting. How and when they are called is the affair of
// whoever calls.
type QueueCallbackRules struct {
	// AgentFirst rings the agent before the customer.
	AgentFirst bool
	// Confirm is the question to the customer who answers.
	Confirm QueueConfirm
	// Allows tells whether a number may be called at all; nil allows every one. For another one nothing is promised.
	Allows func(number string) bool
}
