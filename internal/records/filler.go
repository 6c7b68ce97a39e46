package records

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"
	"time"
)

// store is a database of records, or what stands for one in tests. Its methods
// may be called again after an error.
type store interface {
	// ready connects, and makes or changes the tables where that is needed.
	ready(ctx context.Context) error
	// apply writes lines, all or none of them.
	apply(ctx context.Context, lines []line) error
	// hurry has apply rest no more. It may be called at any time.
	hurry()
	// refuses tells whether an error of apply is about what is in the lines.
	refuses(err error) bool
	// unfinished are the calls of an instance that have no end, endLost ends those of them that are its still.
	unfinished(ctx context.Context, instance string) (calls []string, err error)
	endLost(ctx context.Context, instance string, calls []string) (ended int, err error)
	// prune deletes calls that began before, and ends calls of whomever of which nothing was heard since stale.
	prune(ctx context.Context, before, stale time.Time) (deleted int, err error)
	close() error
}

// filler takes the spool into the database. It belongs to one goroutine.
type filler struct {
	spool    *spool
	store    store
	instance string
	keep     time.Duration
	log      *slog.Logger
	lost     *atomic.Int64
	trouble  *atomic.Pointer[error]
	now      func() time.Time

	// first is the first file of this process: those below are from before.
	first int64
	// number is the file that is read, at how much of it has been taken.
	number, at int64
	connected  bool
	recovered  bool
	// left are the calls that the process before has left without an end.
	left   []string
	fate   *fate
	pruned time.Time
	// took is when the database has taken something last.
	took time.Time
}

// run fills until quit is closed, and then once more, or until ctx ends.
func (f *filler) run(ctx context.Context, wake, quit <-chan struct{}) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	retry := retryLeast
	for {
		select {
		case <-wake:
			if f.trouble.Load() != nil {
				continue // the timer tells when it is tried again
			}
			if pause := fillPause - time.Since(f.took); pause > 0 {
				timer.Reset(pause)
				continue
			}
		case <-timer.C:
		case <-quit:
			return errors.Join(f.finish(ctx), f.store.close())
		}
		err := f.fill(ctx)
		if ctx.Err() != nil {
			return errors.Join(err, f.store.close())
		}
		f.tell(err)
		if err == nil {
			timer.Reset(pruneEvery)
			retry = retryLeast
			continue
		}
		timer.Reset(retry)
		retry = min(2*retry, retryMost)
	}
}

// finish takes the rest; nothing is written any more. A spool that is empty leaves no file.
func (f *filler) finish(ctx context.Context) error {
	if err := f.fill(ctx); err != nil {
		return err
	}
	return f.spool.remove(f.spool.current.Load())
}

// tell notes how it is with the database.
func (f *filler) tell(err error) {
	before := f.trouble.Load()
	switch {
	case err == nil && before != nil:
		f.trouble.Store(nil)
		f.log.Info("records are taken into the database again")
	case err != nil:
		f.trouble.Store(&err)
		if before == nil {
			f.log.Error("the database of the records is away; they wait in the spool", "error", err)
		}
	}
}

// fill takes all that stands in the spool.
func (f *filler) fill(ctx context.Context) error {
	if !f.connected {
		if err := f.within(ctx, f.store.ready); err != nil {
			return err
		}
		f.connected = true
	}
	if !f.recovered {
		if err := f.recover(ctx); err != nil {
			return err
		}
		f.recovered = true
	}
	if err := f.files(ctx, f.spool.current.Load()); err != nil {
		return err
	}
	if err := f.endLost(ctx); err != nil {
		return err
	}
	return f.prune(ctx)
}

func (f *filler) within(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, applyTime)
	defer cancel()
	return work(ctx)
}

// recover takes what the process before has left, and finds the calls that it did not end.
func (f *filler) recover(ctx context.Context) error {
	if err := f.files(ctx, f.first-1); err != nil {
		return err
	}
	return f.within(ctx, func(ctx context.Context) (err error) {
		f.left, err = f.store.unfinished(ctx, f.instance)
		return err
	})
}

// endLost ends those of the calls that were left of which it is known that they do not go on.
func (f *filler) endLost(ctx context.Context) error {
	lost, known := f.fate.lost(f.left)
	if !known {
		return nil
	}
	all := 0
	for calls := range slices.Chunk(lost, lostMost) {
		err := f.within(ctx, func(ctx context.Context) error {
			ended, err := f.store.endLost(ctx, f.instance, calls)
			all += ended
			return err
		})
		if err != nil {
			return err
		}
	}
	if all > 0 {
		f.log.Warn("calls were cut off when the daemon ended; their records end as lost", "calls", all)
	}
	f.left = nil
	f.fate.over()
	return nil
}

