package natsstore

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrInUse tells that another process keeps its values in the folder.
var ErrInUse = errors.New("another process uses the folder")

// folderLock keeps other processes out of a folder. The system lets go of it when the process dies.
type folderLock struct{ file *os.File }

func lockFolder(name string) (*folderLock, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close() // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("locking %s: %w", name, err)
	}
	return &folderLock{file}, nil
}

// release lets go of the folder; closing the file does.
func (l *folderLock) release() { _ = l.file.Close() }
