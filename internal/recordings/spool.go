package recordings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// spool is a folder with a file for each request.
type spool struct{ folder string }

const (
	requestEnding = ".json"
	// unfinished begins the names of files that are being written.
	unfinished = ".new-"
	// aside is the folder of requests that came to nothing.
	aside = "failed"
)

// openSpool makes the folder and reads the requests in it. A file that is none is put aside.
func openSpool(folder string, log *slog.Logger) (spool, []request, error) {
	s := spool{folder}
	if err := os.MkdirAll(filepath.Join(folder, aside), 0o700); err != nil {
		return s, nil, fmt.Errorf("making the spool of recordings: %w", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return s, nil, fmt.Errorf("reading the spool of recordings: %w", err)
	}
	var requests []request
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir():
		case strings.HasPrefix(e.Name(), unfinished): // its Keep has not returned
			_ = os.Remove(path)
		case strings.HasSuffix(e.Name(), requestEnding):
			data, err := os.ReadFile(path)
			if err != nil {
				return s, nil, fmt.Errorf("reading the spool of recordings: %w", err)
			}
			r, err := readRequest(data)
			if err == nil && r.id()+requestEnding != e.Name() {
				err = errors.New("its name is another one's")
			}
			if err != nil {
				log.Error("a file in the spool of recordings is put aside", "file", e.Name(), "error", err)
				if err := os.Rename(path, filepath.Join(folder, aside, e.Name())); err != nil {
					return s, nil, fmt.Errorf("putting a file of the spool aside: %w", err)
				}
				continue
			}
			requests = append(requests, r)
		}
	}
	return s, requests, nil
}

// write has a request on disk when it returns.
func (s spool) write(r request) error { return s.writeTo(s.folder, r) }

func (s spool) writeTo(folder string, r request) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("writing a request: %w", err)
	}
	return writeFile(filepath.Join(folder, r.id()+requestEnding), data)
}

// remove forgets a request.
func (s spool) remove(id string) error {
	err := os.Remove(filepath.Join(s.folder, id+requestEnding))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a request: %w", err)
	}
	return nil
}

// putAside keeps a request for people.
func (s spool) putAside(r request) error {
	if err := s.writeTo(filepath.Join(s.folder, aside), r); err != nil {
		return err
	}
	return s.remove(r.id())
}

// writeFile writes a file so that it is there as a whole or not at all, and stays when the machine stops.
func writeFile(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), unfinished)
	if err != nil {
		return fmt.Errorf("writing a file: %w", err)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing a file: %w", err), os.Remove(file.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder has the names in a folder on disk; systems that cannot do that do it by themselves.
func syncFolder(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("writing a folder: %w", err)
	}
	_ = dir.Sync()
	return dir.Close()
}
