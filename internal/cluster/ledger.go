package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Ledger writes down the calls of one process. Make it with NewLedger; [Ledger.Run] does the writing.
type Ledger struct {
	bucket Bucket
	self   Owner
	log    *slog.Logger
	format int           // of the records that are written, the newest that is read
	hurry  chan struct{} // one token when somebody waits for that
	retry  chan struct{} // one token when a batch that came to nothing is to be tried again at once
	// elsewhere tells whether somebody else reads a record that this program cannot; nil for nobody.
	elsewhere func(Kept) (bool, error)
	// fits tells why a body is not that of the call under whose key it stands; nil where that is not known.
	fits func(key string, body []byte) error

	mu   sync.Mutex
	held map[string]*Holding
	// taking are the calls that are just being taken.
	taking map[string]bool
	// queue are the holdings that have something to be written, oldest first.
	queue []*Holding
	// timer wakes Run at wakesAt, when the first of them is due; zero for not at all.
	timer   *time.Timer
	wakesAt time.Time
	// away is why the last batch came to nothing, nil when it did not.
	away error
	// askedAt is when the store was asked what it has not answered yet, zero for nothing; stuck runs out when that is too
	// long ago.
	askedAt time.Time
	stuck   *time.Timer
	// told is why the log was told last that nothing can be written, nil where it was told that it can.
	told error
	// settled is closed when a batch has been dealt with, and made anew then.
	settled chan struct{}
	// losses counts how often the store was found to have lost everything.
	losses int
	// looked is the call at which was looked last.
	looked string
}

// NewLedger is a ledger of self's calls in a bucket. A nil log hears nothing.
func NewLedger(bucket Bucket, self Owner, log *slog.Logger) *Ledger {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &Ledger{bucket: bucket, self: self, log: log, format: formatNow,
		timer: stopped(), hurry: make(chan struct{}, 1), retry: make(chan struct{}, 1),
		held: map[string]*Holding{}, taking: map[string]bool{}, settled: make(chan struct{})}
	l.stuck = time.AfterFunc(stuckTime, l.tellStuck)
	l.stuck.Stop() // until the store is asked
	return l
}

// As has the ledger read and write records as a program of another version does, for tests of several at once. It comes
// before everything else.
func (l *Ledger) As(formats Formats) { l.format = formats.Record }

// Elsewhere has the ledger ask whether another process lives that reads a record which this program cannot: that one
// has the call, then. Without it, and where none does, such a record is nobody's; while it cannot be told, which is an
// error, nothing is done about it. It comes before everything else; reads is called from the ledger's goroutine.
func (l *Ledger) Elsewhere(reads func(Kept) (bool, error)) { l.elsewhere = reads }

// Bodies has the ledger ask of a call's record whether its body is of that call, before it lets go of the call or hands
// the record out by [Ledger.Look]; an error tells why not. Then it is as one that nobody can read, whoever it names as
// its owner. It comes before everything else; fits is called by several goroutines at once.
func (l *Ledger) Bodies(fits func(key string, body []byte) error) { l.fits = fits }

// read reads what stands under a call's key.
func (l *Ledger) read(item Item) (Record, error) {
	record, err := l.parse(item.Value)
	if err != nil || l.fits == nil || item.Revision == 0 {
		return record, err
	}
	if err := l.fits(item.Key, record.Body); err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return record, nil
}

func (l *Ledger) parse(data []byte) (Record, error) { return parseRecord(data, l.format) }

// Self is whose ledger it is.
func (l *Ledger) Self() Owner { return l.self }

// Begin holds a call that nobody has run yet; nothing is written before the
// first Put. entered tells that the call has just come, so that a record under
// its key is one that was left behind; else who has a record has the call. lost
// is called once, from the ledger's goroutine, when somebody else has taken the
// call; it must not block.
func (l *Ledger) Begin(key string, entered bool, lost func()) *Holding {
	h := &Holding{ledger: l, key: key, epoch: 1, fresh: entered, lost: lost}
	l.mu.Lock()
	defer l.mu.Unlock()
	if before := l.held[key]; before != nil {
		before.giveUp(h)
	}
	l.held[key] = h
	return h
}

