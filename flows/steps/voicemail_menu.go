package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func voicemailMenuSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "voicemail_menu",
		Pace:    flows.Waiting,
		Summary: "Lets the owner of a mailbox listen to their messages.",
		Doc: "Asks for mailbox and PIN and then is the menu that users of `VoiceMailMain` know: 1 plays the messages of " +
			"the folder, 2 changes the folder, 0 leads to greetings, name and PIN, * helps and # leaves. With a message, and " +
			"while it plays: 3 leads to what else can be done with it, 4 goes to the one before, 5 repeats it, 6 goes to " +
			"the next, 7 deletes it or brings it back, 8 forwards it, 9 puts it into a folder. Behind 3, 1 leaves a reply " +
			"in the mailbox of who left the message, if they have one; 2 takes `on_callback`, where it is there, and " +
			"whoever left the message told a number; 3 tells who left it and when; * leads back. While the message itself " +
			"plays, * winds it back by three seconds, # ahead, 0 pauses it and has it go on, 2 begins it anew. Messages " +
			"that were listened to are in the folder Old from then on. Wrong PINs are counted for the mailbox, whatever " +
			"calls they come from; after too many of them not even the right one opens it, for some time: see " +
			"`voicemail.lock_after`. What the caller enters is never told, and while the step asks, hotkeys do not count. See " +
			"[voicemail](../voicemail.md).",
		Short: "mailbox", Bare: true,
		Fields: []flows.Field{
			{Name: "mailbox", Type: flows.Naming("mailbox"),
				Doc: "The number of the mailbox; the caller is asked without it."},
			{Name: "pin", Type: flows.Bool, Default: "true",
				Doc: "Whether the PIN is asked for. Without it whoever reaches the step with that mailbox's number is in."},
			{Name: "attempts", Type: flows.Whole, Default: "3", Doc: "How often the caller may try, from 1."},
			{Name: "on_callback", Type: flows.Steps, Doc: "Steps that call back who left a message; `steps.ID.callback` is " +
				"their number. What may be dialled is the business of `outbound`, as ever."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`done`, `callback` on the way to `on_callback`, or `failed` when the caller did " +
				"not get in."},
			{Name: "reason", Zero: "", Doc: "Why not: `pin`, `locked` after too many wrong PINs, `noinput`, `unknown`, " +
				"a mailbox that the file names and that is not there, or `away`, when nobody could look into mailboxes just " +
				"then; the caller hears an apology."},
			{Name: "mailbox", Zero: "", Doc: "The mailbox's number."},
			{Name: "callback", Zero: "", Doc: "The number to call back: digits, and + before them at most."},
			{Name: "new", Zero: 0, Doc: "How many new messages were left when the caller left."},
		},
		Example: "- voicemail_menu\n",
		New:     newVoicemailMenu,
	}
}

type voicemailMenu struct {
	mailbox  flows.Value[string]
	asks     bool
	pin      flows.Value[bool]
	attempts flows.Value[int]
	callback *flows.Block
}

func newVoicemailMenu(a flows.Args) flows.Step {
	m := voicemailMenu{mailbox: flows.Get[flows.Value[string]](a, "mailbox"), asks: !a.Has("mailbox"),
		pin: flows.Get[flows.Value[bool]](a, "pin"), attempts: flows.Get[flows.Value[int]](a, "attempts"),
		callback: flows.Get[*flows.Block](a, "on_callback")}
	if pin, fixed := m.pin.Constant(); m.asks && fixed && !pin {
		a.Errorf("pin", "missing-field", "without a PIN the step needs a mailbox: else every caller could enter any")
	}
	if n, fixed := m.attempts.Constant(); fixed && n < 1 {
		a.Errorf("attempts", "wrong-type", "attempts must be a whole number from 1")
	}
	return m
}

// AsksSecret tells that it asks for a PIN.
func (m voicemailMenu) AsksSecret() bool { return true }

// Ways are that behind the step, and to those who call back.
func (m voicemailMenu) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("", flows.Advance())}
	if m.callback != nil {
		ways = append(ways, flows.WayOf(m.callback.Label(), flows.Enter(m.callback)))
	}
	return ways
}

// enteredState tells, to one who takes the step up, that the caller is in.
type enteredState struct {
	Mailbox string `json:"mailbox"`
}

