package lookup

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// fileTable is a table in a file. Whoever looks (New, then Run) is alone; lookups may come at any time.
type fileTable struct {
	file      File
	path      string
	normalise func(string) string
	log       *slog.Logger
	// current are the rows of the last good version, nil before there is one.
	current atomic.Pointer[rows]

	// read is the file as it was when it was read last, seen as at the last look; nil when there was none.
	read, seen os.FileInfo
	// complaint is what was wrong at the last look, "" for nothing.
	complaint string
}

// newFileTable reads a file for the first time; nil when its options are wrong.
func newFileTable(name string, file File, normalise func(string) string, opts Options) (*fileTable, []Problem) {
	if wrong := file.check(); wrong != nil {
		return nil, wrong
	}
	f := &fileTable{file: file, path: file.Path, normalise: normalise, log: opts.Logger.With("table", name)}
	if !filepath.IsAbs(f.path) {
		f.path = filepath.Join(opts.Folder, f.path)
	}
	found, err := os.Stat(f.path)
	if err != nil {
		f.complaint = cause(err)
		return f, []Problem{{File: file.Path, Message: cause(err)}}
	}
	f.seen = found
	wrong := f.load(found)
	if len(wrong) > 0 {
		f.complaint = wrong[0].inFile()
	}
	return f, wrong
}

func (f *File) check() []Problem {
	if f.Path == "" {
		return []Problem{{Field: "file", Message: "it names no file"}}
	}
	if f.Format == "" {
		switch strings.ToLower(filepath.Ext(f.Path)) {
		case ".csv":
			f.Format = "csv"
		case ".tsv":
			f.Format = "csv"
			f.Delimiter = cmp.Or(f.Delimiter, '\t')
		case ".yaml", ".yml", ".json":
			f.Format = "yaml"
		}
	}
	if !slices.Contains([]string{"csv", "yaml"}, f.Format) {
		return []Problem{{Field: "format", Message: fmt.Sprintf("%q is neither csv nor yaml", f.Format)}}
	}
	if d := f.Delimiter; strings.ContainsRune("\"\r\n\uFFFD", d) || !utf8.ValidRune(d) {
		return []Problem{{Field: "delimiter", Message: fmt.Sprintf("%q cannot part columns", d)}}
	}
	return nil
}

func (f *fileTable) lookup(_ context.Context, key string) (map[string]any, bool, error) {
	current := f.current.Load()
	if current == nil {
		return nil, false, fmt.Errorf("%w: see the log for what is wrong with %s", ErrNotLoaded, f.file.Path)
	}
	row := (*current).row(f.normalise(key))
	return row, row != nil, nil
}

// look reads the file if it has changed since it was read, but not since the last look.
func (f *fileTable) look() {
	found, err := os.Stat(f.path)
	if err != nil {
		f.seen, f.read = nil, nil // what comes in its place is new
		f.complain(cause(err))
		return
	}
	settled := same(f.seen, found)
	f.seen = found
	if !settled || same(f.read, found) {
		return
	}
	if wrong := f.load(found); len(wrong) > 0 {
		f.complain(wrong[0].inFile())
		return
	}
	if f.read != nil { // else it changed under the reading, and the next look tells
		f.complaint = ""
		f.log.Info("the table was read anew", "file", f.path, "rows", (*f.current.Load()).len())
	}
}

// complain logs a reason once.
func (f *fileTable) complain(complaint string) {
	if f.complaint == complaint {
		return
	}
	f.complaint = complaint
	rows := "there are none"
	if f.current.Load() != nil {
		rows = "the last good ones stay"
	}
	f.log.Warn("the table cannot be loaded", "file", f.path, "error", complaint, "rows", rows)
}

// load reads the file and changes the rows if it is good, and if it did not change meanwhile.
func (f *fileTable) load(found os.FileInfo) []Problem {
	f.read = nil
	text, wrong := f.text(found)
	if wrong != nil {
		return []Problem{*wrong}
	}
	if after, err := os.Stat(f.path); err != nil || !same(found, after) {
		if f.current.Load() != nil {
			return nil
		}
		return []Problem{{File: f.file.Path, Message: "the file changes while it is read"}}
	}
	f.read = found
	var fresh rows
	var problems faults
	if f.file.Format == "csv" {
		fresh, problems = readCSV(text, f.file, f.normalise)
	} else {
		fresh, problems = readYAML(text, f.file, f.normalise)
	}
	for i := range problems {
		problems[i].Table, problems[i].File = "", f.file.Path
	}
	if len(problems) == 0 {
		f.current.Store(&fresh)
	}
	return problems
}

func (f *fileTable) text(found os.FileInfo) ([]byte, *Problem) {
	most := int64(BytesMax)
	if f.file.Format == "yaml" {
		most = YAMLBytesMax
	}
	switch {
	case !found.Mode().IsRegular():
		return nil, &Problem{File: f.file.Path, Message: "this is no file"}
	case found.Size() > most:
		return nil, &Problem{File: f.file.Path, Message: fmt.Sprintf("%d bytes, at most %d", found.Size(), most)}
	}
	opened, err := os.Open(f.path)
	if err != nil {
		return nil, &Problem{File: f.file.Path, Message: cause(err)}
	}
	defer func() { _ = opened.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(opened, most+1))
	if err != nil {
		return nil, &Problem{File: f.file.Path, Message: cause(err)}
	}
	return text[:min(int64(len(text)), most)], nil
}

// same tells whether two looks saw the same file unchanged.
func same(a, b os.FileInfo) bool {
	return a != nil && b != nil && os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// cause is an error of the file system without operation and path, which stand beside it.
func cause(err error) string {
	if path, ok := err.(*os.PathError); ok {
		return path.Err.Error()
	}
	return err.Error()
}
