package journal

import (
	"bytes"
	"fmt"
	"os"
	"time"
)

// writer has the file. It belongs to one goroutine.
type writer struct {
	journal *Journal
	folder  folder
	open    opener

	file file
	size int64
	// buf are lines that are to be written; midLine tells that it begins within one.
	buf     []byte
	midLine bool
	// taken are the records that were taken last, for their place.
	taken []record
	// armed tells that the timer runs.
	timer  *time.Timer
	armed  bool
	looked time.Time
	// failing is why the disk took nothing the last time, retry when it is tried again.
	failing error
	retry   time.Time
}

// begin makes the folder and opens the file.
func (w *writer) begin() error {
	if err := os.MkdirAll(string(w.folder), 0o700); err != nil {
		return err
	}
	if err := w.folder.prune(w.journal.opts.Keep); err != nil {
		return err
	}
	return w.ready()
}

// run writes until the journal is closed; the error is that of the last entries.
func (w *writer) run() error {
	w.timer = time.NewTimer(flushAfter)
	defer w.timer.Stop()
	w.timer.Stop()
	for {
		select {
		case <-w.journal.queue.wake:
			if w.journal.queue.isLong() {
				w.takeAll()
			}
		case <-w.timer.C:
			w.armed = false
			w.flush() // what has waited for the disk makes room
			if len(w.buf) < bufferMax {
				w.takeAll()
				w.flush()
			}
		case <-w.journal.quit:
			return w.finish()
		}
		w.arm()
	}
}

// finish writes what is left.
func (w *writer) finish() error {
	w.retry = time.Time{}
	w.flush()
	w.takeAll()
	w.tellLost()
	w.retry = time.Time{}
	w.flush()
	err := w.failing
	if w.file != nil {
		if closing := w.file.Close(); err == nil {
			err = closing
		}
	}
	if err != nil {
		return fmt.Errorf("writing the last entries of the journal: %w", err)
	}
	return nil
}

// arm has the timer write what waits, if it does not yet.
func (w *writer) arm() {
	if w.armed || len(w.buf) == 0 && w.journal.queue.isEmpty() {
		return
	}
	after := flushAfter
	if w.failing != nil {
		after = max(time.Until(w.retry), flushAfter)
	}
	w.timer.Reset(after)
	w.armed = true
}

// takeAll turns the records that wait into lines.
func (w *writer) takeAll() {
	for more := true; more; {
		w.taken, more = w.journal.queue.take(w.taken)
		for i := range w.taken {
			w.tellLost()
			w.add(w.taken[i].entry())
			if len(w.buf) >= flushBytes {
				w.flush()
			}
		}
		clear(w.taken)
	}
}

// tellLost writes how many entries are missing.
func (w *writer) tellLost() {
	if w.journal.dropped.Load() == 0 || len(w.buf) >= bufferMax {
		return
	}
	n := w.journal.dropped.Swap(0)
	var err error
	if w.buf, err = appendLine(w.buf, Entry{At: w.journal.now(), Kind: KindLost, Lost: int(n)}); err != nil {
		w.journal.dropped.Add(n)
	}
}

// add puts an entry behind those that wait.
func (w *writer) add(e Entry) {
	if len(w.buf) >= bufferMax {
		w.journal.lose(1)
		return
	}
	var err error
	if w.buf, err = appendLine(w.buf, e); err != nil {
		w.journal.lose(1)
		w.journal.opts.Log.Error("an entry is missing in the journal", "call", e.Call, "kind", e.Kind, "error", err)
	}
}

// flush writes what waits. What the disk does not take waits on.
func (w *writer) flush() {
	now := time.Now()
	if len(w.buf) == 0 || w.failing != nil && now.Before(w.retry) {
		return
	}
	err := w.put(now)
	switch {
	case err == nil && w.failing != nil:
		w.journal.opts.Log.Info("the journal is written again", "folder", string(w.folder), "lost", w.journal.Lost())
	case err != nil && w.failing == nil:
		w.journal.opts.Log.Error("the journal cannot be written; calls go on, and it is tried again",
			"folder", string(w.folder), "error", err)
	}
	w.failing = err
	if err == nil {
		w.journal.trouble.Store(nil)
		return
	}
	w.retry = now.Add(retryAfter)
	w.journal.trouble.Store(&err)
}

// put writes what waits into the file, the next one if this one is full.
func (w *writer) put(now time.Time) error {
	if err := w.look(now); err != nil {
		return err
	}
	if w.size > 0 && w.size+int64(len(w.buf)) > w.journal.opts.MaxBytes && !w.midLine {
		if err := w.turn(); err != nil {
			return err
		}
	}
	n, err := w.file.Write(w.buf)
	if n > 0 {
		w.midLine = w.buf[n-1] != '\n'
		w.size += int64(n)
		w.buf = append(w.buf[:0], w.buf[n:]...)
	}
	return err
}

// turn begins the next file.
func (w *writer) turn() error {
	err := w.file.Close()
	w.file = nil
	if err != nil {
		return err
	}
	if err := w.folder.turn(w.journal.now(), w.journal.opts.Keep); err != nil {
		return err
	}
	return w.ready()
}

// ready opens the file unless it is open.
func (w *writer) ready() error {
	if w.file != nil {
		return nil
	}
	opened, err := w.open(w.folder.current())
	if err != nil {
		return err
	}
	info, err := opened.Stat()
	if err != nil {
		_ = opened.Close()
		return err
	}
	w.file, w.size = opened, info.Size()
	w.dropHalf()
	return nil
}

// dropHalf gives up the line that was begun in a file that is not ours any more.
func (w *writer) dropHalf() {
	if !w.midLine {
		return
	}
	w.midLine = false
	w.buf = append(w.buf[:0], w.buf[bytes.IndexByte(w.buf, '\n')+1:]...)
	w.journal.lose(1)
}

// look opens the file anew when its name has another one, or none: somebody has
// moved or deleted it, and what is written to it would be seen by nobody.
func (w *writer) look(now time.Time) error {
	if w.file != nil && now.Sub(w.looked) >= lookEvery {
		w.looked = now
		ours, err := w.file.Stat()
		named, missing := os.Stat(w.folder.current())
		if err != nil || missing != nil || !os.SameFile(ours, named) {
			_ = w.file.Close()
			w.file = nil
			if err := os.MkdirAll(string(w.folder), 0o700); err != nil {
				return err
			}
		}
	}
	return w.ready()
}
