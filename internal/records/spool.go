package records

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// spool are the files in which lines wait for the database, by number. Its
// methods are the writer's, but those of files.
type spool struct {
	folder string
	lost   *atomic.Int64
	// trouble is where it is told why the disk takes nothing.
	trouble *atomic.Pointer[error]
	log     *slog.Logger
	// current is the number of the file that is written; those below are whole. bytes is how much all of them have.
	current atomic.Int64
	bytes   atomic.Int64

	file *os.File
	size int64
	// buf are lines that wait, count how many; midLine tells that it begins within one.
	buf     []byte
	count   int64
	midLine bool
	// lines are those in buf, nil once a part of it is written; fresh are those that were written whole.
	lines   []line
	fresh   fresh
	full    bool
	failing error
	retry   time.Time
}

// openSpool finds what stands in the folder, and writes behind it.
func openSpool(folder string, lost *atomic.Int64, trouble *atomic.Pointer[error], log *slog.Logger) (*spool, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	s := &spool{folder: folder, lost: lost, trouble: trouble, log: log}
	numbers, err := s.numbers()
	if err != nil {
		return nil, err
	}
	last := int64(0)
	for _, number := range numbers {
		info, err := os.Stat(s.path(number))
		if err != nil {
			return nil, err
		}
		s.bytes.Add(info.Size())
		last = number
	}
	s.current.Store(last + 1)
	return s, s.ready()
}

func (s *spool) path(number int64) string {
	return filepath.Join(s.folder, fmt.Sprintf("%010d.jsonl", number))
}

// numbers are those of the files that are there, in order.
func (s *spool) numbers() ([]int64, error) {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), ".jsonl")
		if number, err := strconv.ParseInt(name, 10, 64); ok && err == nil && number > 0 {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// ready opens the file unless it is open.
func (s *spool) ready() error {
	if s.file != nil {
		return nil
	}
	file, err := os.OpenFile(s.path(s.current.Load()), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	s.file, s.size = file, info.Size()
	return nil
}

// add puts lines behind those that wait to be written. What has no place is counted.
func (s *spool) add(lines []line) {
	if full := s.bytes.Load() >= spoolMax; full != s.full {
		if s.full = full; full {
			s.log.Error("the spool of the records is full: the database is away for too long", "folder", s.folder)
		}
	}
	whole := len(s.lines) > 0 || len(s.buf) == 0
	for _, l := range lines {
		if s.full || len(s.buf) >= bufferMax {
			s.lost.Add(1)
			continue
		}
		var err error
		if s.buf, err = appendLine(s.buf, l); err != nil {
			s.lost.Add(1)
			s.log.Error("a line of the records is missing", "call", l.call(), "error", err)
			continue
		}
		s.count++
		if whole && l.fault() == "" { // else who reads it finds out
			s.lines = append(s.lines, l)
		}
	}
}

// flush writes what waits. What the disk does not take waits on.
func (s *spool) flush(now time.Time) {
	if len(s.buf) == 0 || s.failing != nil && now.Before(s.retry) {
		return
	}
	err := s.write()
	switch {
	case err == nil && s.failing != nil:
		s.log.Info("the spool of the records is written again", "folder", s.folder, "lost", s.lost.Load())
	case err != nil && s.failing == nil:
		s.log.Error("the spool of the records cannot be written; calls go on, and it is tried again",
			"folder", s.folder, "error", err)
	}
	s.failing = err
	if err == nil {
		s.trouble.Store(nil)
		return
	}
	s.retry = now.Add(diskRetry)
	s.trouble.Store(&err)
}

func (s *spool) write() error {
	if s.size > 0 && s.size+int64(len(s.buf)) > segmentBytes && !s.midLine {
		if err := s.turn(); err != nil {
			return err
		}
	}
	if err := s.ready(); err != nil {
		return err
	}
	n, err := s.file.Write(s.buf)
	if n == len(s.buf) && len(s.lines) > 0 {
		s.fresh.add(piece{s.current.Load(), s.size, int64(n), s.lines})
	}
	if n > 0 {
		s.lines = nil
		s.midLine = s.buf[n-1] != '\n'
		s.size += int64(n)
		s.bytes.Add(int64(n))
		s.buf = append(s.buf[:0], s.buf[n:]...)
	}
	if err == nil {
		s.count = 0
	}
	return err
}

// turn begins the next file.
func (s *spool) turn() error {
	if s.file != nil {
		err := s.file.Close()
		if s.file = nil; err != nil {
			return err
		}
	}
	s.size = 0
	s.current.Add(1)
	return s.ready()
}

// close writes what waits; what the disk does not take is lost.
func (s *spool) close() error {
	s.retry = time.Time{}
	s.flush(time.Now())
	err := s.failing
	if err != nil {
		s.lost.Add(s.count)
	}
	if s.file != nil {
		if closing := s.file.Close(); err == nil {
			err = closing
		}
	}
	return err
}

// remove deletes a file that has been taken into the database.
func (s *spool) remove(number int64) error {
	info, err := os.Stat(s.path(number))
	if err == nil {
		err = os.Remove(s.path(number))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		s.bytes.Add(-info.Size())
	}
	return err
}
