package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions"
)

// ErrNotKept tells that no versions are kept, so that none can be gone back to;
// ErrLive that the version is live already; ErrNoneBefore that none was live before.
var (
	ErrNotKept    = errors.New("no versions are kept here")
	ErrLive       = errors.New("it is live already")
	ErrNoneBefore = errors.New("no version that is still kept was live before")
)

// VersionsFolder is where the daemon of a file keeps its versions, whatever else
// is wrong with the file.
func VersionsFolder(path string) (string, error) {
	outer, err := outerOf(path)
	if err != nil {
		return "", err
	}
	return versionsIn(outer.App.DataFolder(filepath.Dir(path), os.LookupEnv)), nil
}

func versionsIn(data string) string { return filepath.Join(data, "versions") }

// outerOf is the outer configuration of a file, as far as it can be read.
func outerOf(path string) (config.Config, error) {
	doc, findings, err := source.Load(path)
	if err != nil {
		return config.Config{}, err
	}
	if len(doc.Root.Pairs) == 0 && findings.HasErrors() { // nothing of it can be read
		return config.Config{}, &FindingsError{findings}
	}
	outer, _ := config.Read(doc, os.LookupEnv)
	return outer, nil
}

// data is the folder of what outlives the process: that of the file that the App
// began with.
func (a *App) data() string {
	return a.opts.File.Config.App.DataFolder(a.opts.File.Folder(), os.LookupEnv)
}

// openVersions opens the folder of versions. Callers do not suffer when that fails.
func (a *App) openVersions() {
	if !a.opts.Record {
		return
	}
	store, err := versions.Open(versionsIn(a.data()), a.log.With("part", "versions"))
	if err != nil {
		a.log.Error("versions of the file are not kept", "error", err)
		a.notes(func(w *wrong) { w.versions = err })
		return
	}
	a.versions = store
	a.tellKeeping(store.TriesNoMore(0, "")) // the canary of the process before has ended with it
}

// closeVersions lets others keep versions there.
func (a *App) closeVersions() {
	if a.versions == nil {
		return
	}
	if err := a.versions.Close(); err != nil {
		a.log.Warn("the folder of versions cannot be left to others", "error", err)
	}
}

// notKept is ErrNotKept with the reason.
func (a *App) notKept() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wrong.versions == nil {
		return ErrNotKept
	}
	return fmt.Errorf("%w: %w", ErrNotKept, a.wrong.versions)
}

// keep has a file kept that was just read; without a number when that is not possible.
func (a *App) keep(file *File) (versions.Version, error) {
	if a.versions == nil || file.path == "" {
		return versions.Version{}, nil
	}
	if file.kept.Number != 0 {
		return file.kept, nil
	}
	kept, err := a.versions.Keep(file.doc, file.path)
	a.tellKeeping(err)
	return kept, err
}

// tellKeeping says that something could not be kept. That is no reason not to take it into use.
func (a *App) tellKeeping(err error) {
	if err != nil {
		a.log.Error("the version in use is not kept", "error", err)
	}
}

// took makes a generation the present one and writes down how that came. The error
// tells that it could not be written down, and was told: it is in use all the same.
func (a *App) took(next *generation, note string, pin *versions.Pin) error {
	a.pin = pin
	a.mu.Lock()
	a.taken = versions.Use{At: time.Now(), Note: note}
	a.mu.Unlock()
	a.publish(next)
	a.swap(next)
	a.configureQueues(next.file)
	if a.versions == nil {
		return nil
	}
	write := a.versions.TookUnkept
	if next.kept.Number != 0 {
		write = func() error { return a.versions.Took(next.kept.Number, note, pin, pin != nil) }
	}
	err := write()
	a.tellKeeping(err)
	err = errors.Join(next.unkept, err)
	a.notes(func(w *wrong) { w.live = err })
	return err
}

// recall makes a file of a version that was kept.
func (a *App) recall(number int) (*File, source.Findings, error) {
	kept, doc, findings, err := a.versions.Document(number)
	if err != nil {
		return nil, nil, err
	}
	file, findings, err := build(doc, findings, a.opts.File.extra, kept.Original)
	switch {
	case err != nil:
		return nil, findings, err
	case file == nil:
		return nil, findings, &FindingsError{findings}
	}
	file.path, file.kept = kept.Path, kept
	if err := file.locate(); err != nil {
		return nil, findings, err
	}
	file.loaded = file.picture()
	return file, findings, nil
}