// Kept is a call as the bucket has it. Err is an [ErrRecord] where it cannot be read.
type Kept struct {
	Item   Item
	Record Record
	Err    error
}

// Kept are all calls of the bucket, whoever owns them. Those of ours that somebody else has are found out by it.
func (l *Ledger) Kept(ctx context.Context) ([]Kept, error) {
	items, err := l.bucket.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the records of calls: %w", err)
	}
	kept := make([]Kept, 0, len(items))
	for _, item := range items {
		record, err := l.parse(item.Value)
		kept = append(kept, Kept{item, record, err})
	}
	l.compare(kept)
	return kept, nil
}

// Take makes a call one's own that somebody else had. It is [ErrOutrun] when another was faster, also one of this
// process: both would write the same owner and epoch, and who came second would take that for its own.
func (l *Ledger) Take(ctx context.Context, kept Kept, lost func()) (*Holding, error) {
	if kept.Err != nil {
		return nil, kept.Err
	}
	taken, ok := l.begins(kept)
	if !ok {
		return nil, fmt.Errorf("taking the call %s: %w", kept.Item.Key, ErrOutrun)
	}
	defer taken()
	h := &Holding{ledger: l, key: kept.Item.Key, epoch: kept.Record.Epoch + 1, lost: lost}
	record := Record{Format: l.format, Owner: l.self, Epoch: h.epoch, Body: kept.Record.Body}
	data, err := record.marshal()
	if err != nil {
		return nil, err
	}
	h.last = kept.Record.Body
	h.revision, err = writeOne(ctx, l.bucket, Change{Key: h.key, Value: data, Revision: kept.Item.Revision})
	if err != nil {
		if h.revision, err = l.wroteAllTheSame(ctx, h, err); err != nil {
			return nil, fmt.Errorf("taking the call %s: %w", h.key, err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	h.wroteIn = l.losses
	l.held[h.key] = h
	return h, nil
}

// begins notes that a call is being taken, until taken is called; false when this process takes it already, or has had
// it since it was read.
func (l *Ledger) begins(kept Kept) (taken func(), ok bool) {
	key := kept.Item.Key
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taking[key] || l.hasTaken(kept) {
		return nil, false
	}
	l.taking[key] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.taking, key)
	}, true
}

// HasTaken tells whether this process has had a call since its record was read.
func (l *Ledger) HasTaken(kept Kept) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hasTaken(kept)
}

// hasTaken is HasTaken; the lock is held.
func (l *Ledger) hasTaken(kept Kept) bool {
	h := l.held[kept.Item.Key]
	return h != nil && h.epoch > kept.Record.Epoch
}

// Resume is [Ledger.Take] where nobody else takes the call up: the process that had it has ended. It does not wait: it
// is written down as soon as may be, for which [Holding.Sync] waits. So a store that is slow or away holds up no one.
// It is [ErrOutrun] where this process holds the call already, as its caller has come again: what was left is over, and
// a second holding would take the record from under the first.
func (l *Ledger) Resume(kept Kept) (*Holding, error) {
	h := &Holding{ledger: l, key: kept.Item.Key, epoch: kept.Record.Epoch + 1, revision: kept.Item.Revision, fresh: true,
		lost: func() {}, last: kept.Record.Body, puts: 1}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[h.key] != nil {
		return nil, fmt.Errorf("taking the call %s: %w", h.key, ErrOutrun)
	}
	h.wroteIn = l.losses
	l.held[h.key] = h
	l.rewrite(h)
	return h, nil
}

