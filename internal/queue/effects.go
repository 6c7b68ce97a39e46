package queue

import "time"

// Effects are what follows from an event: what others have to carry out, and what there is to tell.
type Effects struct {
	// Offers are agents to be rung, Cancels offers that are to be hung up.
	Offers  []Offer
	Cancels []Cancel
	// Ends are entries that are over, or go over to a conversation.
	Ends []End
	// CallBacks are entries without a caller whose turn it is, with the agent who is reserved for each.
	CallBacks []CallBack
	// Asks are orders that somebody else has to find.
	Asks []Ask
	// Rebuilt are queues that new rules have changed: places may be other ones in them.
	Rebuilt []string
	// Facts are for journals, queue_log and figures, in order.
	Facts []Fact
}

// Offer is an agent who is to be rung for an entry.
type Offer struct {
	ID, Entry, Queue, Agent string
	Ring                    time.Duration
	Since                   time.Time
	Level                   int
	// Endpoint and Standby are where the agent has logged in, "" for the file's endpoint; At is the Asterisk of the call
	// Standby.
	Endpoint, Standby, At string
	// Answered and Connected tell how far it is.
	Answered, Connected bool
	// Rings tells that the telephone is known to ring.
	Rings bool
}

// Cancel is an offer that is to be ended by who rings.
type Cancel struct {
	Offer, Entry, Agent string
	Why                 string
	// Back tells that it was of a call-back, of whose customer there may be no call to which that is told: who calls, or
	// has the agent wait on a line, may be anybody.
	Back bool
}

// End is an entry that is over.
type End struct {
	Entry, Queue string
	Result       Result
	// Offer is the one that got the caller, for Answered.
	Offer string
}

// CallBack is a number that is to be called, as its turn has come and an agent is reserved.
type CallBack struct {
	Entry, Queue, Number string
	Offer                Offer
	Attempt              int
	// Waited is for how long the number waits.
	Waited time.Duration
	// Walk is that of the [Left] with which the call-back was wanted.
	Walk []byte
}

// Ask wants an order of agents for an entry from outside.
type Ask struct {
	ID, Entry, Queue string
	Agents           []string
	Until            time.Time
}

// FactKind is what a fact tells.
type FactKind string

// Kinds of facts. The names are ours; queue_log's are made of them.
const (
	EntryJoined     FactKind = "joined"
	EntryOffered    FactKind = "offered"
	OfferFailed     FactKind = "offer_failed" // State says how
	EntryConnected  FactKind = "connected"
	TalkEnded       FactKind = "talk_ended"
	EntryEnded      FactKind = "ended" // every result but answered
	EntryResumed    FactKind = "resumed"
	CallbackShown   FactKind = "callback_offered"
	CallbackKept    FactKind = "callback_kept"
	CallbackTried   FactKind = "callback_tried"
	AgentIn         FactKind = "agent_login"
	AgentOut        FactKind = "agent_logout"
	AgentPaused     FactKind = "agent_paused"
	AgentResumed    FactKind = "agent_resumed"
	WrapUpBegun     FactKind = "wrapup_begun"
	WrapUpEnded     FactKind = "wrapup_ended"
	MemberAdded     FactKind = "member_added"
	MemberRemoved   FactKind = "member_removed"
	MemberChanged   FactKind = "member_changed" // Text is the level
	PriorityChanged FactKind = "priority_changed"
)

// Fact is one thing that has happened in a queue.
type Fact struct {
	Kind                                 FactKind
	At                                   time.Time
	Queue, Entry, Call, Agent, Offer     string
	From, Key, Reason, Number, By, Text  string
	Result                               Result
	State                                OfferState
	Position, JoinPosition, Size         int
	Waited, Rang, Talked, Rested, Online time.Duration
	// CalledBack tells of who comes to an agent that they had left a number.
	CalledBack bool
	// Taken tells of an offer that failed that the agent had answered.
	Taken bool
	// Queues are those that a pause of all is about, and its end: the agent's.
	Queues []string
}
