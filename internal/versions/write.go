package versions

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// writeWhole writes a file that is there whole or not at all.
func writeWhole(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), beginsNew+"*")
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// writeText writes a text, with the folders that lead to it.
func writeText(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// beginsNew begins the names of what is being written.
const beginsNew = ".new-"

// sweep removes what was being written when a process died.
func sweep(folder string) error {
	left, err := filepath.Glob(filepath.Join(folder, beginsNew+"*"))
	if err != nil {
		return nil // the folder's name is a pattern itself
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("removing what was half written: %w", err)
		}
	}
	return nil
}
