package steps

import (
	"context"
	"strconv"

	"github.com/ariapp/ariapp/flows"
)

// options is the menu of greetings, name and PIN. All keys are masked: a PIN may be among them.
func (s *session) options(ctx context.Context) error {
	s.run.Mask()
	defer s.run.Unmask()
	for silent := 0; silent < menuRepeats; {
		key, err := s.key(ctx, "12345*#", menuTime, "vm-options")
		switch {
		case err != nil:
			return err
		case key == '1':
			err = s.greet(ctx, "unavailable", "vm-rec-unv")
		case key == '2':
			err = s.greet(ctx, "busy", "vm-rec-busy")
		case key == '3':
			err = s.greet(ctx, "name", "vm-rec-name")
		case key == '4':
			err = s.temporary(ctx)
		case key == '5':
			err = s.changePIN(ctx)
		case key == '*' || key == '#':
			return nil
		default:
			silent++
			continue
		}
		if err != nil {
			return err
		}
		silent = 0
	}
	return nil
}

// temporary records the temporary greeting, or removes it.
func (s *session) temporary(ctx context.Context) error {
	if _, err := s.know(ctx); err != nil {
		return err
	}
	keys, prompt := "1*#", "vm-tempgreeting"
	if s.box.Greetings["temporary"] != "" {
		keys, prompt = "12*#", "vm-tempgreeting2"
	}
	key, err := s.key(ctx, keys, menuTime, prompt)
	switch {
	case err != nil:
		return err
	case key == '1':
		return s.greet(ctx, "temporary", "vm-rec-temp")
	case key == '2':
		if err := s.setGreeting(ctx, "temporary", flows.StoredRecording{}); err != nil {
			return err
		}
		return s.say(ctx, "vm-tempremoved")
	}
	return nil
}

func (s *session) setGreeting(ctx context.Context, greeting string, recording flows.StoredRecording) error {
	return tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
		return boxes.Greet(ctx, s.number, greeting, recording)
	})
}

// greet records a greeting until the caller accepts it. What was not accepted is taken away.
func (s *session) greet(ctx context.Context, greeting, prompt string) error {
	rules := s.box.Rules
	s.takes++
	recording := flows.StoredRecording{Asterisk: s.run.Call().Asterisk, Format: rules.Format,
		Name: "voicemail/" + s.number + "/" + greeting + "-" +
			occasionName(s.run.Occasion()+"/"+strconv.Itoa(s.takes)+"/"+s.run.Now().String())}
	again := true
	for again {
		if err := s.say(ctx, prompt); err != nil {
			return err
		}
		took, err := s.record(ctx, flows.Recording{Name: recording.Name, Format: rules.Format, Max: rules.MaxGreeting,
			Silence: rules.Silence, IfExists: "overwrite"}, "")
		if err == nil && took.failed {
			return s.say(ctx, "vm-sorry")
		}
		accepted := false
		if err == nil {
			accepted, again, err = s.accepted(ctx, recording)
		}
		switch {
		case err != nil:
			s.waste(ctx, recording)
			return err
		case accepted:
			if err := s.setGreeting(ctx, greeting, recording); err != nil {
				return err
			}
			return s.say(ctx, "vm-msgsaved")
		}
	}
	err := tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
		return boxes.Withdraw(ctx, flows.VoiceMessage{Mailbox: s.number, Recording: recording})
	})
	if err != nil {
		return err
	}
	return s.say(ctx, "vm-deleted")
}

// waste takes a recording away that nobody will accept any more, though the call may be over.
func (s *session) waste(ctx context.Context, recording flows.StoredRecording) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leavingTime)
	defer cancel()
	err := s.run.World().Mailboxes.Withdraw(ctx, flows.VoiceMessage{Mailbox: s.number, Recording: recording})
	if err != nil {
		s.run.Log("warn", "a recording stays with Asterisk: "+err.Error())
	}
}

// accepted asks what becomes of a greeting.
func (s *session) accepted(ctx context.Context, recording flows.StoredRecording) (accepted, again bool, err error) {
	for range menuRepeats {
		key, err := s.key(ctx, "123*", menuTime, "vm-review")
		switch {
		case err != nil:
			return false, false, err
		case key == '1':
			return true, false, nil
		case key == '2':
			if err := s.say(ctx, "recording:"+recording.Name); err != nil {
				return false, false, err
			}
		case key == '3':
			return false, true, nil
		case key == '*':
			return false, false, nil
		}
	}
	return false, false, nil
}

// changePIN asks for a new PIN, twice.
func (s *session) changePIN(ctx context.Context) error {
	for range menuRepeats {
		pin, err := s.talk.number(ctx, "vm-newpassword")
		switch {
		case err != nil || pin == "":
			return err
		case len(pin) < s.box.Rules.PINLeast || spoken(pin) != pin:
			if err := s.say(ctx, "vm-invalid-password"); err != nil {
				return err
			}
			continue
		}
		again, err := s.talk.number(ctx, "vm-reenterpassword")
		if err != nil {
			return err
		}
		if again != pin {
			if err := s.say(ctx, "vm-mismatch"); err != nil {
				return err
			}
			continue
		}
		sealed := flows.NewSecret(pin)
		defer flows.Wipe(sealed)
		err = tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
			return boxes.SetPIN(ctx, s.number, sealed)
		})
		if err != nil {
			return err
		}
		return s.say(ctx, "vm-passchanged")
	}
	return nil
}
