package app

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/versions"
	"github.com/ariapp/ariapp/internal/world"
)

// generation is one version of the file, with all that its calls need. A call
// stays on the one that it began with; an old one is closed when the last of
// its calls has ended.
type generation struct {
	file  *File
	world *world.World
	// kept is the version as it is kept, without a number when it is not.
	kept versions.Version
	// unkept is why it is not, nil when nobody wanted it to be.
	unkept error
	// end ends what keeps the world up to date, over waits for that.
	end  context.CancelFunc
	over sync.WaitGroup

	mu      sync.Mutex
	calls   int
	retired bool
}

// FindingsError tells what is wrong with an ivr.yaml, or with files that it names.
type FindingsError struct{ Findings source.Findings }

// Error is the first error, and how many findings there are beside it.
func (e *FindingsError) Error() string {
	text := "findings without an error"
	for _, f := range e.Findings {
		if f.Severity == source.Error {
			text = f.String()
			break
		}
	}
	if more := len(e.Findings) - 1; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// newGeneration does all that may fail, and has nothing run yet.
func (a *App) newGeneration(ctx context.Context, file *File) (*generation, error) {
	store, err := a.storeFor(file)
	if err != nil {
		return nil, err
	}
	opts := file.parts(store, a.log)
	opts.Observe = a.metrics.Request
	opts.Recordings = a.recordings()
	opts.Rooms = a.rooms
	opts.Outbound = a.ledger
	if opts.Mailboxes, err = a.mailboxes(file); err != nil {
		return nil, err
	}
	if opts.Queues, err = a.hallFor(file); err != nil {
		return nil, err
	}
	if before := a.now.Load(); before != nil {
		opts.Before = before.world.Hours
	}
	w, findings, err := world.Open(file.doc, opts)
	if err != nil {
		return nil, err
	}
	if findings.HasErrors() {
		return nil, &FindingsError{findings}
	}
	if err := a.prepare(ctx, w, file); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	a.tellFindings(file.Heed(findings)) // not before: what is refused is tried again and again
	return &generation{file: file, world: w}, nil
}

// prepare makes ready what calls shall hear.
func (a *App) prepare(ctx context.Context, w *world.World, file *File) error {
	if !world.HasPrompts(file.Config.Prompts, file.Program) {
		return nil
	}
	serving := a.serving(file)
	if serving.BaseURL == "" {
		return errors.New("prompts of one's own need Options.Serve and server.listen, or prompts.url: Asterisk fetches them")
	}
	a.tellFar(serving.BaseURL)
	findings, err := w.Prepare(ctx, file.Program, serving)
	switch {
	case err != nil:
		return err
	case findings.HasErrors():
		return &FindingsError{findings}
	}
	a.tellFindings(file.Heed(findings))
	return nil
}

// start keeps the generation's world up to date until it is closed or ctx ends.
func (g *generation) start(ctx context.Context) {
	ctx, g.end = context.WithCancel(ctx)
	g.over.Go(func() { g.world.Run(ctx) })
}

// hold counts a call; false when the generation is over.
func (g *generation) hold() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.retired {
		return false
	}
	g.calls++
	return true
}

// share counts a call of a generation that takes calls, or has some still; false when it is over.
func (g *generation) share() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.retired && g.calls == 0 {
		return false
	}
	g.calls++
	return true
}

// isBusy tells whether the generation has calls.
func (g *generation) isBusy() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.calls > 0
}

// release counts a call off; the last one of an old generation closes it.
func (g *generation) release(a *App) {
	g.mu.Lock()
	g.calls--
	last := g.retired && g.calls == 0
	g.mu.Unlock()
	if last {
		g.close(a)
	}
}

// retire takes no further calls, and closes the generation as soon as it has none.
func (g *generation) retire(a *App) {
	g.mu.Lock()
	last := !g.retired && g.calls == 0
	g.retired = true
	g.mu.Unlock()
	if last {
		g.close(a)
	}
}

func (g *generation) close(a *App) {
	if g.end != nil {
		g.end()
	}
	g.over.Wait()
	if err := g.world.Close(); err != nil {
		a.log.Warn("closing what the flows reached", "version", g.file.Version(), "error", err)
	}
}

// generation is the present one, with a call counted in; nil before Run.
func (a *App) generation() *generation {
	for {
		g := a.now.Load()
		if g == nil || g.hold() {
			return g
		}
	}
}

// resolver finds the media of the generation's prompts.
func (g *generation) resolver() media.Resolver { return g.world.Resolver() }

// reach is what the generation's flows reach.
func (g *generation) reach() flows.World { return g.world.World }
