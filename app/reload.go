package app

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/ariapp/ariapp/flows/source"
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
	a.reloading.Lock() // neither does Run begin nor end meanwhile
	defer a.reloading.Unlock()
	a.mu.Lock()
	listening := a.listening
	a.mu.Unlock()
	if listening == nil {
		return nil, ErrNotRunning
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(listening, cancel)()
	begin := time.Now()
	defer func() { a.tellReload(findings, err, begin, ofItself) }()
	file, findings, err := a.opts.File.again()
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, &FindingsError{findings}
	}
	with := a.opts
	with.File = file
	if err := with.validate(); err != nil {
		return findings, err
	}
	next, err := a.newGeneration(ctx, file)
	if err != nil {
		return findings, err
	}
	a.swap(next)
	return findings, nil
}

// swap makes a generation the present one; what the old one has that cannot
// change while the daemon runs stays, with a line in the log.
func (a *App) swap(next *generation) {
	a.mu.Lock()
	next.start(a.listening)
	old := a.now.Swap(next)
	if next.world.Prompts != nil {
		a.sounds.Publish(next.world.Prompts)
	}
	a.metrics.Flows(next.file.Version())
	a.mu.Unlock()
	if old != nil {
		a.warnOfFixed(next.file)
		old.retire(a)
	}
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
