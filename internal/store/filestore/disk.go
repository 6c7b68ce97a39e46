package filestore

import (
	"io"
	"os"
	"time"
)

// disk is what a bucket wants of the system, or of a test that has it fail.
type disk struct {
	// open opens a file, with flags of package os.
	open func(name string, flags int) (file, error)
	// syncFolder has the names of files in a folder survive as well.
	syncFolder func(name string)
	// waitMost is how long Close and Force wait for it.
	waitMost time.Duration
}

// file is an [os.File], or one of a test's that fails.
type file interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	Sync() error
	Stat() (os.FileInfo, error)
}

func systemDisk() disk { return disk{openFile, syncFolder, waitMost} }

func openFile(name string, flags int) (file, error) {
	opened, err := os.OpenFile(name, flags, 0o600)
	if err != nil {
		return nil, err
	}
	return opened, nil
}

func syncFolder(name string) {
	folder, err := os.Open(name)
	if err != nil {
		return // the file in it could be forced onto the disk
	}
	_ = folder.Sync() // systems that cannot do that do it by themselves
	_ = folder.Close()
}
