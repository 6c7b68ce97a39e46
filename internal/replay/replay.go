package replay

import (
	"context"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/journal"
)

// Options are the flows of today, and what is known of a call beside its journal.
type Options struct {
	// Setting has the program and how it sounds. Of its World the rules of queues are used, and nothing else.
	Setting scenario.Setting
	// Secrets are keys that the journal hides, by the address of the step that they were pressed in: all of them, in
	// their order.
	Secrets map[string]string
	// Guesses are keys to try where secret ones are not given; see [Guesses].
	Guesses []string
}

// Verdict is what came of a replay.
type Verdict string

// What comes of a replay.
const (
	// Same: the call goes as it went.
	Same Verdict = "same"
	// Different: it goes another way.
	Different Verdict = "different"
	// Unknown: from some place on it depends on what is not recorded.
	Unknown Verdict = "unknown"
)

// Result is what came of a replay.
type Result struct {
	Call    journal.Recorded
	Verdict Verdict
	// Steps is how many steps began as they did then.
	Steps int
	// Recorded and Today say what was then and what is instead, where the call parts; "" for Same.
	Recorded, Today string
	// Was and Pos are where that stands in the file of then and in that of today.
	Was, Pos source.Pos
	// Secret is the step with keys that are not recorded and may be why the call parts, "" for none.
	Secret string
	// Tried are the steps with keys that are not recorded and were found by trying.
	Tried []string
	// Drawn tells that the order in which telephones rang is drawn, and was found by trying.
	Drawn bool
	// Lacks is what the call depends on and the journal does not tell, "" where nothing is known to be.
	Lacks string
	// Changed are the prompts that are other ones, in order.
	Changed []Changed

	script *script
	last   *walk
}

// Changed is a prompt that is another one today.
type Changed struct{ Step, Recorded, Today string }

// Run replays a call. The error is an [ErrUnfit] of a call that cannot be
// replayed, an [ErrSecret], or tells that ctx is over.
func Run(ctx context.Context, o Options, call journal.Recorded) (*Result, error) {
	s, err := newScript(call)
	if err != nil {
		return nil, fmt.Errorf("replaying call %s: %w", call.ID, err)
	}
	route, then, today := s.route(o.Setting.Program)
	if route.Flow == nil {
		return &Result{Call: call, Verdict: Different, script: s, Was: s.facts[0].Pos, Recorded: then, Today: today}, nil
	}
	hidden, err := newHiddenKeys(s, o.Secrets, o.Guesses)
	if err != nil {
		return nil, fmt.Errorf("replaying call %s: %w", call.ID, err)
	}
	search := &search{setting: o.Setting, script: s, route: route, hidden: hidden}
	if err := search.from(ctx, 0); err != nil {
		return nil, fmt.Errorf("replaying call %s: %w", call.ID, err)
	}
	if err := search.draw(ctx); err != nil {
		return nil, fmt.Errorf("replaying call %s: %w", call.ID, err)
	}
	return search.result(), nil
}

// route is how the call begins in today's file; without a flow then and today tell how it began, and why it does not.
func (s *script) route(program *flows.Program) (route flows.Route, then, today string) {
	if s.entered.Made == journal.MadeFlow {
		return flows.Route{Flow: program.Flow(s.entered.Flow), Vars: s.entered.Vars},
			"the daemon made the call for the flow " + shown(s.entered.Flow), "there is no such flow"
	}
	route, _ = program.Route(s.entered.Call.To)
	return route, fmt.Sprintf("the number %s took the call to %s", s.entered.Pattern, s.entered.Call.To),
		"no number takes it"
}

// search walks a call again and again, until it goes as it went, or no keys are left to try.
type search struct {
	setting scenario.Setting
	script  *script
	route   flows.Route
	hidden  *hiddenKeys
	best    *walk
	tries   int
	// shift is how much later the call begins than it did: enough for another draw, and for nothing else.
	shift time.Duration
	drawn bool
}

