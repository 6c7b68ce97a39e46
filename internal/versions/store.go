package versions

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/lockfile"
)

// Store keeps versions in a folder. Make it with Open.
type Store struct {
	folder string
	log    *slog.Logger
	lock   *lockfile.Lock

	mu       sync.Mutex
	versions []Version // by number
	state    state
}

// Open takes a folder, which is made if need be, until Close. log hears of what
// could not be read or thrown away, nobody if nil. The error wraps
// [lockfile.ErrHeld] when another Store has the folder.
func Open(folder string, log *slog.Logger) (*Store, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	folder, err := filepath.Abs(folder)
	var held *lockfile.Lock
	if err == nil {
		held, err = lockfile.Take(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the folder of versions: %w", err)
	}
	s := &Store{folder: folder, log: log, lock: held}
	if err := s.look(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the folder of versions: %w", err), held.Release())
	}
	return s, nil
}

// look reads what stands in the folder.
func (s *Store) look() error {
	err := sweep(s.folder)
	if err != nil {
		return err
	}
	if s.versions, err = read(s.folder); err != nil {
		return err
	}
	if s.state, err = readState(s.folder); err != nil {
		s.log.Warn("which version was live is not known any more", "error", err)
	}
	for _, v := range s.versions {
		s.state.Last = max(s.state.Last, v.Number)
	}
	return nil
}

// Close lets another Store have the folder.
func (s *Store) Close() error { return s.lock.Release() }

// Keep has the content of a configuration kept, which was just read from path.
// It is the same version as before if the same was read from there before.
func (s *Store) Keep(doc *source.Document, path string) (Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, err := filepath.Abs(path)
	if err != nil {
		return Version{}, fmt.Errorf("keeping a version: %w", err)
	}
	s.missGone()
	for _, v := range s.versions {
		if v.Hash == doc.Version() && v.Path == path {
			return v, nil
		}
	}
	if s.state.Last >= numberMost {
		return Version{}, fmt.Errorf("keeping a version: all numbers up to %d are given", numberMost)
	}
	v := Version{Number: s.state.Last + 1, Hash: doc.Version(), Path: path, Made: time.Now().UTC().Round(0)}
	if v, err = s.write(v, doc); err != nil {
		return Version{}, fmt.Errorf("keeping a version: %w", err)
	}
	s.state.Last = v.Number
	s.versions = append(s.versions, v)
	return v, nil
}

// write makes a version's folder, under another name first.
func (s *Store) write(v Version, doc *source.Document) (Version, error) {
	final := filepath.Join(s.folder, folderName(v.Number, v.Hash))
	var err error
	if v.folder, err = os.MkdirTemp(s.folder, beginsNew); err != nil {
		return v, err
	}
	defer func() { _ = os.RemoveAll(v.folder) }() // there is nothing there when all went well
	for _, name := range doc.Files {
		path, err := filepath.Abs(name)
		if err != nil {
			return v, err
		}
		text, err := source.ReadFile(path, source.MaxBytes)
		if err != nil {
			return v, err
		}
		if err := writeText(v.kept(path), text); err != nil {
			return v, err
		}
		v.Files, v.Bytes = append(v.Files, path), v.Bytes+int64(len(text))
	}
	switch _, _, err := v.document(); {
	case errors.Is(err, ErrOutside):
		v.Outside = true
	case err != nil:
		return v, fmt.Errorf("the file has changed meanwhile: %w", err)
	}
	if err := writeWhole(filepath.Join(v.folder, recordName), v); err != nil {
		return v, err
	}
	if err := os.RemoveAll(final); err != nil { // what stands there was no version
		return v, err
	}
	if err := os.Rename(v.folder, final); err != nil {
		return v, err
	}
	done := v
	done.folder = final
	return done, nil
}

// document reads the kept texts.
func (v Version) document() (*source.Document, source.Findings, error) {
	doc, findings, err := source.Load(v.kept(v.Path))
	if err != nil {
		return nil, nil, err
	}
	within := filepath.Join(v.folder, textsName) + string(filepath.Separator)
	if slices.ContainsFunc(doc.Files, func(name string) bool { return !strings.HasPrefix(name, within) }) {
		return nil, nil, ErrOutside
	}
	if doc.Version() != v.Hash {
		return nil, nil, ErrDamaged
	}
	return doc, findings, nil
}

// Document reads the texts of a version. Its files are those that were kept;
// [Version.Original] tells where they came from.
func (s *Store) Document(number int) (Version, *source.Document, source.Findings, error) {
	v, err := s.Find(number)
	if err != nil {
		return v, nil, nil, err
	}
	doc, findings, err := v.document()
	if err != nil {
		return v, nil, nil, fmt.Errorf("reading version %d: %w", number, err)
	}
	return v, doc, findings, nil
}

// Find is the version of a number.
func (s *Store) Find(number int) (Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missGone()
	if i := s.index(number); i >= 0 {
		return s.versions[i], nil
	}
	return Version{}, fmt.Errorf("version %d: %w", number, ErrUnknown)
}

// missGone forgets versions whose folders somebody has removed.
func (s *Store) missGone() {
	s.versions = slices.DeleteFunc(s.versions, func(v Version) bool {
		_, err := os.Stat(filepath.Join(v.folder, recordName))
		return errors.Is(err, fs.ErrNotExist)
	})
}

func (s *Store) index(number int) int {
	return slices.IndexFunc(s.versions, func(v Version) bool { return v.Number == number })
}

// List are all versions, by number.
func (s *Store) List() []Listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missGone()
	return listed(s.versions, &s.state)
}
