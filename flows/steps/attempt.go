package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// entry is one answer: what was keyed in, and how it ended.
type entry struct {
	value      string
	verdict    digits.Verdict
	terminator digits.Key
}

// awaited tells that who was asked has keyed in nothing yet: the answer may come a moment too late.
func (e entry) awaited() bool {
	return e.verdict == digits.NoInput || e.verdict == digits.EmptyTerminated
}

// timeouts are the three waits of an entry.
type timeouts struct{ first, inter, term time.Duration }

func (q *asking) timeouts(r *flows.Run) (timeouts, error) {
	var t timeouts
	var err error
	if t.first, err = q.first.Eval(r); err != nil {
		return t, err
	}
	if t.inter, err = q.inter.Eval(r); err != nil {
		return t, err
	}
	t.term, err = q.term.Eval(r)
	return t, err
}

// attempt asks once: keys typed ahead, then the prompt, then the waits. asked tells that the caller has been asked
// already, and that what they have keyed in since is the answer.
func (q *asking) attempt(ctx context.Context, r *flows.Run, prompt []string, asked bool) (entry, error) {
	a, err := q.keying(ctx, r, len(prompt) > 0, asked)
	if err != nil {
		return entry{}, err
	}
	if a.open() && a.value == "" && len(prompt) > 0 {
		if err := a.hear(ctx, prompt); err != nil {
			return entry{}, err
		}
	}
	if err := a.wait(ctx); err != nil {
		return entry{}, err
	}
	return a.entry, nil
}

// keying begins an entry, with the keys that were typed ahead.
func (q *asking) keying(ctx context.Context, r *flows.Run, hasPrompt, asked bool) (*keying, error) {
	t, err := q.timeouts(r)
	if err != nil {
		return nil, err
	}
	a := &keying{asking: q, run: r, timeouts: t}
	r.Want(a.wants)
	if err := q.typedAhead(ctx, r, hasPrompt, asked); err != nil {
		return nil, err
	}
	r.Ask(a.wants)
	for a.open() && r.Keys().Len() > 0 {
		if a.verdict == digits.Full && !a.terminates(digits.Key(r.Keys().Keys()[0])) {
			a.verdict = digits.Complete // what follows belongs to the next question
			break
		}
		key, _ := r.PopAhead()
		a.press(key, r.Now())
	}
	r.TellAhead()
	return a, nil
}

// typedAhead fetches the keys that were pressed before, and throws them away
// where the question does not want them. Those of a caller who has been asked already are no such keys: they answer,
// and without them the rest of the answer would be a wrong one.
func (q *asking) typedAhead(ctx context.Context, r *flows.Run, hasPrompt, asked bool) error {
	if err := drain(ctx, r); err != nil {
		return err
	}
	typeahead, err := q.typeahead.Eval(r)
	if err != nil {
		return err
	}
	flush, err := q.flush.Eval(r)
	if err != nil {
		return err
	}
	if (flush || !typeahead || q.secret) && !asked || q.bargein == bargeinNone && hasPrompt {
		r.Keys().Clear()
	}
	return nil
}

// drain puts the keys that have arrived already into the type-ahead buffer.
func drain(ctx context.Context, r *flows.Run) error {
	for {
		event, err := r.Next(ctx, r.Now())
		if err != nil || event.Kind == flows.TimeUp {
			return err
		}
		if event.Kind == flows.KeyPressed {
			r.Keys().Push(event.Key, event.At)
		}
	}
}

// keying is an entry while it grows.
type keying struct {
	entry
	asking   *asking
	run      *flows.Run
	timeouts timeouts
	deadline time.Time
}

func (k *keying) open() bool { return k.verdict.Waiting() }

// wants tells whether a key belongs to the answer: digits and terminators where
// any digits will do, else those that may begin an answer, and all once it has begun.
func (k *keying) wants(key digits.Key) bool {
	if k.asking.takesAll {
		return true
	}
	if rule := k.asking.matcher.Rule(); len(rule.Choices)+len(rule.Patterns)+len(rule.Values) == 0 {
		return key >= '0' && key <= '9' || k.terminates(key)
	}
	return k.value != "" || k.asking.matcher.Viable(key)
}

func (k *keying) terminates(key digits.Key) bool { return k.asking.matcher.Rule().Terminators.Has(key) }

// press takes one key, pressed at that time.
func (k *keying) press(key digits.Key, at time.Time) {
	if k.verdict == digits.Full && !k.terminates(key) {
		k.verdict = digits.Complete // the entry was as long as it may be: the key belongs to what comes next
		k.run.Keys().Push(key, at)
		return
	}
	outcome := k.asking.matcher.Press(k.value, key)
	k.value, k.verdict, k.terminator = outcome.Entry, outcome.Verdict, outcome.Terminator
	k.deadline = at.Add(k.timeouts.inter)
	if k.verdict == digits.Full {
		k.deadline = at.Add(k.timeouts.term)
		if k.timeouts.term == 0 {
			k.verdict = digits.Complete
		}
	}
	if k.verdict == digits.Complete && k.terminator == 0 { // many press it out of habit
		k.run.Swallow(k.asking.matcher.Rule().Terminators, at.Add(k.timeouts.inter))
	}
}

// hear plays the prompt until it ends or a key stops it.
func (k *keying) hear(ctx context.Context, prompt []string) error {
	playback, err := k.run.Play(ctx, prompt)
	if err != nil {
		return err
	}
	for {
		event, err := k.run.Next(ctx, time.Time{})
		switch {
		case err != nil:
			return err
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			return nil
		case event.Kind != flows.KeyPressed || k.asking.bargein == bargeinNone:
		case k.asking.bargein == bargeinValid && !k.asking.matcher.Viable(event.Key):
		case k.swallowed(event):
		default:
			k.press(event.Key, event.At)
			return k.run.Stop(ctx, playback)
		}
	}
}

// swallowed tells whether the key is the late terminator of the entry before.
func (k *keying) swallowed(event *flows.Event) bool {
	switch k.run.Keys().Push(event.Key, event.At) {
	case digits.Swallowed, digits.Refused:
		return true
	}
	_, _ = k.run.Keys().Pop()
	return false
}

// wait waits for keys until the entry is finished or a timeout finishes it.
func (k *keying) wait(ctx context.Context) error {
	if k.open() && k.value == "" {
		k.deadline = k.run.Now().Add(k.timeouts.first)
	}
	for k.open() {
		event, err := k.run.Next(ctx, k.deadline)
		if err != nil {
			return err
		}
		switch event.Kind {
		case flows.TimeUp:
			k.verdict = k.asking.matcher.AtTimeout(k.value)
		case flows.KeyPressed:
			if k.value != "" || !k.swallowed(event) {
				k.press(event.Key, event.At)
			}
		}
	}
	return nil
}