// from tries the keys of the entries from that one on.
func (s *search) from(ctx context.Context, i int) error {
	tries := 1
	if i < len(s.hidden.entries) {
		tries = len(s.hidden.entries[i].tries)
	}
	for try := range tries {
		if i < len(s.hidden.entries) {
			s.hidden.set(s.hidden.entries[i], try)
		}
		w, err := s.walk(ctx)
		if err != nil {
			return err
		}
		if s.best == nil || w.whole() || !s.best.whole() && w.marks > s.best.marks {
			s.best = w
		}
		if s.best.whole() || s.tries >= triesMax {
			return nil
		}
		if next := i + 1; next < len(s.hidden.entries) && w.acted > s.hidden.entries[next].first {
			if err := s.from(ctx, next); err != nil || s.best.whole() {
				return err
			}
			s.hidden.set(s.hidden.entries[next], 0)
		}
		if i < len(s.hidden.entries) && w.acted <= s.hidden.entries[i].first {
			break // it parts before these keys
		}
	}
	return nil
}

func (s *search) walk(ctx context.Context) (*walk, error) {
	s.tries++
	keys := append(s.hidden.keys[:0:0], s.hidden.keys...)
	w := newWalk(s.setting, s.script, keys, s.script.start.Add(s.shift))
	w.run(ctx, s.route)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if w.end == nil && w.outcome.Status == flows.Detached {
		return nil, fmt.Errorf("it takes more than %v: the flows do not come to an end", walkTime)
	}
	return w, nil
}

// draw walks the call anew with other draws of who is dialled, where another one is dialled today than then.
func (s *search) draw(ctx context.Context) error {
	first := s.best
	copy(s.hidden.keys, first.keys)
	for n := 1; n <= drawsMost && s.best.dialsAnother() && (s.drawn || n <= drawsSure); n++ {
		s.shift = time.Duration(n)
		w, err := s.walk(ctx)
		if err != nil {
			return err
		}
		if w.marks != first.marks || !w.dialsAnother() || w.end.fact.Text != first.end.fact.Text {
			s.drawn = true
		}
		if w.whole() || w.marks > s.best.marks {
			s.best = w
		}
	}
	return nil
}

// dialsAnother tells that the walk parts where it dials somebody else than then.
func (w *walk) dialsAnother() bool {
	if w.end == nil || w.end.fact.Kind != flows.LegDialled || w.marks >= len(w.script.marks) {
		return false
	}
	then := w.script.marks[w.marks]
	return then.Kind == flows.LegDialled && then.Step == w.end.fact.Step
}

// result says what came of the best walk.
func (s *search) result() *Result {
	w := s.best
	r := &Result{Call: s.script.call, Verdict: Same, Drawn: s.drawn, Changed: w.changed, script: s.script, last: w}
	for _, mark := range s.script.marks[:w.marks] {
		if mark.Kind == flows.StepBegun {
			r.Steps++
		}
	}
	for i, a := range s.script.acts[:w.acted] {
		if step := a.step; s.hidden.open(i) && (len(r.Tried) == 0 || r.Tried[len(r.Tried)-1] != step) {
			r.Tried = append(r.Tried, step)
		}
	}
	if !w.whole() {
		s.part(r)
	}
	return r
}

// part says where the call parts from the recorded one, and whether that is known.
func (s *search) part(r *Result) {
	w := s.best
	r.Verdict, r.Pos = Different, w.place.Pos
	r.Recorded = "the call was over"
	if w.marks < len(s.script.marks) {
		mark := s.script.marks[w.marks]
		r.Recorded, r.Was = markText(mark), mark.Pos
	}
	switch {
	case w.end == nil:
		r.Today = "the call is over: " + string(w.outcome.Status)
	case w.end.question != nil && w.end.hidden:
		r.Verdict, r.Today = Unknown, "the flows ask "+w.end.question.String()+", and the answer is not in the journal"
	case w.end.question != nil:
		r.Today = "the flows ask " + w.end.question.String() + ", which was not asked then"
	case w.end.waits != "":
		r.Today = "the caller waits on in the queue " + shown(w.end.waits)
	case w.end.cause != "":
		r.Recorded, r.Today = "the call ended with the cause "+s.script.ended.Cause, "it ends with "+w.end.cause
	default:
		r.Today = markText(w.end.fact)
		if w.end.fact.Pos.Line != 0 {
			r.Pos = w.end.fact.Pos
		}
	}
	switch {
	case r.Verdict == Unknown:
	case s.drawn:
		r.Verdict, r.Lacks = Unknown, "the order in which telephones rang"
	case len(w.lacks) > 0:
		r.Verdict, r.Lacks = Unknown, w.lacks[0]
	}
	if len(r.Tried) > 0 {
		r.Verdict, r.Secret = Unknown, r.Tried[len(r.Tried)-1]
	}
}
