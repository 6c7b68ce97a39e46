package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func voicemailSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "voicemail",
		Pace:    flows.Waiting,
		Summary: "Takes a message for a mailbox.",
		Doc: "Plays the mailbox's greeting and records a message after the tone, as `VoiceMail` does: until #, silence, " +
			"the greatest length, or the caller hangs up, who is then the usual case; the message is kept then as well. " +
			"The temporary greeting goes first, where one was recorded; then the one that `greeting` names; else the " +
			"mailbox's name, or its number, with Asterisk's own words. While the greeting plays, # goes on to the tone " +
			"at once, 0 takes `on_operator` and * takes `on_assistant`, each only where it is there. With `review` the " +
			"caller may listen (2), speak again (3), mark the message as urgent (4), and save it (1). A step that is " +
			"taken up after a crash saves what was said until then. See [voicemail](../voicemail.md).",
		Short: "mailbox",
		Fields: []flows.Field{
			{Name: "mailbox", Type: flows.Naming("mailbox"), Required: true, Doc: "The number of the mailbox."},
			{Name: "greeting", Type: flows.OneOf("unavailable", "busy", "temporary", "none"), Default: "unavailable",
				Doc: "Why nobody answers; `temporary` is the temporary greeting or, without one, that of `unavailable`; " +
					"`none` goes to the tone."},
			{Name: "instructions", Type: flows.Bool, Default: "true", Doc: "Whether to say what to do after the tone."},
			{Name: "max", Type: flows.Duration, Doc: "The greatest length; that of `voicemail.max` without it."},
			{Name: "min", Type: flows.Duration,
				Doc: "What is shorter is not kept; `voicemail.min` without it."},
			{Name: "silence", Type: flows.Duration,
				Doc: "How long a silence ends the message; `voicemail.silence` without it, 0s for never."},
			{Name: "review", Type: flows.Bool, Default: "false", Doc: "Whether the caller may listen and speak again."},
			{Name: "on_operator", Type: flows.Steps, Doc: "Steps for a caller who presses 0."},
			{Name: "on_assistant", Type: flows.Steps, Doc: "Steps for a caller who presses * during the greeting."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`success` with a message, `userexit` when the caller left none, `failed`."},
			{Name: "reason", Zero: "", Doc: "Why there is no message: `unknown` mailbox, `full`, `short`, `operator`, " +
				"`assistant` or `recording`."},
			{Name: "mailbox", Zero: "", Doc: "The mailbox's number."},
			{Name: "message", Zero: "", Doc: "The name of the message."},
			{Name: "duration", Zero: time.Duration(0), Doc: "How long it is."},
			{Name: "urgent", Zero: false, Doc: "Whether it is urgent."},
		},
		Example: "- voicemail:\n    mailbox: \"100\"\n    greeting: busy\n    review: true\n" +
			"    on_operator: {continue: operator}\n- hangup\n",
		New: newVoicemail,
	}
}

type voicemail struct {
	mailbox               flows.Value[string]
	greeting              string
	instructions, review  flows.Value[bool]
	max, min, silence     flows.Value[time.Duration]
	hasMax, hasMin, hasSi bool
	operator, assistant   *flows.Block
}

func newVoicemail(a flows.Args) flows.Step {
	span := func(name string) flows.Value[time.Duration] { return flows.Get[flows.Value[time.Duration]](a, name) }
	return voicemail{mailbox: flows.Get[flows.Value[string]](a, "mailbox"), greeting: flows.Get[string](a, "greeting"),
		instructions: flows.Get[flows.Value[bool]](a, "instructions"), review: flows.Get[flows.Value[bool]](a, "review"),
		max: span("max"), min: span("min"), silence: span("silence"),
		hasMax: a.Has("max"), hasMin: a.Has("min"), hasSi: a.Has("silence"),
		operator: flows.Get[*flows.Block](a, "on_operator"), assistant: flows.Get[*flows.Block](a, "on_assistant")}
}

// Ways are that behind the step, to the operator and to the assistant.
func (v voicemail) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("", flows.Advance())}
	for _, block := range []*flows.Block{v.operator, v.assistant} {
		if block != nil {
			ways = append(ways, flows.WayOf(block.Label(), flows.Enter(block)))
		}
	}
	return ways
}

// leavingState is what is written down before a message is recorded.
type leavingState struct {
	Message flows.VoiceMessage `json:"message"`
}

func (v voicemail) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	number, err := v.mailbox.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	asterisk := r.Call().Asterisk
	box, err := reach(ctx, r, func(ctx context.Context, boxes flows.Mailboxes) (flows.Mailbox, error) {
		box, found, err := boxes.Mailbox(ctx, number, asterisk)
		if err == nil && !found {
			err = flows.ErrNoMailbox
		}
		return box, err
	})
	l := &leaving{talk: talk{r}, step: v, box: box}
	l.message.Mailbox = number
	var saved leavingState
	switch {
	case isNoMailbox(err):
		r.Log("error", "there is no mailbox "+shown(number))
		return l.end("failed", "unknown"), nil
	case err != nil:
		return flows.Next{}, err
	}
	if err = l.settle(r); err != nil {
		return flows.Next{}, err
	}
	if r.Load(&saved) && !r.Returned() {
		return l.takeUp(ctx, saved.Message)
	}
	if err = r.Answer(ctx); err != nil {
		return flows.Next{}, err
	}
	return l.begin(ctx)
}
