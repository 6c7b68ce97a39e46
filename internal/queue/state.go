package queue

import (
	"encoding/json"
	"time"
)

// EntryRecord is an entry as it is written down, for another process.
type EntryRecord struct {
	ID       string         `json:"id"`
	Queue    string         `json:"queue"`
	Call     string         `json:"call"`
	Asterisk string         `json:"asterisk"`
	From     string         `json:"from,omitempty"`
	Priority int            `json:"priority,omitempty"`
	Require  map[string]int `json:"require,omitempty"`
	MaxWait  *time.Duration `json:"max_wait,omitempty"`
	Agent    string         `json:"agent,omitempty"`
	// Since orders: the time of joining, which a call-back and a resumed place keep.
	Since    time.Time `json:"since"`
	Position int       `json:"position"`
	Offers   []Offer   `json:"offers,omitempty"`
	// Number is where to call back, "" while the caller waits; Again when it may be tried, Attempts how often it was.
	Number   string    `json:"number,omitempty"`
	Again    time.Time `json:"again,omitzero"`
	Attempts int       `json:"attempts,omitempty"`
	// Calls is the offer for which the number is being called, until when nobody else is to call it, and CallsAt at which
	// Asterisk, "" where that is not known.
	Calls      string    `json:"calls,omitempty"`
	CallsUntil time.Time `json:"calls_until,omitzero"`
	CallsAt    string    `json:"calls_at,omitempty"`
	// Walk is where the walk of the call goes on that calls back.
	Walk json.RawMessage `json:"walk,omitempty"`
	// Private tells that no supervisor may hear the talk.
	Private bool `json:"private,omitempty"`
	// CallbackOffered tells that the caller has heard that they may be called back.
	CallbackOffered bool `json:"callback_offered,omitempty"`
	// CalledBack tells that the caller has left a number, and was called since: Called, which is called again if the call
	// is lost.
	CalledBack bool   `json:"called_back,omitempty"`
	Called     string `json:"called,omitempty"`
	// Kept is when the caller went who is to be called back.
	Kept time.Time `json:"kept,omitzero"`
	// Begun is when this wait began, where that is not Since; RungFrom when the present offers began.
	Begun    time.Time `json:"begun,omitzero"`
	RungFrom time.Time `json:"rung_from,omitzero"`
	// Offered is how many offers there were, Tried are the agents of those that came to nothing.
	Offered int      `json:"offered,omitempty"`
	Tried   []string `json:"tried,omitempty"`
	// TalkFrom is when the conversation began, zero for none.
	TalkFrom time.Time `json:"talk_from,omitzero"`
}

// AgentRecord is how things are with an agent, as it is written down.
type AgentRecord struct {
	ID       string    `json:"id"`
	LoggedIn bool      `json:"logged_in"`
	Since    time.Time `json:"since"`
	// In are the queues logged into, nil for all of the agent's.
	In       []string `json:"in,omitempty"`
	Endpoint string   `json:"endpoint,omitempty"`
	// Standby is the call on whose line the agent waits, At the Asterisk that has it.
	Standby string `json:"standby,omitempty"`
	At      string `json:"at,omitempty"`
	// Reason of the pause of all, Paused the queues paused one by one with their reasons.
	OnBreak  bool              `json:"on_break,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Paused   map[string]string `json:"paused,omitempty"`
	LastCall time.Time         `json:"last_call,omitzero"` // the end of it
	RestTill time.Time         `json:"rest_till,omitzero"`
	// RestFrom and RestQueue are of the wrap-up that lasts until RestTill.
	RestFrom  time.Time `json:"rest_from,omitzero"`
	RestQueue string    `json:"rest_queue,omitempty"`
	// LastMissed is the last offer that came to nothing, HoldTill when the next may be made.
	LastMissed time.Time `json:"last_missed,omitzero"`
	HoldTill   time.Time `json:"hold_till,omitzero"`
	// Login and Break are when the agent came, and when the break began.
	Login  time.Time `json:"login,omitzero"`
	Break  time.Time `json:"break,omitzero"`
	Device Device    `json:"device,omitempty"`
	// Online is how long they were there this day, Rested how long they rested after calls, Pauses are those of it;
	// PausedFrom is since when the present ones last, by queue, "" for that of all. What lasts still is in no sum.
	Online     time.Duration        `json:"online,omitempty"`
	Rested     time.Duration        `json:"rested,omitempty"`
	Pauses     []PauseSum           `json:"pauses,omitempty"`
	PausedFrom map[string]time.Time `json:"paused_from,omitempty"`
	// Queues are the counts by queue, of the day Day.
	Queues map[string]MemberCounts `json:"queues,omitempty"`
	Day    string                  `json:"day,omitempty"`
}

// PauseSum is how often an agent was paused in a queue, "" for all, for a reason, and how long.
type PauseSum struct {
	Queue  string        `json:"queue,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Count  int           `json:"count"`
	Took   time.Duration `json:"took"`
}

