package scenario

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Quiet is a stretch of a call in which the caller hears nothing.
type Quiet struct {
	From, To time.Duration
	// Waited is its longest wait for the caller's keys, which explains that much of it.
	Waited time.Duration
	// Step is the one in which most of the rest passes, nil for none.
	Step *flows.Placed
}

// Dead is how much of it nothing explains.
func (q *Quiet) Dead() time.Duration { return q.To - q.From - q.Waited }

// String is the stretch, as it reads behind "the caller hears".
func (q *Quiet) String() string {
	text := fmt.Sprintf("nothing for %v, from %v on", rounded(q.To-q.From), rounded(q.From))
	if q.Waited > 0 {
		text += fmt.Sprintf("; a question explains %v of it", rounded(q.Waited))
	}
	return text
}

// judgeQuiet looks for the longest silence.
func (run *running) judgeQuiet() {
	r, most := run.result, run.result.Case.End.Quiet
	if most == 0 {
		return
	}
	var worst *Quiet
	for _, q := range r.Quiets(StepsOf(run.setting.Program), most) {
		if worst == nil || q.Dead() > worst.Dead() {
			worst = &q
		}
	}
	if worst == nil || worst.Dead() <= most {
		return
	}
	failure := Failure{Pos: placeOr(r.Case.End.Places, "quiet", r.Case.Pos),
		Message: fmt.Sprintf("wanted silence for no more than %v, instead the caller hears %v", most, worst)}
	if worst.Step != nil {
		failure.Flow = worst.Step.Pos
		failure.Message += ", at " + worst.Step.Address
	}
	r.Failures = append(r.Failures, failure)
}

// Quiets are the stretches of an answered call in which the caller hears nothing
// for longer than a time; steps are those of its program.
//
// Prompts, tones, music and ringing are heard; silence that is played is not. Steps
// in which the caller speaks, meets others or is in the dialplan count as heard.
// While a question waits for keys the caller knows why it is quiet: that explains
// one wait of a stretch, the longest. A question that is asked again without a
// word explains no more than its first wait. Keys that answer a question begin a
// new stretch.
func (r *Result) Quiets(steps map[string]*flows.Placed, longer time.Duration) []Quiet {
	at, answered := r.answeredAt()
	if !answered {
		return nil
	}
	var all []Quiet
	note := func(to time.Duration) {
		if to-at > longer {
			all = append(all, r.explain(steps, at, to))
		}
	}
	for _, loud := range r.loud(steps) {
		if loud.from > at {
			note(min(loud.from, r.Elapsed))
		}
		at = max(at, loud.to)
	}
	note(r.Elapsed)
	return all
}

// answeredAt is when the answered caller can hear something.
func (r *Result) answeredAt() (time.Duration, bool) {
	for i, fact := range r.Facts {
		if fact.Kind == flows.AnswerBegun {
			return r.since(r.Facts[min(i+1, len(r.Facts)-1)]), true // after the answer delay
		}
	}
	return 0, false
}

// loudness is a stretch in which the caller hears something.
type loudness struct{ from, to time.Duration }

// loud are the stretches in which the caller hears something, or answers a question; by their beginning.
func (r *Result) loud(steps map[string]*flows.Placed) []loudness {
	var all []loudness
	for _, heard := range r.Heard {
		if !isSilence(heard.Media) {
			all = append(all, loudness{heard.At, heard.At + heard.For})
		}
	}
	for i, fact := range r.Facts {
		switch {
		case fact.Kind == flows.KeyWas && Asks(steps[fact.Step]):
			all = append(all, loudness{r.since(fact), r.since(fact)})
		case fact.Kind == flows.StepBegun && sounds(fact.Type), fact.Kind == flows.QueueConnected:
			all = append(all, loudness{r.since(fact), r.leftAt(i)})
		}
	}
	slices.SortStableFunc(all, func(a, b loudness) int { return cmp.Compare(a.from, b.from) })
	return all
}

// sounds tells whether the caller hears music, ringing or somebody as long as a step of that kind lasts, or speaks:
// then quiet is no fault.
func sounds(kind string) bool {
	switch kind {
	case "moh", "ring", "dial", "record", "voicemail", "voicemail_menu", "conference", "park", "hold", "retrieve",
		"bridge", "transfer", "dialplan", "queue", "agent":
		return true
	}
	return false
}

// leftAt is when the step that the i-th fact begins is left, by its end or for another one.
func (r *Result) leftAt(i int) time.Duration {
	begun := r.Facts[i]
	for _, fact := range r.Facts[i+1:] {
		if fact.Step != begun.Step || fact.Kind == flows.StepEnded || fact.Kind == flows.StepFailed {
			return r.since(fact)
		}
	}
	return r.Elapsed
}

// explain finds the longest wait for keys in a stretch, and the step in which most of the rest passes.
func (r *Result) explain(steps map[string]*flows.Placed, from, to time.Duration) Quiet {
	q := Quiet{From: from, To: to}
	spent := map[*flows.Placed]time.Duration{}
	var longest *flows.Placed
	for _, m := range r.Moments(steps) {
		part := min(m.To, to) - max(m.From, from)
		if part <= 0 {
			continue
		}
		spent[m.Step] += part
		if part > q.Waited && Asks(m.Step) {
			q.Waited, longest = part, m.Step
		}
	}
	spent[longest] -= q.Waited
	places := slices.SortedFunc(maps.Keys(spent), func(a, b *flows.Placed) int {
		return strings.Compare(addressOf(a), addressOf(b))
	})
	for _, step := range places { // by their addresses, so that the same call always has the same
		if step != nil && (q.Step == nil && spent[step] > 0 || q.Step != nil && spent[step] > spent[q.Step]) {
			q.Step = step
		}
	}
	return q
}

func addressOf(step *flows.Placed) string {
	if step == nil {
		return ""
	}
	return step.Address
}
