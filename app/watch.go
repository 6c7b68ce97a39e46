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
	loaded := a.pictures((*File).whenLoaded)
	seen, refused := loaded, 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		picture := a.pictures((*File).picture)
		changing := picture != seen
		if seen = picture; changing {
			continue
		}
		if refused = a.ticksRefused(refused); refused < retryTicks &&
			(picture == loaded || picture == a.pictures((*File).whenLoaded)) {
			continue // somebody may have asked for a reload meanwhile
		}
		refused = 0
		_, err := a.reload(ctx, true)
		loaded = picture // what is wrong is tried again when it has changed again
		if err == nil && a.now.Load().file == a.disk.Load() {
			loaded = a.pictures((*File).whenLoaded)
		}
	}
}

// pictures are those of the file on disk and, when an earlier version is in use, of what belongs to that one.
func (a *App) pictures(of func(*File) string) string {
	now, disk := a.now.Load().file, a.disk.Load()
	if now == disk {
		return of(now)
	}
	return of(disk) + of(now)
}

// whenLoaded is the picture of what was read.
func (f *File) whenLoaded() string { return f.loaded }

// ticksRefused counts on while the last reload was refused: what was wrong may be
// in files that the version in use does not know, or be mended by putting back an old file.
func (a *App) ticksRefused(ticks int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.lastReload.err == nil {
		return 0
	}
	return ticks + 1
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
	fmt.Fprintln(sum, f.neighbours())
	return hex.EncodeToString(sum.Sum(nil))
}

// watched are the files that belong to the configuration, but for tables: these look after themselves.
func (f *File) watched() []string {
	paths := append(slices.Clone(f.doc.Files), f.beside...)
	if folder := f.Config.Prompts.Folder; folder != "" {
		paths = append(paths, tree(f.Within(folder))...)
	}
	if authorities := f.Config.HTTP.CAFile; authorities != "" {
		paths = append(paths, f.Within(authorities))
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// neighbours are the files beside those that were read, as a pattern of
// include may find further ones. What they hold does not matter before that, nor
// that other files come and go there: an editor's, or the daemon's own.
func (f *File) neighbours() []string {
	var names []string
	for _, read := range f.doc.Files {
		found, err := filepath.Glob(filepath.Join(filepath.Dir(read), "*"+filepath.Ext(read)))
		if err != nil {
			continue // the folder's name is a pattern itself
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return slices.Compact(names)
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
