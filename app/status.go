package app

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions"
)

// unready are the reasons why no calls should be sent here now.
func (a *App) unready() []string {
	var reasons []string
	for _, l := range a.links {
		if !l.isUp.Load() {
			reasons = append(reasons, "asterisk "+l.server.Name+" is not connected")
		}
	}
	if i := a.instances; i != nil {
		if err := i.members.Away(); err != nil {
			reasons = append(reasons, "the other instances cannot be seen: "+err.Error())
		}
		if i.drained.Load() {
			reasons = append(reasons, "out of service")
		}
	}
	if a.unknownQueues() {
		reasons = append(reasons, "nobody decides for the queues")
	}
	switch why := a.refusal(); why {
	case "":
	case "max_calls":
		reasons = append(reasons, "as many calls as app.max_calls allows")
	default:
		reasons = append(reasons, why)
	}
	return reasons
}

// status is what the daemon does.
func (a *App) status() monitor.Status {
	s := monitor.Status{Version: a.opts.Version, Started: a.started, Calls: a.Calls(), Links: []monitor.Link{},
		Canary: a.trial.Load().shown(), Cluster: a.instances.shown()}
	for _, l := range a.links {
		s.Links = append(s.Links, monitor.Link{Name: l.server.Name, Up: l.isUp.Load()})
	}
	if g := a.now.Load(); g != nil {
		s.File = g.shown()
		s.File.Note = a.takenAs().Note
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s.Draining = a.draining
	s.Warnings = a.wrong.all()
	if err := a.records.Trouble(); err != nil {
		s.Warnings = append(s.Warnings, "records of calls wait for their database: "+err.Error())
	}
	if err := a.records.Unspooled(); err != nil {
		s.Warnings = append(s.Warnings, "records of calls wait for the disk: "+err.Error())
	}
	if err := a.journal.Trouble(); err != nil {
		s.Warnings = append(s.Warnings, "the journal waits to be written: "+err.Error())
	}
	s.Warnings = append(s.Warnings, a.keeping.troubles()...)
	if trouble := a.mailboxTrouble(); trouble != "" {
		s.Warnings = append(s.Warnings, trouble)
	}
	s.Returned = a.sentBack
	s.Reload.At = a.lastReload.at
	if a.lastReload.err != nil {
		s.Reload.Error = a.lastReload.err.Error()
	}
	return s
}

// commands are what the API may have done.
func (a *App) commands(o monitor.Options) monitor.Options {
	o.Reload = func(ctx context.Context) error {
		_, err := a.Reload(ctx)
		return inLines(err)
	}
	o.Rollback = func(ctx context.Context, number int) (monitor.Taken, error) {
		taken, _, err := a.rollback(ctx, number)
		return taken, inLines(err)
	}
	o.Versions = func() (list []versions.Listed, warnings []string) {
		a.notes(func(w *wrong) { warnings = w.aboutVersions() })
		if a.versions != nil {
			list = a.versions.List()
		}
		return list, warnings
	}
	o.Canary = &monitor.Canaries{
		Start: func(ctx context.Context, path string, share float64) (monitor.Begun, error) {
			begun, err := a.canaryAt(ctx, path, share)
			return begun, inLines(err)
		},
		Stop:    a.StopCanary,
		Promote: a.promoteCanary,
	}
	return o
}

// inLines is an error with all findings that it is made of, each in a line.
func inLines(err error) error {
	var wrong *FindingsError
	if !errors.As(err, &wrong) {
		return err
	}
	var lines []error
	for _, finding := range wrong.Findings {
		lines = append(lines, errors.New(finding.String()))
	}
	return errors.Join(lines...)
}
