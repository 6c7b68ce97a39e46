//go:build linux

package rig

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// markPath is a file that says that this folder is the rig's.
func (r *Rig) markPath() string { return filepath.Join(r.options.Dir, "made-by-ariapp-rig") }

// claim makes the folder ours, unless there is somebody else's root in it.
func (r *Rig) claim() error {
	if err := os.MkdirAll(r.options.Dir, 0o755); err != nil {
		return fmt.Errorf("making the rig's folder: %w", err)
	}
	if r.isOurs() {
		return nil
	}
	if _, err := os.Lstat(r.rootPath()); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("taking %s: %w", r.options.Dir, ErrNotOurs)
	}
	mark := []byte("go run ./test/asterisk/rigctl down removes this\n")
	if err := os.WriteFile(r.markPath(), mark, 0o644); err != nil {
		return fmt.Errorf("marking the rig's folder: %w", err)
	}
	return nil
}

func (r *Rig) isOurs() bool {
	info, err := os.Lstat(r.markPath())
	return err == nil && info.Mode().IsRegular()
}

// removeFolder deletes what is left of the rig, and the folder itself unless
// somebody keeps something in it.
func (r *Rig) removeFolder() error {
	names := []string{"debootstrap", "rig.json", "rig.json.new", "asterisk.log", "made-by-ariapp-rig", "lock"}
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(r.options.Dir, name)); err != nil {
			return fmt.Errorf("removing the rig's folder: %w", err)
		}
	}
	entries, err := os.ReadDir(r.options.Dir)
	if err != nil {
		return fmt.Errorf("removing the rig's folder: %w", err)
	}
	if len(entries) > 0 {
		r.log("leaving %s: something else is in it", r.options.Dir)
		return nil
	}
	if err := os.Remove(r.options.Dir); err != nil {
		return fmt.Errorf("removing the rig's folder: %w", err)
	}
	if parent := filepath.Dir(r.options.Dir); filepath.Base(parent) == cacheName {
		// The default folder's parent is ours too; it goes only if it is empty.
		_ = os.Remove(parent)
	}
	return nil
}
