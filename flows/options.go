package flows

import "context"

// Options say which call is walked through which flow, and who looks on.
type Options struct {
	// Flow is the flow to begin with.
	Flow *Flow
	// Call is what is known of the call.
	Call CallInfo
	// Vars override the program's variables.
	Vars map[string]any
	// World is what steps may reach beside the telephone.
	World World
	// Apology is played before a call ends because its flow failed, if the call is answered; none when empty.
	Apology []string
	// Lend leaves the channel alone when the flow comes to its end, for a caller
	// of Run who goes on with the call, and runs no on_hangup; a hangup step still ends it.
	Lend bool
	// Offline is for a walk without a telephone, of steps that need none: what the
	// file has for calls, on_error and on_hangup of its defaults, has no part in it.
	Offline bool
	// Observe is told every fact, in order, from the walk's goroutine; nil for nobody.
	Observe func(Fact)
	// Checkpoint is handed the state at every step's start and wherever a step
	// saves its own; nil for nobody. An error ends the walk as detached: who
	// cannot write down a call's state is no longer its owner.
	Checkpoint func(*Checkpoint) error
	// Settled waits until the last checkpoint is written down, as far as that is possible; nil where nothing is. It is
	// called beside the walk. An error tells that the call is somebody else's.
	Settled func(context.Context) error
}
