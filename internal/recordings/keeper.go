package recordings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Source is an Asterisk that has recordings.
type Source interface {
	// Live tells whether a recording is under way.
	Live(ctx context.Context, name string) (bool, error)
	// Stop ends one that is under way, and discards it where that is wanted; one that is not is no error.
	Stop(ctx context.Context, name string, discard bool) error
	// File is a recording that is over; an error that wraps [fs.ErrNotExist] when there is none.
	File(ctx context.Context, name string) ([]byte, error)
	// Delete deletes one; one that is not there is no error.
	Delete(ctx context.Context, name string) error
}

// Options say where recordings come from and where they go.
type Options struct {
	// Spool is the folder of what is yet to be fetched; one process has it at a time.
	Spool string
	// Target is where they go, nil for nowhere: then it is only seen to those whose process has died.
	Target Target
	// Sources are the Asterisks by name.
	Sources map[string]Source
	// Format is that of recordings whose step names none.
	Format string
	// Delete has them deleted from Asterisk when they have arrived.
	Delete bool
	// Elsewhere tells of the call of a recording whether it is one that other processes share, and whether it is under
	// way: then whoever has it now goes on with the recording. Nil for calls that end with their process.
	Elsewhere func(ctx context.Context, asterisk, call string) (shared, under bool, err error)
	// Guest tells that another process has the spool: what is kept here waits for the next one that opens it, and
	// Run must not be called.
	Guest  bool
	Logger *slog.Logger
}

// Target is where recordings go.
type Target interface {
	// put delivers one. What is there already of the same recording is replaced, or left when it is the same.
	put(ctx context.Context, r request, sound []byte) error
	// sweep deletes what is too old, and tells how many recordings that were.
	sweep(ctx context.Context, now time.Time) (int, error)
}

// Keeper has recordings fetched. Make it with Open, have it work with Run.
type Keeper struct {
	opts  Options
	spool spool
	// more has a token when a worker should look for work.
	more chan struct{}

	mu      sync.Mutex
	waiting map[string]*waiting
	counts  Counts
}

var _ flows.Recordings = (*Keeper)(nil)

// waiting is a request in the spool, and when it is next looked at.
type waiting struct {
	request
	at     time.Time
	pause  time.Duration
	absent time.Time // since when its Asterisk does not have it
	busy   bool
	// idle is closed when it is busy no more.
	idle chan struct{}
	// held tells that a step of this process is at it.
	held bool
	// version grows when the request is kept anew or dropped: who has worked on another one has worked for nothing.
	version int
	dropped bool
}

// Counts tell what became of recordings since the beginning.
type Counts struct {
	// Waiting are those in the spool, Late those of them that were tried more than once in vain.
	Waiting, Late int
	// Delivered have arrived, Bytes in all; Failed were put aside; Retries were tries in vain; Swept were too old.
	Delivered, Failed, Retries, Swept int
	Bytes                             int64
}

// ErrFull tells that too many recordings wait.
var ErrFull = errors.New("too many recordings wait to be fetched")

// Open reads the spool.
func Open(opts Options) (*Keeper, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if err := flows.CheckRecordingFormat(opts.Format); err != nil {
		return nil, fmt.Errorf("opening recordings: %w", err)
	}
	s, requests := spool{opts.Spool}, []request(nil)
	if !opts.Guest {
		var err error
		if s, requests, err = openSpool(opts.Spool, opts.Logger); err != nil {
			return nil, err
		}
	}
	k := &Keeper{opts: opts, spool: s, more: make(chan struct{}, 1), waiting: map[string]*waiting{}}
	for _, r := range requests {
		k.waiting[r.id()] = &waiting{request: r}
	}
	return k, nil
}

// Format is that of recordings whose step names none.
func (k *Keeper) Format() string { return k.opts.Format }

// Counts are those of now.
func (k *Keeper) Counts() Counts {
	if k == nil {
		return Counts{}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.counts
	for _, w := range k.waiting {
		if !w.held {
			c.Waiting++
		}
		if w.pause > pauseLeast {
			c.Late++
		}
	}
	return c
}

// Keep writes a request to the spool; see [flows.Recordings].
func (k *Keeper) Keep(ctx context.Context, wanted flows.KeepRequest) error {
	now := time.Now()
	r := requestOf(wanted, now)
	if err := r.check(); err != nil {
		return fmt.Errorf("keeping a recording: %w", err)
	}
	switch {
	case r.Abandoned != "" && k.opts.Guest: // who has the spool would take us for dead
		return nil
	case r.Abandoned == "" && k.opts.Target == nil: // it stays where it is
		return k.Drop(ctx, r.Asterisk, r.Name)
	}
	k.mu.Lock()
	defer k.mu.Unlock() // one write at a time: the spool has the last one's
	w := k.waiting[r.id()]
	if w == nil && len(k.waiting) >= waitingMax {
		return fmt.Errorf("keeping a recording: %w: %d", ErrFull, waitingMax)
	}
	if err := k.spool.write(r); err != nil {
		return fmt.Errorf("keeping a recording: %w", err)
	}
	if w == nil {
		w = &waiting{}
		k.waiting[r.id()] = w
	}
	*w = waiting{request: r, at: now.Add(endPause), busy: w.busy, idle: w.idle, held: r.Abandoned != "",
		version: w.version + 1}
	if r.Live {
		w.at = now.Add(livePause)
	}
	k.wake()
	return nil
}

// Drop forgets a request; see [flows.Recordings].
func (k *Keeper) Drop(ctx context.Context, asterisk, name string) error {
	id := idOf(asterisk, name)
	k.undisturbed(ctx, id)
	k.mu.Lock()
	defer k.mu.Unlock()
	w := k.waiting[id]
	if w == nil {
		return nil
	}
	if err := k.spool.remove(id); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("dropping a recording: %w", err)
	}
	if w.version++; w.busy {
		w.dropped = true
		return nil
	}
	delete(k.waiting, id)
	return nil
}

// undisturbed waits for the worker that ends a recording whose process has died: whoever records under its name now
// would lose what is said.
func (k *Keeper) undisturbed(ctx context.Context, id string) {
	k.mu.Lock()
	var idle chan struct{}
	if w := k.waiting[id]; w != nil && w.busy && w.Abandoned != "" {
		idle = w.idle
	}
	k.mu.Unlock()
	if idle == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, abandonedTime)
	defer cancel()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// wake has a worker look for work.
func (k *Keeper) wake() {
	select {
	case k.more <- struct{}{}:
	default:
	}
}
