package journal

import (
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// The ports that calls ask: [Asked].Port.
const (
	PortHTTP      = "http"
	PortStore     = "store"
	PortTables    = "tables"
	PortSchedules = "schedules"
	PortMailboxes = "mailboxes"
	PortAgents    = "agents"
)

// Asked is one question to something beside the telephone, and what came of it.
type Asked struct {
	Port string `json:"port"`
	// Op is the method of a request, get, put, swap or delete of the store, lookup, decide, or override; of mailboxes
	// mailbox, directory, unlock, set-pin, expect, deliver, withdraw, messages, file, discard, restore, forward, greet
	// or ungreet; of agents what was to be done, such as look or login.
	Op string `json:"op"`
	// Target is the URL, the store's key, the table, the schedule or the number of the mailbox or agent.
	Target string `json:"target,omitempty"`
	// Key is what was looked up in a table, the mode of an override, or the message, folder or greeting.
	Key string `json:"key,omitempty"`

	// Bare tells that only the fact was written: the answer carries a secret, or answers are not written at all.
	Bare bool `json:"bare,omitempty"`
	// Cut tells that the answer is not whole: it was too long, no text, or had a secret in it.
	Cut bool `json:"cut,omitempty"`

	// Status, Header, Body, Attempts and Stale are those of a response.
	Status   int               `json:"status,omitempty"`
	Header   map[string]string `json:"header,omitempty"`
	Body     string            `json:"body,omitempty"`
	Attempts int               `json:"attempts,omitempty"`
	Stale    bool              `json:"stale,omitempty"`
	// Found tells that a table has the row, or that there is the mailbox.
	Found bool           `json:"found,omitempty"`
	Row   map[string]any `json:"row,omitempty"`
	// Value, Revision and Expires are those of the store's item; Value is also what came of a PIN.
	Value    string    `json:"value,omitempty"`
	Revision uint64    `json:"revision,omitempty"`
	Expires  time.Time `json:"expires,omitzero"`
	// Decision is what the schedule said.
	Decision *Decision `json:"decision,omitempty"`
	// Boxes and Messages are what mailboxes have told.
	Boxes    []Box     `json:"boxes,omitempty"`
	Messages []Message `json:"messages,omitempty"`

	// Agent is how things are with an agent.
	Agent *Agent `json:"agent,omitempty"`

	// Fault is the kind of error, one of the words of [Faults], Error is its text.
	Fault string        `json:"fault,omitempty"`
	Error string        `json:"error,omitempty"`
	Took  time.Duration `json:"took,omitempty"`
}

// Decision is a [flows.Decision] as it is written.
type Decision struct {
	Open   bool      `json:"open"`
	Status string    `json:"status,omitempty"`
	Rule   string    `json:"rule,omitempty"`
	Until  time.Time `json:"until,omitzero"`
}

// faultFailed is the kind of errors that have no word of their own.
const faultFailed = "failed"

// faults are the errors that flows tell apart, with their words.
func faults() []fault {
	return []fault{{"timeout", flows.ErrTimeout}, {"refused", flows.ErrHostRefused}, {"breaker", flows.ErrBreakerOpen},
		{"too_large", flows.ErrTooLarge}, {"conflict", flows.ErrConflict}, {"hung-up", flows.ErrHangup},
		{"no-mailbox", flows.ErrNoMailbox}, {"full", flows.ErrMailboxFull},
		{"no-agent", flows.ErrNoAgent}, {"no-queue", flows.ErrNoQueue}, {"wrong-pin", flows.ErrAgentPIN},
		{"agent-state", flows.ErrAgentOrder}, {"queues-away", flows.ErrQueuesAway},
		{faultFailed, nil}}
}

type fault struct {
	word string
	err  error
}

// Faults are the words for kinds of errors.
func Faults() []string {
	words := make([]string, 0, len(faults()))
	for _, f := range faults() {
		words = append(words, f.word)
	}
	return words
}

// faultOf is the word for an error, "" for none.
func faultOf(err error) string {
	if err == nil {
		return ""
	}
	for _, f := range faults() {
		if f.err != nil && errors.Is(err, f.err) {
			return f.word
		}
	}
	return faultFailed
}

// Response is the response to a request.
func (a Asked) Response() flows.Response {
	return flows.Response{Status: a.Status, Header: a.Header, Body: []byte(a.Body), Attempts: a.Attempts,
		Stale: a.Stale, Took: a.Took}
}

// Item is the item that the store has given.
func (a Asked) Item() flows.Item {
	return flows.Item{Value: a.Value, Revision: a.Revision, Expires: a.Expires}
}

// Decided is what the schedule said.
func (a Asked) Decided() flows.Decision {
	if a.Decision == nil {
		return flows.Decision{}
	}
	return flows.Decision{Open: a.Decision.Open, Status: a.Decision.Status, Rule: a.Decision.Rule,
		Until: a.Decision.Until}
}

// Err is the error that came instead, which wraps the one that flows know it by; nil for none.
func (a Asked) Err() error {
	if a.Fault == "" {
		return nil
	}
	text := a.Error
	if text == "" {
		text = a.Fault
	}
	for _, f := range faults() {
		if f.word == a.Fault && f.err != nil {
			return &recordedError{text, f.err}
		}
	}
	return errors.New(text)
}

// recordedError has the text of an error that was written down, and its kind.
type recordedError struct {
	text string
	kind error
}

// Error is the text.
func (e *recordedError) Error() string { return e.text }

// Unwrap is the kind.
func (e *recordedError) Unwrap() error { return e.kind }