// wroteAllTheSame looks whether a change was made though it came back as err.
func (l *Ledger) wroteAllTheSame(ctx context.Context, h *Holding, err error) (uint64, error) {
	item, lookErr := l.bucket.Get(ctx, h.key)
	if lookErr != nil {
		return 0, errors.Join(err, lookErr)
	}
	if record, parseErr := l.parse(item.Value); parseErr == nil && record.Owner == l.self && record.Epoch == h.epoch {
		return item.Revision, nil
	}
	return 0, err
}

// Holds tells whether this process has a call, or is about to write its end. It has none that it has left, though what
// was put before may still have to be written.
func (l *Ledger) Holds(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.held[key]
	return h != nil && (!h.left || h.drop)
}

// Forget deletes the record of a call that nobody runs and that is over. It is [ErrOutrun] when somebody has written it
// since it was read: then the call is theirs. One that is gone already is forgotten.
func (l *Ledger) Forget(ctx context.Context, kept Kept) error {
	_, err := writeOne(ctx, l.bucket, Change{Key: kept.Item.Key, Delete: true, Revision: kept.Item.Revision})
	if errors.Is(err, ErrOutrun) {
		item, lookErr := l.bucket.Get(ctx, kept.Item.Key)
		if lookErr == nil && item.Revision == 0 {
			return nil
		}
		err = errors.Join(err, lookErr)
	}
	if err != nil {
		return fmt.Errorf("forgetting the call %s: %w", kept.Item.Key, err)
	}
	return nil
}

// Retry has what could not be written tried again at once, and looks whose the calls are: the store, or others, were
// seen again a moment ago.
func (l *Ledger) Retry() { poke(l.retry) }

// Away is why nothing can be written, nil while it can: also of a store that does not answer at all, however long it
// was allowed to take, as one on a disk that hangs.
func (l *Ledger) Away() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.isAway()
}

// isAway is Away; the lock is held.
func (l *Ledger) isAway() error {
	if asked := time.Since(l.askedAt); l.away == nil && !l.askedAt.IsZero() && asked >= stuckTime {
		return fmt.Errorf("%w for %s", ErrStuck, asked.Round(time.Second))
	}
	return l.away
}

// ErrStuck tells that the store does not even say that it takes too long.
var ErrStuck = errors.New("the store has not answered")

// asks notes that the store is asked from now on; the function is for when it has answered.
func (l *Ledger) asks() (answered func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.askedAt = time.Now()
	l.stuck.Reset(stuckTime)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.askedAt = time.Time{}
		l.stuck.Stop()
		l.tell()
	}
}

// tellStuck tells the log of a store that does not answer while it does not.
func (l *Ledger) tellStuck() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tell()
}

// tell tells the log, once, when it turns whether something can be written; the lock is held.
func (l *Ledger) tell() {
	away := l.isAway()
	switch {
	case away != nil && l.told == nil:
		l.log.Warn("the states of calls cannot be written, calls go on", "error", away)
	case away == nil && l.told != nil:
		l.log.Info("the states of calls are written again", "after", l.told)
	}
	l.told = away
}

// Waiting is how many calls have something to be written.
func (l *Ledger) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue)
}

// enqueue has a holding written, unless it waits already; the lock is held.
func (l *Ledger) enqueue(h *Holding) {
	if !h.queued {
		h.queued, h.queuedAt = true, time.Now()
		l.queue = append(l.queue, h)
	}
	l.wakeFor(h)
}

// stopped is a timer that does not run yet.
func stopped() *time.Timer {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	return timer
}

// forgotten drops a holding that has nothing left to write; the lock is held.
func (l *Ledger) forgotten(h *Holding) {
	if l.held[h.key] == h {
		delete(l.held, h.key)
	}
}

// forgetLeft drops a holding that was left, unless something of it is to be written yet; the lock is held.
func (l *Ledger) forgetLeft(h *Holding) {
	if h.left && !h.queued && !h.writing {
		l.forgotten(h)
	}
}

// poke leaves a token unless there is one.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