func (m voicemailMenu) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	if r.World().Mailboxes == nil {
		return flows.Next{}, flows.ErrNotHere
	}
	if err := r.Answer(ctx); err != nil {
		return flows.Next{}, err
	}
	s := &session{talk: talk{r}, current: -1, folder: flows.FolderNew, calls: m.callback != nil}
	next, err := m.visit(ctx, s)
	if !isAway(err) {
		return next, err
	}
	r.Log("error", "the caller could not get into their mailbox: "+err.Error())
	r.SetResult(map[string]any{"status": "failed", "reason": "away", "mailbox": s.number})
	return flows.Advance(), s.say(ctx, "vm-sorry", "vm-goodbye")
}

// visit has the caller get in, and leads them.
func (m voicemailMenu) visit(ctx context.Context, s *session) (flows.Next, error) {
	r := s.run
	var entered enteredState
	if r.Load(&entered) && !r.Returned() {
		s.number = entered.Mailbox
	} else if reason, err := m.enter(ctx, s); err != nil {
		return flows.Next{}, err
	} else if reason != "" {
		r.SetResult(map[string]any{"status": "failed", "reason": reason, "mailbox": s.number})
		return flows.Advance(), nil
	}
	if err := r.Save(enteredState{s.number}); err != nil {
		return flows.Next{}, err
	}
	if err := s.open(ctx); err != nil {
		return flows.Next{}, err
	}
	if err := s.lead(ctx); err != nil {
		return flows.Next{}, err
	}
	box, err := s.know(ctx)
	if err != nil {
		return flows.Next{}, err
	}
	if s.callback != "" {
		r.SetResult(map[string]any{"status": "callback", "mailbox": s.number, "new": box.New, "callback": s.callback})
		return flows.Enter(m.callback), nil
	}
	r.SetResult(map[string]any{"status": "done", "mailbox": s.number, "new": box.New})
	return flows.Advance(), s.say(ctx, "vm-goodbye")
}

// enter has the caller get in; a reason tells why they did not. All keys are
// masked, those of the mailbox's number too: a PIN may be typed behind it at once.
func (m voicemailMenu) enter(ctx context.Context, s *session) (reason string, err error) {
	r := s.run
	r.Mask()
	defer r.Unmask()
	if s.number, err = m.mailbox.Eval(r); err != nil {
		return "", err
	}
	asksPIN, err := m.pin.Eval(r)
	if err != nil {
		return "", err
	}
	attempts, err := m.attempts.Eval(r)
	if err != nil {
		return "", err
	}
	if !m.asks {
		_, err := s.know(ctx)
		if isNoMailbox(err) {
			r.Log("error", "there is no mailbox "+shown(s.number))
			return "unknown", s.say(ctx, "vm-incorrect-mailbox")
		}
		if err != nil || !asksPIN {
			return "", err
		}
	}
	which, reason := "vm-login", "noinput"
	for range max(attempts, 1) {
		unlocking, tried, err := m.tryOnce(ctx, s, which)
		switch {
		case err != nil:
			return "", err
		case unlocking == flows.Unlocked:
			return "", nil
		case unlocking == flows.Locked:
			return "locked", s.say(ctx, "vm-incorrect", "vm-goodbye")
		case tried:
			reason = "pin"
		}
		r.Keys().Clear()
		which = "vm-incorrect-mailbox"
		if !m.asks {
			if err := s.say(ctx, "vm-incorrect"); err != nil {
				return "", err
			}
		}
	}
	return reason, s.say(ctx, "vm-goodbye")
}

// tryOnce asks for mailbox and PIN. A mailbox that is not there is asked for its
// PIN as others are: callers shall not find out which there are.
func (m voicemailMenu) tryOnce(ctx context.Context, s *session, which string) (unlocking flows.Unlocking, tried bool,
	err error,
) {
	if m.asks {
		if s.number, err = s.talk.number(ctx, which); err != nil || s.number == "" {
			return flows.WrongPIN, false, err
		}
	}
	pin, err := s.talk.number(ctx, "vm-password")
	if err != nil || pin == "" {
		return flows.WrongPIN, false, err
	}
	sealed := flows.NewSecret(pin)
	defer flows.Wipe(sealed)
	unlocking, err = reach(ctx, s.run, func(ctx context.Context, boxes flows.Mailboxes) (flows.Unlocking, error) {
		return boxes.Unlock(ctx, s.number, sealed)
	})
	return unlocking, true, err
}
