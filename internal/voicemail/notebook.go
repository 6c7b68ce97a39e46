package voicemail

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// notebook are the notes of one folder: of messages that are being recorded, and
// of those that the index does not know yet. What put has returned for outlives the process.
type notebook struct {
	// folder is where they lie, "" for nowhere: then they end with the process.
	folder string

	mu  sync.Mutex
	all map[string]*noted
}

// noted is a note, and what this process knows beside it.
type noted struct {
	note
	// left tells that a process before this one has written it.
	left bool
	// indexed tells that the index knows of it.
	indexed bool
	// version grows with each change.
	version int
}

const (
	noteEnding = ".json"
	// noteUnfinished begins the names of files that are being written.
	noteUnfinished = ".new-"
	// noteRefused ends the names of files that are no notes.
	noteRefused = ".refused"
)

// noteName is what files of notes are called.
var noteName = regexp.MustCompile(`^[0-9]{1,32}\.[A-Za-z0-9_-]{1,80}\.json$`)

// openNotebook reads the notes that a process before this one has left.
func openNotebook(folder string, log *slog.Logger) (*notebook, error) {
	b := &notebook{folder: folder, all: map[string]*noted{}}
	if folder == "" {
		return b, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("keeping notes of messages: %w", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("reading notes of messages: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir():
		case strings.HasPrefix(e.Name(), noteUnfinished): // nobody relies on it
			_ = os.Remove(path)
		case strings.HasSuffix(e.Name(), noteEnding):
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("reading notes of messages: %w", err)
			}
			n, err := readNote(data)
			if err == nil && n.file() != e.Name() {
				err = errors.New("its name is another one's")
			}
			if err != nil {
				log.Error("a note of a message is put aside", "file", e.Name(), "error", err)
				if err := os.Rename(path, path+noteRefused); err != nil {
					return nil, fmt.Errorf("putting a note aside: %w", err)
				}
				continue
			}
			b.all[e.Name()] = &noted{note: n, left: true}
		}
	}
	return b, nil
}

// put writes a note in place of the one that was there.
func (b *notebook) put(n note) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(n)
}

// write is put for one who has the lock.
func (b *notebook) write(n note) error {
	if !noteName.MatchString(n.file()) {
		return fmt.Errorf("noting a message: none may be called %.80q", n.ID)
	}
	if b.folder != "" {
		data, err := json.Marshal(n)
		if err == nil {
			err = writeWhole(filepath.Join(b.folder, n.file()), data)
		}
		if err != nil {
			return fmt.Errorf("noting a message: %w", err)
		}
	}
	version := 0
	if before := b.all[n.file()]; before != nil {
		version = before.version + 1
	}
	b.all[n.file()] = &noted{note: n, version: version}
	return nil
}

// hasSound notes that the sound of a message is in the folder, unless it is another version by now.
func (b *notebook) hasSound(n noted) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if there := b.all[n.file()]; there == nil || there.version != n.version {
		return nil
	}
	n.Fetched = true
	return b.write(n.note)
}

// settled tells that the index knows of a note, as it was at that version.
func (b *notebook) settled(n noted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if there := b.all[n.file()]; there != nil && there.version == n.version {
		there.indexed = true
	}
}

// drop takes a note away, unless it is another version by now; below 0, whatever it is.
func (b *notebook) drop(box, id string, version int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := noteFile(box, id)
	there := b.all[name]
	if there == nil || version >= 0 && there.version != version {
		return nil
	}
	if b.folder != "" {
		if err := os.Remove(filepath.Join(b.folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forgetting a note: %w", err)
		}
	}
	delete(b.all, name)
	return nil
}

// find is the note of a message.
func (b *notebook) find(box, id string) (noted, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := b.all[noteFile(box, id)]; n != nil {
		return *n, true
	}
	return noted{}, false
}

// waiting counts the notes of a mailbox that the index does not know.
func (b *notebook) waiting(box string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, one := range b.all {
		if one.Box == box && !one.indexed && one.Came != withdrawn {
			n++
		}
	}
	return n
}

// open are the notes that want something of the index, the oldest first.
func (b *notebook) open() []noted {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []noted
	for _, n := range b.all {
		if n.left || !n.indexed {
			all = append(all, *n)
		}
	}
	slices.SortFunc(all, func(x, y noted) int {
		if by := x.At.Compare(y.At); by != 0 {
			return by
		}
		return strings.Compare(x.file(), y.file())
	})
	return all
}

// writeWhole writes a file so that it is there as a whole or not at all, and stays when the machine stops.
func writeWhole(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), noteUnfinished)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = folder.Sync() // systems that cannot do that do it by themselves
	return folder.Close()
}
