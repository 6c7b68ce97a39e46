package journal

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Box is a mailbox as a call was told of it.
type Box struct {
	Number    string            `json:"number"`
	Name      string            `json:"name,omitempty"`
	Language  string            `json:"language,omitempty"`
	Zone      string            `json:"zone,omitempty"`
	New       int               `json:"new,omitempty"`
	Old       int               `json:"old,omitempty"`
	Urgent    int               `json:"urgent,omitempty"`
	Full      bool              `json:"full,omitempty"`
	HasPIN    bool              `json:"has_pin,omitempty"`
	Greetings map[string]string `json:"greetings,omitempty"`
	Max       time.Duration     `json:"max,omitempty"`
	Min       time.Duration     `json:"min,omitempty"`
	Silence   time.Duration     `json:"silence,omitempty"`
	// MaxGreeting bounds a greeting, PINLeast is how many digits a PIN needs.
	MaxGreeting time.Duration `json:"max_greeting,omitempty"`
	PINLeast    int           `json:"pin_least,omitempty"`
	Format      string        `json:"format,omitempty"`
}

func boxOf(m flows.Mailbox) Box {
	return Box{Number: m.Number, Name: m.Name, Language: m.Language, Zone: m.Zone, New: m.New, Old: m.Old,
		Urgent: m.Urgent, Full: m.Full, HasPIN: m.HasPIN, Greetings: m.Greetings, Max: m.Rules.Max, Min: m.Rules.Min,
		Silence: m.Rules.Silence, MaxGreeting: m.Rules.MaxGreeting, PINLeast: m.Rules.PINLeast, Format: m.Rules.Format}
}

// Mailbox is the box as flows are told of it.
func (b Box) Mailbox() flows.Mailbox {
	return flows.Mailbox{Number: b.Number, Name: b.Name, Language: b.Language, Zone: b.Zone, New: b.New, Old: b.Old,
		Urgent: b.Urgent, Full: b.Full, HasPIN: b.HasPIN, Greetings: b.Greetings,
		Rules: flows.VoicemailRules{Max: b.Max, Min: b.Min, Silence: b.Silence, MaxGreeting: b.MaxGreeting,
			Format: b.Format, PINLeast: b.PINLeast}}
}

// Message is a voice message as a call was told of it.
type Message struct {
	ID       string        `json:"id"`
	Mailbox  string        `json:"mailbox"`
	From     string        `json:"from,omitempty"`
	FromName string        `json:"from_name,omitempty"`
	At       time.Time     `json:"at"`
	Long     time.Duration `json:"long,omitempty"`
	Urgent   bool          `json:"urgent,omitempty"`
	Asterisk string        `json:"asterisk,omitempty"`
	Media    string        `json:"media,omitempty"`
}

func messageOf(m flows.VoiceMessage) Message {
	return Message{ID: m.ID, Mailbox: m.Mailbox, From: m.From, FromName: m.FromName, At: m.At, Long: m.Took,
		Urgent: m.Urgent, Asterisk: m.Recording.Asterisk, Media: m.Media}
}

// VoiceMessage is the message as flows are told of it.
func (m Message) VoiceMessage() flows.VoiceMessage {
	return flows.VoiceMessage{ID: m.ID, Mailbox: m.Mailbox, From: m.From, FromName: m.FromName, At: m.At, Took: m.Long,
		Urgent: m.Urgent, Media: m.Media, Recording: flows.StoredRecording{Asterisk: m.Asterisk}}
}

// ofMailboxes is what is written of a question to the mailboxes. PINs come into none of its parts.
func ofMailboxes(op, number, key string, err error, bare bool) *Asked {
	a := &Asked{Port: PortMailboxes, Op: op, Bare: bare}
	if !bare {
		a.Target, a.Key = clipped(number, textMax), clipped(key, textMax)
	}
	a.failed(err, nil)
	return a
}

// told adds what the mailboxes have answered, as far as that is not too long.
func (a *Asked) told(boxes []Box, messages []Message) *Asked {
	if a.Bare {
		return a
	}
	text, err := json.Marshal([]any{boxes, messages})
	if a.Cut = err != nil || len(text) > boxesMax; !a.Cut {
		a.Boxes, a.Messages = boxes, messages
	}
	return a
}

type mailboxes struct {
	call *Call
	to   flows.Mailboxes
}

// tell writes a question whose answer is that it is done, or not.
func (m mailboxes) tell(op, number, key string, begin time.Time, err error) error {
	m.call.asked(ofMailboxes(op, number, key, err, m.call.bare()), begin)
	return err
}

