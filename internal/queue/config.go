package queue

import "time"

// Config is what an administrator has laid down. It may change while callers wait.
type Config struct {
	Queues []Queue
	Agents []Agent
	// Zone is whose midnight ends the day of all counts; nil is UTC.
	Zone *time.Location
	// SameNumber is what all ways to write a telephone number have in common; nil has each be a number of its own. A queue
	// calls nobody back twice at once. Whose place is there when it becomes another one is compared as they were.
	SameNumber func(number string) string
}

// Strategy says in which order agents are rung.
type Strategy string

// The strategies. They order the free agents within a level; levels come first, save for WeightedRandom.
const (
	RingAll           Strategy = "ring_all"
	LongestIdle       Strategy = "longest_idle"
	LeastRecent       Strategy = "least_recent"
	FewestCalls       Strategy = "fewest_calls"
	LeastTalkTime     Strategy = "least_talk_time"
	RoundRobin        Strategy = "round_robin"
	Ordered           Strategy = "ordered"
	Linear            Strategy = "linear"
	SequentialByLevel Strategy = "sequential_by_level"
	RingProgressively Strategy = "ring_progressively"
	Random            Strategy = "random"
	WeightedRandom    Strategy = "weighted_random"
	External          Strategy = "external"
)

// Queue is one queue's rules. DefaultQueue has the defaults, with their sources.
type Queue struct {
	Name     string
	Strategy Strategy
	// RingTimeout is how long an agent rings.
	RingTimeout time.Duration
	// Retry is the least time between the beginnings of two offers to the same agent, the first of which came to nothing.
	Retry time.Duration
	// MaxWait bounds the wait, 0 for no bound. Loose lets a ring that is under way go to its end.
	MaxWait time.Duration
	Loose   bool
	// MaxLen bounds those who wait, 0 for no bound.
	MaxLen int
	// WrapUp is how long agents rest after a call.
	WrapUp time.Duration
	// Weight decides between queues that want the same agent: the higher first.
	Weight int
	// AutoPause pauses agents who do not answer.
	AutoPause AutoPause
	// RingInUse rings agents whose device is in use.
	RingInUse bool
	// ServiceLevel is within which time callers should be answered.
	ServiceLevel time.Duration
	// ShortAbandon: who leaves within it counts in no service level.
	ShortAbandon time.Duration
	// JoinEmpty and LeaveEmpty: a queue is empty when each agent of it is in one of these conditions. LeaveEmptyAfter is
	// how long it must have been for those who wait already.
	JoinEmpty, LeaveEmpty []Condition
	LeaveEmptyAfter       time.Duration
	// RingSimultaneously is how many agents ring for one caller at most with strategies that ring one.
	RingSimultaneously int
	// ProgressiveDelay is after how long RingProgressively adds an agent.
	ProgressiveDelay time.Duration
	// Backoff is how long an agent is left alone after an offer came to nothing.
	Backoff Backoff
	// Routing are the steps of relaxation, by waited time; none asks for nothing.
	Routing []Rule
	// Diversion sends callers on before they join.
	Diversion Diversion
	// ResumeAbandoned: who calls again within it gets the old place, 0 for never.
	ResumeAbandoned time.Duration
	// Callback is about those who left their number.
	Callback Callbacks
	// StickyAgent prefers the agent that a caller had last for this long, 0 for not at all.
	StickyAgent time.Duration
}

// AutoPause says when an agent is paused by itself.
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

// Diversion sends callers on before they join; zero for never.
type Diversion struct {
	// WaitOver is the estimated wait, counted only when somebody waits already.
	WaitOver time.Duration
	// RatioOver is those who wait, with this one, for each agent who is logged in.
	RatioOver float64
}

// Rule is a step of relaxation: what is asked of agents until a caller has waited so long.
type Rule struct {
	// Until is the waited time at which the next rule counts, 0 for ever.
	Until time.Duration
	// Require are skills with their least levels.
	Require map[string]int
	// MinLevel and MaxLevel bound the members' levels; nil for no bound.
	MinLevel, MaxLevel *int
	// Agents, when there are any, are the only ones.
	Agents []string
	// IncludeOverflow are groups whose members count too.
	IncludeOverflow []string
}

// Condition is why an agent cannot take calls.
type Condition string

// Conditions, as app_queue's joinempty and leavewhenempty have them, and logged_out.
const (
	Paused      Condition = "paused"
	Penalty     Condition = "penalty" // outside of the levels that the rule allows
	InUse       Condition = "inuse"
	RingingNow  Condition = "ringing"
	Unavailable Condition = "unavailable"
	Invalid     Condition = "invalid"
	Unknown     Condition = "unknown"
	WrapUp      Condition = "wrapup"
	LoggedOut   Condition = "logged_out"
)

// Agent is somebody who takes calls.
type Agent struct {
	ID, Name string
	// Skills have levels; a missing one is 0.
	Skills map[string]int
	// WrapUp is the agent's own, over that of queues.
	WrapUp *time.Duration
	// LoggedIn tells that the agent is there from the beginning, unless it is known better.
	LoggedIn bool
	Members  []Membership
}

// Membership is an agent's part in a queue.
type Membership struct {
	Queue string
	// Level is what app_queue calls penalty: the lower are rung first. Position orders within a level, Weight is for
	// WeightedRandom.
	Level, Position, Weight int
	// Skills, WrapUp, RingTimeout and RingInUse override where they are set.
	Skills      map[string]int
	WrapUp      *time.Duration
	RingTimeout *time.Duration
	RingInUse   *bool
	// Group is the overflow group of one who is a member only where a rule includes it, "" for always.
	Group string
}
