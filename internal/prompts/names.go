package prompts

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/internal/audio"
)

// Names are the prompts of a folder by name, each with its languages, "" for
// all. Nothing is read but the folder; what is no sound or has no name is passed over.
func Names(folder, byDefault string) (map[string][]string, error) {
	l := &loader{options: Options{Folder: folder, Default: byDefault}}
	names := map[string][]string{}
	count := 0
	root, err := filepath.EvalSymlinks(folder)
	if err == nil {
		err = fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
			hidden := path != "." && strings.HasPrefix(entry.Name(), ".")
			switch {
			case err != nil && path == ".":
				return err
			case hidden && entry.IsDir():
				return fs.SkipDir
			case err != nil || hidden || entry.IsDir() || !isSound(path):
				return nil
			}
			if count++; count > FilesMax {
				return fmt.Errorf("it holds more than %d files", FilesMax)
			}
			at := l.placeOf(strings.TrimSuffix(path, filepath.Ext(path)))
			if CheckName(at.name) == nil && !slices.Contains(names[at.name], at.language) {
				names[at.name] = append(names[at.name], at.language)
			}
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("listing the prompts of %s: %w", folder, err)
	}
	return names, nil
}

func isSound(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	return slices.Contains(audio.Extensions(), extension) || isKnownSound(extension)
}
