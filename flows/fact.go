package flows

import (
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// FactKind names what a [Fact] tells.
type FactKind string

// The facts of a walk, in the past tense.
const (
	FlowBegun    FactKind = "flow-begun"
	FlowEnded    FactKind = "flow-ended"
	StepBegun    FactKind = "step-begun"
	StepEnded    FactKind = "step-ended"
	StepFailed   FactKind = "step-failed"
	StepPassed   FactKind = "step-passed"
	PromptBegun  FactKind = "prompt-begun"
	PromptEnded  FactKind = "prompt-ended"
	PromptCut    FactKind = "prompt-cut"
	KeyWas       FactKind = "key-pressed"
	KeysTaken    FactKind = "keys-taken"
	Logged       FactKind = "logged"
	WalkResumed  FactKind = "walk-resumed"
	WalkEnded    FactKind = "walk-ended"
	AnswerBegun  FactKind = "answer-begun"
	AttemptBegun FactKind = "attempt-begun"
	AttemptEnded FactKind = "attempt-ended"
	HotkeyWas    FactKind = "hotkey-pressed"
	WayTaken     FactKind = "way-taken"
	CallSent     FactKind = "call-sent"
	CallOver     FactKind = "call-over"
	LegDialled   FactKind = "leg-dialled"
	LegRang      FactKind = "leg-rang"
	LegProgress  FactKind = "leg-progressed"
	LegAnswered  FactKind = "leg-answered"
	LegEnded     FactKind = "leg-ended"
	LegKeyWas    FactKind = "leg-key-pressed"
	PartyJoined  FactKind = "party-joined"
	PartyParted  FactKind = "party-parted"
	RecordBegun  FactKind = "recording-begun"
	RecordEnded  FactKind = "recording-ended"
	// Of queues: a caller's coming and going, how things are with their place where it matters, an agent who rings or who
	// is joined with the caller, what an agent did.
	QueueJoined    FactKind = "queue-joined"
	QueuePlaced    FactKind = "queue-placed"
	QueueOffered   FactKind = "queue-offered"
	QueueConnected FactKind = "queue-connected"
	QueueLeft      FactKind = "queue-left"
	AgentChanged   FactKind = "agent-changed"
	// Of a supervisor, who hears the talk from now on, does so no more, or was not let in.
	SupervisorCame    FactKind = "supervisor-came"
	SupervisorLeft    FactKind = "supervisor-left"
	SupervisorRefused FactKind = "supervisor-refused"
)

// Masked is the outcome of a [KeyWas] whose key is hidden: its text is a star whatever was pressed.
const Masked = "masked"

// Fact is something that happened in a call's walk. Keys of secret entries are stars.
type Fact struct {
	At   time.Time  `json:"at"`
	Kind FactKind   `json:"kind"`
	Call string     `json:"call"`
	Flow string     `json:"flow,omitempty"`
	Step string     `json:"step,omitempty"`
	Type string     `json:"type,omitempty"`
	Pos  source.Pos `json:"pos,omitzero"`
	// Text is the key, keys that were typed ahead, the prompt, what was logged,
	// why a step failed, the label of the [Way] that it took,
	// where in the dialplan the call was sent, the endpoint of a leg that was
	// dialled, the SIP status with which one ended, a bridge, a recording's name, a queue, the agent who is offered,
	// connected or changed, or a supervisor's telephone.
	Text string `json:"text,omitempty"`
	// Leg is the leg that a fact tells of, or the party of a bridge, "" for the caller.
	Leg string `json:"leg,omitempty"`
	// Ours tells that the flow has ended a leg, not the other side.
	Ours bool `json:"ours,omitempty"`
	// Level is a logged text's level: debug, info, warn or error.
	Level string `json:"level,omitempty"`
	// Outcome is a step's status, what a flow returned ("left" where the walk went
	// elsewhere), how a prompt ended, what came of an attempt, how the call or the walk ended, the cause of a leg's
	// end, [Masked] of a key, which of the walk's keys the first one is that was taken, from 1, how the wait in a queue
	// ended, the place there as [QueueStanding] writes it, what an agent did, or how a supervisor is there: listen,
	// whisper or barge.
	Outcome string `json:"outcome,omitempty"`
	// By is who had a supervisor come.
	By string `json:"by,omitempty"`
	// Took is how long what ended took, or how long a wait is expected to take, 0 where that is not known.
	Took time.Duration `json:"took,omitempty"`
}

func (w *Walker) observe(f Fact) {
	if w.opts.Observe == nil {
		return
	}
	f.At, f.Call = w.port.Now(), w.opts.Call.ID
	w.opts.Observe(f)
}

// observeStep tells a fact about a step.
func (w *Walker) observeStep(kind FactKind, step *Placed, f Fact) {
	if w.opts.Observe == nil {
		return
	}
	f.Kind, f.Step, f.Type, f.Pos = kind, step.Address, step.Kind, step.Pos
	w.observe(f)
}
