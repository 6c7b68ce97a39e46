package voicemail

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/voicemail/mail"
)

// Settings are what a version of ivr.yaml says of voicemail.
type Settings struct {
	// Boxes are the mailboxes, by number.
	Boxes []Box
	Rules flows.VoicemailRules
	// MaxMessages is how many messages a mailbox may have.
	MaxMessages int
	// LockAfter is after how many wrong PINs in a row a mailbox is locked, LockFor for how long.
	LockAfter int
	LockFor   time.Duration
	// Device is the device whose state tells of new messages, with {mailbox} in it; "" for none.
	Device string
	// Server takes letters, nil for none.
	Server *mail.Server
	// From is who writes letters, Subject and Body are what is in them; see [Box].
	From, Subject, Body string
	// Location is the machine's own clock, for mailboxes without a zone.
	Location *time.Location
}

// Box is one mailbox.
type Box struct {
	Number, Name, Language, Zone string
	// PIN is the one of the file: its owner may choose another one, which counts until the file's is changed.
	PIN flows.Secret
	// Email are those who are told of new messages; Attach sends the sound along, DeleteMailed keeps it nowhere else.
	Email                []string
	Attach, DeleteMailed bool
	// MaxMessages is how many messages it may have, 0 for the settings' number.
	MaxMessages int
}

// box finds a mailbox.
func (s Settings) box(number string) (Box, bool) {
	for _, b := range s.Boxes {
		if b.Number == number {
			return b, true
		}
	}
	return Box{}, false
}

// most is how many messages a mailbox may have.
func (s Settings) most(b Box) int {
	if b.MaxMessages > 0 {
		return b.MaxMessages
	}
	return s.MaxMessages
}

// device is that of a mailbox, "" for none.
func (s Settings) device(number string) string {
	return strings.ReplaceAll(s.Device, "{mailbox}", number)
}
