package app

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/versions"
)

// ErrNoPath tells that a File was made of a text and cannot be read anew;
// ErrNotRunning that the App does not run, so that nobody would use what is read.
var (
	ErrNoPath     = errors.New("the configuration was not read from a file")
	ErrNotRunning = errors.New("the app does not run")
)

// Reload reads the file anew and, if nothing is wrong with it, has all further
// calls on it; those under way stay on the version that they began with. All
// that may fail is done before. The findings are warnings; with an error, which
// may be a [*FindingsError], everything stays as it is.
func (a *App) Reload(ctx context.Context) (findings source.Findings, err error) {
	return a.reload(ctx, false)
}

// reload is Reload; of itself tells that nobody has asked for it.
func (a *App) reload(ctx context.Context, ofItself bool) (findings source.Findings, err error) {
	ctx, done, err := a.alone(ctx)
	defer done()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	defer func() { a.tellReload(findings, err, begin, ofItself) }()
	if pin := a.pin; pin != nil && ofItself && a.onDisk() == pin.Disk {
		// What has changed is beside the file, as a prompt is.
		next, findings, err := a.recalled(ctx, pin.Version)
		if err == nil {
			_ = a.took(next, a.takenAs().Note, pin) // it is in the log and the status
		}
		return findings, err
	}
	file, findings, err := a.opts.File.again()
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, &FindingsError{findings}
	}
	if err := a.clashes(ctx, file); err != nil {
		return findings, err
	}
	next, err := a.generationOf(ctx, file)
	if err != nil {
		return findings, err
	}
	a.disk.Store(file)
	_ = a.took(next, "reload", nil) // it is in the log and the status
	return findings, nil
}

// generationOf is newGeneration of a file that must be fit for this App, and is kept.
func (a *App) generationOf(ctx context.Context, file *File) (*generation, error) {
	with := a.opts
	with.File = file
	if err := with.validate(); err != nil {
		return nil, err
	}
	g, err := a.newGeneration(ctx, file)
	if err != nil {
		return nil, err
	}
	g.kept, g.unkept = a.keep(file)
	a.mu.Lock()
	g.start(a.listening)
	a.mu.Unlock()
	return g, nil
}

// swap makes a generation the present one; what the old one has that cannot
// change while the daemon runs stays, with a line in the log.
func (a *App) swap(next *generation) {
	a.mu.Lock()
	old := a.now.Swap(next)
	a.metrics.Flows(next.file.Version())
	a.mu.Unlock()
	a.useMailboxes(next)
	a.stableIs(old, next)
	a.textsChanged()
	if old != nil {
		a.warnOfFixed(next.file)
		old.retire(a)
	}
}

// takenAs is how the present version came into use.
func (a *App) takenAs() versions.Use {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.taken
}

// reloadedFine notes that what is in use is as it should be.
func (a *App) reloadedFine() {
	a.mu.Lock()
	a.lastReload = reloadResult{at: time.Now()}
	a.mu.Unlock()
	a.metrics.Reloaded(nil)
}

// warnOfFixed tells of changes that count only after a restart.
func (a *App) warnOfFixed(file *File) {
	first, now := a.opts.File.Config, file.Config
	for _, fixed := range []struct {
		name       string
		first, now any
	}{
		{"app.name", first.App.Name, now.App.Name}, {"app.data", first.App.Data, now.App.Data},
		{"asterisk", first.Asterisk, now.Asterisk}, {"cluster", first.Cluster, now.Cluster},
		{"server", first.Server, now.Server}, {"prompts.listen", first.Prompts.Listen, now.Prompts.Listen},
		{"journal", first.Journal, now.Journal},
		{"app.log_level", first.App.LogLevel, now.App.LogLevel},
	} {
		if !reflect.DeepEqual(fixed.first, fixed.now) {
			a.log.Warn("a setting has changed that counts only after a restart", "setting", fixed.name)
		}
	}
}

// tellReload writes down how a reload went; what nobody has asked for is not told twice.
func (a *App) tellReload(findings source.Findings, err error, begin time.Time, ofItself bool) {
	var wrong *FindingsError
	if errors.As(err, &wrong) {
		findings = wrong.Findings
	}
	a.mu.Lock()
	last := a.lastReload.err
	a.lastReload = reloadResult{at: begin, err: err}
	a.mu.Unlock()
	a.metrics.Reloaded(err)
	if err != nil && ofItself && last != nil && last.Error() == err.Error() {
		return // it is still what was told
	}
	a.tellFindings(findings)
	if err != nil {
		a.log.Error("the configuration was not reloaded, the last good one stays", "error", err)
		return
	}
	a.log.Info("the configuration was reloaded", "version", a.now.Load().file.Version(), "took", since(begin))
}

func (a *App) tellFindings(findings source.Findings) {
	for _, finding := range findings {
		a.log.Warn("a finding in the configuration", "at", finding.Pos.String(), "rule", finding.Rule,
			"severity", fmt.Sprint(finding.Severity), "message", finding.Message)
	}
}

// reloadResult is how the last reload went.
type reloadResult struct {
	at  time.Time
	err error
}
