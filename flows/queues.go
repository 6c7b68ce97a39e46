package flows

import (
	"context"
	"errors"
	"time"
)

// Queues are where callers wait for agents. Who gets whom is decided in one
// place for all calls; the call that waits carries it out: it rings the agents
// that it is offered, and tells what became of each.
//
// No method but Agent blocks, and all calls may use them at once. What changes
// is told by the function that a call gives as Notify. It says only that there
// is something new; Look says what.
type Queues interface {
	// Rules are what a step needs to know of a queue; false when ivr.yaml has none of that name.
	Rules(queue string) (QueueRules, bool)
	// Join has a call wait. It fails with [ErrNoQueue]; all else (full, nobody there) is the place's view.
	Join(entry QueueEntry) (QueuePlace, error)
	// Agent does something with an agent and returns how things are with them then. It blocks: steps call it in
	// [Run.Do]. It fails with [ErrNoAgent], [ErrNoQueue], [ErrAgentPIN], [ErrAgentOrder] or [ErrQueuesAway].
	Agent(ctx context.Context, order AgentOrder) (AgentView, error)
	// Apart are queues under the same rules with nobody in them, for calls that are only played: every agent of the file
	// is logged in there, but those for whom out says that they are not; nil for all.
	Apart(out func(agent string) bool) Queues
}

// Why a queue or an agent is not to be had.
var (
	// ErrNoQueue: ivr.yaml has no queue of that name.
	ErrNoQueue = errors.New("there is no such queue")
	// ErrNoAgent: there is no agent of that number.
	ErrNoAgent = errors.New("there is no such agent")
	// ErrAgentPIN: the PIN is wrong.
	ErrAgentPIN = errors.New("the PIN is wrong")
	// ErrAgentOrder: the agent is in no state for that, such as a pause while logged out.
	ErrAgentOrder = errors.New("the agent is in no state for that")
	// ErrQueuesAway: whoever decides for the queues cannot be reached.
	ErrQueuesAway = errors.New("the queues cannot be reached")
)

// QueueEntry is a call that comes to a queue, or comes back to it from another process.
type QueueEntry struct {
	Queue string
	// Call, Channel and Asterisk are whose place it is, From and FromName who called.
	Call, Channel, Asterisk, From, FromName string
	// Priority: the higher is served first.
	Priority int
	// Require are skills with the least level, over those of the queue's routing. Nil for the queue's own.
	Require map[string]int
	// MaxWait bounds the wait, nil for the queue's own bound, 0 for none.
	MaxWait *time.Duration
	// Agent is preferred while they are there: the caller's last one.
	Agent string
	// Private tells that no supervisor may hear the talk. Who was private once stays it, called back too.
	Private bool
	// Place is the place that the call had in another process. It is nil for who comes to the door, and for a call that
	// calls somebody back: which place that keeps its id tells.
	Place *QueuePast
	// Again tells that the call has had a place by another step: it comes to the door, whatever its id tells.
	Again bool
	// Notify is told that there is something new.
	Notify func(any)
	At     time.Time
}

// QueuePast is a place in a queue as it is written down with the call.
type QueuePast struct {
	// ID names the entry for good.
	ID string
	// Since is when the wait began.
	Since time.Time
	// Position is the place at the door.
	Position int
	// Offers are the agents who ring, or talk.
	Offers []QueueOffer
	// Talks tells that the caller is with an agent: there is nothing to wait for.
	Talks bool
}

// QueueResult is how a wait ended.
type QueueResult string

// How a wait ends.
const (
	QueueAnswered   QueueResult = "answered"
	QueueAbandoned  QueueResult = "abandoned"
	QueueTimeout    QueueResult = "timeout"
	QueueFull       QueueResult = "full"
	QueueJoinEmpty  QueueResult = "join_empty"
	QueueLeaveEmpty QueueResult = "leave_empty"
	QueueExitKey    QueueResult = "exit_key"
	QueueWithdrawn  QueueResult = "withdrawn"
	QueueCallback   QueueResult = "callback"
	QueueOverflow   QueueResult = "overflow"
	// QueueUnavailable: nobody who decides could be reached for too long.
	QueueUnavailable QueueResult = "unavailable"
	QueueError       QueueResult = "error"
)

// QueuePlace is a call's place in a queue.
type QueuePlace interface {
	// Past is what is written down of it.
	Past() QueuePast
	// Look is how things are at that time.
	Look(at time.Time) QueueView
	// Due is when to look again though nobody tells, zero for never.
	Due() time.Time
	// Told tells what became of an offer. Telling it twice is telling it once.
	Told(offer string, became OfferNews)
	// Leave ends the wait from the caller's side; a place that has ended stays as it is. With QueueCallback the wait is
	// over when the promise is written down: Look tells, until then there is no result and no offer.
	Leave(why QueueResult, detail QueueLeaving, at time.Time)
}

