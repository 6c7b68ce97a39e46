package queue

import "time"

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
}

// AgentRecord is how things are with an agent, as it is written down.
type AgentRecord struct {
	ID       string    `json:"id"`
	LoggedIn bool      `json:"logged_in"`
	Since    time.Time `json:"since"`
	// In are the queues logged into, nil for all of the agent's.
	In       []string `json:"in,omitempty"`
	Endpoint string   `json:"endpoint,omitempty"`
	Standby  string   `json:"standby,omitempty"`
	// Reason of the pause of all, Paused the queues paused one by one with their reasons.
	OnBreak  bool              `json:"on_break,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Paused   map[string]string `json:"paused,omitempty"`
	LastCall time.Time         `json:"last_call,omitzero"` // the end of it
	RestTill time.Time         `json:"rest_till,omitzero"`
	// Queues are the counts by queue, of the day Day.
	Queues map[string]MemberCounts `json:"queues,omitempty"`
	Day    string                  `json:"day,omitempty"`
}

// MemberCounts are what strategies count of an agent in a queue.
type MemberCounts struct {
	Calls    int           `json:"calls"`
	Talk     time.Duration `json:"talk"`
	LastCall time.Time     `json:"last_call,omitzero"`
	Missed   int           `json:"missed,omitempty"` // offers in a row
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

// Counts are a queue's sums since midnight of the engine's zone (UTC of the times it is given).
type Counts struct {
	Joined, Answered, Abandoned, TimedOut, Full, Empty, Exited, Callbacks, Overflowed, Missed int
	// InTime are those answered within the service level, LostInTime those who left within it, Short those who left
	// within the short-abandon time.
	InTime, LostInTime, Short int
	Wait, Talk                time.Duration
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
}

// AgentView is how things are with an agent.
type AgentView struct {
	ID, Name, Presence, Work, Reason string
	Endpoint, Standby                string
	Queues                           []string
	Paused                           map[string]string
	Since                            time.Time
	Entry, Queue, Call               string
	Device                           Device
	Calls, Missed                    int
	Talk                             time.Duration
}
