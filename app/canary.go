package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions"
	"github.com/ariapp/ariapp/internal/versions/canary"
	"github.com/ariapp/ariapp/internal/world"
)

// ErrNoCanary tells that there is no canary to stop or promote; ErrSameFile that a
// canary would be what all callers get already; ErrElsewhere that a file is not
// below the folder of the App's own, and so may be anybody's.
var (
	ErrNoCanary  = errors.New("there is no canary")
	ErrSameFile  = errors.New("it is what all callers get already")
	ErrElsewhere = errors.New("a canary's file lies in the folder of the file that is served, or below")
)

// Canary is a version of the file on trial.
type Canary struct {
	File *File
	// Share is how many callers in a hundred get it, 0.1 to 50.
	Share float64
}

// StartCanary has a share of the callers on another version of the file, instead of
// the canary before, until it is stopped, promoted or sent back: when more of its
// calls fail, or are hung up early, than of the others. The same caller is always
// on the same side. The findings are warnings; with an error all stays as it is.
func (a *App) StartCanary(ctx context.Context, c Canary) (source.Findings, error) {
	ctx, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return nil, err
	}
	_, err = a.startCanary(ctx, c)
	return nil, err
}

func (a *App) startCanary(ctx context.Context, c Canary) (monitor.Begun, error) {
	var begun monitor.Begun
	if err := c.validate(); err != nil {
		return begun, err
	}
	if c.File.Version() == a.now.Load().file.Version() {
		return begun, fmt.Errorf("the canary %s: %w", c.File.path, ErrSameFile)
	}
	err := a.clashes(ctx, c.File) // or it could never be promoted
	var g *generation
	if err == nil {
		g, err = a.generationOf(ctx, c.File)
	}
	if err != nil {
		a.log.Error("the canary was not begun", "file", c.File.path, "error", err)
		return begun, fmt.Errorf("the canary %s: %w", c.File.path, err)
	}
	a.warnOfFixed(c.File)
	if before := a.trial.Load(); a.endTrial(before, "") {
		tried := before.tried()
		begun.Replaced = &tried
	}
	a.publish(g)
	now := &trial{generation: g, share: c.Share, began: time.Now(), published: time.Now(),
		allows: world.QueueRulesOf(c.File.doc, c.File.Config).Allows}
	begun.Tried = now.tried()
	a.trial.Store(now)
	a.tellShare()
	a.judgeAgents()
	if a.versions != nil && g.kept.Number != 0 {
		a.tellKeeping(a.versions.Tries(g.kept.Number, c.Share))
	}
	a.mu.Lock()
	a.sentBack = nil
	a.mu.Unlock()
	a.log.Info("a canary was begun", "share", c.Share, "number", g.kept.Number, "version", g.file.Version())
	return begun, nil
}

// validate tells what is wrong with a canary.
func (c Canary) validate() error {
	if c.File == nil {
		return errors.New("the canary has no file")
	}
	return canary.CheckShare(c.Share)
}

// canaryAt begins a canary with a file below the folder of the App's own.
func (a *App) canaryAt(ctx context.Context, path string, share float64) (monitor.Begun, error) {
	var none monitor.Begun
	if err := canary.CheckShare(share); err != nil {
		return none, err
	}
	folder, err := filepath.Abs(a.opts.File.Folder())
	if err != nil {
		return none, fmt.Errorf("finding the canary: %w", err)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	if !below(folder, path) || !reallyBelow(folder, path) {
		return none, fmt.Errorf("%s: %w", path, ErrElsewhere)
	}
	file, findings, err := Load(path, a.opts.File.extra...)
	switch {
	case err != nil:
		return none, err
	case file == nil:
		return none, &FindingsError{findings}
	}
	ctx, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return none, err
	}
	return a.startCanary(ctx, Canary{file, share})
}

// below tells whether a path leads into a folder, by its name.
func below(folder, path string) bool {
	inner, err := filepath.Rel(folder, path)
	return err == nil && inner != ".." && !strings.HasPrefix(inner, ".."+string(filepath.Separator))
}

// reallyBelow is below where links have been followed. What is not there is nowhere else.
func reallyBelow(folder, path string) bool {
	resolved, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	base, wrong := filepath.EvalSymlinks(folder)
	return errors.Join(err, wrong) == nil && below(base, resolved)
}

