package config

import (
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Queue is where callers wait for agents.
type Queue struct {
	// Node is where it stands in the file.
	Node *source.Node
	Name string
	// Strategy says in which order agents are rung; see [Strategies].
	Strategy string
	// RingTimeout is how long an agent rings, Retry the least time between two offers to the same one.
	RingTimeout, Retry time.Duration
	// MaxWait bounds the wait, 0 for no bound. Loose lets a ring that is under way go to its end.
	MaxWait time.Duration
	Loose   bool
	// MaxLen bounds those who wait, 0 for no bound.
	MaxLen int
	// WrapUp is how long agents rest after a call.
	WrapUp time.Duration
	// Weight decides between queues that want the same agent: the higher first.
	Weight    int
	AutoPause AutoPause
	// RingInUse rings agents whose telephone is in use.
	RingInUse bool
	// RingSimultaneously is how many agents ring for one caller with strategies that ring one after the other.
	RingSimultaneously int
	// ProgressiveDelay is after how long ring_progressively adds an agent.
	ProgressiveDelay time.Duration
	// ServiceLevel is within which time callers should be answered; who leaves within ShortAbandon counts nowhere.
	ServiceLevel, ShortAbandon time.Duration
	Backoff                    Backoff
	// JoinEmpty and LeaveEmpty: a queue is empty when each of its agents is in one of these conditions.
	JoinEmpty, LeaveEmpty []string
	// LeaveEmptyAfter is how long it must have been empty for those who wait already.
	LeaveEmptyAfter time.Duration
	Diversion       Diversion
	// Routing are the steps of relaxation, by waited time.
	Routing  []QueueRule
	Announce QueueAnnounce
	Periodic Periodic
	// MOH is the class of the music on hold.
	MOH string
	// MemberDelay is between an agent's answer and the talk, ReportHoldTime has the agent hear how long the caller waited.
	MemberDelay    time.Duration
	ReportHoldTime bool
	// AgentAnnounce is what an agent hears before the talk.
	AgentAnnounce []string
	// Confirm is the key with which agents take a call, nil for none.
	Confirm *QueueConfirm
	// CallerIDPrefix is put before the caller's name that agents see.
	CallerIDPrefix string
	// Record says how talks are recorded, nil for what the flow plans.
	Record *QueueRecord
	// StickyAgent prefers the agent that a caller had last for this long, 0 for not at all.
	StickyAgent time.Duration
	// ResumeAbandoned gives who calls again within it the old place, 0 for never.
	ResumeAbandoned time.Duration
	// UnavailableAfter is how long a caller waits while nobody who decides can be reached, 0 for ever.
	UnavailableAfter time.Duration
	External         External
	// Callback says how callers are called back, nil where they are not.
	Callback *QueueCallback
	// Supervise is what may be done to its talks, nil for what the file says of all.
	Supervise *Supervise
}

// AutoPause says when an agent is paused without asking.
type AutoPause struct {
	// NoAnswer is after how many rings in a row, 0 for never; Busy and Unavailable count too where they are true.
	NoAnswer          int
	Busy, Unavailable bool
	// All pauses the agent in all queues rather than in this one.
	All bool
	// Grace spares agents whose last call ended within it.
	Grace time.Duration
}

// Backoff is how long an agent is left alone after what.
type Backoff struct{ NoAnswer, Busy, Reject, Unavailable time.Duration }

// Diversion sends callers on before they join, 0 for never.
type Diversion struct {
	// WaitOver is the estimated wait, RatioOver those who wait for each agent who is logged in.
	WaitOver  time.Duration
	RatioOver float64
}

// QueueRule is what is asked of agents until a caller has waited so long.
type QueueRule struct {
	Node *source.Node
	// Until is the waited time at which the next rule counts, 0 for ever.
	Until time.Duration
	// Require are skills with their least levels.
	Require map[string]int
	// MinLevel and MaxLevel bound the members' levels, nil for no bound.
	MinLevel, MaxLevel *int
	// Agents, where there are any, are the only ones; IncludeOverflow are groups whose members count too.
	Agents, IncludeOverflow []string
}

// QueueAnnounce says what callers hear of their place.
type QueueAnnounce struct {
	// Position is yes, no, limit (up to Limit only) or more (than Limit).
	Position string
	Limit    int
	// HoldTime is yes, no or once.
	HoldTime string
	// Frequency is how often it is said, 0 for never; MinGap the least time between.
	Frequency, MinGap time.Duration
	// OnlyImproved says a place only when it is better, FirstInLine to the first one too.
	OnlyImproved, FirstInLine bool
	// RoundSeconds rounds the seconds of the wait, 0 for whole minutes.
	RoundSeconds int
	// Thanks is heard behind it.
	Thanks []string
}

// Periodic are prompts that those who wait hear one after the other.
type Periodic struct {
	Media []string
	Every time.Duration
	// Relative counts from the end of the one before, Random draws lots; StartDelay is before the first.
	Relative, Random bool
	StartDelay       time.Duration
}

// QueueConfirm is a key that must be pressed.
type QueueConfirm struct {
	Key     string
	Timeout time.Duration
	Prompt  []string
}

// QueueRecord says how talks are recorded.
type QueueRecord struct {
	// Off records nothing, whatever a flow plans; Demand begins by a key only.
	Off, Demand         bool
	Format              string
	PerLeg              bool
	BeepEvery, Min, Max time.Duration
}

// External is who is asked for the order of agents.
type External struct {
	URL     string
	Timeout time.Duration
}

// QueueCallback says how callers are called back in their turn.
type QueueCallback struct {
	// CustomerFirst calls the caller before an agent.
	CustomerFirst bool
	// InitialDelay is before the first attempt, RetryDelay before each further one.
	InitialDelay, RetryDelay time.Duration
	Attempts                 int
	// Expires is when it is given up.
	Expires time.Duration
	// Schedule is when one may call, "" for always.
	Schedule string
	Confirm  QueueConfirm
	CallerID string
	// Endpoint is how a number is dialled, with {number} in it.
	Endpoint string
}

// Strategies are the orders in which agents can be rung.
func Strategies() []string {
	return []string{"ring_all", "longest_idle", "least_recent", "fewest_calls", "least_talk_time", "round_robin",
		"ordered", "linear", "sequential_by_level", "ring_progressively", "random", "weighted_random", "external"}
}

// QueueConditions are why an agent cannot take calls.
func QueueConditions() []string {
	return []string{"paused", "penalty", "inuse", "ringing", "unavailable", "invalid", "unknown", "wrapup", "logged_out"}
}

// DefaultQueue is a queue of which the file says no more than the name.
func DefaultQueue(name string) Queue {
	return Queue{Name: name, Strategy: "longest_idle", RingTimeout: 15 * time.Second, Retry: time.Second,
		RingSimultaneously: 1, ProgressiveDelay: 10 * time.Second, ServiceLevel: 20 * time.Second,
		Backoff:   Backoff{Busy: 10 * time.Second, Reject: 10 * time.Second, Unavailable: 10 * time.Second},
		JoinEmpty: emptyByDefault(), LeaveEmpty: emptyByDefault(), LeaveEmptyAfter: 30 * time.Second,
		Announce: QueueAnnounce{Position: "yes", Limit: 10, HoldTime: "once", Frequency: 30 * time.Second,
			MinGap: 15 * time.Second, OnlyImproved: true, Thanks: []string{"queue-thankyou"}},
		Periodic: Periodic{Every: time.Minute, Relative: true}, MOH: "default",
		External: External{Timeout: 500 * time.Millisecond}, UnavailableAfter: 2 * time.Minute}
}

func emptyByDefault() []string { return []string{"unavailable", "invalid", "logged_out"} }

func defaultCallback() QueueCallback {
	return QueueCallback{Attempts: 3, RetryDelay: 5 * time.Minute, Expires: 4 * time.Hour,
		Confirm: QueueConfirm{Key: "1", Timeout: 10 * time.Second}}
}
