package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
)

// mender makes the fixes of findings in their files.
type mender struct {
	told io.Writer
	// files are those that are checked: what is mended in one must break none of them.
	files []string
	// left are the reasons why something was not mended, of the last round.
	left []string
}

// mend makes fixes of findings and prints what it did. It is false where nothing was done.
func (m *mender) mend(ctx context.Context, findings source.Findings) (bool, error) {
	m.left = nil
	mended := false
	for _, file := range filesOf(findings) {
		if why := unwritable(file); why != nil {
			m.left = append(m.left, fmt.Sprintf("%s: not mended: %v", file, why))
			continue
		}
		done, err := m.mendFile(ctx, file, findings)
		for _, f := range done {
			fmt.Fprintf(m.told, "%s: mended: %s [%s]\n", f.Pos, f.Fix.Title, f.Rule)
			mended = true
		}
		if err != nil {
			return mended, err
		}
	}
	return mended, nil
}

// filesOf are the files in which findings have fixes.
func filesOf(findings source.Findings) []string {
	var files []string
	for _, f := range findings {
		if f.Fix != nil && !slices.Contains(files, f.File) {
			files = append(files, f.File)
		}
	}
	return files
}

// mendFile makes the fixes of one file, and returns the findings that are mended.
func (m *mender) mendFile(ctx context.Context, path string, all source.Findings) (source.Findings, error) {
	text, err := source.ReadFile(path, source.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("mending %s: %w", path, err)
	}
	var findings source.Findings
	for _, f := range all {
		if f.Fix != nil && f.File == path {
			findings = append(findings, f)
		}
	}
	changed, mended, err := apply(path, string(text), findings)
	if err != nil || len(mended) == 0 {
		return nil, err
	}
	if m.breaks(ctx, path, changed, all) != "" { // one by one, to know which
		changed, mended = m.harmless(ctx, path, string(text), findings, all)
	}
	if len(mended) == 0 {
		return nil, nil
	}
	if err := replaceFile(path, changed); err != nil {
		return nil, fmt.Errorf("mending %s: %w", path, err)
	}
	return mended, nil
}

// apply makes the fixes of findings in a text, and returns those that are mended by it.
func apply(path, text string, findings source.Findings) (string, source.Findings, error) {
	var fixes []source.Fix
	for _, f := range findings {
		fixes = append(fixes, *f.Fix)
	}
	changed, made, err := source.Apply(path, text, fixes)
	if err != nil {
		return text, nil, err
	}
	var mended source.Findings
	for _, i := range made {
		mended = append(mended, findings[i])
	}
	return changed, mended, nil
}

// harmless makes the fixes that break nothing, of the first few.
func (m *mender) harmless(ctx context.Context, path, text string, findings, all source.Findings) (
	string, source.Findings) {
	var good source.Findings
	changed := text
	for _, f := range findings[:min(len(findings), fixTries)] {
		tried, mended, err := apply(path, text, append(slices.Clone(good), f))
		if err != nil || len(mended) == len(good) {
			continue
		}
		if fault := m.breaks(ctx, path, tried, all); fault != "" {
			m.left = append(m.left, fmt.Sprintf("%s: not mended: to %s would be wrong: %s", f.Pos, f.Fix.Title, fault))
			continue
		}
		changed, good = tried, mended
	}
	return changed, good
}

// breaks is an error that the files have with another text of one of them and did not
// have before, "" for none. Places and what stands in messages move with the text, so
// it is by file and rule that errors are told apart.
func (m *mender) breaks(ctx context.Context, path, text string, before source.Findings) string {
	after, err := checkLoaded(ctx, m.files, false, func(name string) (*app.File, source.Findings, error) {
		return app.LoadTexts(name, map[string]string{path: text})
	})
	if err != nil {
		return err.Error()
	}
	known := errorsOf(before)
	for kind, found := range errorsOf(after) {
		if len(found) > len(known[kind]) {
			return found[len(found)-1].Message
		}
	}
	return ""
}

// errorsOf are the errors among findings by file and rule.
func errorsOf(findings source.Findings) map[[2]string]source.Findings {
	errs := map[[2]string]source.Findings{}
	for _, f := range findings {
		if f.Severity == source.Error {
			kind := [2]string{f.File, f.Rule}
			errs[kind] = append(errs[kind], f)
		}
	}
	return errs
}
