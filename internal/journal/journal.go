package journal

import (
	"cmp"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Options say where a journal is, and how much of it is kept.
type Options struct {
	// Folder holds its files; it is made if it is not there.
	Folder string
	// MaxBytes is how long a file becomes before the next one is begun, 64 MiB when it is 0.
	MaxBytes int64
	// Keep is how many full files are kept beside the one that is written, 16 when it is 0.
	Keep int
	// Answers tells whether what the world answered is written, rather than only that it was asked.
	Answers bool
	// Log is told of a disk that takes nothing; nil is silence.
	Log *slog.Logger
	// Now is the time of entries that carry none of their own; nil for [time.Now].
	Now func() time.Time
	// Disk tells why the disk takes nothing at this moment, nil while it takes all, for simulations of one that is full;
	// nil leaves that to the disk.
	Disk func() error
}

// Journal writes the entries of many calls. A nil one writes nothing.
type Journal struct {
	opts  Options
	now   func() time.Time
	queue *queue
	// dropped are the entries that no entry has told of yet, lost are all of them.
	dropped, lost atomic.Int64
	// trouble is why the disk took nothing the last time, nil when it did.
	trouble atomic.Pointer[error]

	end  sync.Once
	quit chan struct{}
	over chan struct{}
	err  error // why the last entries could not be written; valid when over is closed
}

// Open opens the journal in a folder, behind what stands there, and has it written until Close.
func Open(opts Options) (*Journal, error) {
	j, err := newJournal(opts, opener(openFile).onDisk(opts.Disk))
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	return j, nil
}

func newJournal(opts Options, open opener) (*Journal, error) {
	if opts.MaxBytes <= 0 {
		opts.MaxBytes = fileBytes
	}
	if opts.Keep <= 0 {
		opts.Keep = filesKept
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	j := &Journal{opts: opts, now: opts.Now, queue: newQueue(), quit: make(chan struct{}),
		over: make(chan struct{})}
	w := &writer{journal: j, folder: folder(opts.Folder), open: open}
	if err := w.begin(); err != nil {
		return nil, err
	}
	go func() {
		defer close(j.over)
		j.err = w.run()
	}()
	return j, nil
}

// Started writes that a daemon begins: whatever calls stand in the folder without an end have none.
func (j *Journal) Started() {
	if j == nil {
		return
	}
	j.put(&record{kind: KindStarted, fact: flows.Fact{At: j.now()}})
}

// Refused writes that somebody was not called: by wanted it, why says what does not allow it.
func (j *Journal) Refused(endpoint, by, why string) {
	if j == nil {
		return
	}
	fact := flows.Fact{At: j.now(), Text: cmp.Or(endpoint, "nobody"), Step: by, Outcome: why}
	j.put(&record{kind: KindRefused, fact: fact})
}

// Close writes what waits and closes the file. What comes later is dropped. The
// error tells that the disk did not take the last entries.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	j.end.Do(func() { close(j.quit) })
	<-j.over
	return j.err
}

// Lost is how many entries were dropped so far.
func (j *Journal) Lost() int64 {
	if j == nil {
		return 0
	}
	return j.lost.Load()
}

// Trouble is why the disk takes no entries at present, nil when it does. They wait meanwhile.
func (j *Journal) Trouble() error {
	if j == nil {
		return nil
	}
	if err := j.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// put hands a record to the writer; what has no place is counted.
func (j *Journal) put(r *record) {
	if !j.queue.put(r) {
		j.lose(1)
	}
}

// lose counts entries that are not written.
func (j *Journal) lose(n int64) {
	j.dropped.Add(n)
	j.lost.Add(n)
}
