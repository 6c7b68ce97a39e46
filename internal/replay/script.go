package replay

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/internal/journal"
)

// ErrUnfit tells that a call cannot be replayed, whatever the flows are.
var ErrUnfit = errors.New("it cannot be replayed")

// script is a recorded call as it is played again.
type script struct {
	call    journal.Recorded
	entered *journal.Entered
	ended   *journal.Ended
	start   time.Time
	facts   []flows.Fact
	// marks are the facts that are compared; a stretch of the call is what comes behind so many of them.
	marks []flows.Fact
	// marksAt are the places of the marks among the facts.
	marksAt []int
	// acts are what the caller did.
	acts []act
	// prompts are those of each stretch, by its number.
	prompts map[int][]*prompt
	// lengths are those of prompts that were heard to their end.
	lengths map[string]time.Duration
	// parties are what others than the caller did.
	parties
	// answer is how long it took to answer.
	answer time.Duration
}

// prompt is a list of prompts that was played.
type prompt struct {
	step, text string
	at         time.Time
	// took is how much of it was heard, and whole tells that this is all of it.
	took        time.Duration
	whole, over bool
	failed      bool
}

// anchor is what an act came behind.
type anchor int

const (
	behindMark anchor = iota
	behindBegin
	behindEnd
	behindAct
	behindAnswer
)

// act is a key, or the hangup.
type act struct {
	// stretch is the one that it came in, and step the step.
	stretch int
	step    string
	behind  anchor
	// nth is the number of the prompt, in the stretch, whose begin or end it came behind.
	nth int
	// begun is how many prompts had begun in the stretch.
	begun int
	// since is how long behind the anchor it came, in all how long behind the stretch's begin.
	since, inAll time.Duration
	key          digits.Key
	hangup       bool
	// hidden tells that the key was not to be seen.
	hidden bool
}

// newScript reads a recorded call. The error is an [ErrUnfit].
func newScript(call journal.Recorded) (*script, error) {
	s := &script{call: call, entered: call.Entered(), ended: call.Ended(), facts: call.Facts(),
		prompts: map[int][]*prompt{}, lengths: map[string]time.Duration{}, parties: newParties()}
	switch {
	case call.Resumed() || call.HandedOver():
		return nil, fmt.Errorf("%w: it went on in another process, and where the first one stopped is not known", ErrUnfit)
	case s.entered == nil:
		return nil, fmt.Errorf("%w: its beginning is not in the journal", ErrUnfit)
	case s.ended == nil:
		return nil, fmt.Errorf("%w: its end is not in the journal", ErrUnfit)
	case !call.Whole():
		return nil, fmt.Errorf("%w: the journal has lost entries of it", ErrUnfit)
	case s.entered.Flow == "":
		return nil, fmt.Errorf("%w: it was taken by a handler, not by a flow", ErrUnfit)
	case s.entered.Made == journal.MadeBack:
		return nil, fmt.Errorf("%w: it calls somebody back, and goes on where another call was: what that one knew is not "+
			"in the journal", ErrUnfit)
	case s.entered.Made == journal.MadeSteps:
		return nil, fmt.Errorf("%w: the daemon made it, with steps that are in no file", ErrUnfit)
	case s.entered.Made == "" && s.entered.Pattern == "":
		return nil, fmt.Errorf("%w: a daemon of an older version made it, and what for is not in the journal", ErrUnfit)
	case s.ended.Status == flows.Detached:
		return nil, fmt.Errorf("%w: the daemon stopped before it was over", ErrUnfit)
	case len(s.facts) == 0 || s.facts[0].Kind != flows.FlowBegun:
		return nil, fmt.Errorf("%w: it was taken up in the middle", ErrUnfit)
	case s.facts[len(s.facts)-1].Kind != flows.WalkEnded:
		return nil, fmt.Errorf("%w: its flow did not come to an end", ErrUnfit)
	}
	s.start = s.facts[0].At
	reader := reading{script: s, at: s.start, markAt: s.start,
		others: others{legs: map[string]*leg{}, recordings: map[string]*recording{}, waiting: map[string]*wait{}}}
	for i, fact := range s.facts {
		reader.take(i, fact)
	}
	end := s.facts[len(s.facts)-1].At
	for _, list := range s.prompts {
		for _, p := range list {
			if !p.over {
				p.took = max(end.Sub(p.at), 0)
			}
		}
	}
	return s, nil
}

// reading goes over the facts of a call.
type reading struct {
	*script
	// behind, nth and at are the last anchor, markAt is the stretch's begin.
	behind     anchor
	nth        int
	at, markAt time.Time
	over       int // prompts of the stretch that are over
	// keys are the acts of the keys, in the order in which they were pressed.
	keys      []int
	answering time.Time
	others
	offline bool
}