// Mailbox asks for a mailbox.
func (m mailboxes) Mailbox(ctx context.Context, number, asterisk string) (flows.Mailbox, bool, error) {
	begin := m.call.journal.now()
	box, found, err := m.to.Mailbox(ctx, number, asterisk)
	a := ofMailboxes("mailbox", number, "", err, m.call.bare())
	if a.Found = found; found {
		a.told([]Box{boxOf(box)}, nil)
	}
	m.call.asked(a, begin)
	return box, found, err
}

// Directory asks for those who have a name; what the directory plays of them is written.
func (m mailboxes) Directory(ctx context.Context, asterisk string) ([]flows.Mailbox, error) {
	begin := m.call.journal.now()
	all, err := m.to.Directory(ctx, asterisk)
	boxes := make([]Box, 0, len(all))
	for _, one := range all {
		box := Box{Number: one.Number, Name: one.Name}
		if name := one.Greetings["name"]; name != "" {
			box.Greetings = map[string]string{"name": name}
		}
		boxes = append(boxes, box)
	}
	m.call.asked(ofMailboxes("directory", "", "", err, m.call.bare()).told(boxes, nil), begin)
	return all, err
}

// Unlock tries a PIN. Only of one that opens the mailbox's number is written: of
// a wrong one it may be anything that a caller has typed, a PIN too.
func (m mailboxes) Unlock(ctx context.Context, number string, pin flows.Secret) (flows.Unlocking, error) {
	begin := m.call.journal.now()
	unlocking, err := m.to.Unlock(ctx, number, pin)
	shown := ""
	if err == nil && unlocking == flows.Unlocked {
		shown = number
	}
	failure := err
	if err != nil { // its text may have the number
		failure = &recordedError{"the mailboxes failed", err}
	}
	a := ofMailboxes("unlock", shown, "", failure, m.call.bare())
	if !a.Bare {
		a.Value = string(unlocking)
	}
	m.call.asked(a, begin)
	return unlocking, err
}

// SetPIN sets a PIN, of which nothing is written.
func (m mailboxes) SetPIN(ctx context.Context, number string, pin flows.Secret) error {
	begin := m.call.journal.now()
	return m.tell("set-pin", number, "", begin, m.to.SetPIN(ctx, number, pin))
}

// Expect keeps a place for a message.
func (m mailboxes) Expect(ctx context.Context, message flows.VoiceMessage) error {
	begin := m.call.journal.now()
	return m.tell("expect", message.Mailbox, "", begin, m.to.Expect(ctx, message))
}

// Deliver puts a message into its mailbox.
func (m mailboxes) Deliver(ctx context.Context, message flows.VoiceMessage) error {
	begin := m.call.journal.now()
	return m.tell("deliver", message.Mailbox, "", begin, m.to.Deliver(ctx, message))
}

// Withdraw takes a place away.
func (m mailboxes) Withdraw(ctx context.Context, message flows.VoiceMessage) error {
	begin := m.call.journal.now()
	return m.tell("withdraw", message.Mailbox, "", begin, m.to.Withdraw(ctx, message))
}

// Messages asks for those of a folder.
func (m mailboxes) Messages(ctx context.Context, number, folder, asterisk string) ([]flows.VoiceMessage, error) {
	begin := m.call.journal.now()
	all, err := m.to.Messages(ctx, number, folder, asterisk)
	messages := make([]Message, 0, len(all))
	for _, one := range all {
		messages = append(messages, messageOf(one))
	}
	m.call.asked(ofMailboxes("messages", number, folder, err, m.call.bare()).told(nil, messages), begin)
	return all, err
}

// File puts a message into a folder.
func (m mailboxes) File(ctx context.Context, number, id, folder string) error {
	begin := m.call.journal.now()
	return m.tell("file", number, id+" "+folder, begin, m.to.File(ctx, number, id, folder))
}

// Discard throws a message away, or brings it back.
func (m mailboxes) Discard(ctx context.Context, number, id string, gone bool) error {
	begin, op := m.call.journal.now(), "discard"
	if !gone {
		op = "restore"
	}
	return m.tell(op, number, id, begin, m.to.Discard(ctx, number, id, gone))
}

// Forward puts a copy of a message into another mailbox.
func (m mailboxes) Forward(ctx context.Context, number, id, to string) error {
	begin := m.call.journal.now()
	return m.tell("forward", number, id+" "+to, begin, m.to.Forward(ctx, number, id, to))
}

// Greet makes a recording a greeting, or removes it.
func (m mailboxes) Greet(ctx context.Context, number, greeting string, recording flows.StoredRecording) error {
	begin := m.call.journal.now()
	op := "greet"
	if recording.Name == "" {
		op = "ungreet"
	}
	return m.tell(op, number, greeting, begin, m.to.Greet(ctx, number, greeting, recording))
}
