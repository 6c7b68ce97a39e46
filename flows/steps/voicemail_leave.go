package steps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// leaving is one caller who leaves a message.
type leaving struct {
	talk
	step                 voicemail
	box                  flows.Mailbox
	message              flows.VoiceMessage
	max, min, silence    time.Duration
	instructions, review bool
	// reply tells that it is left from within another step, whose result it is not.
	reply bool
}

func isNoMailbox(err error) bool { return errors.Is(err, flows.ErrNoMailbox) }

// shown is a value as a log shows it: in one line, and not endless.
func shown(value string) string {
	return refused("it", value, "one").Error()[len("it must be one; found "):]
}

// settle computes what holds for this message.
func (l *leaving) settle(r *flows.Run) (err error) {
	v, rules := l.step, l.box.Rules
	if l.instructions, err = v.instructions.Eval(r); err != nil {
		return err
	}
	if l.review, err = v.review.Eval(r); err != nil {
		return err
	}
	l.max, l.min, l.silence = rules.Max, rules.Min, rules.Silence
	for _, own := range []struct {
		has   bool
		value flows.Value[time.Duration]
		into  *time.Duration
	}{{v.hasMax, v.max, &l.max}, {v.hasMin, v.min, &l.min}, {v.hasSi, v.silence, &l.silence}} {
		if own.has {
			if *own.into, err = own.value.Eval(r); err != nil {
				return err
			}
		}
	}
	call := r.Call()
	// A call that begins anew, as its process has died, leaves a message of its own.
	occasion := r.Occasion() + "/" + strconv.FormatInt(call.Started.UnixMilli(), 10)
	l.message = flows.VoiceMessage{ID: occasionName(occasion), Mailbox: l.box.Number, From: call.From,
		FromName: call.FromName}
	l.message.Recording = flows.StoredRecording{Asterisk: call.Asterisk, Format: rules.Format,
		Name: "voicemail/" + l.box.Number + "/" + l.message.ID}
	return nil
}

// occasionName is a name without odd characters for what a step does once.
func occasionName(occasion string) string {
	sum := sha256.Sum256([]byte(occasion))
	return hex.EncodeToString(sum[:10])
}

// begin plays the greeting, keeps a place for the message and records it.
func (l *leaving) begin(ctx context.Context) (flows.Next, error) {
	if l.box.Full {
		return l.full(ctx)
	}
	if prompts := l.greeting(); len(prompts) > 0 {
		key, err := l.key(ctx, l.keys("#", "*"), noWait, prompts...)
		switch {
		case err != nil:
			return flows.Next{}, err
		case key == '0':
			return l.exit("operator", l.step.operator), nil
		case key == '*':
			return l.exit("assistant", l.step.assistant), nil
		}
	}
	return l.keepPlace(ctx)
}

// keepPlace keeps a place for the message, and has it recorded.
func (l *leaving) keepPlace(ctx context.Context) (flows.Next, error) {
	l.message.At = l.run.Now()
	if !l.reply {
		if err := l.run.Save(leavingState{l.message}); err != nil {
			return flows.Next{}, err
		}
	}
	err := l.expect(ctx)
	if errors.Is(err, flows.ErrMailboxFull) {
		return l.full(ctx)
	}
	if err != nil {
		return flows.Next{}, err
	}
	return l.speak(ctx, false)
}

// expect keeps a place for the message: while a call of this process speaks it nobody ends its recording.
func (l *leaving) expect(ctx context.Context) error {
	expected := l.message
	expected.Took, expected.Call = l.max, l.run.Call().ID
	return tell(ctx, l.run, func(ctx context.Context, boxes flows.Mailboxes) error { return boxes.Expect(ctx, expected) })
}

// keys are those that mean something beside others: 0 and * where they lead somewhere.
func (l *leaving) keys(also, star string) string {
	if l.step.operator != nil {
		also += "0"
	}
	if l.step.assistant != nil {
		also += star
	}
	return also
}

