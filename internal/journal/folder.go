package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	currentName = "current.jsonl"
	ending      = ".jsonl"
	nameTime    = "20060102T150405Z"
)

var fullName = regexp.MustCompile(`^\d{8}T\d{6}Z-(\d{1,9})\.jsonl$`)

// folder is where a journal's files are: current.jsonl, which is written, and
// full ones, named by the time when they were full and by a running number.
type folder string

func (f folder) current() string { return filepath.Join(string(f), currentName) }

// full are the names of the full files, the oldest first. The running number
// decides: clocks are set back now and then.
func (f folder) full() ([]string, error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if !entry.IsDir() && fullName.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(numberOf(a), numberOf(b)), strings.Compare(a, b))
	})
	return names, nil
}

// numberOf is the running number of a full file.
func numberOf(name string) int {
	match := fullName.FindStringSubmatch(name)
	if match == nil {
		return 0
	}
	number, err := strconv.Atoi(match[1])
	if err != nil {
		return 0
	}
	return number
}

// others are files of a journal that have been given other names, such as a call that was put aside.
func (f folder) others() ([]string, error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if !entry.IsDir() && strings.HasSuffix(name, ending) && name != currentName && !fullName.MatchString(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// turn makes the current file a full one, and deletes the oldest beyond those that are kept.
func (f folder) turn(now time.Time, keep int) error {
	names, err := f.full()
	if err != nil {
		return err
	}
	number := 1
	if len(names) > 0 {
		number = numberOf(names[len(names)-1]) + 1
	}
	name := fmt.Sprintf("%s-%04d%s", now.UTC().Format(nameTime), number, ending)
	if err := os.Rename(f.current(), filepath.Join(string(f), name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return f.prune(keep)
}

// prune deletes the oldest full files beyond those that are kept.
func (f folder) prune(keep int) error {
	names, err := f.full()
	if err != nil || len(names) <= keep {
		return err
	}
	for _, name := range names[:len(names)-keep] {
		if one := os.Remove(filepath.Join(string(f), name)); one != nil && !errors.Is(one, fs.ErrNotExist) {
			err = errors.Join(err, one)
		}
	}
	return err
}

// opener opens a file to write at its end.
type opener func(path string) (file, error)

// file is what the writer needs of one.
type file interface {
	io.WriteCloser
	Stat() (fs.FileInfo, error)
}

// openFile opens or makes a file. One that does not end with a line's end, as
// the power failed, gets one: the damage must not spread to the next line.
func openFile(path string) (file, error) {
	opened, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	if err := endLine(opened); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

func endLine(opened *os.File) error {
	info, err := opened.Stat()
	if err != nil || info.Size() == 0 || !info.Mode().IsRegular() {
		return err
	}
	last := make([]byte, 1)
	if _, err := opened.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = opened.Write([]byte{'\n'})
	return err
}
