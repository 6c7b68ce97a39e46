//go:build linux

package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Program is one that runs. Start it with [Workshop.Start], and end it.
type Program struct {
	cmd  *exec.Cmd
	log  *os.File
	took time.Duration
}

// Start starts a program and waits until it is ready.
func (w *Workshop) Start(ctx context.Context, name string, cmd *exec.Cmd, ready func(context.Context) bool) (*Program,
	error) {
	log, err := os.CreateTemp(w.folder, name+"-*.log")
	if err != nil {
		return nil, fmt.Errorf("making a log: %w", err)
	}
	p := &Program{cmd: cmd, log: log}
	cmd.Stdout, cmd.Stderr = log, log
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", name, err), log.Close())
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for !ready(ctx) {
		if err := Pause(ctx, pollTick); err != nil {
			return nil, errors.Join(fmt.Errorf("%s is not ready: %w\n%s", name, err, p.Said()), p.End())
		}
	}
	p.took = time.Since(begun)
	return p, nil
}

// PID is the process, Took how long it took to be ready.
func (p *Program) PID() int { return p.cmd.Process.Pid }

// Took is the time from the start until the program was ready.
func (p *Program) Took() time.Duration { return p.took }

// Said is the end of what the program has said.
func (p *Program) Said() string {
	said, err := os.ReadFile(p.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(said[max(0, len(said)-saidMax):])
}

// End ends the program: asked first, killed where it does not heed. Of none it does nothing.
func (p *Program) End() error {
	if p == nil {
		return nil
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(endTimeout, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	return p.wait()
}

// Kill ends the program at once.
func (p *Program) Kill() error {
	_ = p.cmd.Process.Kill()
	return p.wait()
}

func (p *Program) wait() error {
	defer p.log.Close()
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) { // most know no orderly end
		return nil
	}
	return err
}

// Pause waits, unless ctx is over before.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