// greeting is what the caller hears before the tone.
func (l *leaving) greeting() []string {
	var prompts []string
	own := l.box.Greetings
	switch kind := l.step.greeting; {
	case kind == "none":
	case own["temporary"] != "":
		prompts = append(prompts, own["temporary"])
	case kind == "busy" && own["busy"] != "":
		prompts = append(prompts, own["busy"])
	case kind != "busy" && own["unavailable"] != "":
		prompts = append(prompts, own["unavailable"])
	default:
		prompts = append(called(l.box), "vm-isunavail")
		if kind == "busy" {
			prompts[len(prompts)-1] = "vm-isonphone"
		}
	}
	if l.instructions {
		prompts = append(prompts, "vm-intro")
	}
	return prompts
}

// called is how a mailbox is called: by its owner's own voice, or by its number.
func called(box flows.Mailbox) []string {
	if name := box.Greetings["name"]; name != "" {
		return []string{name}
	}
	return []string{"vm-theperson", "digits:" + box.Number}
}

func (l *leaving) full(ctx context.Context) (flows.Next, error) {
	return l.end("failed", "full"), l.say(ctx, "vm-mailboxfull")
}

// end sets the step's result and goes on behind it.
func (l *leaving) end(status, reason string) flows.Next {
	if l.reply {
		return flows.Advance()
	}
	result := map[string]any{"status": status, "reason": reason, "mailbox": l.message.Mailbox}
	if status == "success" {
		result["message"], result["duration"], result["urgent"] = l.message.ID, l.message.Took, l.message.Urgent
	}
	l.run.SetResult(result)
	return flows.Advance()
}

// exit takes the way of 0 or *.
func (l *leaving) exit(reason string, block *flows.Block) flows.Next {
	l.end("userexit", reason)
	return flows.Enter(block)
}

// speak records until there is a message, or the caller wants none; goesOn tells that it is recorded already. What was
// said is saved when that ends before its time.
func (l *leaving) speak(ctx context.Context, goesOn bool) (flows.Next, error) {
	next, err := l.spoken(ctx, goesOn)
	if err != nil {
		l.rescue(ctx, err)
	}
	return next, err
}

func (l *leaving) spoken(ctx context.Context, goesOn bool) (flows.Next, error) {
	for again := range repeatMax {
		recording := flows.Recording{Name: l.message.Recording.Name, Format: l.box.Rules.Format, Max: l.max,
			Silence: l.silence, IfExists: "overwrite"}
		l.message.Took = 0
		var took take
		var err error
		if goesOn && again == 0 {
			took, err = l.recorded(ctx, recording, l.keys("", ""), l.message.At)
		} else {
			took, err = l.record(ctx, recording, l.keys("", ""))
		}
		l.message.Took = took.took
		switch {
		case err != nil:
			return flows.Next{}, err
		case took.failed:
			return l.drop(ctx, "failed", "recording")
		case took.key == '0':
			return l.toOperator(ctx)
		case took.took < l.min && l.review:
			if err := l.say(ctx, "vm-tooshort"); err != nil {
				return flows.Next{}, err
			}
			continue
		case took.took < l.min:
			return l.drop(ctx, "userexit", "short")
		case !l.review:
			return l.deliver(ctx, "auth-thankyou")
		}
		next, again, err := l.reviewed(ctx)
		if !again || err != nil {
			return next, err
		}
	}
	return l.deliver(ctx, "vm-msgsaved")
}

// reviewed has the caller decide what becomes of the message; again wants another one.
func (l *leaving) reviewed(ctx context.Context) (next flows.Next, again bool, err error) {
	for silent := 0; silent < menuRepeats; {
		prompt := "vm-review-urgent"
		if l.message.Urgent {
			prompt = "vm-review-nonurgent"
		}
		key, err := l.key(ctx, l.keys("1234", ""), menuTime, "vm-review", prompt)
		switch {
		case err != nil:
			return next, false, err
		case key == '1':
			next, err = l.deliver(ctx, "vm-msgsaved")
			return next, false, err
		case key == '2':
			err = l.say(ctx, "recording:"+l.message.Recording.Name)
		case key == '3':
			return next, true, nil
		case key == '4':
			l.message.Urgent = !l.message.Urgent
			err = l.say(ctx, marked(l.message.Urgent))
		case key == '0':
			next, err = l.toOperator(ctx)
			return next, false, err
		default:
			silent++
		}
		if err != nil {
			return next, false, err
		}
	}
	next, err = l.deliver(ctx, "vm-msgsaved")
	return next, false, err
}

