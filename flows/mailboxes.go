package flows

import (
	"context"
	"errors"
	"time"
)

// Mailboxes keep voice messages, greetings and PINs. Their methods block: steps
// call them in [Run.Do]. asterisk is the name of the one that the call is on: what
// is to be played is told for that one.
type Mailboxes interface {
	// Mailbox is what is known of the mailbox of a number; false when there is none.
	Mailbox(ctx context.Context, number, asterisk string) (Mailbox, bool, error)
	// Directory are the mailboxes that have a name, by number.
	Directory(ctx context.Context, asterisk string) ([]Mailbox, error)
	// Unlock tells whether a PIN opens a mailbox. Wrong ones are counted, whatever calls they come from.
	Unlock(ctx context.Context, number string, pin Secret) (Unlocking, error)
	// SetPIN is the mailbox's PIN from now on.
	SetPIN(ctx context.Context, number string, pin Secret) error
	// Expect keeps a place for a message that is about to be recorded; it fails with
	// [ErrMailboxFull] and [ErrNoMailbox]. Should the process die, the message is
	// delivered all the same, as far as it was recorded. Took is how long it may be.
	Expect(ctx context.Context, message VoiceMessage) error
	// Deliver puts a message that was expected into its mailbox, as it is now.
	Deliver(ctx context.Context, message VoiceMessage) error
	// Withdraw takes the place away from a message that will not come, if it has one, and its recording from Asterisk.
	Withdraw(ctx context.Context, message VoiceMessage) error
	// Messages are those of a folder: urgent ones first, then the oldest.
	Messages(ctx context.Context, number, folder, asterisk string) ([]VoiceMessage, error)
	// File puts a message into another folder of its mailbox.
	File(ctx context.Context, number, id, folder string) error
	// Discard throws a message away, or with gone false brings it back.
	Discard(ctx context.Context, number, id string, gone bool) error
	// Forward puts a copy of a message into another mailbox; it fails as Expect does.
	Forward(ctx context.Context, number, id, to string) error
	// Greet makes a recording a greeting of the mailbox; one without a name removes the greeting.
	Greet(ctx context.Context, number, greeting string, recording StoredRecording) error
}

// Mailbox is where messages for somebody are.
type Mailbox struct {
	// Number names it, Name is its owner's.
	Number, Name string
	// Language is that of its owner, "" for the call's; Zone is where their clock is, "" for the machine's.
	Language, Zone string
	// New and Old count the messages in the folders INBOX and Old, Urgent those of the new ones that are.
	New, Old, Urgent int
	// Full tells that it takes no further message.
	Full bool
	// HasPIN tells that there is one; a mailbox without one opens to nobody who is asked for it.
	HasPIN bool
	// Greetings are what is played of each greeting that was recorded: of unavailable, busy, temporary and name.
	Greetings map[string]string
	// Rules are what holds where a step says nothing else.
	Rules VoicemailRules
}

// VoicemailRules bound what is recorded.
type VoicemailRules struct {
	// Max, Min and Silence bound a message, MaxGreeting a greeting.
	Max, Min, Silence, MaxGreeting time.Duration
	// Format is that of recordings.
	Format string
	// PINLeast is how many digits a new PIN needs.
	PINLeast int
}

// StoredRecording is a recording that an Asterisk keeps.
type StoredRecording struct {
	Asterisk, Name, Format string
}

// VoiceMessage is a message in a mailbox.
type VoiceMessage struct {
	// ID names it, whatever mailbox it is in; Mailbox is its number.
	ID, Mailbox string
	// From and FromName are who left it, as the call tells.
	From, FromName string
	At             time.Time
	// Took is how long it is.
	Took   time.Duration
	Urgent bool
	// Recording is what was recorded.
	Recording StoredRecording
	// Call is the call that records it, told of a message that is expected.
	Call string `json:",omitempty"`
	// Media plays it, "" where that is not possible.
	Media string
}

// Unlocking is what came of a PIN.
type Unlocking string

// What comes of a PIN. Locked tells that there were too many wrong ones: not even the right one opens.
const (
	Unlocked Unlocking = "unlocked"
	WrongPIN Unlocking = "wrong"
	Locked   Unlocking = "locked"
)

// The folders of a mailbox, by the keys that name them.
const (
	FolderNew = "INBOX"
	FolderOld = "Old"
)

// Folders are the folders of a mailbox; the key of each is its place.
func Folders() []string { return []string{FolderNew, FolderOld, "Work", "Family", "Friends"} }

// Greetings are the greetings that a mailbox may have.
func Greetings() []string { return []string{"unavailable", "busy", "temporary", "name"} }

var (
	// ErrNoMailbox tells that there is no such mailbox.
	ErrNoMailbox = errors.New("there is no such mailbox")
	// ErrMailboxFull tells that a mailbox takes no further message.
	ErrMailboxFull = errors.New("the mailbox is full")
)
