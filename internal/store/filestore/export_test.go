package filestore

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// SegmentMin is what tests fill, StuckAfter is how long the disk may take, WaitMost is how long Close and
// Force wait.
const (
	SegmentMin = segmentMin
	StuckAfter = stuckAfter
	WaitMost   = waitMost
)

// File is one of a disk.
type File = file

// ErrDisk is what a disk that fails says.
var ErrDisk = errors.New("the disk fails")

// Faults are what a disk does.
type Faults struct {
	// Half has half of what is written be written, and NoCut has a file not be cut.
	Half, NoCut bool
	// Unforced is how often it cannot be forced.
	Unforced int
	// Stuck holds up whoever forces something until it is closed.
	Stuck chan struct{}
	// Hung holds up whoever writes something until it is closed; Writing is closed when somebody does.
	Hung, Writing chan struct{}
	// Closing is called before it is closed, nil for nobody.
	Closing func()
	// UnreadFrom is where it cannot be read any more, zero for nowhere.
	UnreadFrom int64
}

// Disk is one that fails.
type Disk struct {
	// Faults are those of a file, by its name without a folder, from when it is opened.
	Faults func(name string) Faults
	// Folder is told of each folder whose names are forced onto it, nil for nobody.
	Folder func(name string)
	// Wrap puts something around a file that is opened with these flags, or says why it cannot be; nil for nothing. It
	// comes before Faults.
	Wrap func(name string, flags int, opened File) (File, error)
	// WaitMost is how long Close and Force wait for it, zero for as long as for any.
	WaitMost time.Duration
}

// OpenOn is Open on such a disk.
func OpenOn(d Disk, folder string, log *slog.Logger) (*Bucket, error) {
	on := systemDisk()
	if d.Wrap != nil {
		on.open = func(name string, flags int) (file, error) {
			opened, err := openFile(name, flags)
			if err != nil {
				return nil, err
			}
			return d.Wrap(filepath.Base(name), flags, opened)
		}
	}
	if open := on.open; d.Faults != nil {
		on.open = func(name string, flags int) (file, error) {
			opened, err := open(name, flags)
			if err != nil {
				return nil, err
			}
			return &failing{opened, d.Faults(filepath.Base(name))}, nil
		}
	}
	if d.Folder != nil {
		on.syncFolder = func(name string) {
			d.Folder(name)
			if d.Wrap == nil { // else what is on a disk is a matter of who wraps
				syncFolder(name)
			}
		}
	}
	if d.WaitMost > 0 {
		on.waitMost = d.WaitMost
	}
	return openOn(on, folder, log)
}

// Fail has the file that is written now do that, until the bucket is in another one; the zero Faults end it.
func (b *Bucket) Fail(faults Faults) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f, ok := b.now.file.(*failing); ok {
		f.faults = faults
		return
	}
	b.now.file = &failing{b.now.file, faults}
}

// failing is a file on a disk that fails.
type failing struct {
	file
	faults Faults
}

func (f *failing) ReadAt(data []byte, at int64) (int, error) {
	from := f.faults.UnreadFrom
	if from == 0 || at+int64(len(data)) <= from {
		return f.file.ReadAt(data, at)
	}
	n := 0
	if at < from {
		n, _ = f.file.ReadAt(data[:from-at], at)
	}
	return n, ErrDisk
}

func (f *failing) WriteAt(data []byte, at int64) (int, error) {
	if f.faults.Hung != nil {
		close(f.faults.Writing)
		<-f.faults.Hung
	}
	if !f.faults.Half {
		return f.file.WriteAt(data, at)
	}
	n, err := f.file.WriteAt(data[:len(data)/2], at)
	return n, errors.Join(ErrDisk, err)
}

func (f *failing) Truncate(size int64) error {
	if f.faults.NoCut {
		return ErrDisk
	}
	return f.file.Truncate(size)
}

func (f *failing) Sync() error {
	if f.faults.Stuck != nil {
		<-f.faults.Stuck
	}
	if f.faults.Unforced > 0 {
		f.faults.Unforced--
		return ErrDisk
	}
	return f.file.Sync()
}

func (f *failing) Close() error {
	if f.faults.Closing != nil {
		f.faults.Closing()
	}
	return f.file.Close()
}

// Forces tells whether something may be forced onto the disk now, so that nobody else begins to.
func (b *Bucket) Forces() bool {
	if b.flushing.TryLock() {
		b.flushing.Unlock()
		return false
	}
	return true
}

var _ file = (*os.File)(nil)

// Marks is how many deletions are known.
func (b *Bucket) Marks() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.marks.young) + len(b.marks.old)
}
