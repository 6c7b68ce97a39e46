package flows

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// Walker walks one call through a program. It belongs to one goroutine.
type Walker struct {
	program *Program
	port    Port
	opts    Options
	limits  Limits

	frames  []*frame
	vars    map[string]any
	keys    digits.Buffer
	pressed int // so many keys were pressed
	steps   int
	same    string // the address of the step that was begun last, those that steer aside
	sameRow int
	started time.Time
	resumed bool
	// occasions are how often each step has done what must not happen twice, by its address.
	occasions map[string]int
	// run is the step's under way, heritage what the step had at which a call was taken up, nil when that is dealt with.
	run      *Run
	heritage *heritage
	said     Next // by the step that has just ended
	// refused tells that the state could not be written down: the call is not ours any more.
	refused bool
	offline bool
	floor   int // the frames below it are not walked: those under an on_hangup
	ending  *Outcome
	// lastKey is when the caller pressed a key last, hot the keys that may begin a hotkey, freed those that did not.
	lastKey time.Time
	hot     []*Event
	freed   []*Event
	entered []Secret // what the caller entered in secret
	spared  int      // steps that do not count for max_steps: those of a wait
	ranOut  bool     // the first flow came to its end, rather than to a hangup
	env     map[string]any
	taping  Taping
	// speaking is the recording that the caller speaks into: nothing is played to them until it is over.
	speaking string
}

// NewWalker makes a walker at the beginning of opts.Flow.
func NewWalker(p *Program, port Port, opts Options) *Walker {
	w := newWalker(p, port, opts)
	maps.Copy(w.vars, opts.Vars)
	w.frames = []*frame{flowFrame(opts.Flow, nil)}
	w.started = port.Now()
	return w
}

func newWalker(p *Program, port Port, opts Options) *Walker {
	return &Walker{program: p, port: port, opts: opts, limits: p.Limits.orDefaults(), vars: maps.Clone(p.vars),
		occasions: map[string]int{}}
}

// Status says how a walk ended.
type Status string

// How a walk ends.
const (
	// Ended: the flow came to its end, or a hangup step.
	Ended Status = "ended"
	// HungUp: the channel was gone.
	HungUp Status = "hung-up"
	// Failed: a step failed and nothing took the failure, or a limit was met.
	Failed Status = "failed"
	// Left: a step has sent the call elsewhere, and it is not ours any more.
	Left Status = "left"
	// Detached: the call goes on elsewhere, from its last checkpoint.
	Detached Status = "detached"
)

// Outcome is how a walk ended.
type Outcome struct {
	Status Status
	// Cause is the Q.850 cause of the call's end.
	Cause Cause
	// Err is why the walk failed or was detached.
	Err error
	// Lent tells that the first flow came to its end, and that the call goes on: it was walked with [Options.Lend].
	Lent bool
}

// Run walks until the call is over or ctx ends. The cause of ctx's end should
// be a [*HangupError] or [ErrDetached]; any other is taken as the latter.
func (w *Walker) Run(ctx context.Context) Outcome {
	w.tellBegin()
	return w.over(ctx, w.survive(ctx))
}

func (w *Walker) tellBegin() {
	if w.resumed {
		w.observe(Fact{Kind: WalkResumed, Flow: w.flowFrame().flow.Name})
	} else {
		w.observe(Fact{Kind: FlowBegun, Flow: w.frames[0].flow.Name, Pos: w.frames[0].flow.Pos})
		if w.top().begun { // it comes back to this step
			w.observeStep(StepBegun, w.top().step(), Fact{})
		}
	}
}

// over ends the walk, which has come to err.
func (w *Walker) over(ctx context.Context, err error) Outcome {
	w.dismissAll()
	outcome := w.finish(ctx, err)
	if outcome.Status != Detached && !w.opts.Lend {
		w.wipe()
	}
	fact := Fact{Kind: WalkEnded, Outcome: string(outcome.Status), Took: w.port.Now().Sub(w.started)}
	if outcome.Err != nil {
		fact.Text = outcome.Err.Error()
	}
	w.observe(fact)
	return outcome
}

// survive is walk where a panic of the walker itself, a bug of ours, ends the
// call as a failed flow does: with the apology, and with the step that it stood at.
func (w *Walker) survive(ctx context.Context) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		failed := &StepError{Err: fmt.Errorf("%w: %v\n%s", ErrPanic, p, debug.Stack())}
		if step := w.standsAt(); step != nil {
			failed.Step, failed.Pos = step.Address, step.Pos
			w.observeStep(StepFailed, step, Fact{Text: failed.Err.Error()})
		}
		err = failed
	}()
	if w.resumed {
		if err := w.reinstate(ctx); err != nil {
			return err
		}
	}
	return w.walk(ctx)
}

// standsAt is the step that the walk stands at, nil when it stands at none.
func (w *Walker) standsAt() *Placed {
	if len(w.frames) == 0 {
		return nil
	}
	return w.top().step()
}

// walk takes steps until only the frames below the floor are left, the call
// ends, or an error has no taker.
func (w *Walker) walk(ctx context.Context) error {
	for w.ending == nil && len(w.frames) > w.floor {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		f := w.top()
		step := f.step()
		var err error
		switch {
		case step != nil:
			err = w.take(ctx, f, step)
		case f.flow != nil:
			err = w.returnFrom("ok", nil)
		default:
			err = w.leave()
		}
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if errors.Is(err, errCheckpointRefused) {
			return err
		}
		if err = w.fail(step, err); err != nil {
			return err
		}
	}
	return nil
}

// errCheckpointRefused wraps what Options.Checkpoint said.
var errCheckpointRefused = errors.New("the call's state could not be written down")

