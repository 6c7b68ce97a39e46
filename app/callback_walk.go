package app

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
)

// Who is called back goes on where their first call was: at the same step of the same version of the file, with its
// variables. So all that the step says of the talk holds, and all that follows. Before that they are asked to take the
// call, which is a walk of its own.

// pinned is the generation of a call-back, with the call counted in, and where its walk goes on. Where that cannot be
// had it is the present one: the customer comes to the queue, as the file has it, and the talk is the queue's.
func (a *App) pinned(ctx context.Context, now *generation, back *keptBack) (*generation, *flows.Checkpoint) {
	if back == nil || len(back.Walk) == 0 {
		return now, nil
	}
	from, err := back.standpoint()
	g := now
	if err == nil && now.file.Version() != from.Version {
		if g, err = a.ofVersion(ctx, from.Version); err == nil {
			now.release(a)
		}
	}
	if err == nil && g.file.Program != nil && from.At(g.file.Program) != nil {
		return g, from
	}
	if err == nil {
		err = errors.New("its step is not in its version of the file")
	}
	a.log.Warn("a call-back does not go on where its call was", "queue", back.Queue, "error", err)
	back.Walk = nil
	if g != nil {
		return g, nil
	}
	return now, nil
}

// standpoint is where the walk of a call-back goes on, nil where it does not.
func (b *keptBack) standpoint() (*flows.Checkpoint, error) {
	if b == nil || len(b.Walk) == 0 {
		return nil, nil
	}
	from, err := flows.UnmarshalCheckpoint(b.Walk, nil) // there are no secrets in it
	if err == nil && len(from.Frames) == 0 {
		err = errors.New("it stands at no step")
	}
	return from, err
}

// readied has the generation ready in which a call-back goes on, until done is called: nobody who has answered waits
// until a file is read, and tables and prompts are there.
func (a *App) readied(ctx context.Context, back *keptBack) (done func()) {
	g := a.generation()
	if g == nil {
		return func() {}
	}
	g, _ = a.pinned(ctx, g, back)
	return func() { g.release(a) }
}

// ofVersion is the generation of a version of the file, with a call counted in: one in use, or one that was kept, which
// all call-backs share, and calls that are taken up.
func (a *App) ofVersion(ctx context.Context, version string) (*generation, error) {
	if t := a.trial.Load(); t != nil && t.generation.file.Version() == version && t.generation.hold() {
		return t.generation, nil
	}
	number := a.keptAs(version)
	if number == 0 {
		return nil, errors.New("its version of the file was not kept")
	}
	a.reloading.Lock()
	defer a.reloading.Unlock()
	g, made, err := a.ofNumber(ctx, number)
	if made {
		a.endsIdle(number, g)
	}
	return g, err
}

// endsIdle has a generation that was made for call-backs end when it has no calls for a while.
func (a *App) endsIdle(number int, g *generation) {
	time.AfterFunc(revivedFor, func() {
		a.reloading.Lock()
		defer a.reloading.Unlock()
		switch {
		case a.revived[number] != g:
		case g.isBusy():
			a.endsIdle(number, g)
		default:
			delete(a.revived, number)
			g.retire(a)
		}
	})
}

// walks is the program that the call walks.
func (e *entry) walks() *flows.Program {
	program := e.generation.file.Program
	goesOn := e.from != nil && e.walk != nil && program != nil && e.walk.Version == program.Version
	if e.program == nil || e.taken || goesOn {
		return program
	}
	return e.program
}

// walker is who walks the call: from its beginning, from where another process has left it, or from where the call was
// that it calls back.
func (e *entry) walker(c *call.Call, opts flows.Options) (*flows.Walker, error) {
	program := e.walks()
	switch {
	case e.from != nil && (e.taken || e.program == nil && e.walk == nil):
		opts.Call.From, opts.Call.FromName, opts.Call.To = e.from.Call.From, e.from.Call.FromName, e.from.Call.To
		opts.Call.Context, opts.Call.Captures = e.from.Call.Context, e.from.Call.Captures
		return flows.Revisit(program, c, opts, e.from)
	case e.walk == nil:
		return flows.NewWalker(program, c, opts), nil
	}
	return flows.Resume(program, c, opts, e.walk)
}

// isAsked tells that whoever is called back is yet to take the call.
func (e *entry) isAsked() bool { return e.from != nil && e.program != nil && e.walks() == e.program }
