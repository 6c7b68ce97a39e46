package journal

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Kind says what an [Entry] tells: one of the kinds here, or a [flows.FactKind].
type Kind string

// The kinds of entries that are no facts of a walk.
const (
	// KindEntered is a call's first entry.
	KindEntered Kind = "entered"
	// KindAsked is a question to something beside the telephone, with its answer.
	KindAsked Kind = "asked"
	// KindEnded is a call's last entry.
	KindEnded Kind = "ended"
	// KindResumed tells that another process has taken a call up, and goes on with it; it is that one's first entry.
	KindResumed Kind = "resumed"
	// KindHandedOver tells that the process has given a call up for another one to take; it is this one's last entry.
	KindHandedOver Kind = "handed-over"
	// KindLost tells how many entries were dropped since the last one; it belongs to no call.
	KindLost Kind = "lost"
	// KindStarted tells that a daemon has begun to write, so that calls without an end were cut off; it belongs to
	// no call.
	KindStarted Kind = "started"
	// KindRefused tells of somebody who was not called, as the rules do not allow it; it belongs to no call. Text is
	// the endpoint, Step who wanted it, Outcome why.
	KindRefused Kind = "refused"
)

// Entry is one line of a journal.
type Entry struct {
	At   time.Time `json:"at"`
	Kind Kind      `json:"kind"`
	// Asterisk and Call say whose entry it is, Seq which one of the call, from 1 on.
	Asterisk string `json:"asterisk,omitempty"`
	Call     string `json:"call,omitempty"`
	Seq      int    `json:"seq,omitempty"`
	// Life is the number of the process that had the call then: 2 for the second one and so forth, 0 for the first.
	// Seq begins anew in each, as one may not know what the one before has written at last.
	Life int `json:"life,omitempty"`

	// What follows is that of a [flows.Fact].
	Flow    string        `json:"flow,omitempty"`
	Step    string        `json:"step,omitempty"`
	Type    string        `json:"type,omitempty"`
	Pos     source.Pos    `json:"pos,omitzero"`
	Text    string        `json:"text,omitempty"`
	Leg     string        `json:"leg,omitempty"`
	Ours    bool          `json:"ours,omitempty"`
	Level   string        `json:"level,omitempty"`
	Outcome string        `json:"outcome,omitempty"`
	By      string        `json:"by,omitempty"`
	Took    time.Duration `json:"took,omitempty"`

	// Entered, Resumed, Asked and Ended are what the kinds of that name tell, Lost is how many entries are missing.
	Entered *Entered `json:"entered,omitempty"`
	Resumed *Resumed `json:"resumed,omitempty"`
	Asked   *Asked   `json:"asked,omitempty"`
	Ended   *Ended   `json:"ended,omitempty"`
	Lost    int      `json:"lost,omitempty"`
}

// Entered is how a call begins.
type Entered struct {
	// Call is what was known of it, its language among that.
	Call flows.CallInfo `json:"call"`
	// Version is that of the file whose flows it walks.
	Version string `json:"version,omitempty"`
	// Share is "stable" or "canary": which of the versions in use it was given.
	Share string `json:"share,omitempty"`
	// Pattern is the number of the file that took it, "" for none, as with a handler in Go.
	Pattern string `json:"pattern,omitempty"`
	// Flow is the flow that it begins with.
	Flow string `json:"flow,omitempty"`
	// Vars are those that the number sets. Spans of time are read again as texts.
	Vars map[string]any `json:"vars,omitempty"`
	// Made is what the daemon has made the call for: [MadeFlow], [MadeSteps] or [MadeBack]; "" for one that has come in.
	Made string `json:"made,omitempty"`
}

// What the daemon makes calls for.
const (
	// MadeFlow: the call walks the flow of the file from its beginning.
	MadeFlow = "flow"
	// MadeSteps: it walks steps that are in no file, to be connected or to wait for somebody who is called back.
	MadeSteps = "steps"
	// MadeBack: it calls somebody back. It goes on where another call was, when it is taken.
	MadeBack = "back"
)

// Resumed is how a call goes on in another process than the one that had it before.
type Resumed struct {
	// Call is what was known of it as it entered, its time among that.
	Call flows.CallInfo `json:"call"`
	// Version, Share and Flow are those that it has, as in [Entered].
	Version string `json:"version,omitempty"`
	Share   string `json:"share,omitempty"`
	Flow    string `json:"flow,omitempty"`
	// Instance is the name of the daemon that has taken it up.
	Instance string `json:"instance,omitempty"`
	// Steps is how many steps it had begun before.
	Steps int `json:"steps"`
	// Life is the number of the process: [Entry].Life.
	Life int `json:"-"`
}

// Ended is how a call ends.
type Ended struct {
	Status flows.Status `json:"status"`
	// Cause is the name of the Q.850 cause, else its number, "" for none.
	Cause string `json:"cause,omitempty"`
	Error string `json:"error,omitempty"`
	// Took is the time since it entered, Steps how many steps it began.
	Took  time.Duration `json:"took"`
	Steps int           `json:"steps"`
}

// factKinds are the kinds of a walk's facts.
func factKinds() []flows.FactKind {
	return []flows.FactKind{flows.FlowBegun, flows.FlowEnded, flows.StepBegun, flows.StepEnded, flows.StepFailed,
		flows.StepPassed, flows.PromptBegun, flows.PromptEnded, flows.PromptCut, flows.KeyWas, flows.Logged,
		flows.KeysTaken,
		flows.WalkResumed, flows.WalkEnded, flows.AnswerBegun, flows.AttemptBegun, flows.AttemptEnded,
		flows.HotkeyWas, flows.WayTaken, flows.CallSent, flows.CallOver, flows.LegDialled, flows.LegRang,
		flows.LegProgress, flows.LegAnswered, flows.LegEnded, flows.LegKeyWas, flows.PartyJoined, flows.PartyParted,
		flows.RecordBegun, flows.RecordEnded,
		flows.QueueJoined, flows.QueuePlaced, flows.QueueOffered, flows.QueueConnected, flows.QueueLeft, flows.AgentChanged,
		flows.SupervisorCame, flows.SupervisorLeft, flows.SupervisorRefused}
}

// ofCall tells whether the kind is that of a call's entry.
func (k Kind) ofCall() bool {
	switch k {
	case KindEntered, KindAsked, KindEnded, KindResumed, KindHandedOver:
		return true
	}
	return k.isFact()
}

// isFact tells whether the kind is that of a walk's fact.
func (k Kind) isFact() bool { return slices.Contains(factKinds(), flows.FactKind(k)) }

// Fact is the fact of the walk that the entry tells; false for an entry of another kind.
func (e Entry) Fact() (flows.Fact, bool) {
	if !e.Kind.isFact() {
		return flows.Fact{}, false
	}
	return flows.Fact{At: e.At, Kind: flows.FactKind(e.Kind), Call: e.Call, Flow: e.Flow, Step: e.Step, Type: e.Type,
		Pos: e.Pos, Text: e.Text, Leg: e.Leg, Ours: e.Ours, Level: e.Level, Outcome: e.Outcome, By: e.By,
		Took: e.Took}, true
}

// entryOf is the entry that tells a fact.
func entryOf(f flows.Fact) Entry {
	return Entry{At: f.At, Kind: Kind(f.Kind), Call: f.Call, Flow: f.Flow, Step: f.Step, Type: f.Type, Pos: f.Pos,
		Text: f.Text, Leg: f.Leg, Ours: f.Ours, Level: f.Level, Outcome: f.Outcome, By: f.By, Took: f.Took}
}
