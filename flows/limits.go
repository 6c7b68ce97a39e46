package flows

import "time"

// Limits bound one call's walk. A zero field means its default.
type Limits struct {
	// MaxSteps is how many steps a call may begin in all.
	MaxSteps int
	// MaxSameStep is how often in a row one step may be begun, steps that only
	// steer (goto, if, set and their like) left out of account.
	MaxSameStep int
	// MaxNesting is how many flows may wait for the flow they called.
	MaxNesting int
	// MaxCallTime is how long a call may be walked.
	MaxCallTime time.Duration
	// HangupBudget is how long all on_hangup steps of a call may take together.
	HangupBudget time.Duration
}

// DefaultLimits are the limits of a call for which ivr.yaml sets none.
func DefaultLimits() Limits {
	return Limits{
		MaxSteps:     1000,
		MaxSameStep:  10,
		MaxNesting:   32,
		MaxCallTime:  4 * time.Hour,
		HangupBudget: 5 * time.Second,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	if l.MaxSteps <= 0 {
		l.MaxSteps = d.MaxSteps
	}
	if l.MaxSameStep <= 0 {
		l.MaxSameStep = d.MaxSameStep
	}
	if l.MaxNesting <= 0 {
		l.MaxNesting = d.MaxNesting
	}
	if l.MaxCallTime <= 0 {
		l.MaxCallTime = d.MaxCallTime
	}
	if l.HangupBudget <= 0 {
		l.HangupBudget = d.HangupBudget
	}
	return l
}

const (
	// maxHotkey is how many keys a hotkey may have, hotkeyGap how long the next of them is waited for.
	maxHotkey = 3
	hotkeyGap = 700 * time.Millisecond
	// typingGap is how soon after keys typed ahead a key belongs to them, rather than being a hotkey.
	typingGap = 2 * time.Second
	// recordingNameMax is how long a recording's name may be, in bytes.
	recordingNameMax = 200
	// callRecordingsMax is how many recordings of one call may be under way.
	callRecordingsMax = 16
	// beepLeast is how often a beep may tell that a call is recorded, recordingBeep is the beep.
	beepLeast     = time.Second
	recordingBeep = "beep"
	// wakeLeast is how long an attendant sleeps at least that wants to be woken all the time.
	wakeLeast = 100 * time.Millisecond
	// maxFrames bounds the frame stack: nesting of flows times blocks within them.
	maxFrames = 512
	// maxBlockDepth is how deeply steps may stand inside steps of one flow.
	maxBlockDepth = 24
	// maxExpressionNodes bounds one expression.
	maxExpressionNodes = 500
	// maxTextBytes bounds what one expression or text may evaluate to.
	maxTextBytes = 64 << 10
	// checkpointUsual is how much a checkpoint is, usually.
	checkpointUsual = 1 << 10
)
