package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/outbound"
)

// openJobs reads the calls that are kept for later. Callers do not suffer when that fails.
func (a *App) openJobs() {
	if !a.opts.Serve || !a.opts.Record || a.opts.File.path == "" {
		return
	}
	options := a.jobOptions()
	opened, err := jobs.Open(options)
	if err != nil {
		a.log.Error("no jobs are done", "error", err)
		return
	}
	if options.Spool != "" {
		if err := os.MkdirAll(options.Spool, 0o700); err != nil {
			a.log.Error("there is no folder for call files", "error", err)
		}
	}
	a.jobs = opened
}

func (a *App) jobOptions() jobs.Options {
	file := a.opts.File
	cfg := file.Config.Jobs
	options := jobs.Options{Folder: filepath.Join(a.data(), "jobs"), Spool: cfg.SpoolFolder(file.Folder()),
		App: file.Config.App.Name, Caller: jobCaller{a}, Allowed: a.jobAllowed, AtOnce: cfg.AtOnce,
		PerSecond: cfg.PerSecond, Keep: cfg.Keep, Refused: a.metrics.JobRefused, Note: a.journal.Refused,
		Logger: a.log.With("part", "jobs"),
		Open: func(ctx context.Context, schedule string, at time.Time) (bool, error) {
			d, err := presentHours{a}.Decide(ctx, schedule, at)
			return d.Open, err
		}}
	if i := a.instances; i != nil {
		options.Shared = &jobs.Shared{Bucket: i.bucket("ariapp_jobs", "calls that are made later"), Self: i.self,
			Holds: i.calling.Holds, Runner: i.calling.Runner, Dead: i.members.Dead, Ask: i.post.Ask}
	}
	return options
}

// runJobs makes the calls of jobs until ctx ends: of several instances the one that has the task.
func (a *App) runJobs(ctx context.Context) {
	if a.instances == nil {
		a.jobs.Run(ctx)
		return
	}
	claiming, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	var claims sync.WaitGroup
	claims.Go(func() { a.instances.calling.Run(claiming) })
	a.jobs.Run(ctx)
	giveUp() // only now: another one makes the calls from now on
	claims.Wait()
}

// heardOfJobs answers what another instance asks of jobs.
func (a *App) heardOfJobs(ctx context.Context, request []byte) []byte {
	if a.jobs == nil {
		return []byte(`{"running":false}`)
	}
	return a.jobs.Heard(ctx, request)
}

// closeJobs gives the folder of the jobs back; nobody makes calls for them any more.
func (a *App) closeJobs() {
	if a.jobs != nil {
		a.jobs.Close()
	}
}

// jobAllowed tells why a job can never be done.
func (a *App) jobAllowed(order jobs.Order) error {
	generation := a.generation()
	if generation == nil {
		return nil // it is found out when it is called
	}
	defer generation.release(a)
	o := outgoingOf(order, 0, "")
	if _, err := outgoingEntry(generation, o, nil); err != nil {
		return fmt.Errorf("%w: %w", jobs.ErrJob, err)
	}
	rules, ok := generation.reach().Outbound.(*outbound.Gate)
	if !ok {
		return nil
	}
	for _, endpoint := range o.targets() {
		if err := rules.Check(endpoint); err != nil {
			return fmt.Errorf("%w: %w", jobs.ErrNever, err)
		}
	}
	return nil
}

func outgoingOf(order jobs.Order, ring time.Duration, by string) Outgoing {
	return Outgoing{Asterisk: order.Asterisk, Endpoint: order.Endpoint, Variables: order.Variables, Vars: order.Vars,
		CallerID: flows.CallerID{Name: order.CallerName, Number: order.CallerNumber}, Timeout: ring, Flow: order.Flow,
		Connect: order.Connect, By: by,
		Place: flows.Place{Context: order.Context, Extension: order.Extension, Priority: order.Priority}}
}

// jobCaller makes the calls of jobs.
type jobCaller struct{ app *App }

// Call has a telephone ring.
func (c jobCaller) Call(ctx context.Context, order jobs.Order, ring time.Duration, by string) (jobs.Ringing, error) {
	if at, err := c.app.callsNobody(order.Asterisk); err != nil {
		pause := c.app.jobsWait.wait(c.app.log, at, "jobs wait: nobody can be called now", err)
		return jobs.Ringing{}, &jobs.LaterError{After: time.Now().Add(pause), Err: err}
	}
	placed, err := c.app.originateHeld(ctx, outgoingOf(order, ring, by))
	if err != nil {
		return jobs.Ringing{}, whenOf(err)
	}
	c.app.jobsWait.over(order.Asterisk)
	at := placed.done.at
	return jobs.Ringing{ID: placed.ID, Ended: placed.Ended(), GiveUp: func() { at.link.giveUp(at) },
		Wait: func(ctx context.Context) (bool, string, error) {
			reached, err := placed.Wait(ctx)
			if err != nil || reached.Answered {
				return reached.Answered, "", err
			}
			return false, reached.Cause.String(), nil
		}}, nil
}

// callsNobody tells by an error why nobody can be called by an Asterisk, "" for any, and of which one that is so.
func (a *App) callsNobody(asterisk string) (at string, err error) {
	if refused := a.refusal(); refused != "" {
		return "", fmt.Errorf("%w: %s", ErrNoFurther, refused)
	}
	if _, err := a.linkFor(asterisk); errors.Is(err, ErrNotConnected) {
		return asterisk, err
	}
	return "", nil
}

// whenOf tells a job whether a call that was not made is made later.
func whenOf(err error) error {
	after, ends := outbound.RetryAfter(err)
	switch {
	case ends:
		return &jobs.LaterError{After: after, Err: err}
	case errors.Is(err, ErrNotConnected), errors.Is(err, ErrNoFurther):
		return &jobs.LaterError{After: time.Now().Add(jobPause), Err: err}
	case errors.Is(err, flows.ErrNotPermitted), errors.Is(err, ErrOutgoing):
		return fmt.Errorf("%w: %w", jobs.ErrNever, err)
	}
	return err
}