func (r *reading) take(i int, f flows.Fact) {
	if !r.answering.IsZero() { // nothing is observed until the call is answered
		r.answeredBy(f)
	}
	if !r.offline && isOffline(f) {
		if r.offline = true; r.ended.Status == flows.HungUp {
			r.act(act{hangup: true}, f)
		}
	}
	r.party(f)
	switch {
	case isMark(f):
		r.marks, r.marksAt, r.over = append(r.marks, f), append(r.marksAt, i), 0
		r.behind, r.at, r.markAt = behindMark, f.At, f.At
	case f.Kind == flows.AnswerBegun:
		r.answering = f.At
	case f.Kind == flows.PromptBegun:
		r.begun(f)
	case f.Kind == flows.PromptEnded || f.Kind == flows.PromptCut:
		r.heard(f)
	case f.Kind == flows.KeyWas:
		keys, err := digits.ParseKeys(f.Text)
		if r.keys = append(r.keys, len(r.acts)); err != nil || len(keys) != 1 {
			r.keys[len(r.keys)-1] = noAct
			return
		}
		r.act(act{key: keys[0], hidden: f.Outcome == flows.Masked}, f)
		r.behind, r.at = behindAct, f.At
	case f.Kind == flows.KeysTaken:
		r.taken(f)
	}
}

// answeredBy is the fact by which the call is known to be answered. Where people
// talk, or music plays, the first fact comes much later than the answer.
func (r *reading) answeredBy(f flows.Fact) {
	took := max(f.At.Sub(r.answering), 0)
	if r.answering = (time.Time{}); len(r.others.legs) > 0 || took > answerLong {
		r.answer = min(took, answerMost)
		return
	}
	r.answer, r.behind, r.at = took, behindAnswer, f.At
}

// noAct stands for a key that cannot be read.
const noAct = -1

// taken fills in keys that were hidden when they were pressed, and told when a question took them.
func (r *reading) taken(f flows.Fact) {
	keys, err := digits.ParseKeys(f.Text)
	first, bad := strconv.Atoi(f.Outcome)
	if err != nil || bad != nil || first < 1 || first-1 > len(r.keys)-len(keys) {
		return // they stay hidden
	}
	for i, key := range keys {
		if at := r.keys[first-1+i]; at != noAct && r.acts[at].hidden {
			r.acts[at].key, r.acts[at].hidden = key, false
		}
	}
}

func (r *reading) act(a act, f flows.Fact) {
	a.stretch, a.step, a.behind, a.nth = len(r.marks), f.Step, r.behind, r.nth
	a.begun = len(r.prompts[a.stretch])
	a.since, a.inAll = max(f.At.Sub(r.at), 0), max(f.At.Sub(r.markAt), 0)
	if a.since < atOnce && a.behind != behindBegin && a.behind != behindEnd {
		a.since = 0 // it was pressed before, and fetched there
	}
	r.acts = append(r.acts, a)
}

func (r *reading) begun(f flows.Fact) {
	stretch := len(r.marks)
	r.behind, r.nth, r.at = behindBegin, len(r.prompts[stretch]), f.At
	r.prompts[stretch] = append(r.prompts[stretch], &prompt{step: f.Step, text: f.Text, at: f.At})
}

// heard is the end of a prompt, which may have begun in a stretch before.
func (r *reading) heard(f flows.Fact) {
	for stretch := len(r.marks); stretch >= 0; stretch-- {
		if p := lastOpen(r.prompts[stretch], f.Text); p != nil {
			p.over, p.took = true, f.Took
			p.whole, p.failed = f.Kind == flows.PromptEnded, f.Outcome == "failed"
			if p.whole && !p.failed {
				r.lengths[f.Text] = f.Took
			}
			break
		}
	}
	r.behind, r.nth, r.at = behindEnd, r.over, f.At
	r.over++
}

func lastOpen(prompts []*prompt, text string) *prompt {
	for i := len(prompts) - 1; i >= 0; i-- {
		if !prompts[i].over && prompts[i].text == text {
			return prompts[i]
		}
	}
	return nil
}

// lengthOf is how long the nth prompt of a stretch takes: as long as then. What
// was cut off is as long as the same text was elsewhere in the call, or a little
// longer than it was heard. 0 when nothing is known.
func (s *script) lengthOf(stretch, nth int, text string) (length time.Duration, failed bool) {
	list := s.prompts[stretch]
	if nth >= len(list) {
		return s.lengths[text], false
	}
	p := list[nth]
	if p.whole {
		return p.took, p.failed
	}
	if known := s.lengths[p.text]; known > p.took {
		return known, false
	}
	return p.took + restOfPrompt, false
}
