package filestore

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/ariapp/ariapp/internal/lockfile"
)

// Open reads what is in a folder, which is made if it is not there, and keeps it until Close. A nil log hears nothing.
func Open(folder string, log *slog.Logger) (*Bucket, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	lock, err := lockfile.Take(folder)
	if err != nil {
		return nil, fmt.Errorf("opening the store in %s: %w", folder, err)
	}
	b := &Bucket{folder: folder, log: log.With("store", folder), lock: lock,
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
	var err error
	if b.older, err = segmentsIn(b.folder); err != nil {
		return err
	}
	number := 0
	for _, s := range b.older {
		number = s.number
		lost, err := s.read(func(revision uint64) { b.revision = max(b.revision, revision) }, b.replay)
		if err != nil {
			return err
		}
		if lost > 0 {
			b.log.Warn("a file of the store was damaged and is not read to its end: values may be lost",
				"file", filepath.Base(s.name), "bytes", lost)
		}
	}
	next, places, err := b.copied(number + 1)
	last := len(b.older) - 1
	switch {
	case err == nil:
		b.left, b.older = b.older, nil
		b.goOn(next, places)
		_ = b.force() // which is in the log
	case last < 0 || b.older[last].size == 0: // nothing can be written behind a head that is none
		return err
	default:
		b.log.Warn("the store cannot begin a new file, it goes on with the old one", "error", err)
		b.now, b.older = b.older[last], b.older[:last]
		b.leaveAt = b.now.size + segmentMin
	}
	return nil
}

func (b *Bucket) replay(e entry, at place) {
	b.revision = max(b.revision, e.revision)
	b.forget(string(e.key))
	if !e.deleted {
		b.hold(string(e.key), at)
	}
}

// Close forces what was written onto the disk and lets go of the folder. A second one does nothing.
func (b *Bucket) Close() error {
	b.mu.Lock()
	closed := b.closed
	b.closed = true
	b.mu.Unlock()
	if closed {
		return nil
	}
	_ = b.force()     // which is in the log
	b.flushing.Lock() // one that had begun has ended then
	defer b.flushing.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	closeAll(b.left)
	closeAll(b.older)
	if err := errors.Join(b.now.file.Close(), b.lock.Release()); err != nil {
		return fmt.Errorf("closing the store in %s: %w", b.folder, err)
	}
	return nil
}
