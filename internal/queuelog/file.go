package queuelog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// file is the file on the disk. It belongs to one goroutine.
type file struct {
	path string
	most int64
	keep int

	disk *os.File
	size int64
	// failing is why the disk took nothing, retry when it is tried again.
	failing error
	retry   time.Time
}

// open opens the file where it is, or makes it.
func (f *file) open() error {
	disk, err := os.OpenFile(f.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	about, err := disk.Stat()
	if err == nil && !about.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		return errors.Join(fmt.Errorf("looking at %s: %w", f.path, err), disk.Close())
	}
	f.disk, f.size = disk, about.Size()
	return nil
}

func (f *file) close() error {
	if f.disk == nil {
		return nil
	}
	err := f.disk.Close()
	f.disk = nil
	return err
}

// write writes lines. A disk that takes nothing is left alone for a while.
func (f *file) write(now time.Time, lines []string) error {
	if f.failing != nil && now.Before(f.retry) {
		return f.failing
	}
	f.failing = f.put(strings.Join(lines, "\n") + "\n")
	if f.failing != nil {
		f.retry = now.Add(retryEvery)
		_ = f.close() // it is opened anew then
	}
	return f.failing
}

func (f *file) put(text string) error {
	if err := f.inPlace(); err != nil {
		return err
	}
	if f.most > 0 && f.size > 0 && f.size+int64(len(text)) > f.most {
		if err := f.rotate(); err != nil {
			return err
		}
	}
	n, err := f.disk.WriteString(text)
	f.size += int64(n)
	return err
}

// inPlace opens the file anew when it was renamed away, deleted or emptied.
func (f *file) inPlace() error {
	if f.disk != nil {
		mine, errMine := f.disk.Stat()
		there, errThere := os.Stat(f.path)
		if errMine == nil && errThere == nil && os.SameFile(mine, there) {
			f.size = mine.Size()
			return nil
		}
		if err := f.close(); err != nil {
			return err
		}
	}
	return f.open()
}

// rotate puts the file aside as the first of those that are kept.
func (f *file) rotate() error {
	if err := f.close(); err != nil {
		return err
	}
	aside := func(number int) string { return fmt.Sprintf("%s.%d", f.path, number) }
	if f.keep == 0 {
		if err := os.Remove(f.path); err != nil {
			return err
		}
		return f.open()
	}
	for number := f.keep - 1; number >= 1; number-- {
		if err := os.Rename(aside(number), aside(number+1)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(f.path, aside(1)); err != nil {
		return err
	}
	return f.open()
}