// files takes the files up to that one; what is whole and taken is deleted.
func (f *filler) files(ctx context.Context, last int64) error {
	for {
		numbers, err := f.spool.numbers()
		if err != nil {
			return err
		}
		if len(numbers) == 0 || numbers[0] > last {
			return nil
		}
		number := numbers[0]
		if number != f.number {
			f.number, f.at = number, 0
		}
		whole := number < f.spool.current.Load() // asked before it is read: nothing comes behind then
		if err := f.file(ctx); err != nil {
			return err
		}
		if !whole {
			return nil
		}
		if info, err := os.Stat(f.spool.path(number)); err == nil && info.Size() > f.at {
			f.damaged(1, errHalf) // what a power cut leaves
		}
		if err := f.spool.remove(number); err != nil {
			return err
		}
	}
}

// remembered takes what is new in the present file as far as it is in memory still.
func (f *filler) remembered(ctx context.Context) error {
	for {
		lines, bytes := f.spool.fresh.take(f.number, f.at)
		if bytes == 0 {
			return nil
		}
		for some := range slices.Chunk(lines, batchMax) {
			if err := f.apply(ctx, some); err != nil {
				return err // it is read from the file then
			}
		}
		f.at += bytes
	}
}

// file takes what is new in the present file.
func (f *filler) file(ctx context.Context) (err error) {
	if err := f.remembered(ctx); err != nil {
		return err
	}
	file, err := os.Open(f.spool.path(f.number))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if info, err := file.Stat(); err != nil || info.Size() <= f.at {
		return err
	}
	if _, err := file.Seek(f.at, io.SeekStart); err != nil {
		return err
	}
	reader := bufio.NewReaderSize(file, lineMax)
	for {
		got, err := f.batch(reader)
		if got.bytes == 0 || err != nil {
			return err
		}
		if err := f.apply(ctx, got.lines); err != nil {
			return err
		}
		f.at += got.bytes
		if got.damaged > 0 {
			f.damaged(got.damaged, got.why)
		}
		if got.end {
			return nil
		}
	}
}

// batch are lines for one transaction.
type batch struct {
	lines []line
	bytes int64
	// damaged is how many lines of it are none, why what is wrong with the last of them.
	damaged int64
	why     error
	// end tells that there is no more. The reader has swallowed the half line there, and must not be read on: were its
	// other half written meanwhile, that would be taken for a line.
	end bool
}

// errHalf is what is wrong with a line without an end.
var errHalf = errors.New("it is cut off, or too long")

// batch reads the next lines. The half line at the end of a file is none yet.
func (f *filler) batch(reader *bufio.Reader) (got batch, err error) {
	long := int64(0)
	for len(got.lines) < batchMax {
		text, err := reader.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull: // longer than any line that is written
			long += int64(len(text))
			continue
		case err == io.EOF:
			got.end = true
			return got, nil
		case err != nil:
			return batch{}, err
		}
		got.bytes += long + int64(len(text))
		l, err := parseLine(bytes.TrimSpace(text))
		if long > 0 {
			err, long = errHalf, 0
		}
		if err != nil {
			got.damaged, got.why = got.damaged+1, err
			continue
		}
		got.lines = append(got.lines, l)
	}
	return got, nil
}

func (f *filler) damaged(lines int64, why error) {
	f.lost.Add(lines)
	f.log.Error("lines of the records' spool are damaged", "file", f.spool.path(f.number), "lines", lines, "error", why)
}

// apply has the database take lines, one by one where it refuses what is in one of them.
func (f *filler) apply(ctx context.Context, lines []line) error {
	if len(lines) == 0 {
		return nil
	}
	err := f.within(ctx, func(ctx context.Context) error { return f.store.apply(ctx, lines) })
	f.took = time.Now()
	if err == nil || !f.store.refuses(err) {
		return err
	}
	if len(lines) == 1 {
		f.lost.Add(1)
		f.log.Error("the database refuses a record", "call", lines[0].call(), "error", err)
		return nil
	}
	for _, l := range lines {
		if err := f.apply(ctx, []line{l}); err != nil {
			return err
		}
	}
	return nil
}

// prune deletes what is older than is kept, once an hour.
func (f *filler) prune(ctx context.Context) error {
	now := f.now()
	if !f.pruned.IsZero() && now.Sub(f.pruned) < pruneEvery {
		return nil
	}
	before := time.Time{}
	if f.keep > 0 {
		before = now.Add(-f.keep)
	}
	for {
		deleted := 0
		err := f.within(ctx, func(ctx context.Context) (err error) {
			deleted, err = f.store.prune(ctx, before, now.Add(-staleAfter))
			return err
		})
		if err != nil {
			return err
		}
		if deleted < pruneMost {
			f.pruned = now
			return nil
		}
	}
}