// QueueLeaving is what belongs to an end from the caller's side.
type QueueLeaving struct {
	// Key is the exit key.
	Key string
	// Number is where the caller wants to be called back; the entry keeps its place for that.
	Number string
	// From is where the walk of who is called back goes on when they have answered, nil for nowhere.
	From *Checkpoint
}

// QueueView is how things are with a place.
type QueueView struct {
	// Known is false until whoever decides has answered.
	Known bool
	// Position counts from 1, Size are those who wait.
	Position, Size int
	Waited         time.Duration
	// Wait is how long it will take as far as can be said; WaitKnown tells that it can.
	Wait      time.Duration
	WaitKnown bool
	// CalledBack tells that the call was made to call somebody back.
	CalledBack bool `json:",omitempty"`
	// Agents are those logged in, Free those who could be rung now.
	Agents, Free int
	// Offers are the agents to be rung: those that are there and not rung yet are to be rung, those that ring and are
	// not there any more are to be hung up.
	Offers []QueueOffer
	// Result is how the wait ended, "" while it lasts. QueueAnswered comes with Offer, the one who has got the caller.
	Result QueueResult
}

// QueueOffer is an agent who is to be rung for a caller.
type QueueOffer struct {
	ID    string
	Agent string
	Name  string
	// Endpoint is what is to be dialled at the call's Asterisk.
	Endpoint string
	// Ring is how long it may ring, from Since.
	Ring  time.Duration
	Since time.Time
	// Standby is the slot in which an agent waits who is on the line already, "" for one who is to be rung.
	Standby string
	// Level is the agent's in the queue.
	Level int
}

// OfferState is what became of an offer.
type OfferState string

// What becomes of an offer. OfferAnswered is the agent's telephone, OfferConnected that caller and agent hear each
// other; all behind it are ends.
const (
	OfferRinging     OfferState = "ringing"
	OfferAnswered    OfferState = "answered"
	OfferConnected   OfferState = "connected"
	OfferNoAnswer    OfferState = "no_answer"
	OfferBusy        OfferState = "busy"
	OfferRejected    OfferState = "rejected"
	OfferUnavailable OfferState = "unavailable"
	// OfferCanceled: the caller left, or another agent was quicker.
	OfferCanceled OfferState = "canceled"
	// OfferOver is the end of a conversation.
	OfferOver OfferState = "over"
	// CallbackOffered is of no agent, and so of the offer "": the caller has heard that they may be called back.
	CallbackOffered OfferState = "callback_offered"
)

// OfferNews is what became of an offer, when.
type OfferNews struct {
	State OfferState
	At    time.Time
	// By tells who ended the conversation: agent, caller, transfer, or attended, which is one after a word.
	By string
	// Text is where a transfer leads, an extension or extension@context; of one after a word the bridge.
	Text string
}

// AgentAct is what is to be done with an agent.
type AgentAct string

// What is done with agents.
const (
	AgentLook    AgentAct = "look"
	AgentLogin   AgentAct = "login"
	AgentLogout  AgentAct = "logout"
	AgentPause   AgentAct = "pause"
	AgentResume  AgentAct = "resume"
	AgentReady   AgentAct = "ready" // ends the wrap-up
	AgentStandby AgentAct = "standby"
)

// AgentOrder is one thing to be done with an agent.
type AgentOrder struct {
	Agent string
	Do    AgentAct
	// PIN is checked where CheckPIN: an agent without one is refused then.
	PIN      Secret
	CheckPIN bool
	// Queues are those that it counts for, none for all of the agent's.
	Queues []string
	// Reason is of a pause.
	Reason string
	// Endpoint is where the agent is reached while logged in, "" for that of the file; Standby is the call on whose line
	// they wait, at Asterisk.
	Endpoint, Standby, Asterisk string
	// By says who wants it, for the log.
	By string
}

// AgentView is how things are with an agent.
type AgentView struct {
	Agent    string   `json:"agent"`
	Name     string   `json:"name"`
	Presence string   `json:"presence"` // logged_out, available, on_break
	Work     string   `json:"work"`     // idle, reserved, ringing, in_call, wrapup, external_call
	Reason   string   `json:"reason,omitempty"`
	Endpoint string   `json:"endpoint"`
	Queues   []string `json:"queues"`
	// Since is when the present state began.
	Since time.Time `json:"since"`
	// Call and Queue are what the agent is busy with.
	Call  string `json:"call,omitempty"`
	Queue string `json:"queue,omitempty"`
}
