package records

import "github.com/ariapp/ariapp/flows"

// Disposition is what became of a call or a leg, in the words of Asterisk's call detail records.
type Disposition string

// The dispositions.
const (
	Answered   Disposition = "ANSWERED"
	NoAnswer   Disposition = "NO ANSWER"
	Busy       Disposition = "BUSY"
	Failed     Disposition = "FAILED"
	Congestion Disposition = "CONGESTION"
)

// Dispositions are all of them.
func Dispositions() []Disposition { return []Disposition{Answered, NoAnswer, Busy, Failed, Congestion} }

// byCause is the disposition of what was not answered, by the name of its cause.
func byCause(name string) Disposition {
	cause, known := flows.ParseCause(name)
	switch {
	case !known: // nobody said why
		return NoAnswer
	case cause == flows.CauseBusy:
		return Busy
	case cause == causeNoCircuit, cause == causeNetworkDown, cause == flows.CauseCongestion,
		cause == causeChannelTaken:
		return Congestion
	case cause == flows.CauseNormal, cause == causeNoResponse, cause == flows.CauseNoAnswer,
		cause == causeElsewhere, cause == causeUnspecified:
		return NoAnswer
	}
	return Failed
}

// Causes of Q.850 that package flows has no constants for.
const (
	causeNoResponse   flows.Cause = 18
	causeElsewhere    flows.Cause = 26
	causeUnspecified  flows.Cause = 31
	causeNoCircuit    flows.Cause = 34
	causeNetworkDown  flows.Cause = 38
	causeChannelTaken flows.Cause = 44
)

// dispositionOf is that of a call which ends.
func dispositionOf(answered bool, status flows.Status, cause string) Disposition {
	switch {
	case answered:
		return Answered
	case status == flows.Failed:
		return Failed
	case status == flows.Ended: // the flow refused it, and said why
		return byCause(cause)
	}
	return NoAnswer // the caller gave up, or it went on elsewhere
}
