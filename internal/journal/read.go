package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Filter says which entries are wanted. The zero value wants all.
type Filter struct {
	// Since and Until are bounds of an entry's time, zero for none. Until itself is outside.
	Since, Until time.Time
	// Call is the id of the only call that is wanted.
	Call string
	// Damaged is told of every line that is passed over; nil for nobody.
	Damaged func(Damage)
	// Lost is told by [Calls] how many entries the journal has dropped, each time; nil for nobody.
	Lost func(n int)
}

// Damage is a line of a journal that is none.
type Damage struct {
	File string
	Line int
	// Err is an [ErrDamaged].
	Err error
}

// wants tells whether an entry is one of those.
func (f Filter) wants(e Entry) bool {
	return (f.Since.IsZero() || !e.At.Before(f.Since)) && (f.Until.IsZero() || e.At.Before(f.Until)) &&
		(f.Call == "" || e.Call == f.Call)
}

// mayHave tells whether it is worth while to read a line.
func (f Filter) mayHave(line []byte) bool {
	escaped := func(c rune) bool { return c < ' ' || c > '~' || strings.ContainsRune(`"\<>&`, c) }
	return f.Call == "" || strings.ContainsFunc(f.Call, escaped) || bytes.Contains(line, []byte(f.Call))
}

// Read gives the entries of a journal, those of the oldest file first. path is
// its folder, or one file. An error, after which nothing comes, tells that it
// cannot be read; damaged lines are passed over. Reading and writing do not
// hinder one another: entries that come meanwhile may be there or not.
func Read(path string, filter Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if err := read(path, filter, func(e Entry) bool { return yield(e, nil) }); err != nil {
			yield(Entry{}, fmt.Errorf("reading the journal: %w", err))
		}
	}
}

func read(path string, filter Filter, yield func(Entry) bool) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		opened, err := os.Open(path)
		if err != nil {
			return err
		}
		defer opened.Close()
		_, err = scan(opened, path, filter, yield)
		return err
	}
	in := folder(path)
	// The present file is opened before the others are looked for: if it becomes
	// a full one meanwhile, it is met twice, rather than not at all.
	current, err := os.Open(in.current())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil {
		defer current.Close()
		if info, err := current.Stat(); err != nil || info.IsDir() {
			current = nil // somebody has called a folder like that
		}
	}
	names, err := in.named()
	if err != nil {
		return err
	}
	for _, name := range names {
		goesOn, err := scanNamed(filepath.Join(path, name), current, filter, yield)
		if err != nil || !goesOn {
			return err
		}
	}
	if current == nil {
		return nil
	}
	_, err = scan(current, in.current(), filter, yield)
	return err
}

// named are all files but the current one, in the order of reading.
func (f folder) named() ([]string, error) {
	full, err := f.full()
	if err != nil {
		return nil, err
	}
	others, err := f.others()
	return slices.Concat(others, full), err
}

// scanNamed reads a file that is not the current one. One that was deleted
// meanwhile is passed over, and so is one in which nothing can be new enough.
func scanNamed(path string, current *os.File, filter Filter, yield func(Entry) bool) (goesOn bool, err error) {
	opened, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return false, err
	}
	if info.IsDir() {
		return true, nil
	}
	if !filter.Since.IsZero() && info.ModTime().Before(filter.Since) {
		return true, nil
	}
	if current != nil {
		if ours, err := current.Stat(); err == nil && os.SameFile(ours, info) {
			return true, nil
		}
	}
	return scan(opened, path, filter, yield)
}

// scan gives the entries of one file; false when no more are wanted.
func scan(from io.Reader, path string, filter Filter, yield func(Entry) bool) (goesOn bool, err error) {
	lines := newLines(from)
	for {
		line, whole, err := lines.next()
		if len(line) > 0 || !whole {
			if !tell(line, whole, path, lines.count, filter, yield) {
				return false, nil
			}
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// tell hands one line on; false when no more are wanted.
func tell(line []byte, whole bool, path string, count int, filter Filter, yield func(Entry) bool) bool {
	if whole && !filter.mayHave(line) {
		return true
	}
	var e Entry
	err := error(nil)
	if !whole {
		err = fmt.Errorf("%w: it is longer than %d bytes", ErrDamaged, lineMax)
	} else if e, err = Parse(line); err == nil {
		return !filter.wants(e) || yield(e)
	}
	if filter.Damaged != nil {
		filter.Damaged(Damage{File: path, Line: count, Err: err})
	}
	return true
}

// lines cuts what is read into lines.
type lines struct {
	from  *bufio.Reader
	count int
}

func newLines(from io.Reader) *lines { return &lines{from: bufio.NewReaderSize(from, lineMax+1)} }

// next is the next line without its end; not whole when it is too long. A blank
// line is none. At the end the error is io.EOF, with what stands there without a line's end.
func (l *lines) next() (line []byte, whole bool, err error) {
	line, err = l.from.ReadSlice('\n')
	if len(line) > 0 {
		l.count++
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return bytes.TrimSpace(line), true, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = l.from.ReadSlice('\n')
	}
	return nil, false, err
}
