package queue

import "time"

// Event is something that happened. All times are the world's: the engine reads no clock.
type Event interface{ event() }

// Joined: a caller comes.
type Joined struct {
	ID, Queue string
	// From is the caller's number, for places that are resumed, Call whose entry it is.
	From, Call string
	Priority   int
	Require    map[string]int
	MaxWait    *time.Duration
	// Agent is preferred, "" for the one that the caller had last.
	Agent string
	// Asterisk is where the caller is.
	Asterisk string
	// Private tells that no supervisor may hear the talk. Who was private once stays it.
	Private bool
}

// CameBack: a call tells that it still has its place, after its process or the engine's has changed. An entry that the
// engine does not know joins with its old time. Offers are those that ring or talk.
type CameBack struct {
	Joined
	Since    time.Time
	Position int
	Offers   []Offer
	Talks    bool
}

// Left: a caller goes, for that reason: abandoned, exit_key, withdrawn, timeout, callback, unavailable. That a
// call-back is wanted may be told more than once; Call, where it is known, is who wants it: a call that was made since
// does not.
type Left struct {
	ID     string
	Call   string
	Why    Result
	Key    string
	Number string
	// Walk is for whoever calls back: where the walk of the call goes on. The engine only keeps it.
	Walk []byte
}

// Changed: an entry's priority is another one now.
type Changed struct {
	ID       string
	Priority int
}

// Told: what became of an offer.
type Told struct {
	Entry, Offer string
	State        OfferState
	// By is who ended a conversation, Text where a transfer leads.
	By, Text string
	// Spared tells of an agent who was not reached by no fault of theirs: they are left alone for a while, as after any
	// such offer, and others are tried, but it is no missed offer.
	Spared bool
}

// Calls: the number of a call-back is about to be called, for that offer. It is only where the entry has it in
// [EntryView.Calls] then: else somebody else calls it already, or the offer was taken back. Until what becomes of that
// is told, or that time, nobody else is to call it, whatever becomes of the offer, and it is an attempt.
type Calls struct {
	ID, Offer string
	Until     time.Time
	// At is the Asterisk by which it is called, "" where that is not known.
	At string
}

// CalledBack: a call-back was tried; Again is when to try next, zero when it is given up, or has come to a talk.
// Untried tells that nobody was called, as it was not the hour for it: that is no attempt, nor is one for whose Offer
// there were no [Calls]. Offer is the one for which it was tried, "" where that is not known: of one that something
// else has become of since it has no effect.
type CalledBack struct {
	ID, Offer string
	Again     time.Time
	Why       string
	Untried   bool
}

// Agents' own doing.
type (
	// LoggedInto: the agent is there, in those queues, none for all: at an endpoint, or on the line of the call Standby at
	// the Asterisk At.
	LoggedInto struct {
		Agent                 string
		Queues                []string
		Endpoint, Standby, At string
	}
	// LoggedOutOf: and is not any more.
	LoggedOutOf struct {
		Agent  string
		Queues []string
	}
	// Pausing and Resuming of an agent, in those queues, none for all.
	Pausing struct {
		Agent, Reason string
		Queues        []string
	}
	Resuming struct {
		Agent  string
		Queues []string
	}
	// Ready ends an agent's wrap-up.
	Ready struct{ Agent string }
	// DeviceIs: Asterisk tells the state of the agent's device.
	DeviceIs struct {
		Agent string
		State Device
	}
	// Ordered answers [Ask]: agents in the order in which to ring them; none falls back to longest_idle.
	OrderIs struct {
		Ask    string
		Agents []string
	}
	// Away: the calls of these entries are out of sight until then; nobody overtakes them meanwhile.
	Away struct {
		IDs   []string
		Until time.Time
	}
	// Tick: time has passed.
	Tick struct{}
)

// Device is a device's state, in Asterisk's words.
type Device string

// The states of devices.
const (
	DeviceUnknown     Device = "UNKNOWN"
	DeviceNotInUse    Device = "NOT_INUSE"
	DeviceInUse       Device = "INUSE"
	DeviceBusy        Device = "BUSY"
	DeviceInvalid     Device = "INVALID"
	DeviceUnavailable Device = "UNAVAILABLE"
	DeviceRinging     Device = "RINGING"
	DeviceRingInUse   Device = "RINGINUSE"
	DeviceOnHold      Device = "ONHOLD"
)

// Result is how an entry ended.
type Result string

// How entries end.
const (
	Answered       Result = "answered"
	Abandoned      Result = "abandoned"
	TimedOut       Result = "timeout"
	Full           Result = "full"
	JoinedEmpty    Result = "join_empty"
	LeftEmpty      Result = "leave_empty"
	ExitKey        Result = "exit_key"
	Withdrawn      Result = "withdrawn"
	CallbackWanted Result = "callback"
	Overflow       Result = "overflow"
	// Unreached: the caller went on, as nobody who decides could be reached.
	Unreached Result = "unavailable"
	Failed    Result = "error"
)

// OfferState is what became of an offer.
type OfferState string

// What becomes of offers.
const (
	Ringing         OfferState = "ringing"
	AgentAnswered   OfferState = "answered"
	Connected       OfferState = "connected"
	NoAnswer        OfferState = "no_answer"
	Busy            OfferState = "busy"
	Rejected        OfferState = "rejected"
	NotThere        OfferState = "unavailable"
	Canceled        OfferState = "canceled"
	ConversationEnd OfferState = "over"
	// CallbackOffered is of no agent: the caller has heard that they may be called back.
	CallbackOffered OfferState = "callback_offered"
)

func (Joined) event()      {}
func (CameBack) event()    {}
func (Left) event()        {}
func (Changed) event()     {}
func (Told) event()        {}
func (Calls) event()       {}
func (CalledBack) event()  {}
func (LoggedInto) event()  {}
func (LoggedOutOf) event() {}
func (Pausing) event()     {}
func (Resuming) event()    {}
func (Ready) event()       {}
func (DeviceIs) event()    {}
func (OrderIs) event()     {}
func (Away) event()        {}
func (Tick) event()        {}
