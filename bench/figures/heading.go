package figures

// The headings under which the programs of bench put their figures, and two of the series there: bench/all draws and
// compares them.
const (
	OneCall  = "One call, in every way"
	Comfort  = "The highest rate in comfort"
	Alone    = "The controller alone, on a stand-in for Asterisk that shares the processors"
	Waiting  = "Callers who wait in a question, everything on"
	Starting = "Start and size"
	AtOnce   = "Originations, all asked for at once"
	Soak     = "Soak: menus, talks, recordings and a queue"
	Language = "Events, flows and tests"
	Queues   = "The matcher of queues"
	Group    = "Take-over and drain, 500 calls"

	Dialplan = "the dialplan itself"
	Floor    = "the smallest ARI program"
	Ours     = "ariapp, everything on"
)

// The metrics that are compared with the floor's, drawn, or quoted.
const (
	AnswerP99    = "answer p99"
	ProgramCPU   = "program, CPU a call"
	AsteriskCPU  = "Asterisk, CPU a call"
	Memory       = "memory"
	CallsASecond = "calls a second"
	UntilReady   = "until ready"
	LaterStart   = "a later start"
)
