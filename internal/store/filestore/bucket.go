package filestore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/lockfile"
)

// Why a change came to nothing; errors wrap one of these, those of package cluster, the context's, or the system's.
var (
	// ErrClosed: the bucket was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrFull: as much lives in the bucket as may.
	ErrFull = errors.New("the store is full")
	// ErrStuck: the disk has not answered for so long that it was not waited for.
	ErrStuck = errors.New("the disk does not answer")
)

// Bucket is a [cluster.Bucket] in a folder, safe for any number of callers.
type Bucket struct {
	folder string
	disk   disk
	log    *slog.Logger
	lock   *lockfile.Lock

	// flushing is held while something is forced onto the disk, and while the files are closed.
	flushing sync.Mutex

	mu       sync.Mutex
	closed   bool
	ended    bool // its files are closed as well
	revision uint64
	places   map[string]place
	marks    marks
	now      *segment
	// number is the highest of a segment that is there.
	number int
	// live is the size of what places has. leaveAt is the size of now at which it is left.
	live, leaveAt int64
	// older are segments before now, some of what lives may stand there.
	older []*segment
	// left are segments of which nothing is needed as soon as now is on the disk.
	left []*segment
	// unforced is why what was written before is not on the disk, told to who writes next; nil when it is, or was told.
	// pause is that after the last attempt, zero where it did not fail.
	unforced error
	pause    time.Duration
	// trouble is unforced whether or not it was told, for who does not wait for the lock: a disk may hold up who has it.
	trouble atomic.Pointer[error]
	// forcing is since when the disk has been asked to force something, zero while it is not.
	forcing time.Time
	// flush forces what was written onto the disk, when it is due, after flushIn; nil while nothing is to be forced.
	flush   *time.Timer
	flushIn time.Duration
	// sweep forgets deletions though nothing is written any more; nil while none is known.
	sweep  *time.Timer
	buffer []byte
	// changed are the keys of the list that is being written.
	changed map[string]struct{}
}

var _ cluster.Bucket = (*Bucket)(nil)

// Get is the item under a key.
func (b *Bucket) Get(ctx context.Context, key string) (cluster.Item, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.usable(ctx); err != nil {
		return cluster.Item{}, fmt.Errorf("reading %q in %s: %w", key, b.folder, err)
	}
	if item, ok := b.item(key); ok {
		return item, nil
	}
	return cluster.Item{Deleted: b.marks.has(key)}, nil
}

// All are the items of the bucket.
func (b *Bucket) All(ctx context.Context) ([]cluster.Item, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.usable(ctx); err != nil {
		return nil, fmt.Errorf("reading %s: %w", b.folder, err)
	}
	all := make([]cluster.Item, 0, len(b.places))
	for key := range b.places {
		if item, ok := b.item(key); ok {
			all = append(all, item)
		}
	}
	return all, nil
}

// item is what stands under a key. What cannot be read any more is gone, without a mark: nobody has deleted it.
func (b *Bucket) item(key string) (cluster.Item, bool) {
	at, ok := b.places[key]
	if !ok {
		return cluster.Item{}, false
	}
	e, err := at.entry()
	if err == nil && string(e.key) != key {
		err = errEntry
	}
	if err != nil {
		b.log.Warn("what was kept cannot be read any more", "key", key, "file", at.in.name, "error", err)
		b.forget(key)
		at.in.spoiled, b.leaveAt = true, 0 // what is written from now on must not stand behind that
		at.in.unread = at.in.unread || !errors.Is(asEntry(err), errEntry)
		return cluster.Item{}, false
	}
	return cluster.Item{Key: key, Value: e.value, Revision: at.revision}, true
}

// Write makes changes, all by one write to the file.
func (b *Bucket) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	written := make([]cluster.Written, len(changes))
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.usable(ctx); err != nil {
		return refuse(written, fmt.Errorf("writing in %s: %w", b.folder, err))
	}
	if err := b.stuck(); err != nil {
		return refuse(written, fmt.Errorf("writing in %s: %w", b.folder, err))
	}
	if err := b.unforced; err != nil {
		b.unforced = nil
		b.forceSoon()
		return refuse(written, fmt.Errorf("writing in %s: what was written before is not on the disk: %w", b.folder, err))
	}
	if err := b.turn(); err != nil {
		return refuse(written, fmt.Errorf("writing in %s: %w", b.folder, err))
	}
	revision, live := b.revision, b.live
	b.buffer = b.buffer[:0]
	b.marks.turn()
	clear(b.changed)
	for i, change := range changes {
		if written[i].Err = b.check(change, live); written[i].Err != nil {
			continue
		}
		b.changed[change.Key] = struct{}{}
		revision++
		live += int64(len(change.Value))
		written[i].Revision = revision
		b.buffer = entry{change.Delete, revision, []byte(change.Key), value(change)}.append(b.buffer)
	}
	if len(b.buffer) == 0 {
		return written
	}
	begun := b.now.size
	if err := b.now.append(b.buffer); err != nil {
		return refuse(written, fmt.Errorf("writing in %s: %w", b.folder, err))
	}
	b.take(changes, written, begun)
	b.written()
	return written
}

// take has the index know what was written, from begun on.
func (b *Bucket) take(changes []cluster.Change, written []cluster.Written, begun int64) {
	data := b.buffer
	for i, change := range changes {
		if written[i].Err != nil {
			continue
		}
		length := bytes.IndexByte(data, '\n') + 1 + len(change.Key) + len(value(change)) + 1
		b.forget(change.Key)
		if change.Delete {
			b.marks.add(change.Key)
			b.sweepLater()
		} else {
			b.marks.remove(change.Key)
			b.hold(change.Key, place{b.now, begun, length, written[i].Revision})
		}
		b.revision = written[i].Revision
		data, begun = data[length:], begun+int64(length)
	}
}

func value(change cluster.Change) []byte {
	if change.Delete {
		return nil
	}
	return change.Value
}

func refuse(written []cluster.Written, err error) []cluster.Written {
	for i := range written {
		if written[i].Err == nil {
			written[i] = cluster.Written{Err: err}
		}
	}
	return written
}

func (b *Bucket) check(change cluster.Change, live int64) error {
	if err := cluster.CheckChange(change); err != nil {
		return err
	}
	_, again := b.changed[change.Key]
	switch {
	case again || b.places[change.Key].revision != change.Revision:
		return fmt.Errorf("%s: %w", change.Key, cluster.ErrOutrun)
	case !change.Delete && live+int64(len(change.Value)) > bytesMax:
		return fmt.Errorf("%s: %w", change.Key, ErrFull)
	}
	return nil
}

func (b *Bucket) hold(key string, at place) {
	b.places[key] = at
	b.live += int64(at.length)
}

func (b *Bucket) forget(key string) {
	if at, ok := b.places[key]; ok {
		b.live -= int64(at.length)
		delete(b.places, key)
	}
}

// usable is why nothing can be asked, nil when it can; the lock is held.
func (b *Bucket) usable(ctx context.Context) error {
	if b.closed {
		return ErrClosed
	}
	return context.Cause(ctx)
}
