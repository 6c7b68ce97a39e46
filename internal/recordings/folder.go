package recordings

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder is a folder of this machine as a target. Beside each recording stands
// a file with what is known of it.
type Folder struct {
	// Path is the folder, Name where recordings lie in it.
	Path string
	Name Name
	// Keep is how long they stay; 0 for ever.
	Keep time.Duration
}

// noteEnding is that of the files with what is known of recordings.
const noteEnding = ".json"

// note is what is known of a recording in the folder.
type note struct {
	Asterisk string    `json:"asterisk"`
	Name     string    `json:"name"`
	Call     string    `json:"call"`
	From     string    `json:"from,omitempty"`
	To       string    `json:"to,omitempty"`
	Leg      string    `json:"leg"`
	Began    time.Time `json:"began"`
	Stored   time.Time `json:"stored"`
	Bytes    int       `json:"bytes"`
	SHA256   string    `json:"sha256"`
}

// put writes the note, then the recording: what has a recording's name is whole.
func (f Folder) put(_ context.Context, r request, sound []byte) error {
	path, err := f.Name.of(r)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(sound)
	n := note{Asterisk: r.Asterisk, Name: r.Name, Call: r.Call, From: r.From, To: r.To, Leg: r.Leg, Began: r.Began,
		Stored: time.Now(), Bytes: len(sound), SHA256: hex.EncodeToString(sum[:])}
	place := filepath.Join(f.Path, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return fmt.Errorf("making a folder for a recording: %w", err)
	}
	place, there, err := f.free(place, n, sound)
	if err != nil || there {
		return err
	}
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return fmt.Errorf("describing a recording: %w", err)
	}
	if err := writeFile(place+noteEnding, append(text, '\n')); err != nil {
		return err
	}
	return writeFile(place, sound)
}

// free finds the place for a recording: one that nobody has, or that the same
// recording has already; there tells that it is there as it is.
func (f Folder) free(place string, n note, sound []byte) (string, bool, error) {
	ending := filepath.Ext(place)
	for i := 1; i <= twinsMax; i++ {
		at := place
		if i > 1 {
			at = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(place, ending), i, ending)
		}
		other, err := readNote(at + noteEnding)
		_, missing := os.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist) && errors.Is(missing, fs.ErrNotExist):
			return at, false, nil
		case err != nil: // somebody else's file
		case other.Asterisk == n.Asterisk && other.Name == n.Name && other.Call == n.Call && other.Began.Equal(n.Began):
			old, err := os.ReadFile(at)
			return at, err == nil && bytes.Equal(old, sound), nil
		}
	}
	return "", false, fmt.Errorf("putting a recording into %s: %d others want its place", filepath.Dir(place), twinsMax)
}

func readNote(path string) (note, error) {
	var n note
	info, err := os.Lstat(path)
	if err != nil {
		return n, err
	}
	if !info.Mode().IsRegular() || info.Size() > requestMax {
		return n, errors.New("it is no note of a recording")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(data, &n); err != nil || n.Name == "" || n.SHA256 == "" || n.Stored.IsZero() {
		return n, errors.Join(errors.New("it is no note of a recording"), err)
	}
	return n, nil
}

// sweep deletes recordings that have a note and are too old, and folders that are empty then.
func (f Folder) sweep(ctx context.Context, now time.Time) (int, error) {
	if f.Keep <= 0 {
		return 0, nil
	}
	swept := 0
	err := filepath.WalkDir(f.Path, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		sound, isNote := strings.CutSuffix(path, noteEnding)
		if e.IsDir() || !isNote {
			return nil
		}
		n, err := readNote(path)
		if err != nil || now.Sub(n.Stored) < f.Keep {
			return nil // it is not ours
		}
		if err := os.Remove(sound); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		swept++
		for at := filepath.Dir(path); at != filepath.Clean(f.Path) && os.Remove(at) == nil; {
			at = filepath.Dir(at)
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("deleting old recordings: %w", err)
	}
	return swept, err
}
