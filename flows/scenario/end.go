package scenario

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// End is what must hold when the call is over; zero fields are not looked at.
type End struct {
	// Status is how the walk ended. Without it, any but failed.
	Status flows.Status
	Cause  flows.Cause
	// Continue is where the call goes on in the dialplan.
	Continue *flows.Place
	// Path are the addresses of all steps begun, in order; "..." stands for any number of them.
	Path []string
	// Visited and NotVisited are steps that were begun and were not; a name without / is a flow.
	Visited, NotVisited []Name
	// Vars are variables and their values.
	Vars []Var
	// Store is what is stored.
	Store []Entry
	// Duration is how long the call took.
	Duration *Span
	// Requests are how often requests were made, exactly.
	Requests []Count
	// Dialled are the endpoints that were dialled, in order; Callees what some of them heard.
	Dialled []string
	Callees []Callee
	// Queues are how waits in queues end.
	Queues []QueueEnd
	// Texts are the text messages that were sent, in order; nil for any.
	Texts []SentText
	// Never are texts that nobody may read by the way.
	Never []Never
	// Quiet is how long an answered caller may hear nothing that no question explains; 0 for any time.
	Quiet time.Duration
	// Places are where the keys stand in the file.
	Places Places
}

// Span is a stretch of durations; a Most of 0 is no bound.
type Span struct{ Least, Most time.Duration }

// Count is how often a request was made; see [Stub] for how it is written.
type Count struct {
	Request string
	Times   int
	Pos     source.Pos
}
