package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ariapp/ariapp/flows/source"
)

// mend makes the fixes of findings in their files and prints what it did. It is
// false where there was nothing to do.
func mend(told io.Writer, findings source.Findings) (bool, error) {
	files, byFile := []string(nil), map[string]source.Findings{}
	for _, f := range findings {
		if f.Fix == nil {
			continue
		}
		if byFile[f.File] == nil {
			files = append(files, f.File)
		}
		byFile[f.File] = append(byFile[f.File], f)
	}
	mended := false
	for _, file := range files {
		done, err := mendFile(file, byFile[file])
		for _, f := range done {
			fmt.Fprintf(told, "%s: mended: %s [%s]\n", f.Pos, f.Fix.Title, f.Rule)
			mended = true
		}
		if err != nil {
			return mended, err
		}
	}
	return mended, nil
}

// mendFile makes the fixes of one file, and returns the findings that are mended.
func mendFile(path string, findings source.Findings) (source.Findings, error) {
	text, err := source.ReadFile(path, source.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("mending %s: %w", path, err)
	}
	var fixes []source.Fix
	for _, f := range findings {
		fixes = append(fixes, *f.Fix)
	}
	changed, made, err := source.Apply(path, string(text), fixes)
	if err != nil || len(made) == 0 {
		return nil, err
	}
	if err := replaceFile(path, changed); err != nil {
		return nil, fmt.Errorf("mending %s: %w", path, err)
	}
	var mended source.Findings
	for _, i := range made {
		mended = append(mended, findings[i])
	}
	return mended, nil
}

// replaceFile gives a file another text at once: who reads it meanwhile has the
// old one or the new one. A link stays a link, the file's mode stays.
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
	err = errors.Join(err, file.Chmod(info.Mode().Perm()), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), target)
}
