package records

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options say where records are kept, and which.
type Options struct {
	// Folder holds the spool and, unless DSN names another one, the database; it is made if it is not there. One
	// process at a time may have it.
	Folder string
	// DSN is the database: postgres://user:password@host/name, sqlite:path, "" for SQLite in Folder.
	DSN DSN
	// Keep is how long calls are kept, 0 for ever.
	Keep time.Duration
	// Events tells whether what happens in calls is kept beside the rows.
	Events bool
	// Log is told of a disk or a database that takes nothing; nil is silence.
	Log *slog.Logger
	// Now is the time of what carries none of its own; nil for [time.Now].
	Now func() time.Time
}

// Records keepss the records of calls. A nil one keeps nothing.
type Records struct {
	opts     Options
	now      func() time.Time
	instance string
	queue    *queue
	lost     atomic.Int64
	trouble  atomic.Pointer[error]
	// unspooled is why the disk took nothing the last time, nil when it did.
	unspooled atomic.Pointer[error]
	fate      *fate
	wake      chan struct{} // pokes the filler

	// hurry has the filler rest no more, giveUp has it end without what is left.
	hurry  func()
	giveUp context.CancelFunc

	end                sync.Once
	quit               chan struct{}
	written, over      chan struct{}
	writeErr, storeErr error // valid when written and over are closed
}

// Open begins to keep records. That the database is away is no error: its
// records wait until it is back; see Trouble. Calls that the process before has
// left without an end stay as they are until it is known which of them go on: see
// Resume and EndLost.
func Open(opts Options) (*Records, error) {
	kept, err := openDatabase(opts.DSN, opts.Folder)
	if err != nil {
		return nil, fmt.Errorf("opening the records: %w", err)
	}
	r, err := open(opts, kept)
	if err != nil {
		return nil, fmt.Errorf("opening the records: %w", errors.Join(err, kept.close()))
	}
	return r, nil
}

func open(opts Options, kept store) (*Records, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	r := &Records{opts: opts, now: opts.Now, quit: make(chan struct{}), written: make(chan struct{}),
		over: make(chan struct{}), fate: newFate(), wake: make(chan struct{}, 1)}
	r.queue = newQueue(&r.lost)
	var err error
	if r.instance, err = instanceOf(opts.Folder); err != nil {
		return nil, err
	}
	files, err := openSpool(filepath.Join(opts.Folder, "spool"), &r.lost, &r.unspooled, opts.Log)
	if err != nil {
		return nil, err
	}
	fill := &filler{spool: files, store: kept, instance: r.instance, keep: opts.Keep, log: opts.Log, lost: &r.lost,
		trouble: &r.trouble, now: opts.Now, first: files.current.Load(), fate: r.fate}
	ctx, cancel := context.WithCancel(context.Background())
	r.hurry, r.giveUp = kept.hurry, cancel
	go func() {
		defer close(r.written)
		r.writeErr = r.write(files)
	}()
	go func() {
		defer close(r.over)
		defer cancel()
		r.storeErr = fill.run(ctx, r.wake, r.written)
	}()
	return r, nil
}

// instanceOf is the name of the daemon that has the folder, made up by the first:
// several may write into one database.
func instanceOf(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(folder, "instance")
	text, err := os.ReadFile(path)
	if err == nil && strings.TrimSpace(string(text)) != "" {
		return strings.TrimSpace(string(text)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	name := rand.Text()
	return name, os.WriteFile(path, []byte(name+"\n"), 0o600)
}

// write has lines written into the spool until the records are closed.
func (r *Records) write(files *spool) error {
	timer := time.NewTimer(flushAfter)
	defer timer.Stop()
	timer.Stop()
	armed := false
	for {
		select {
		case <-r.queue.wake:
			if armed && r.queue.len() < flushAt {
				continue
			}
			if r.queue.len() < flushAt {
				timer.Reset(flushAfter)
				armed = true
				continue
			}
		case <-timer.C:
		case <-r.quit:
			files.add(r.queue.take())
			return files.close()
		}
		armed = false
		now := time.Now()
		files.add(r.queue.take())
		files.flush(now)
		if files.failing != nil {
			timer.Reset(max(files.retry.Sub(now), flushAfter))
			armed = true
		}
		poke(r.wake)
	}
}

// Close writes what waits, and lets the database take it, for seconds; what it
// does not take stays in the spool, for the next start. The error tells of both.
func (r *Records) Close() error {
	if r == nil {
		return nil
	}
	r.end.Do(func() { close(r.quit) })
	<-r.written
	r.hurry()
	limit := time.AfterFunc(closeTime, r.giveUp)
	defer limit.Stop()
	<-r.over
	var errs []error
	if r.writeErr != nil {
		errs = append(errs, fmt.Errorf("writing the last records: %w", r.writeErr))
	}
	if r.storeErr != nil {
		errs = append(errs, fmt.Errorf("taking the last records into the database: %w", r.storeErr))
	}
	return errors.Join(errs...)
}

// Lost is how many rows and events were dropped so far.
func (r *Records) Lost() int64 {
	if r == nil {
		return 0
	}
	return r.lost.Load()
}

// Unspooled is why the disk takes no records at present, nil when it does. They wait as far as there is room.
func (r *Records) Unspooled() error {
	if r == nil {
		return nil
	}
	if err := r.unspooled.Load(); err != nil {
		return *err
	}
	return nil
}

// Trouble is why the database takes no records at present, nil when it does. They wait in the spool meanwhile.
func (r *Records) Trouble() error {
	if r == nil {
		return nil
	}
	if err := r.trouble.Load(); err != nil {
		return *err
	}
	return nil
}
