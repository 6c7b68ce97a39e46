package steps

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// dialable is a number that can be called back: what callers tell of themselves comes from outside, and may be
// anything.
var dialable = regexp.MustCompile(`^\+?[0-9]{1,20}$`)

// boxNumber is what can be a mailbox's number.
var boxNumber = regexp.MustCompile(`^[0-9]{1,20}$`)

// advanced is what else can be done with a message, by the keys of VoiceMailMain. Any other key is the next command of
// the menu.
func (s *session) advanced(ctx context.Context) (digits.Key, error) {
	message := s.messages[s.current]
	sender, has, err := s.sender(ctx, message)
	if err != nil {
		return none, err
	}
	calls := s.calls && dialable.MatchString(message.From)
	for range menuRepeats {
		var prompts []string
		keys := "3*"
		if has {
			prompts, keys = append(prompts, "vm-toreply"), keys+"1"
		}
		if calls {
			prompts, keys = append(prompts, "vm-tocallback"), keys+"2"
		}
		others := strings.Map(func(c rune) rune {
			if strings.ContainsRune("12"+keys, c) {
				return -1
			}
			return c
		}, s.commands())
		key, err := s.key(ctx, keys+others, menuTime, append(prompts, "vm-tohearenv", "vm-starmain")...)
		switch {
		case err != nil:
			return none, err
		case key == none || key == other:
			continue
		case key == '1':
			return none, s.answer(ctx, sender)
		case key == '2':
			s.callback = message.From
			return none, nil
		case key == '3':
			return s.key(ctx, s.commands(), noWait, s.envelope(message)...)
		case key == '*':
			return none, nil
		}
		return key, nil
	}
	return none, nil
}

// sender is the mailbox of who left a message, if they have one that is not the listener's own.
func (s *session) sender(ctx context.Context, message flows.VoiceMessage) (flows.Mailbox, bool, error) {
	if !boxNumber.MatchString(message.From) || message.From == s.number {
		return flows.Mailbox{}, false, nil
	}
	box, err := reach(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) (flows.Mailbox, error) {
		box, found, err := boxes.Mailbox(ctx, message.From, s.run.Call().Asterisk)
		if err == nil && !found {
			err = flows.ErrNoMailbox
		}
		return box, err
	})
	if isNoMailbox(err) {
		return flows.Mailbox{}, false, nil
	}
	return box, err == nil, err
}

// answer leaves a message of the listener in the mailbox of another. Should they hang up, it is kept as far as it was
// said.
func (s *session) answer(ctx context.Context, to flows.Mailbox) error {
	s.takes++
	rules := to.Rules
	l := &leaving{talk: s.talk, box: to, max: rules.Max, min: rules.Min, silence: rules.Silence, review: true, reply: true}
	id := occasionName(s.run.Occasion() + "/reply/" + strconv.Itoa(s.takes) + "/" + s.run.Now().String())
	l.message = flows.VoiceMessage{ID: id, Mailbox: to.Number, From: s.number, FromName: s.box.Name,
		Recording: flows.StoredRecording{Asterisk: s.run.Call().Asterisk, Format: rules.Format,
			Name: "voicemail/" + to.Number + "/" + id}}
	if to.Full {
		return s.say(ctx, "vm-mailboxfull")
	}
	_, err := l.keepPlace(ctx)
	return err
}
