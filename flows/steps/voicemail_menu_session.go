package steps

import (
	"context"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// session is one caller in their mailbox. It goes over the messages that the
// folder had when it was opened: by their names, as others may come and go.
type session struct {
	talk
	number   string
	box      flows.Mailbox
	folder   string
	messages []flows.VoiceMessage
	// current is the message that keys refer to, -1 before the first.
	current int
	gone    map[string]bool
	takes   int
	// calls tells that the flow calls back who left a message; callback is whom.
	calls    bool
	callback string
}

// know asks what is known of the mailbox.
func (s *session) know(ctx context.Context) (flows.Mailbox, error) {
	asterisk := s.run.Call().Asterisk
	box, err := reach(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) (flows.Mailbox, error) {
		box, found, err := boxes.Mailbox(ctx, s.number, asterisk)
		if err == nil && !found {
			err = flows.ErrNoMailbox
		}
		return box, err
	})
	if err == nil {
		s.box = box
	}
	return box, err
}

// open opens the folder.
func (s *session) open(ctx context.Context) error {
	if _, err := s.know(ctx); err != nil {
		return err
	}
	asterisk := s.run.Call().Asterisk
	messages, err := reach(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) ([]flows.VoiceMessage, error) {
		return boxes.Messages(ctx, s.number, s.folder, asterisk)
	})
	s.messages, s.current, s.gone = messages, -1, map[string]bool{}
	return err
}

// lead tells what there is, and does what the caller wants until they leave.
func (s *session) lead(ctx context.Context) error {
	command, err := s.key(ctx, s.commands(), noWait, s.introduction()...)
	for silent := 0; err == nil && command != '#' && s.callback == ""; {
		if command != none && command != other {
			silent = 0
			command, err = s.do(ctx, command)
			continue
		}
		if silent++; silent > menuRepeats {
			return nil
		}
		command, err = s.key(ctx, s.commands(), menuTime, s.instructions(false)...)
	}
	return err
}

// commands are the keys that mean something now.
func (s *session) commands() string {
	keys := "02*#"
	if len(s.messages) > 0 {
		keys += "146"
	}
	if s.current >= 0 {
		keys += "35789"
	}
	return keys
}

// do carries out a command and tells what came of it; a key that is pressed meanwhile is the next command.
func (s *session) do(ctx context.Context, command digits.Key) (digits.Key, error) {
	wait, prompts := noWait, []string(nil)
	var err error
	switch command {
	case '1':
		return s.play(ctx, 0)
	case '4':
		if s.current > 0 {
			return s.play(ctx, s.current-1)
		}
		prompts = []string{"vm-nomore"}
	case '5':
		return s.play(ctx, s.current)
	case '6':
		if s.current < len(s.messages)-1 {
			return s.play(ctx, s.current+1)
		}
		prompts = []string{"vm-nomore"}
	case '2':
		prompts, err = s.changeFolder(ctx)
	case '3':
		return s.advanced(ctx)
	case '7':
		prompts, err = s.discard(ctx)
	case '8':
		prompts, err = s.forward(ctx)
	case '9':
		prompts, err = s.save(ctx)
	case '0':
		err = s.options(ctx)
	default:
		wait, prompts = menuTime, s.instructions(true)
	}
	if err != nil || len(prompts) == 0 {
		return none, err
	}
	return s.key(ctx, s.commands(), wait, prompts...)
}

// introduction tells how many messages there are.
func (s *session) introduction() []string {
	switch {
	case s.folder != flows.FolderNew:
		return append(s.howMany(len(s.messages)), "vm-"+s.folder, plural(len(s.messages)))
	case s.box.New == 0 && s.box.Old == 0:
		return []string{"vm-youhave", "vm-no", "vm-messages"}
	}
	prompts := []string{"vm-youhave"}
	if s.box.New > 0 {
		prompts = append(prompts, "number:"+strconv.Itoa(s.box.New), "vm-INBOX")
		if s.box.Old == 0 {
			return append(prompts, plural(s.box.New))
		}
		prompts = append(prompts, "vm-and")
	}
	return append(prompts, "number:"+strconv.Itoa(s.box.Old), "vm-Old", plural(s.box.Old))
}