// StopCanary has all further calls on the stable version.
func (a *App) StopCanary(ctx context.Context) error {
	_, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return err
	}
	if !a.endTrial(a.trial.Load(), "") {
		return ErrNoCanary
	}
	a.log.Info("the canary was stopped")
	return nil
}

// PromoteCanary has all further calls on the canary, until the file on disk changes
// or Reload is called: it is a version like one that was gone back to.
func (a *App) PromoteCanary(ctx context.Context) error {
	_, err := a.promoteCanary(ctx)
	return err
}

func (a *App) promoteCanary(ctx context.Context) (monitor.Taken, error) {
	var none monitor.Taken
	ctx, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return none, err
	}
	t := a.trial.Load()
	if t != nil {
		err = a.clashes(ctx, t.generation.file)
	}
	switch {
	case t == nil:
		return none, ErrNoCanary
	case err != nil:
		return none, fmt.Errorf("promoting the canary: %w", err)
	case t.generation.unkept != nil:
		return none, fmt.Errorf("promoting the canary: %w: %w", ErrNotKept, t.generation.unkept)
	case t.generation.kept.Number == 0:
		return none, fmt.Errorf("promoting the canary: %w", a.notKept())
	case t.generation.kept.Outside:
		return none, fmt.Errorf("promoting the canary: %w", versions.ErrOutside)
	case !a.trial.CompareAndSwap(t, nil):
		return none, ErrNoCanary // it was sent back just now
	}
	a.tellShare()
	pin := &versions.Pin{Version: t.generation.kept.Number, Disk: a.onDisk()}
	warning := notHeld(a.took(t.generation, "promoted canary", pin))
	a.reloadedFine()
	a.log.Info("the canary was promoted", "number", pin.Version, "version", t.generation.file.Version())
	return monitor.Taken{Number: pin.Version, Warning: warning}, nil
}

// beginCanary begins with the canary of the options, unless it was sent back
// before. A canary that cannot be begun is no reason not to take calls.
func (a *App) beginCanary(ctx context.Context) {
	if a.opts.Canary == nil {
		return
	}
	c := *a.opts.Canary
	if a.versions != nil && c.File.path != "" {
		kept, _ := a.keep(c.File) // what cannot be kept is in the log, and was never sent back
		if back, was := a.versions.Returned(kept.Number); was {
			a.log.Warn("the canary is not begun, as it was sent back before", "number", kept.Number, "at", back.At,
				"why", back.Why)
			a.tellBack(monitor.Returned{At: back.At, Number: kept.Number, Version: kept.Hash, Why: back.Why})
			return
		}
	}
	if _, err := a.startCanary(ctx, c); err != nil {
		a.log.Error("all callers get the stable version", "canary", c.File.path, "error", err)
	}
}

// endTrial ends a canary, if it has not been ended yet; calls under way on it come
// to their end there.
func (a *App) endTrial(t *trial, sentBack string) bool {
	if t == nil || !a.trial.CompareAndSwap(t, nil) {
		return false
	}
	a.tellShare()
	a.judgeAgents()
	if number := t.generation.kept.Number; a.versions != nil && number != 0 {
		a.tellKeeping(a.versions.TriesNoMore(number, sentBack))
	}
	t.generation.retire(a)
	return true
}

// sendBack ends a canary that is worse than the stable version.
func (a *App) sendBack(t *trial, verdict canary.Verdict) {
	if !a.endTrial(t, verdict.Why) {
		return
	}
	a.metrics.CanaryReturned(string(verdict.Reason))
	g := t.generation
	a.tellBack(monitor.Returned{At: time.Now(), Number: g.kept.Number, Version: g.file.Version(), Why: verdict.Why})
	a.log.Error("the canary was sent back: all callers get the stable version", "why", verdict.Why,
		"reason", verdict.Reason, "number", g.kept.Number, "version", g.file.Version())
}

// tellShare counts on with the share that there is now.
func (a *App) tellShare() {
	share := 0.0
	if t := a.trial.Load(); t != nil {
		share = t.share
	}
	a.metrics.CanaryShare(share)
}

func (a *App) tellBack(back monitor.Returned) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sentBack = &back
}
