package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"
)

// Tail gives the entries of a journal from that time on, and goes on with those
// that come, until ctx ends. It looks for them in the files every third of a
// second; the writer knows nothing of it. A folder that is not there yet is
// awaited. An error, after which nothing comes, tells that it cannot be read.
func Tail(ctx context.Context, path string, from time.Time) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		t := &tail{folder: folder(path), filter: Filter{Since: from},
			yield: func(e Entry) bool { return yield(e, nil) }}
		defer t.close()
		goesOn, err := t.past()
		for goesOn && err == nil {
			if goesOn, err = t.follow(); goesOn && err == nil {
				goesOn = pause(ctx)
			}
		}
		if err != nil {
			yield(Entry{}, fmt.Errorf("following the journal: %w", err))
		}
	}
}

// pause waits a moment; false when ctx ends.
func pause(ctx context.Context) bool {
	timer := time.NewTimer(pollEvery)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// tail follows the current file from one to the next.
type tail struct {
	folder folder
	filter Filter
	yield  func(Entry) bool
	file   *os.File
	// number is the running number that the file has, or will have when it is full.
	number int
	at     int64
	// rest is what was read of a line whose end is not there yet; long tells that it is too long already.
	rest []byte
	long bool
	buf  []byte
}

func (t *tail) close() {
	if t.file != nil {
		_ = t.file.Close()
	}
}

// past reads the full files, and leaves the current one to follow.
func (t *tail) past() (goesOn bool, err error) {
	if _, err := t.open(t.folder.current()); err != nil {
		return false, err
	}
	names, err := t.folder.named()
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	for _, name := range names {
		goesOn, err = scanNamed(filepath.Join(string(t.folder), name), t.file, t.filter, t.yield)
		if err != nil || !goesOn {
			return false, err
		}
	}
	return true, nil
}

// open begins to follow a file; false when it is not there.
func (t *tail) open(path string) (found bool, err error) {
	opened, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t.close()
	t.file, t.at, t.rest, t.long = opened, 0, nil, false
	if t.number = numberOf(filepath.Base(path)); t.number > 0 {
		return true, nil
	}
	names, err := t.folder.full()
	if len(names) > 0 {
		t.number = numberOf(names[len(names)-1])
	}
	t.number++
	return true, err
}

// follow reads what is new, in the file that it has and in those that came after it.
func (t *tail) follow() (goesOn bool, err error) {
	if t.file == nil {
		if found, err := t.open(t.folder.current()); err != nil || !found {
			return err == nil, err
		}
	}
	for {
		// First whether the file has been replaced, then what is in it: nothing is
		// written to it any more by then.
		replaced, err := t.replaced()
		if err != nil {
			return false, err
		}
		if goesOn, err := t.drain(); err != nil || !goesOn || !replaced {
			return goesOn, err
		}
		if found, err := t.openNext(); err != nil || !found {
			return err == nil, err
		}
	}
}

// replaced tells whether another file is the current one by now. Between two there is none.
func (t *tail) replaced() (bool, error) {
	ours, err := t.file.Stat()
	if err != nil {
		return false, err
	}
	current, err := os.Stat(t.folder.current())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && !os.SameFile(ours, current), err
}

// openNext follows the file behind the present one: the full one with the next
// number, else the current one. It is opened before the full ones are looked
// for: were it full by then, it would be among them.
func (t *tail) openNext() (found bool, err error) {
	if ours, err := t.file.Stat(); err == nil {
		t.number = t.numberNow(ours)
	}
	number := t.number
	if found, err = t.open(t.folder.current()); err != nil {
		return false, err
	}
	names, err := t.folder.full()
	if err != nil {
		return false, err
	}
	for _, name := range names {
		if numberOf(name) <= number {
			continue
		}
		if full, err := t.open(filepath.Join(string(t.folder), name)); err != nil || full {
			return full, err
		}
	}
	return found, nil
}

// numberNow is the number of the full file that ours has become; if it was
// deleted, the one that it must have had.
func (t *tail) numberNow(ours fs.FileInfo) int {
	names, err := t.folder.full()
	if err != nil {
		return t.number
	}
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(string(t.folder), name)); err == nil && os.SameFile(ours, info) {
			return numberOf(name)
		}
	}
	return t.number
}

// drain reads to the end of the file. One that has become shorter is read from its beginning.
func (t *tail) drain() (goesOn bool, err error) {
	if info, err := t.file.Stat(); err == nil && info.Size() < t.at {
		t.at, t.rest, t.long = 0, nil, false
	}
	if t.buf == nil {
		t.buf = make([]byte, flushBytes)
	}
	for {
		n, err := t.file.ReadAt(t.buf, t.at)
		t.at += int64(n)
		if !t.cut(t.buf[:n]) {
			return false, nil
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// cut hands on the lines of what was read and keeps what is none yet.
func (t *tail) cut(text []byte) bool {
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			if t.rest = append(t.rest, text...); len(t.rest) > lineMax {
				t.rest, t.long = nil, true
			}
			return true
		}
		line := bytes.TrimSpace(append(t.rest, text[:end]...))
		if len(line) > 0 && !tell(line, !t.long, "", 0, t.filter, t.yield) {
			return false
		}
		text, t.rest, t.long = text[end+1:], t.rest[:0], false
	}
	return true
}
