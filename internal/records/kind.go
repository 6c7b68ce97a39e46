package records

import (
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Kinds of events that are no facts of a walk: a call's first and last one, that a process has taken it up, and that
// one has given it to another.
const (
	KindEntered    = "entered"
	KindResumed    = "resumed"
	KindHandedOver = "handed-over"
	KindEnded      = "ended"
)

// isEvent tells which facts are kept as events: those that tell the way of a
// call and of its legs. Prompts, attempts and texts of logs are the journal's.
func isEvent(kind flows.FactKind) bool {
	switch kind {
	case flows.FlowBegun, flows.FlowEnded, flows.StepBegun, flows.StepEnded, flows.StepFailed, flows.KeyWas,
		flows.HotkeyWas, flows.AnswerBegun, flows.WayTaken, flows.WalkResumed, flows.CallSent, flows.CallOver,
		flows.LegDialled, flows.LegRang, flows.LegProgress, flows.LegAnswered, flows.LegEnded, flows.LegKeyWas,
		flows.PartyJoined, flows.PartyParted, flows.RecordBegun, flows.RecordEnded,
		flows.QueueJoined, flows.QueueOffered, flows.QueueConnected, flows.QueueLeft, flows.AgentChanged,
		flows.SupervisorCame, flows.SupervisorLeft, flows.SupervisorRefused:
		return true
	}
	return false
}

func eventOf(f flows.Fact, at time.Time) Event {
	if f.By != "" {
		f.Text += " by " + f.By
	}
	return Event{At: at, Kind: string(f.Kind), Flow: f.Flow, Step: f.Step, Type: f.Type, Leg: f.Leg, Text: f.Text,
		Outcome: f.Outcome, Took: f.Took.Milliseconds()}
}
