package replay

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// mailboxes tell what they told then.
type mailboxes struct {
	*answers
	// entered are the numbers that opened a mailbox today, with the recorded number: what callers key in there is
	// hidden, and today's may be a guess.
	entered map[string]string
}

// ask asks for a recorded answer.
func (m mailboxes) ask(op, number, key string) (journal.Asked, error) {
	if recorded, there := m.entered[number]; there {
		number = recorded
	}
	asked, err := m.take(question{journal.PortMailboxes, op, number, key})
	if err == nil {
		err = asked.Err()
	}
	return asked, err
}

// do asks for something of which there is nothing to tell but whether it was done.
func (m mailboxes) do(op, number, key string) error {
	_, err := m.ask(op, number, key)
	return err
}

// Mailbox gives the recorded mailbox.
func (m mailboxes) Mailbox(_ context.Context, number, _ string) (flows.Mailbox, bool, error) {
	asked, err := m.ask("mailbox", number, "")
	if err != nil || len(asked.Boxes) == 0 {
		return flows.Mailbox{}, false, err
	}
	return asked.Boxes[0].Mailbox(), asked.Found, nil
}

// Directory gives those who could be found.
func (m mailboxes) Directory(context.Context, string) ([]flows.Mailbox, error) {
	asked, err := m.ask("directory", "", "")
	var all []flows.Mailbox
	for _, box := range asked.Boxes {
		all = append(all, box.Mailbox())
	}
	return all, err
}

// Unlock gives what came of the PIN then, whatever it is today.
func (m mailboxes) Unlock(_ context.Context, number string, _ flows.Secret) (flows.Unlocking, error) {
	asked, err := m.ask("unlock", "", "")
	if err != nil {
		return flows.WrongPIN, err
	}
	if asked.Target != "" {
		m.entered[number] = asked.Target
	}
	return flows.Unlocking(asked.Value), nil
}

// SetPIN does nothing.
func (m mailboxes) SetPIN(_ context.Context, number string, _ flows.Secret) error {
	return m.do("set-pin", number, "")
}

// Expect does nothing.
func (m mailboxes) Expect(_ context.Context, message flows.VoiceMessage) error {
	return m.do("expect", message.Mailbox, "")
}

// Deliver does nothing.
func (m mailboxes) Deliver(_ context.Context, message flows.VoiceMessage) error {
	return m.do("deliver", message.Mailbox, "")
}

// Withdraw does nothing.
func (m mailboxes) Withdraw(_ context.Context, message flows.VoiceMessage) error {
	return m.do("withdraw", message.Mailbox, "")
}

// Messages gives the recorded ones.
func (m mailboxes) Messages(_ context.Context, number, folder, _ string) ([]flows.VoiceMessage, error) {
	asked, err := m.ask("messages", number, folder)
	var all []flows.VoiceMessage
	for _, message := range asked.Messages {
		all = append(all, message.VoiceMessage())
	}
	return all, err
}

// File does nothing.
func (m mailboxes) File(_ context.Context, number, id, folder string) error {
	return m.do("file", number, id+" "+folder)
}

// Discard does nothing.
func (m mailboxes) Discard(_ context.Context, number, id string, gone bool) error {
	if gone {
		return m.do("discard", number, id)
	}
	return m.do("restore", number, id)
}

// Forward does nothing.
func (m mailboxes) Forward(_ context.Context, number, id, to string) error {
	return m.do("forward", number, id+" "+to)
}

// Greet does nothing.
func (m mailboxes) Greet(_ context.Context, number, greeting string, recording flows.StoredRecording) error {
	if recording.Name == "" {
		return m.do("ungreet", number, greeting)
	}
	return m.do("greet", number, greeting)
}