func (s *session) howMany(n int) []string {
	if n == 0 {
		return []string{"vm-youhave", "vm-no"}
	}
	return []string{"vm-youhave", "number:" + strconv.Itoa(n)}
}

func plural(n int) string {
	if n == 1 {
		return "vm-message"
	}
	return "vm-messages"
}

// instructions tell the keys that mean something now, or with all, those of the beginning too.
func (s *session) instructions(all bool) []string {
	var prompts []string
	if s.current < 0 || all {
		if len(s.messages) > 0 {
			prompts = append(prompts, "vm-onefor", "vm-"+s.folder, plural(len(s.messages)))
		}
		prompts = append(prompts, "vm-opts")
	}
	if s.current >= 0 {
		if s.current > 0 {
			prompts = append(prompts, "vm-prev")
		}
		if prompts = append(prompts, "vm-repeat", "vm-advopts"); s.current < len(s.messages)-1 {
			prompts = append(prompts, "vm-next")
		}
		deletion := "vm-delete"
		if s.gone[s.messages[s.current].ID] {
			deletion = "vm-undelete"
		}
		prompts = append(prompts, deletion, "vm-toforward", "vm-savemessage")
	}
	return append(prompts, "vm-helpexit")
}

// whichFolder asks for a folder, "" for none.
func (s *session) whichFolder(ctx context.Context, prompt string) (string, error) {
	prompts, keys := []string{prompt}, "#*"
	for i, name := range flows.Folders() {
		prompts = append(prompts, "vm-press", "digits:"+strconv.Itoa(i), "vm-for", "vm-"+name, "vm-messages")
		keys += strconv.Itoa(i)
	}
	key, err := s.key(ctx, keys, menuTime, append(prompts, "vm-tocancel")...)
	if err != nil || !strings.ContainsRune("01234", rune(key)) {
		return "", err
	}
	return flows.Folders()[key-'0'], nil
}

func (s *session) changeFolder(ctx context.Context) (prompts []string, err error) {
	folder, err := s.whichFolder(ctx, "vm-changeto")
	if err != nil || folder == "" {
		return nil, err
	}
	s.folder = folder
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	return append(s.howMany(len(s.messages)), "vm-"+s.folder, plural(len(s.messages))), nil
}

// save puts the message into a folder.
func (s *session) save(ctx context.Context) (prompts []string, err error) {
	folder, err := s.whichFolder(ctx, "vm-savefolder")
	if err != nil || folder == "" {
		return nil, err
	}
	id := s.messages[s.current].ID
	err = tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
		return boxes.File(ctx, s.number, id, folder)
	})
	return []string{"vm-message", "number:" + strconv.Itoa(s.current+1), "vm-savedto", "vm-" + folder, "vm-messages"}, err
}

// discard deletes the message, or brings it back.
func (s *session) discard(ctx context.Context) (prompts []string, err error) {
	id := s.messages[s.current].ID
	gone := !s.gone[id]
	err = tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
		return boxes.Discard(ctx, s.number, id, gone)
	})
	if err != nil {
		return nil, err
	}
	if s.gone[id] = gone; gone {
		return []string{"vm-deleted"}, nil
	}
	return []string{"vm-undeleted"}, nil
}

// forward puts a copy into another mailbox.
func (s *session) forward(ctx context.Context) (prompts []string, err error) {
	ask := []string{"vm-forward"}
	for range menuRepeats {
		to, err := s.talk.number(ctx, ask...)
		if err != nil || to == "" || to[0] == '*' {
			return nil, err
		}
		id := s.messages[s.current].ID
		err = tell(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) error {
			return boxes.Forward(ctx, s.number, id, to)
		})
		switch {
		case err == nil:
			return []string{"vm-msgsaved"}, nil
		case isFull(err):
			return []string{"vm-mailboxfull"}, nil
		case !isNoMailbox(err):
			return nil, err
		}
		ask = []string{"vm-nobox", "vm-forward"}
	}
	return []string{"vm-nobox"}, nil
}
