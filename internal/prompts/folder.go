package prompts

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/audio"
)

// folder walks the folder of sounds in the order of names, so that of two files
// with one name the same one is always first.
func (l *loader) folder(ctx context.Context) error {
	root, err := filepath.EvalSymlinks(l.options.Folder) // a link to the folder is followed, links inside are not
	if err != nil {
		return err
	}
	count := 0
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		inner, relErr := filepath.Rel(root, path)
		if relErr != nil {
			return relErr
		}
		named := filepath.Join(l.options.Folder, inner)
		switch hidden := inner != "." && strings.HasPrefix(entry.Name(), "."); {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && inner == ".":
			return err
		case err != nil:
			l.finding(named, "prompt-file", source.Error, nil, "it cannot be read: %v", err)
			return nil
		case hidden && entry.IsDir():
			return filepath.SkipDir
		case hidden || entry.IsDir():
			return nil
		}
		if count++; count > FilesMax {
			return fmt.Errorf("%s holds more than %d files", l.options.Folder, FilesMax)
		}
		return l.entry(ctx, named, filepath.ToSlash(inner))
	})
}

// entry looks at one file that is not hidden.
func (l *loader) entry(ctx context.Context, path, inner string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		l.finding(path, "prompt-file", source.Warning, nil, "it is a link to a folder, which is not followed")
		return nil
	}
	extension := strings.ToLower(filepath.Ext(inner))
	if !slices.Contains(audio.Extensions(), extension) && !isKnownSound(extension) {
		l.finding(path, "prompt-file", source.Warning, audio.Extensions(), "it is no sound, and is passed over")
		return nil
	}
	if err != nil { // links in a ring, or to nowhere
		l.finding(path, "prompt-file", source.Error, nil, "it cannot be read: %v", err)
		return nil
	}
	at := l.placeOf(strings.TrimSuffix(inner, filepath.Ext(inner)))
	if err := CheckName(at.name); err != nil {
		l.finding(path, "prompt-name", source.Error, nil, "%v", err)
		return nil
	}
	return l.file(ctx, path, at)
}

// isKnownSound tells sounds that are not read, which must not be passed over in silence.
func isKnownSound(extension string) bool {
	return slices.Contains([]string{".gsm", ".wav49", ".g722", ".g723", ".g726", ".g729", ".ilbc", ".siren7",
		".siren14", ".aif", ".aiff", ".wma", ".amr", ".mp4", ".webm", ".au"}, extension)
}

// placeOf parts a file's path into language and name.
func (l *loader) placeOf(path string) place {
	folder, rest, below := strings.Cut(path, "/")
	if !below {
		return place{"", path}
	}
	known := l.languages()
	switch language := Canonical(folder); {
	case slices.Contains(known, language):
		return place{language, rest}
	case !looksLikeLanguage(folder):
		return place{"", path}
	case len(l.options.Languages) == 0:
		return place{language, rest}
	}
	if !slices.Contains(l.warned, folder) {
		l.warned = append(l.warned, folder)
		l.finding(filepath.Join(l.options.Folder, folder), "prompt-language", source.Warning, known,
			"the folder looks like a language that is not listed; its prompts are called %s/NAME", folder)
	}
	return place{"", path}
}

// languages are those that were listed, and the default one.
func (l *loader) languages() []string {
	var list []string
	for _, language := range append(slices.Clone(l.options.Languages), l.options.Default) {
		if language != "" && !slices.Contains(list, Canonical(language)) {
			list = append(list, Canonical(language))
		}
	}
	return list
}
