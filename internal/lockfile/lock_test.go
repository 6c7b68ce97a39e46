package lockfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func take(t *testing.T, folder string) *Lock {
	t.Helper()
	l, err := Take(folder)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Law: a folder is held by one alone, who comes second is told by whom, and
// released it is free; another folder is another matter.
func TestOneHoldsAFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "some", "folder")
	first, other := take(t, folder), take(t, t.TempDir())
	for range 2 {
		_, err := Take(folder)
		if !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), folder) ||
			!strings.Contains(err.Error(), fmt.Sprintf("(process %d)", os.Getpid())) {
			t.Errorf("the second is told %v", err)
		}
	}
	for _, l := range []*Lock{first, first, other, nil} { // twice is once
		if err := l.Release(); err != nil {
			t.Error(err)
		}
	}
	if err := take(t, folder).Release(); err != nil {
		t.Error(err)
	}
}

// Law: what a process has left behind that is gone holds nobody up, whatever it wrote.
func TestAFileThatIsLeft(t *testing.T) {
	for _, left := range []string{"", "1", "many words, and no number of a process"} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		l := take(t, folder)
		if _, err := Take(folder); !errors.Is(err, ErrHeld) || !strings.HasSuffix(err.Error(), fmt.Sprintf("(process %d)", os.Getpid())) {
			t.Errorf("with %q left: %v", left, err)
		}
		if err := l.Release(); err != nil {
			t.Error(err)
		}
	}
}

// Law: what is no folder cannot be held, and that is another fault.
func TestWhatCannotBeHeld(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "odd", name), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(folder, "odd")} {
		if _, err := Take(path); err == nil || errors.Is(err, ErrHeld) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
