package suite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNoTests is wrapped when there is nothing to run.
var ErrNoTests = errors.New("there are no tests to run")

// endings are what the names of test files end with.
func endings() []string { return []string{"_test.yaml", "_test.yml"} }

func isTestFile(name string) bool {
	return !strings.HasPrefix(name, ".") &&
		slices.ContainsFunc(endings(), func(ending string) bool { return strings.HasSuffix(name, ending) })
}

// found is a test file to be read. only is the ivr.yaml that it must be about, "" for any.
type found struct{ path, only string }

// find looks for the test files of a path: a folder stands for all in it and
// below, an ivr.yaml for those in its folder and below that are about it.
func find(path string) ([]found, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, unreadable(err)
	case info.IsDir():
		return walk(path, "")
	case isTestFile(filepath.Base(path)):
		return []found{{path: path}}, nil
	}
	return walk(filepath.Dir(path), keyOf(path))
}

// walk finds the test files of a folder and of those below it, but for hidden ones.
func walk(folder, only string) ([]found, error) {
	var all []found
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return unreadable(err)
		case entry.IsDir() && path != folder && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !entry.IsDir() && isTestFile(entry.Name()):
			all = append(all, found{path, only})
		}
		if len(all) > filesMax {
			return fmt.Errorf("looking for tests: more than %d test files", filesMax)
		}
		return nil
	})
	return all, err
}

// UnreadableError is an error about a file or folder that cannot be read.
type UnreadableError struct{ err error }

// Error says which and why.
func (e *UnreadableError) Error() string { return e.err.Error() }

// Unwrap is what reading failed with.
func (e *UnreadableError) Unwrap() error { return e.err }

func unreadable(err error) error { return &UnreadableError{fmt.Errorf("looking for tests: %w", err)} }

// keyOf is the same for the same file, however its path is written.
func keyOf(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return filepath.Clean(path)
}
