package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions"
	"github.com/ariapp/ariapp/internal/versions/canary"
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
	return nil, a.startCanary(ctx, c)
}

func (a *App) startCanary(ctx context.Context, c Canary) error {
	if err := c.validate(); err != nil {
		return err
	}
	if c.File.Version() == a.now.Load().file.Version() {
		return ErrSameFile
	}
	g, err := a.generationOf(ctx, c.File)
	if err != nil {
		a.log.Error("the canary was not begun", "error", err)
		return err
	}
	a.warnOfFixed(c.File)
	a.endTrial(a.trial.Load(), "")
	a.publish(g)
	a.trial.Store(&trial{generation: g, share: c.Share, began: time.Now(), published: time.Now()})
	a.tellShare()
	if a.versions != nil && g.kept.Number != 0 {
		a.tellKeeping(a.versions.Tries(g.kept.Number, c.Share))
	}
	a.mu.Lock()
	a.sentBack = nil
	a.mu.Unlock()
	a.log.Info("a canary was begun", "share", c.Share, "number", g.kept.Number, "version", g.file.Version())
	return nil
}

// validate tells what is wrong with a canary.
func (c Canary) validate() error {
	if c.File == nil {
		return errors.New("the canary has no file")
	}
	return canary.CheckShare(c.Share)
}

// canaryAt begins a canary with a file below the folder of the App's own.
func (a *App) canaryAt(ctx context.Context, path string, share float64) error {
	if err := canary.CheckShare(share); err != nil {
		return err
	}
	folder, err := filepath.Abs(a.opts.File.Folder())
	if err != nil {
		return fmt.Errorf("finding the canary: %w", err)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	inner, err := filepath.Rel(folder, path)
	if err != nil || inner == ".." || strings.HasPrefix(inner, ".."+string(filepath.Separator)) {
		return fmt.Errorf("%s: %w", path, ErrElsewhere)
	}
	file, findings, err := Load(path, a.opts.File.extra...)
	switch {
	case err != nil:
		return err
	case file == nil:
		return &FindingsError{findings}
	}
	_, err = a.StartCanary(ctx, Canary{file, share})
	return err
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
	_, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return err
	}
	t := a.trial.Load()
	switch {
	case t == nil:
		return ErrNoCanary
	case t.generation.kept.Number == 0:
		return fmt.Errorf("promoting the canary: %w", ErrNotKept)
	case t.generation.kept.Outside:
		return fmt.Errorf("promoting the canary: %w", versions.ErrOutside)
	case !a.trial.CompareAndSwap(t, nil):
		return ErrNoCanary // it was sent back just now
	}
	a.tellShare()
	pin := &versions.Pin{Version: t.generation.kept.Number, Disk: a.onDisk()}
	a.took(t.generation, "promoted canary", pin)
	a.reloadedFine()
	a.log.Info("the canary was promoted", "number", pin.Version, "version", t.generation.file.Version())
	return nil
}

// beginCanary begins with the canary of the options, unless it was sent back
// before. A canary that cannot be begun is no reason not to take calls.
func (a *App) beginCanary(ctx context.Context) {
	if a.opts.Canary == nil {
		return
	}
	c := *a.opts.Canary
	if a.versions != nil && c.File.path != "" {
		kept := a.keep(c.File)
		if back, was := a.versions.Returned(kept.Number); was {
			a.log.Warn("the canary is not begun, as it was sent back before", "number", kept.Number, "at", back.At,
				"why", back.Why)
			a.tellBack(monitor.Returned{At: back.At, Number: kept.Number, Version: kept.Hash, Why: back.Why})
			return
		}
	}
	if err := a.startCanary(ctx, c); err != nil {
		a.log.Error("all callers get the stable version", "error", err)
	}
}

// endTrial ends a canary, if it has not been ended yet; calls under way on it come
// to their end there.
func (a *App) endTrial(t *trial, sentBack string) bool {
	if t == nil || !a.trial.CompareAndSwap(t, nil) {
		return false
	}
	a.tellShare()
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
