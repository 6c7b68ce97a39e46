package doctor

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// etcDir is where Asterisk's files are unless it was built otherwise. Includes
// with this path are looked for in the folder that the doctor was given.
const etcDir = "/etc/asterisk"

// confFolder reads Asterisk's files.
type confFolder struct {
	files fs.FS
	shown string // how people call the folder
	// changed is when each file that was read was last written.
	changed map[string]time.Time
}

func newConfFolder(files fs.FS, shown string) *confFolder {
	if shown == "" {
		shown = etcDir
	}
	return &confFolder{files: files, shown: strings.TrimRight(shown, "/"), changed: map[string]time.Time{}}
}

// read reads a file with all that it includes. An error means the file itself:
// an include that cannot be followed is a place in unread.
func (c *confFolder) read(name string) (*confFile, error) {
	text, err := c.text(name)
	if err != nil {
		return nil, err
	}
	r := &confReader{folder: c, file: &confFile{name: name}}
	r.take(name, text, nil, 0)
	return r.file, nil
}

// text returns a file's text.
func (c *confFolder) text(name string) (string, error) {
	file, err := c.files.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading %s/%s: %w", c.shown, name, reason(err))
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, confBytesMax+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("reading %s/%s: %w", c.shown, name, reason(err))
	case len(text) > confBytesMax:
		return "", fmt.Errorf("reading %s/%s: it is larger than %d bytes", c.shown, name, confBytesMax)
	}
	if about, err := file.Stat(); err == nil {
		c.changed[name] = about.ModTime()
	}
	return string(text), nil
}

// reason is an error without the path, which the message has already.
func reason(err error) error {
	if wrapped, ok := err.(*fs.PathError); ok {
		return wrapped.Err
	}
	return err
}

// confReader reads one file and what it includes.
type confReader struct {
	folder *confFolder
	file   *confFile
}

// take reads one text. It begins in the section in which it was included.
func (r *confReader) take(name, text string, current *section, depth int) {
	r.file.files = append(r.file.files, name)
	comments, number := &commentCutter{}, 0
	for raw := range strings.Lines(text) {
		number++
		at := place{name, number}
		switch parts := takeApart(comments.cut(strings.TrimRight(raw, "\r\n"))); parts.kind {
		case sectionLine:
			current = r.file.open(parts, at)
		case settingLine:
			if current != nil {
				current.settings = append(current.settings, setting{parts.key, parts.value, at})
			}
		case includeLine:
			r.include(parts.name, at, current, depth+1)
		case unfollowedLine:
			r.file.unread = append(r.file.unread, at)
		}
	}
}

// include reads all files of a pattern.
func (r *confReader) include(pattern string, at place, current *section, depth int) {
	names := r.matches(pattern)
	if len(names) == 0 && !strings.ContainsAny(pattern, "*?[") {
		r.file.unread = append(r.file.unread, at)
	}
	for _, name := range names {
		if depth > confDepthMax || len(r.file.files) >= confFilesMax {
			r.file.unread = append(r.file.unread, at)
			return
		}
		text, err := r.folder.text(name)
		if err != nil {
			r.file.unread = append(r.file.unread, at)
			continue
		}
		r.take(name, text, current, depth)
	}
}

func (r *confReader) matches(pattern string) []string {
	for _, dir := range []string{r.folder.shown, etcDir} {
		if below, ok := strings.CutPrefix(pattern, dir+"/"); ok {
			pattern = below
			break
		}
	}
	names, err := fs.Glob(r.folder.files, path.Clean(pattern))
	if err != nil {
		return nil
	}
	return names
}
