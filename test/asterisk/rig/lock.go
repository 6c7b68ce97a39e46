//go:build linux

package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lock keeps a second rig out of the folder, also one of another process, and
// waits for it until ctx ends. The kernel drops the lock with the process, or
// with the last program that was started to hold it.
func (r *Rig) lock(ctx context.Context) (unlock func(), err error) {
	path := filepath.Join(r.options.Dir, "lock")
	for told := false; ; {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("opening the rig's lock: %w", err)
		}
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil && sameFile(file, path) {
			r.held = file
			return func() { r.held = nil; file.Close() }, nil
		}
		file.Close()
		if err != nil && !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("locking %s: %w", path, err)
		}
		if !told {
			r.log("waiting for another rig in %s", r.options.Dir)
			told = true
		}
		if err := pause(ctx, pollInterval); err != nil {
			return nil, fmt.Errorf("waiting for another rig in %s: %w", r.options.Dir, err)
		}
	}
}

// sameFile guards against a lock on a file that a finished down has removed.
func sameFile(file *os.File, path string) bool {
	held, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(held, there)
}

// pause waits for d, or for the end of ctx and returns its error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
