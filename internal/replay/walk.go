package replay

import (
	"cmp"
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
)

// walk is a recorded call on its way through today's flows, with given keys. It
// is the phone's caller too.
type walk struct {
	setting scenario.Setting
	script  *script
	// keys are those of the acts, as they are tried.
	keys  []digits.Key
	phone *phone

	// marks is how many marks came as they were recorded, markAt when the last did.
	marks  int
	markAt time.Time
	// begun and over are when prompts of the present stretch began and ended.
	begun, over []time.Time
	// answered is when the call is answered, in the present stretch.
	answered time.Time
	// acted is how many acts are done, actedAt when each was.
	acted   int
	actedAt []time.Time

	facts  []flows.Fact
	end    *end
	played []played
	// told are the prompts that callees were played, lacks what the call has asked for and the journal does not tell.
	told    []played
	lacks   []string
	changed []Changed
	outcome flows.Outcome
	went    *flows.Place
	// place is where the call is in today's flows.
	place flows.Fact
}

// end is why a walk was stopped before the recorded call was over.
type end struct {
	// fact is what happened instead of the next mark; zero when there was nothing to compare with.
	fact flows.Fact
	// question is one that no recorded answer fits; hidden tells that there was an answer, which is not in the journal.
	question *question
	hidden   bool
	// waits is a queue in which the caller waits on, though the wait was over then.
	waits string
	// cause is the cause of the end that the recorded call did not have.
	cause string
}

// played is a list of prompts that today's call has played.
type played struct {
	media  []string
	at     time.Time
	length time.Duration
	// took is how much of it was heard; whole tells that this is all.
	took  time.Duration
	whole bool
	// acts is how many acts were done before.
	acts int
}

func newWalk(setting scenario.Setting, s *script, keys []digits.Key, start time.Time) *walk {
	w := &walk{setting: setting, script: s, keys: keys, markAt: start}
	w.phone = newPhone(w)
	return w
}

// run walks the call to its end, or to the first difference.
func (w *walk) run(ctx context.Context, route flows.Route) {
	info := w.script.entered.Call
	info.Started = info.Started.Add(w.markAt.Sub(w.script.start)) // what is drawn hangs on it
	info.Captures = route.Captures
	info.Language = cmp.Or(route.Language, info.Language)
	ctx, cancel := context.WithTimeout(ctx, walkTime)
	defer cancel()
	defer context.AfterFunc(ctx, w.phone.Detach)()
	w.outcome = flows.NewWalker(w.setting.Program, w.phone, flows.Options{Flow: route.Flow, Call: info, Vars: route.Vars,
		World: newAnswers(w).world(), Apology: w.setting.Apology, Observe: w.observe}).Run(w.phone.Context())
	w.went = w.phone.Went()
	if cause := w.script.ended.Cause; w.end == nil && w.outcome.Status != flows.HungUp && cause != causeOf(w.outcome) {
		w.end = &end{cause: cmp.Or(causeOf(w.outcome), "none")}
	}
}

// causeOf is the name of the cause of a call's end, as a journal has it.
func causeOf(outcome flows.Outcome) string {
	if outcome.Cause == 0 {
		return ""
	}
	return outcome.Cause.String()
}

// stop ends the walk where it is.
func (w *walk) stop(why *end) {
	if w.end == nil {
		w.end = why
	}
	w.phone.Detach()
}

// observe compares a fact with the recorded ones.
func (w *walk) observe(f flows.Fact) {
	if w.end != nil {
		return
	}
	w.facts = append(w.facts, f)
	if f.Pos.Line != 0 {
		w.place = f
	}
	switch {
	case isMark(f):
		w.compare(f)
	case f.Kind == flows.AnswerBegun:
		w.answered = f.At.Add(w.script.answer)
	case f.Kind == flows.PromptBegun:
		w.begun = append(w.begun, f.At)
	case f.Kind == flows.PromptEnded || f.Kind == flows.PromptCut:
		w.over = append(w.over, f.At)
		w.heard(f)
	}
}

func (w *walk) compare(f flows.Fact) {
	if w.marks >= len(w.script.marks) || !sameMark(w.script.marks[w.marks], f) {
		w.stop(&end{fact: f})
		return
	}
	w.marks, w.markAt = w.marks+1, f.At
	w.begun, w.over, w.answered = nil, nil, time.Time{}
}

// play takes note of a list of prompts, and says how long it is.
func (w *walk) play(text string, media []string) (length time.Duration, failed bool) {
	nth := len(w.begun)
	length, failed = w.script.lengthOf(w.marks, nth, text)
	w.played = append(w.played, played{media: media, at: w.phone.Now(), length: length, acts: w.acted})
	if list := w.script.prompts[w.marks]; nth < len(list) && list[nth].text != text {
		w.changed = append(w.changed, Changed{list[nth].step, list[nth].text, text})
	}
	return length, failed
}

// heard notes that the prompts that began last were heard to their end.
func (w *walk) heard(f flows.Fact) {
	if last := len(w.played) - 1; last >= 0 {
		w.played[last].whole, w.played[last].took = f.Kind == flows.PromptEnded, f.Took
	}
}

// Next is when the caller acts next.
func (w *walk) Next() (time.Time, bool) {
	if w.acted >= len(w.script.acts) || w.end != nil {
		return time.Time{}, false
	}
	next := w.script.acts[w.acted]
	if w.marks < next.stretch {
		return time.Time{}, false
	}
	if w.marks == next.stretch {
		switch {
		case next.behind == behindBegin && next.nth < len(w.begun):
			return w.begun[next.nth].Add(next.since), true
		case next.behind == behindEnd && next.nth < len(w.over):
			return w.over[next.nth].Add(next.since), true
		case next.behind == behindAct:
			return w.actedAt[w.acted-1].Add(next.since), true
		case next.behind == behindAnswer && !w.answered.IsZero():
			return w.answered.Add(next.since), true
		case next.behind == behindMark:
			return w.markAt.Add(next.since), true
		}
		return w.markAt.Add(next.inAll + promptGrace), true // what it came behind may still come
	}
	return w.phone.Now(), true // the flows were faster: it is time
}

// leaves tells that nothing is left but that the caller hangs up, before anything else that is recorded.
func (w *walk) leaves() bool {
	last := len(w.script.acts) - 1
	return last >= 0 && w.acted == last && w.script.acts[last].hangup && w.marks == w.script.acts[last].stretch
}

// Act does the next act.
func (w *walk) Act(at time.Time) flowtest.Act {
	next := w.script.acts[w.acted]
	key := w.keys[w.acted]
	w.acted++
	w.actedAt = append(w.actedAt, at)
	if next.hangup {
		return flowtest.HangUp()
	}
	return flowtest.Key(key)
}

// Begins is of no interest: the walk's facts tell it.
func (w *walk) Begins(flowtest.Heard) {}

// whole tells that the walk went as the recorded call did.
func (w *walk) whole() bool {
	return w.end == nil && w.marks == len(w.script.marks) && w.outcome.Status == w.script.ended.Status
}
