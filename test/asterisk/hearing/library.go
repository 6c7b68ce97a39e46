package hearing

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Library returns the 8 kHz samples of a sound by its name, such as
// en/digits/1; for one that it does not have the error is [fs.ErrNotExist].
type Library func(name string) ([]int16, error)

// Files is a library of files. A sound is NAME.gsm (raw GSM 06.10) or NAME.wav
// (one channel, 16 bits, 8 kHz); place turns such a path into that of a file on
// this machine.
func Files(place func(path string) (string, error)) Library {
	return func(name string) ([]int16, error) {
		decoders := []struct {
			ending string
			decode func([]byte) ([]int16, error)
		}{{".gsm", decodeGSM}, {".wav", decodeWave}}
		for _, d := range decoders {
			data, err := readSound(place, name+d.ending)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			samples, err := d.decode(data)
			if err != nil {
				return nil, fmt.Errorf("reading the sound %s: %w", name, err)
			}
			return samples, nil
		}
		return nil, fmt.Errorf("looking for the sound %s: %w", name, fs.ErrNotExist)
	}
}

// Folder is a library of the files below a folder.
func Folder(dir string) Library {
	return Files(func(path string) (string, error) {
		if !fs.ValidPath(path) {
			return "", &fs.PathError{Op: "open", Path: path, Err: fs.ErrInvalid}
		}
		return filepath.Join(dir, path), nil
	})
}

func readSound(place func(path string) (string, error), name string) ([]byte, error) {
	path, err := place(name)
	if err != nil {
		return nil, fmt.Errorf("looking for the sound %s: %w", name, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening a sound: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, soundMax+1))
	if err != nil {
		return nil, fmt.Errorf("reading the sound %s: %w", name, err)
	}
	if len(data) > soundMax {
		return nil, fmt.Errorf("reading the sound %s: it is longer than %d bytes", name, soundMax)
	}
	return data, nil
}
