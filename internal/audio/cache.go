package audio

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// converterVersion is part of every key: raise it when equal files shall sound different.
const converterVersion = "1"

// Cache keeps converted sounds in a folder, as WAV files named after what they
// were made of. Several processes may share a folder: files appear whole, and
// one that is there never changes.
type Cache struct{ folder string }

// OpenCache makes the folder if it is not there.
func OpenCache(folder string) (Cache, error) {
	if folder == "" {
		return Cache{}, errors.New("opening the cache of sounds: no folder is given")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return Cache{}, fmt.Errorf("opening the cache of sounds: %w", err)
	}
	return Cache{folder: folder}, nil
}

// Key names what is made of these parts by this converter: 64 hexadecimal digits.
func Key(parts ...string) string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%q", append([]string{converterVersion}, parts...))
	return hex.EncodeToString(sum.Sum(nil))
}

// Path is where the sound of that key is, or would be.
func (c Cache) Path(key string) string {
	return filepath.Join(c.folder, key[:2], key[2:]+".wav")
}

// Get reads the sound of that key and notes that it was used. What is there but
// damaged counts as absent.
func (c Cache) Get(key string) (Sound, bool) {
	data, err := ReadFile(c.Path(key))
	if err != nil {
		return Sound{}, false
	}
	s, err := decodeWAV(data)
	if err != nil {
		return Sound{}, false
	}
	sound, err := s.sound()
	if err != nil {
		return Sound{}, false
	}
	now := time.Now()
	_ = os.Chtimes(c.Path(key), now, now) // a folder that cannot be written to serves what it has
	return sound, true
}

// Put writes the sound of that key: under another name first, so that nobody sees half of it.
func (c Cache) Put(key string, sound Sound) error {
	if err := WriteFile(c.Path(key), sound.WAV()); err != nil {
		return fmt.Errorf("keeping a sound in the cache: %w", err)
	}
	return nil
}

// Sweep removes the sounds that were last used before a time, and gives how many.
func (c Cache) Sweep(before time.Time) (int, error) {
	removed := 0
	err := filepath.WalkDir(c.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isCached(entry.Name()) {
			return err
		}
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(before) {
			return nil // gone meanwhile, or still used
		}
		if err := os.Remove(path); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // somebody else sweeps too
			}
			return err
		}
		removed++
		return nil
	})
	if err != nil {
		return removed, fmt.Errorf("sweeping the cache of sounds: %w", err)
	}
	return removed, nil
}

// isCached tells our files, whole and half, from those of others.
func isCached(name string) bool {
	return strings.HasSuffix(name, ".wav") && len(name) == len(Key())-2+len(".wav") ||
		strings.HasPrefix(name, unfinished)
}

// unfinished begins the names of files that are being written.
const unfinished = ".ariapp-"

// WriteFile writes a file whole or not at all, with the folders that it needs.
func WriteFile(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, unfinished+"*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
