package filestore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// turn leaves a segment that is mostly of what is over, or of which something cannot be read any more, before something
// is written to it; the lock is held. It is an error where the next start would not read that.
func (b *Bucket) turn() error {
	if b.now.size < b.leaveAt {
		return nil
	}
	err := b.leave()
	switch {
	case err == nil:
		b.forceSoon()
	case b.now.spoiled: // the next change tries again
		return err
	default: // the old one is as good as before
		b.leaveAt = b.now.size + segmentMin
		b.log.Warn("the store cannot begin a new file, it goes on with the old one", "error", err)
	}
	return nil
}

// written has what was written forced onto the disk in a moment; the lock is held.
func (b *Bucket) written() {
	if cap(b.buffer) > bufferMost {
		b.buffer = nil
	}
	b.forceSoon()
}

// forceSoon has what was written forced onto the disk in a moment, or when one that forces nothing is tried again,
// which a busy daemon would else do each second. The lock is held.
func (b *Bucket) forceSoon() { b.forceIn(max(syncEvery, b.pause)) }

// forceIn is forceSoon after a pause, unless it is due as soon anyhow; the lock is held.
func (b *Bucket) forceIn(pause time.Duration) {
	if b.flush != nil {
		if b.flushIn <= pause {
			return
		}
		b.flush.Stop()
	}
	b.flush, b.flushIn = time.AfterFunc(pause, func() { _ = b.force() }), pause // which is in the log
}

// leave goes on in another segment; the lock is held.
func (b *Bucket) leave() error {
	next, places, err := b.copied()
	if err != nil {
		return err
	}
	b.left = append(append(b.left, b.older...), b.now)
	b.older = nil
	b.goOn(next, places)
	return nil
}

// copied is a new segment with all that lives, and where it stands there; the lock is held.
func (b *Bucket) copied() (*segment, map[string]place, error) {
	next, err := createSegment(b.disk, b.folder, b.number+1, b.revision)
	if err != nil {
		return nil, nil, err
	}
	places, buffer := make(map[string]place, len(b.places)), []byte(nil)
	for key := range b.places { // what cannot be read any more is taken out meanwhile
		item, ok := b.item(key)
		if !ok {
			continue
		}
		begun := len(buffer)
		buffer = entry{revision: item.Revision, key: []byte(key), value: item.Value}.append(buffer)
		places[key] = place{next, next.size + int64(begun), len(buffer) - begun, item.Revision}
		if len(buffer) >= bufferMost {
			if err := next.append(buffer); err != nil {
				_ = next.remove() // why it was not written is told
				return nil, nil, err
			}
			buffer = buffer[:0]
		}
	}
	if err := next.append(buffer); err != nil {
		_ = next.remove()
		return nil, nil, err
	}
	return next, places, nil
}

// goOn writes to another segment from now on; the lock is held.
func (b *Bucket) goOn(next *segment, places map[string]place) {
	b.now, b.number, b.places, b.live = next, next.number, places, 0
	for _, at := range places {
		b.live += int64(at.length)
	}
	b.leaveAt = next.size + max(segmentMin, b.live)
}

// Force has what was written on the disk when it returns without an error. It is [ErrStuck] where the disk takes longer
// than [waitMost].
func (b *Bucket) Force() error {
	if err := b.within(b.force); err != nil {
		return fmt.Errorf("forcing the store in %s onto the disk: %w", b.folder, err)
	}
	return nil
}

// Trouble is why what was written could not be forced onto the disk, nil when it could, or when nothing was to be. It
// does not wait, for the disk neither.
func (b *Bucket) Trouble() error {
	if err := b.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// stuck is that the disk does not answer, nil where it does; the lock is held. The system takes what is written all the
// same for a while, and nothing of it would be there after a power failure.
func (b *Bucket) stuck() error {
	if b.forcing.IsZero() {
		return nil
	}
	if asked := time.Since(b.forcing); asked >= stuckAfter {
		return fmt.Errorf("%w, for %s", ErrStuck, asked.Round(time.Second))
	}
	return nil
}

// force forces what was written onto the disk, and removes the segments that are not needed then.
func (b *Bucket) force() error {
	b.flushing.Lock()
	defer b.flushing.Unlock()
	return b.forceNow()
}

// forceNow is force for who holds flushing. The lock is not held meanwhile: a disk takes its time.
func (b *Bucket) forceNow() error {
	unsure, err := b.forces()
	if err != nil {
		return err
	}
	if unsure {
		err = b.try()
	}
	now, older, left, leaveErr := b.toForce(unsure && err == nil)
	if err = errors.Join(err, leaveErr); err == nil {
		err = syncAll(older, now)
	}
	if err != nil {
		b.couldNot(now, err)
		return err
	}
	if !now.named { // who made the folder did not wait for the disk either
		b.disk.syncFolder(b.folder)
		b.disk.syncFolder(filepath.Dir(b.folder))
		now.named = true
	}
	removed := 0
	for _, s := range left { // in this order: a deletion must not be gone before what it deletes
		if err := s.remove(); err != nil {
			if !s.stays {
				b.log.Warn("an old file of the store stays", "file", s.name, "error", err)
			}
			s.stays = true
			break
		}
		removed++
	}
	if removed > 0 { // with one that was there again what was deleted in it last would be there, too
		b.disk.syncFolder(b.folder)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = b.left[removed:]
	if b.pause > 0 {
		b.log.Info("what was written is on the disk again")
	}
	b.forcing, b.unforced, b.pause = time.Time{}, nil, 0
	b.trouble.Store(nil)
	return nil
}

// couldNot notes that a segment could not be forced onto the disk. It is tried again, in another one, after a pause:
// whoever wrote meanwhile has had it be tried earlier.
func (b *Bucket) couldNot(now *segment, err error) {
	b.log.Warn("what was written cannot be forced onto the disk", "error", err)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forcing = time.Time{}
	now.unsure, b.unforced = true, err
	b.trouble.Store(&err)
	b.pause = min(max(2*b.pause, forceAgainFirst), forceAgainMost)
	if b.flush != nil {
		b.flush.Stop()
		b.flush = nil
	}
	if !b.closed {
		b.forceIn(b.pause)
	}
}

// forces notes that the disk is asked to force something, and tells whether it could not do so with the segment that is
// written now.
func (b *Bucket) forces() (unsure bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.flush != nil {
		b.flush.Stop()
		b.flush = nil
	}
	if b.ended {
		return false, ErrClosed
	}
	b.forcing = time.Now()
	return b.now.unsure, nil
}

// try has the disk force a file that nobody needs. Where it cannot, all that lives would else be written to one more
// file at each attempt, and all these files would stay.
func (b *Bucket) try() error {
	name := filepath.Join(b.folder, trialName)
	trial, err := b.disk.open(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	if _, err = trial.WriteAt([]byte("is this on the disk?\n"), 0); err == nil {
		err = trial.Sync()
	}
	_ = trial.Close()
	_ = os.Remove(name) // the next one is written over it
	return err
}

// toForce is what is to be forced onto the disk now, and what is to be removed then. leave has a segment that could not
// be forced be left before.
func (b *Bucket) toForce(leave bool) (now *segment, older, left []*segment, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if leave && b.now.unsure {
		err = b.leave()
	}
	return b.now, b.older, b.left, err
}

// syncAll forces segments onto the disk: the older ones once, as nothing is written to them.
func syncAll(older []*segment, now *segment) error {
	for _, s := range older {
		if s.forced {
			continue
		}
		if err := s.file.Sync(); err != nil {
			return err
		}
		s.forced = true
	}
	return now.file.Sync()
}
