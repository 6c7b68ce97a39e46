//go:build linux

package rig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Rig is one folder with one Asterisk. Several processes may use it at a
// time: a lock in the folder makes them wait for one another. Within a process
// one goroutine at a time may.
type Rig struct {
	options Options
	// child is the Asterisk that this very process started.
	child *os.Process
	// held is the lock of the folder, while a method has it.
	held *os.File
}

// New returns a rig and touches nothing yet.
func New(options Options) (*Rig, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	options.Dir = filepath.Clean(options.Dir)
	return &Rig{options: options}, nil
}

// Up makes what is missing and returns when Asterisk is ready. If it runs
// already, on the configuration and in the root file system that would be made
// now, nothing happens; else it is started again.
func (r *Rig) Up(ctx context.Context) (Access, error) {
	if os.Geteuid() != 0 {
		return Access{}, ErrNotRoot
	}
	if err := r.claim(); err != nil {
		return Access{}, err
	}
	unlock, err := r.lock(ctx)
	if err != nil {
		return Access{}, err
	}
	defer unlock()
	s, err := r.readState()
	if err != nil {
		return Access{}, err
	}
	options, err := r.options.settle(&s)
	if err != nil {
		return Access{}, err
	}
	files, err := options.configuration()
	if err != nil {
		return Access{}, err
	}
	// Whoever asks for Asterisk wants to call it too, even if it runs already.
	installed, err := r.installTools(ctx)
	if err != nil {
		return Access{}, err
	}
	s.Installed = append(s.Installed, installed...)
	if s.running() && s.Config == digest(files) && r.whole() {
		return s.Access, errors.Join(r.writeState(s), r.awaitReady(ctx, s))
	}
	if err := r.stop(ctx, s); err != nil {
		return Access{}, err
	}
	s.Pid, s.StartTime = 0, 0
	if err := checkPorts(options); err != nil {
		return Access{}, err
	}
	if err := r.prepare(ctx, &s, files); err != nil {
		return Access{}, err
	}
	return s.Access, r.boot(ctx, &s)
}

// Restart ends Asterisk and starts it again on the same configuration. It fails
// with [ErrNotRunning] when there is none.
func (r *Rig) Restart(ctx context.Context) error {
	unlock, err := r.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	s, err := r.readState()
	if err != nil {
		return err
	}
	if !s.running() {
		return fmt.Errorf("restarting asterisk: %w", ErrNotRunning)
	}
	if err := r.stop(ctx, s); err != nil {
		return err
	}
	return r.boot(ctx, &s)
}

// Down ends Asterisk and removes everything the rig made, packages too; with
// keepRoot the root file system, the password and the packages stay. It does
// nothing when there is nothing.
func (r *Rig) Down(ctx context.Context, keepRoot bool) error {
	if os.Geteuid() != 0 {
		return ErrNotRoot
	}
	if _, err := os.Lstat(r.options.Dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if !r.isOurs() {
		return fmt.Errorf("removing %s: %w", r.options.Dir, ErrNotOurs)
	}
	unlock, err := r.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	s, err := r.readState()
	if err != nil {
		return err
	}
	if err := r.stop(ctx, s); err != nil {
		return err
	}
	s.Pid, s.StartTime, s.Config = 0, 0, ""
	if keepRoot {
		if err := unmountBelow(ctx, r.rootPath()); err != nil {
			return err
		}
		return r.writeState(s)
	}
	if err := r.removeRoot(ctx); err != nil {
		return err
	}
	if err := r.removeTools(ctx, s.Installed); err != nil {
		return err
	}
	return r.removeFolder()
}

// Status is what the rig's folder holds at this moment.
type Status struct {
	Dir     string
	Whole   bool // the root file system is complete
	Running bool
	Pid     int
	Access  Access
}

// Status looks without changing anything, and needs no root for what a user
// may read.
func (r *Rig) Status() (Status, error) {
	s, err := r.readState()
	if err != nil {
		return Status{}, err
	}
	status := Status{Dir: r.options.Dir, Whole: r.whole(), Running: s.running(), Access: s.Access}
	if status.Running {
		status.Pid = s.Pid
	}
	return status, nil
}

// CLI runs one line on Asterisk's console and returns its answer. It fails
// with [ErrNotRunning] when there is no Asterisk.
func (r *Rig) CLI(ctx context.Context, line string) (string, error) {
	s, err := r.readState()
	if err != nil {
		return "", err
	}
	if !s.running() {
		return "", fmt.Errorf("asking the console: %w", ErrNotRunning)
	}
	return r.console(ctx, line)
}

// prepare leaves a root file system with our configuration in it.
func (r *Rig) prepare(ctx context.Context, s *state, files map[string]string) error {
	// Written before anything else can fail: down must know what to take back.
	if err := r.writeState(*s); err != nil {
		return err
	}
	if err := r.makeRoot(ctx); err != nil {
		return err
	}
	if err := unmountBelow(ctx, r.rootPath()); err != nil {
		return err
	}
	if err := r.writeConfiguration(ctx, files); err != nil {
		return err
	}
	s.Config = digest(files)
	return nil
}

// boot starts Asterisk; one that does not become ready is ended again.
func (r *Rig) boot(ctx context.Context, s *state) error {
	r.log("starting asterisk")
	if err := r.start(s); err != nil {
		return err
	}
	if err := r.writeState(*s); err != nil {
		return errors.Join(err, r.stop(context.WithoutCancel(ctx), *s))
	}
	if err := r.awaitReady(ctx, *s); err != nil {
		return errors.Join(err, r.stop(context.WithoutCancel(ctx), *s))
	}
	return nil
}

func (r *Rig) log(format string, args ...any) {
	if r.options.Log != nil {
		r.options.Log(fmt.Sprintf(format, args...))
	}
}
