package steps

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

func isFull(err error) bool { return errors.Is(err, flows.ErrMailboxFull) }

// play makes a message the current one and plays it, with its place and its
// envelope before; a key pressed meanwhile is the next command. A new message is
// an old one from now on.
func (s *session) play(ctx context.Context, which int) (digits.Key, error) {
	s.current = which
	message := s.messages[which]
	prompts := append(s.place(which), s.envelope(message)...)
	if message.Media == "" {
		s.run.Log("warn", "the message "+message.ID+" of the mailbox "+s.number+" is kept by the Asterisk "+
			message.Recording.Asterisk+", and cannot be played on this one")
		prompts = append(prompts, "vm-sorry")
	}
	if s.folder == flows.FolderNew && message.Media != "" && !s.gone[message.ID] {
		err := tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
			return boxes.File(ctx, s.number, message.ID, flows.FolderOld)
		})
		if err != nil {
			return none, err
		}
	}
	key, err := s.key(ctx, s.commands(), noWait, prompts...)
	if err != nil || key != none || message.Media == "" {
		return key, err
	}
	return s.listen(ctx, message.Media)
}

// place tells which of the messages it is.
func (s *session) place(which int) []string {
	switch {
	case which == 0:
		return s.urgent(which, "vm-first", "vm-message")
	case which == len(s.messages)-1:
		return s.urgent(which, "vm-last", "vm-message")
	}
	return s.urgent(which, "vm-message", "number:"+strconv.Itoa(which+1))
}

func (s *session) urgent(which int, prompts ...string) []string {
	if s.messages[which].Urgent {
		return append([]string{"vm-Urgent"}, prompts...)
	}
	return prompts
}

// envelope tells when a message came, who left it, and how long it is if that is long.
func (s *session) envelope(message flows.VoiceMessage) []string {
	moment := "datetime;year=no"
	if zone := s.box.Zone; zone != "" {
		moment += ";zone=" + zone
	}
	prompts := []string{"vm-received", moment + ":" + message.At.Format(time.RFC3339)}
	if number := spoken(message.From); number != "" {
		prompts = append(prompts, "vm-from-phonenumber", "digits:"+number)
	} else {
		prompts = append(prompts, "vm-from", "vm-unknown-caller")
	}
	if message.Took >= minuteSaid {
		minutes := int(message.Took.Round(time.Minute) / time.Minute)
		prompts = append(prompts, "vm-duration", "number:"+strconv.Itoa(minutes), "vm-minutes")
	}
	return prompts
}

// spoken are the digits of a caller's number: it comes from outside, and may be anything.
func spoken(number string) string {
	kept := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, number)
	if len(kept) > mailboxDigitsMax {
		kept = kept[:mailboxDigitsMax]
	}
	return kept
}