// MemberCounts are what strategies count of an agent in a queue.
type MemberCounts struct {
	Calls    int           `json:"calls"`
	Talk     time.Duration `json:"talk"`
	LastCall time.Time     `json:"last_call,omitzero"`
	// LastOffer is when the agent was offered last, for those strategies that go round.
	LastOffer time.Time `json:"last_offer,omitzero"`
	Missed    int       `json:"missed,omitempty"` // offers in a row
}

// QueueView is how things are with a queue.
type QueueView struct {
	Name                        string
	Strategy                    Strategy
	Waiting, Callbacks, Talking int
	Agents, Free, Busy, OnBreak int
	Longest                     time.Duration
	Wait                        time.Duration
	WaitKnown                   bool
	Counts                      Counts
}

// Counts are a queue's sums since midnight of [Config.Zone].
type Counts struct {
	Joined, Answered, Abandoned, TimedOut, Full, Empty, Exited, Callbacks, Overflowed, Missed int
	// InTime are those answered within the service level, LostInTime those who left within it, Short those who left
	// within the short-abandon time.
	InTime, LostInTime, Short int
	// CallbacksOffered are the callers who have heard that they may be called back, CallbacksTried how often those
	// were called who wanted it (Callbacks), CalledBack those that came to a conversation.
	CallbacksOffered, CallbacksTried, CalledBack int
	Wait, Talk                                   time.Duration
}

// EntryView is how things are with an entry.
type EntryView struct {
	ID, Queue, Call, From, Number string
	Priority, Position, Size      int
	Joined                        int // the position at the door
	Waited, Wait                  time.Duration
	WaitKnown                     bool
	Agents, Free                  int
	Offers                        []Offer
	Talking, Away                 bool
	// Calls is the offer for which the number of a call-back is being called, "" for none.
	Calls string
}

// AgentView is how things are with an agent.
type AgentView struct {
	ID, Name, Presence, Work, Reason string
	Endpoint, Standby                string
	Queues                           []string
	Paused                           map[string]string
	Since                            time.Time
	Entry, Queue, Call               string
	// Asterisk is where that call is. Private tells that no supervisor may hear it, Connected that the agent and the
	// caller hear each other: in_call is an agent who has answered, and has a key to press first perhaps.
	Asterisk  string
	Private   bool
	Connected bool
	// Members are the agent's parts in queues, of those that they are not logged into too.
	Members       []Membership
	Device        Device
	Calls, Missed int
	Talk          time.Duration
	// Online, Rested (after calls), Talking (what of the present talk is of today, and not in Talk) and Pauses are
	// today's, with what lasts still. PausedSince is since when the agent is paused, by queue, "" for in all.
	Online, Rested, Talking time.Duration
	Pauses                  []PauseSum
	PausedSince             map[string]time.Time
	// Made tells that the agent is not in the file; the engine does not know.
	Made bool
}