// Rollback has all further calls on a version that was in use before, by its
// number; 0 stands for the one that was live before the present one. Calls under
// way stay on theirs. It holds until the file on disk changes or Reload is called,
// and is remembered when the App ends; when that cannot be written down, the log
// says so. The number is that of the version, the findings are warnings; with an
// error everything stays as it is.
func (a *App) Rollback(ctx context.Context, number int) (int, source.Findings, error) {
	taken, findings, err := a.rollback(ctx, number)
	return taken.Number, findings, err
}

func (a *App) rollback(ctx context.Context, number int) (monitor.Taken, source.Findings, error) {
	ctx, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return monitor.Taken{}, nil, err
	}
	if a.versions == nil {
		return monitor.Taken{}, nil, a.notKept()
	}
	if number == 0 {
		if number = a.versions.Before(); number == 0 {
			return monitor.Taken{}, nil, ErrNoneBefore
		}
	}
	live := a.now.Load().kept.Number
	if number == live {
		return monitor.Taken{}, nil, fmt.Errorf("version %d: %w", number, ErrLive)
	}
	file, findings, err := a.recall(number)
	if err == nil {
		err = a.clashes(ctx, file)
	}
	var next *generation
	if err == nil {
		next, err = a.generationOf(ctx, file)
	}
	if err != nil {
		a.log.Error("the version was not gone back to, what is in use stays", "number", number, "error", err)
		return monitor.Taken{}, findings, err
	}
	pin := &versions.Pin{Version: number, Disk: a.onDisk()}
	warning := notHeld(a.took(next, fmt.Sprintf("rollback to %d", number), pin))
	a.reloadedFine()
	a.log.Warn("an earlier version is in use until the file changes", "number", number, "before", live,
		"version", next.file.Version())
	return monitor.Taken{Number: number, Warning: warning}, findings, nil
}

// recalled makes a generation of a version that was kept.
func (a *App) recalled(ctx context.Context, number int) (*generation, source.Findings, error) {
	file, findings, err := a.recall(number)
	if err != nil {
		return nil, findings, err
	}
	next, err := a.generationOf(ctx, file)
	return next, findings, err
}

// onDisk is the hash of the file on disk, good or not; "" when it cannot be read.
func (a *App) onDisk() string {
	doc, _, err := source.Load(a.opts.File.path)
	if err != nil {
		return ""
	}
	return doc.Version()
}

// first makes the generation that the App begins with: that of the file, unless an
// earlier version was gone back to and the file is still the same.
func (a *App) first(ctx context.Context) (g *generation, note string, pin *versions.Pin, err error) {
	if a.versions != nil {
		pin = a.versions.Pinned()
	}
	if pin != nil && pin.Disk == a.opts.File.Version() {
		g, _, err = a.recalled(ctx, pin.Version)
		if err == nil {
			a.log.Warn("an earlier version is in use until the file changes", "number", pin.Version)
			return g, fmt.Sprintf("start after rollback to %d", pin.Version), pin, nil
		}
		if ctx.Err() != nil {
			return nil, "", nil, err
		}
		a.log.Error("the version that was gone back to cannot be used, the file on disk is", "number", pin.Version,
			"error", err)
	}
	g, err = a.generationOf(ctx, a.opts.File)
	return g, "start", nil, err
}

// alone waits until nobody else changes what calls get; done must be called. The
// context ends when the App does too.
func (a *App) alone(ctx context.Context) (inner context.Context, done func(), err error) {
	a.reloading.Lock() // neither does Run begin nor end meanwhile
	a.mu.Lock()
	listening := a.listening
	a.mu.Unlock()
	if listening == nil {
		return ctx, a.reloading.Unlock, ErrNotRunning
	}
	inner, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(listening, cancel)
	return inner, func() {
		stop()
		cancel()
		a.reloading.Unlock()
	}, nil
}