func marked(urgent bool) string {
	if urgent {
		return "vm-marked-urgent"
	}
	return "vm-marked-nonurgent"
}

// toOperator asks whether to keep what was said, and leads to the operator.
func (l *leaving) toOperator(ctx context.Context) (flows.Next, error) {
	key, err := l.key(ctx, "1", menuTime, "vm-saveoper")
	if err != nil {
		return flows.Next{}, err
	}
	if key == '1' && l.message.Took >= l.min {
		_, err = l.deliver(ctx, "vm-msgsaved")
	} else if _, err = l.drop(ctx, "userexit", "operator"); err == nil {
		err = l.say(ctx, "vm-deleted")
	}
	return flows.Enter(l.step.operator), err
}

// deliver saves the message and tells so.
func (l *leaving) deliver(ctx context.Context, prompt string) (flows.Next, error) {
	err := tell(ctx, l.run, func(ctx context.Context, boxes flows.Mailboxes) error {
		return boxes.Deliver(ctx, l.message)
	})
	if err != nil {
		return flows.Next{}, err
	}
	next := l.end("success", "")
	l.message.ID = "" // it is safe: nothing is to be rescued
	return next, l.say(ctx, prompt)
}

// drop takes the message back.
func (l *leaving) drop(ctx context.Context, status, reason string) (flows.Next, error) {
	err := tell(ctx, l.run, func(ctx context.Context, boxes flows.Mailboxes) error {
		return boxes.Withdraw(ctx, l.message)
	})
	next := l.end(status, reason)
	if err == nil {
		l.message.ID = ""
	}
	return next, err
}

// rescue saves what was said when the step ends before its time, as it does
// when the caller hangs up. It is done though the call may be over, at once: there
// is nobody left who would wait. A call that goes on elsewhere takes the step up there.
func (l *leaving) rescue(ctx context.Context, err error) {
	r := l.run
	boxes, gone := r.World().Mailboxes, errors.Is(err, flows.ErrHangup)
	if l.message.ID == "" || boxes == nil || ctx.Err() != nil && !gone {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leavingTime)
	defer cancel()
	if !gone {
		_ = r.ChangeRecording(ctx, l.message.Recording.Name, flows.StopRecording)
	}
	if l.message.Took == 0 || l.message.Took < l.min {
		l.end("userexit", "short")
		err = boxes.Withdraw(ctx, l.message)
	} else {
		l.end("success", "")
		err = boxes.Deliver(ctx, l.message)
	}
	if err != nil {
		r.Log("error", "the message for the mailbox "+l.box.Number+" is delivered later: "+err.Error())
	}
}

// takeUp goes on with what was recorded before the call was taken up here. Of what is over by then nobody can tell how
// it ended: it is saved.
func (l *leaving) takeUp(ctx context.Context, message flows.VoiceMessage) (flows.Next, error) {
	r := l.run
	l.message = message
	goesOn, err := r.Records(ctx, message.Recording.Name)
	switch {
	case flows.IsFailure(ctx, err):
		r.Log("warn", "nobody can tell whether the message is recorded on: "+err.Error())
		_ = r.ChangeRecording(ctx, message.Recording.Name, flows.StopRecording)
	case err != nil:
		return flows.Next{}, err
	case goesOn:
		if err := l.expect(ctx); flows.IsFailure(ctx, err) {
			r.Log("warn", "the message may be cut off: "+err.Error())
		}
		return l.speak(ctx, true)
	}
	if l.message.Took = r.Now().Sub(message.At); l.message.Took < max(l.min, lateKey) { // it had hardly begun
		return l.keepPlace(ctx)
	}
	return l.deliver(ctx, "vm-msgsaved")
}
