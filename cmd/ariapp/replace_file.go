package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// unwritable is why a file is better left as it is, nil where it may have another text.
func unwritable(path string) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o222 == 0 { // root could, and yet somebody has said no
		return errors.New("nobody may write it; give it write permission first")
	}
	if names(info) > 1 {
		return errors.New("it has a second name (a hard link), under which the old text would stay")
	}
	file, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return file.Close()
}

// replaceFile gives a file another text at once: who reads it meanwhile has the
// old one or the new one. A link stays a link; the file's mode, owner and group stay.
func replaceFile(path, text string) (err error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(target), ".ariapp-*")
	if err != nil {
		return err
	}
	defer func() {
		if removed := os.Remove(file.Name()); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}()
	_, err = file.WriteString(text)
	err = errors.Join(err, giveTo(file, info), file.Chmod(info.Mode().Perm()), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), target)
}
