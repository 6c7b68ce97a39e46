package filestore

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/lockfile"
)

// Open reads what is in a folder, which is made if it is not there, and keeps it until Close. A nil log hears nothing.
func Open(folder string, log *slog.Logger) (*Bucket, error) { return openOn(systemDisk(), folder, log) }

func openOn(on disk, folder string, log *slog.Logger) (*Bucket, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	lock, err := lockfile.Take(folder)
	if err != nil {
		return nil, fmt.Errorf("opening the store in %s: %w", folder, err)
	}
	b := &Bucket{folder: folder, disk: on, log: log.With("store", folder), lock: lock,
		places: map[string]place{}, marks: newMarks(), changed: map[string]struct{}{}}
	if err := b.begin(); err != nil {
		closeAll(b.older)
		return nil, errors.Join(fmt.Errorf("opening the store in %s: %w", folder, err), lock.Release())
	}
	return b, nil
}

// begin reads the segments that are there, and goes on in one of its own: what a process before has written is not
// changed. A full disk keeps nobody from reading: then it goes on in the last one.
func (b *Bucket) begin() error {
	b.mu.Lock() // the timer that is set here looks too
	defer b.mu.Unlock()
	var err error
	if b.older, err = segmentsIn(b.disk, b.folder); err != nil {
		return err
	}
	seen := map[string]uint64{}
	for _, s := range b.older {
		b.number = s.number
		if err := b.load(s, seen); err != nil {
			return err
		}
	}
	next, places, err := b.copied()
	if err != nil {
		return b.stay(err)
	}
	b.left, b.older = b.older, nil // a disk takes its time, and callers wait: the old ones stay until the new one is there
	b.goOn(next, places)
	b.forceSoon()
	return nil
}

// stay goes on in the last segment that was read, where no new one can be begun, which is why. Nothing can be written
// behind a head that is none: such a file, of a process that was killed as it made it, has nothing either. The lock is
// held.
func (b *Bucket) stay(why error) error {
	last := len(b.older) - 1
	for last >= 0 && b.older[last].size == 0 {
		last--
	}
	if last < 0 {
		return why
	}
	now := b.older[last]
	if err := now.cut(); err != nil {
		return errors.Join(why, err)
	}
	b.log.Warn("the store cannot begin a new file, it goes on with the old one", "error", why)
	now.unread = false // what could not be read was cut off
	b.now, b.older = now, slices.Delete(b.older, last, last+1)
	if !now.spoiled { // else it is left before anything is written to it
		b.leaveAt = now.size + segmentMin
	}
	return nil
}

// load reads what is in a segment. What the system cannot read is lost, like what is damaged: that keeps nobody from
// having what can be read, and from writing. Only of another format nothing is to be touched.
func (b *Bucket) load(s *segment, seen map[string]uint64) error {
	lost, err := s.read(func(revision uint64) { b.revision = max(b.revision, revision) }, func(e entry, at place) {
		b.replay(seen, e, at)
	})
	switch {
	case errors.Is(err, errFormat):
		return err
	case err != nil:
		s.unread = true
		b.revision += uint64(lost) // at least as many as were used there: it may be readable at the next start
		b.log.Error("a file of the store cannot be read to its end: what it has from there on is lost",
			"file", filepath.Base(s.name), "read", s.size, "bytes", lost, "error", err)
	case lost > 0:
		b.log.Warn("a file of the store was damaged and is not read to its end: values may be lost",
			"file", filepath.Base(s.name), "bytes", lost)
	}
	return nil
}

// replay does once more what an entry tells of, unless one that was seen before is of a later revision: it stands in a
// file that could not be removed.
func (b *Bucket) replay(seen map[string]uint64, e entry, at place) {
	b.revision = max(b.revision, e.revision)
	if e.revision < seen[string(e.key)] {
		return
	}
	seen[string(e.key)] = e.revision
	b.forget(string(e.key))
	if !e.deleted {
		b.hold(string(e.key), at)
	}
}

// Close forces what was written onto the disk and lets go of the folder. A second one does nothing. It is [ErrStuck]
// where the disk takes longer than [waitMost]; the folder is let go of when it has answered.
func (b *Bucket) Close() error {
	err := b.within(func() error {
		if !b.closes() {
			return nil
		}
		return b.end()
	})
	if err != nil {
		return fmt.Errorf("closing the store in %s: %w", b.folder, err)
	}
	return nil
}

// within does what a disk may hold up, which goes on beyond [waitMost] when nobody waits for it any more.
func (b *Bucket) within(do func() error) error {
	over := make(chan error, 1)
	time.AfterFunc(0, func() { over <- do() })
	late := time.NewTimer(b.disk.waitMost)
	defer late.Stop()
	select {
	case err := <-over:
		return err
	case <-late.C:
		return ErrStuck
	}
}

// closes has nothing be asked any more; false where that is so already.
func (b *Bucket) closes() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	b.closed = true
	if b.sweep != nil {
		b.sweep.Stop()
	}
	return true
}

// end forces what was written onto the disk and closes the files. Who would force them meanwhile waits, and finds that
// they are closed.
func (b *Bucket) end() error {
	b.flushing.Lock()
	defer b.flushing.Unlock()
	_ = b.forceNow() // which is in the log
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	closeAll(b.left)
	closeAll(b.older)
	return errors.Join(b.now.file.Close(), b.lock.Release())
}
