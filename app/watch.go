package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// watch reloads when the file, or one that belongs to it, has changed and then
// stood still for a moment: an editor or a copy may still be writing.
func (a *App) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	loaded := a.now.Load().file.loaded
	seen := loaded
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		picture := a.now.Load().file.picture()
		changing := picture != seen
		if seen = picture; changing || picture == loaded {
			continue
		}
		_, err := a.Reload(ctx)
		loaded = picture // what is wrong is tried again when it has changed again
		if err == nil {
			loaded = a.now.Load().file.loaded
		}
	}
}

// picture is a short sum of when the file and those that belong to it changed last.
func (f *File) picture() string {
	sum := sha256.New()
	for _, path := range f.watched() {
		info, err := os.Stat(path)
		if err != nil {
			fmt.Fprintln(sum, path, "is away")
			continue
		}
		fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// watched are the files, and the folders in which further ones may appear.
func (f *File) watched() []string {
	paths := slices.Clone(f.doc.Files)
	for _, name := range f.doc.Files {
		paths = append(paths, filepath.Dir(name))
	}
	paths = append(paths, f.beside...)
	if folder := f.Config.Prompts.Folder; folder != "" {
		paths = append(paths, tree(filepath.Join(f.Folder(), folder))...)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// tree are the files and folders below a folder, as many as are watched at most.
func tree(folder string) []string {
	var paths []string
	_ = filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipDir
		}
		if paths = append(paths, path); len(paths) >= watchedMax {
			return fs.SkipAll
		}
		return nil
	})
	return paths
}
