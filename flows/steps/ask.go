package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// askState is what a question remembers between attempts; it is written down
// before each, so that a call taken up elsewhere has the attempts it had. What
// the caller keyed in is not in it.
type askState struct {
	Attempt int `json:"attempt"`
	Noinput int `json:"noinput"`
	Nomatch int `json:"nomatch"`
	// Quiet asks the next time without the prompt.
	Quiet bool `json:"quiet,omitempty"`
	// Last tells that the handler under way was for the last attempt.
	Last bool `json:"last,omitempty"`
	// Done tells that on_exhausted was taken.
	Done bool `json:"done,omitempty"`
	// Returned tells that the caller comes back to the question from inside of one of its answers.
	Returned bool `json:"returned,omitempty"`
	// Opened tells that the PIN in front of a menu was given.
	Opened bool      `json:"opened,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Began  time.Time `json:"began,omitzero"`
}

// asked is what came of a question: an answer or, when done, where the walk goes.
type asked struct {
	answer entry
	done   bool
	next   flows.Next
}

// leads says where the walk goes.
func (a *asked) leads(next flows.Next, err error) error {
	a.done, a.next = true, next
	return err
}

// ask asks until there is an answer, or something else to do. What came of it is there with a nil error. It is a
// pointer as calls wait in here for long: a Next by value is on the stack several times.
func (q *asking) ask(ctx context.Context, r *flows.Run, s *askState) (*asked, error) {
	a := &asked{}
	if err := q.goOn(ctx, r, s, a); a.done || err != nil {
		return a, err
	}
	for {
		prompt, err := q.prompt(r, s)
		if err != nil {
			return nil, err
		}
		// where nothing is asked aloud again, the question was what the caller has heard last, such as a handler's prompt
		asked := a.answer.awaited() || s.Attempt > 0 && len(prompt) == 0
		s.Attempt++
		if s.Attempt > 1 {
			r.Attempt(s.Attempt)
		}
		if a.answer, err = q.attempt(ctx, r, prompt, asked); err != nil {
			return nil, err
		}
		if q.accepts(a.answer) {
			r.AttemptEnded(s.Attempt, "ok")
			return a, nil
		}
		if err := q.failed(r, s, a); a.done || err != nil {
			return a, err
		}
	}
}

// goOn prepares the first attempt, unless nothing is to be asked any more.
func (q *asking) goOn(ctx context.Context, r *flows.Run, s *askState, a *asked) error {
	if s.Done {
		return a.leads(flows.Advance(), nil)
	}
	if s.Last {
		return a.leads(q.giveUp(r, s))
	}
	return q.begin(ctx, r, s)
}

// begin prepares the first attempt.
func (q *asking) begin(ctx context.Context, r *flows.Run, s *askState) error {
	if s.Began.IsZero() {
		s.Began = r.Now()
	}
	if q.secret {
		r.Mask()
	}
	answer, err := q.answer.Eval(r)
	if err == nil && answer {
		err = r.Answer(ctx)
	}
	return err
}

// accepts tells whether an entry answers the question.
func (q *asking) accepts(e entry) bool {
	switch e.verdict {
	case digits.Complete:
		return q.legal == nil || q.legal(e.value)
	case digits.EmptyTerminated:
		return q.legal != nil && q.legal("")
	}
	return false
}

// prompt is what to play at the coming attempt.
func (q *asking) prompt(r *flows.Run, s *askState) ([]string, error) {
	switch {
	case s.Quiet:
		return nil, nil
	case s.Returned && s.Attempt == 0 && q.short != nil:
		return r.Media(q.short)
	case len(q.prompts) == 0:
		return nil, nil
	}
	return r.Media(q.prompts[min(s.Attempt, len(q.prompts)-1)])
}

// failed counts an attempt that gave no answer and finds what to do: a handler,
// giving up, or (not done) asking again.
func (q *asking) failed(r *flows.Run, s *askState, a *asked) (err error) {
	e := a.answer
	event, own, count := "on_nomatch", q.onNomatch, 0
	switch e.verdict {
	case digits.NoInput, digits.EmptyTerminated:
		s.Noinput++
		s.Reason, event, own, count = "noinput", "on_noinput", q.onNoinput, s.Noinput
	default:
		s.Nomatch++
		s.Reason, count = "nomatch", s.Nomatch
		if e.verdict == digits.Partial {
			s.Reason = "partial"
		}
		r.Keys().Clear() // what was typed ahead of a wrong entry was meant for other questions
	}
	r.AttemptEnded(s.Attempt, s.Reason)
	q.report(r, s, s.Reason, e)
	if s.Last, err = q.exhausted(r, s); err != nil {
		return err
	}
	handler, err := r.Pick(event, own, count)
	if err != nil {
		return err
	}
	if handler == nil && s.Last {
		return a.leads(q.giveUp(r, s))
	}
	if s.Quiet = handler != nil && !handler.Replay; handler == nil {
		return r.Save(s)
	}
	return a.leads(flows.Enter(handler.Block), r.Keep(s))
}

// exhausted tells whether there is no further attempt.
func (q *asking) exhausted(r *flows.Run, s *askState) (bool, error) {
	for _, bound := range []struct {
		most flows.Value[int]
		had  int
	}{{q.attempts, s.Attempt}, {q.noinputs, s.Noinput}, {q.nomatchs, s.Nomatch}} {
		most, err := bound.most.Eval(r)
		if err != nil {
			return false, err
		}
		if most > 0 && bound.had >= most {
			return true, nil
		}
	}
	return false, nil
}

// giveUp takes on_exhausted, then goes on behind the step.
func (q *asking) giveUp(r *flows.Run, s *askState) (flows.Next, error) {
	q.report(r, s, "max_attempts", entry{})
	if q.secret {
		r.Keys().Clear() // keyed in while the last handler played, for this question: they answer no other one, in clear
	}
	handler, err := r.Pick("on_exhausted", q.onExhausted, 1)
	if err != nil || handler == nil {
		return flows.Advance().By("exhausted"), err
	}
	s.Done = true
	return flows.Enter(handler.Block), r.Keep(s)
}

// report sets the step's result.
func (q *asking) report(r *flows.Run, s *askState, status string, e entry) {
	result := map[string]any{"value": any(e.value), "status": status, "reason": s.Reason, "attempt": s.Attempt,
		"terminator": "", "duration": r.Now().Sub(s.Began)}
	if q.secret {
		result["value"] = flows.NewSecret(e.value)
	}
	if e.terminator != 0 {
		result["terminator"] = e.terminator.String()
	}
	if status == "ok" {
		result["reason"] = ""
		if q.fill != nil {
			q.fill(e.value, result)
		}
	}
	r.SetResult(result)
}