// take begins a step, or goes on with one that was begun. What it needs before and after the step is in functions of
// its own, so that it is not on the stack while the step waits.
func (w *Walker) take(ctx context.Context, f *frame, step *Placed) error {
	run, err := w.ready(ctx, f, step)
	if run == nil {
		return err
	}
	if err == nil {
		w.run = run
		err = w.runStep(ctx, step, run)
		w.run = nil
	}
	return w.taken(ctx, f, step, run, err)
}

// ready is the hold with which a step runs, with an error where that is to be taken as the step's; nil without one
// where the step does not apply.
func (w *Walker) ready(ctx context.Context, f *frame, step *Placed) (*Run, error) {
	if !f.begun {
		passed, err := w.begin(f, step)
		if err != nil || passed {
			return nil, err
		}
	}
	if step.Spec.Loops {
		w.same, w.sameRow = "", 0 // each round counts anew: the loop has a bound of its own
	}
	if err := w.checkpoint(ctx); err != nil {
		return nil, err
	}
	return w.runOf(ctx, f, step)
}

// taken does what a step has said, or what its error asks for.
func (w *Walker) taken(ctx context.Context, f *frame, step *Placed, run *Run, err error) error {
	next := w.said
	w.said = Next{}
	if err == nil && next.attendant != nil {
		w.attend(f, run, next.attendant)
		return w.apply(step, next)
	}
	hot, s := (*hotkeyPressed)(nil), (*summoned)(nil)
	led := (errors.As(err, &hot) || errors.As(err, &s)) && ctx.Err() == nil
	if led && run.deputy != nil {
		w.deputized(f, run, hot)
	} else {
		run.over()
	}
	if led && s != nil {
		return w.follow(ctx, run, s)
	}
	if led {
		return w.takeHotkey(ctx, run, hot)
	}
	if err != nil {
		run.silence(ctx)
		return err
	}
	if !(next.to == toBlock && next.block.again) {
		w.observeStep(StepEnded, step, Fact{Outcome: f.status, Took: w.port.Now().Sub(f.since)})
	}
	return w.apply(step, next)
}

// begin counts a step and looks at its condition; passed tells that it does not apply.
func (w *Walker) begin(f *frame, step *Placed) (passed bool, err error) {
	w.refresh()
	if w.steps++; w.steps-w.spared > w.limits.MaxSteps {
		return false, limitError("more than %d steps (max_steps)", w.limits.MaxSteps)
	}
	if err := w.countSame(step); err != nil {
		return false, err
	}
	if step.hasWhen {
		holds, err := step.when.eval(w.scope())
		if err != nil {
			return false, err
		}
		if !holds {
			w.observeStep(StepPassed, step, Fact{})
			w.moveTo(f, f.index+1)
			return true, nil
		}
	}
	f.begun, f.since = true, w.port.Now()
	w.observeStep(StepBegun, step, Fact{})
	return false, nil
}

// countSame guards against a call that does the same again and again.
func (w *Walker) countSame(step *Placed) error {
	switch {
	case step.Spec.Steers:
		return nil
	case step.Address == w.same:
		w.sameRow++
	default:
		w.same, w.sameRow = step.Address, 1
	}
	if w.sameRow > w.limits.MaxSameStep {
		return limitError("step %s more than %d times in a row (max_same_step)", step.Address, w.limits.MaxSameStep)
	}
	return nil
}

// runStep runs a step, and keeps what it says in said; a panic of its code is an error of the step.
func (w *Walker) runStep(ctx context.Context, step *Placed, run *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanic, p, debug.Stack())
		}
	}()
	w.said, err = step.Step.Run(ctx, run)
	return err
}

// fail finds who takes a step's failure: the step's own on_error, that of a
// step around it, the flow's, those of the flows that called it, the file's.
// A handler never takes a failure of its own. In on_hangup only the step's own
// on_error counts: the others may need the telephone.
func (w *Walker) fail(step *Placed, err error) error {
	failed := &StepError{Step: "", Err: err}
	if step != nil {
		failed.Step, failed.Pos = step.Address, step.Pos
		w.observeStep(StepFailed, step, Fact{Text: err.Error()})
	}
	if errors.Is(err, ErrLimit) { // a call that is stuck does not get further by being helped
		return failed
	}
	for i := len(w.frames) - 1; i >= w.floor; i-- {
		f := w.frames[i]
		if at := f.step(); at != nil && at.OnError != nil && !w.inBlock(i+1, at.OnError) {
			w.observeStep(WayTaken, at, Fact{Text: "on_error"})
			return w.handle(i, at.OnError, failed, step)
		}
		if f.flow != nil && f.flow.onError != nil && !w.inBlock(i+1, f.flow.onError) {
			w.moveTo(f, len(f.block.Steps))
			return w.handle(i, f.flow.onError, failed, step)
		}
	}
	if w.program.onError != nil && !w.offline && !w.opts.Offline && !w.inBlock(1, w.program.onError) {
		w.moveTo(w.frames[0], len(w.frames[0].block.Steps))
		return w.handle(0, w.program.onError, failed, step)
	}
	return failed
}

// inBlock tells whether a frame from i upwards runs the block.
func (w *Walker) inBlock(i int, b *Block) bool {
	for ; i < len(w.frames); i++ {
		if w.frames[i].block == b {
			return true
		}
	}
	return false
}

func (w *Walker) handle(level int, handler *Block, failed *StepError, step *Placed) error {
	w.cut(level + 1)
	w.dismiss(w.frames[level])
	flow := w.flowFrame()
	flow.failure = failure{Message: clip(firstLine(failed.Err)), Step: failed.Step}
	if step != nil {
		flow.failure.Kind = step.Kind
	}
	return w.enter(handler)
}

func clip(s string) string {
	const most = 500
	if len(s) > most {
		return s[:most]
	}
	return s
}
