package lockfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// ErrHeld is wrapped when another process, or another part of this one, holds the folder.
var ErrHeld = errors.New("another daemon writes there")

// name is the file that is locked; it has the number of the process that holds it.
const name = ".lock"

// Lock holds a folder. Make it with Take; a nil one holds nothing.
type Lock struct {
	file *os.File // nil where nobody may write
}

// Take makes a folder, if need be, and holds it until Release. It does not wait.
func Take(folder string) (*Lock, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("locking a folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return &Lock{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("locking a folder: %w", err)
	}
	if err := lock(file); err != nil {
		if errors.Is(err, ErrHeld) {
			err = fmt.Errorf("%w%s", ErrHeld, holder(file))
		}
		_ = file.Close()
		return nil, fmt.Errorf("locking %s: %w", folder, err)
	}
	if err := file.Truncate(0); err == nil { // who holds it is for people: it holds without that
		_, _ = file.WriteAt(strconv.AppendInt(nil, int64(os.Getpid()), 10), 0)
	}
	return &Lock{file}, nil
}

// holder says which process holds a file, "" when that is not known.
func holder(file *os.File) string {
	text, err := io.ReadAll(io.NewSectionReader(file, 0, pidMax))
	if err != nil {
		return ""
	}
	number, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (process %d)", number)
}

// Release lets others hold the folder.
func (l *Lock) Release() error {
	if l == nil || l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	if err := file.Close(); err != nil { // closing it unlocks it
		return fmt.Errorf("unlocking a folder: %w", err)
	}
	return nil
}
