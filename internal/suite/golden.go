package suite

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// goldenEnding is what the name of a kept trace ends with.
const goldenEnding = ".txt"

// goldenFolder is where the traces of a test file are kept: pay_test.golden beside pay_test.yaml.
func goldenFolder(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".golden"
}

// goldenPath is where the trace of a test is kept.
func goldenPath(file string, c *scenario.Case) string {
	return filepath.Join(goldenFolder(file), slug(c.Title())+goldenEnding)
}

// slug is a title as the name of a file: small letters and digits, parted by
// dashes; a dot parts the name of a test from that of its row.
func slug(title string) string {
	var b strings.Builder
	length, gap := 0, false
	for _, r := range strings.ToLower(title) {
		switch {
		case length >= slugMax:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && length > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			length, gap = length+1, false
		case r == '/' && length > 0:
			b.WriteByte('.')
			length, gap = length+1, false
		default:
			gap = true
		}
	}
	if b.Len() == 0 {
		return "test"
	}
	return b.String()
}

// keepGolden reports tests whose traces would be kept in the same file, and
// traces that no test has.
func (s *Suite) keepGolden(file *File) {
	taken := map[string]string{}
	for _, c := range file.Cases {
		if !c.Golden {
			continue
		}
		path := goldenPath(file.Path, c)
		if first, twice := taken[path]; twice {
			s.Findings = append(s.Findings, file.lines.finding(source.Finding{Pos: c.Pos, Rule: "golden-name",
				Severity: source.Error, Message: fmt.Sprintf("the trace of %q would be kept in %s, as that of %q is; "+
					"give one of them another name", c.Title(), path, first)}))
			file.Refused, file.Cases = true, nil
			return
		}
		taken[path] = c.Title()
	}
	for _, path := range stale(file) {
		s.Findings = append(s.Findings, source.Finding{Pos: source.Pos{File: path, Line: 1, Column: 1}, Rule: "golden-unused",
			Severity: source.Warning, Message: "no test has this trace; `ariapp test --update` removes it"})
	}
}

// stale are the traces in a test file's folder that no test of it has.
func stale(file *File) []string {
	folder, err := os.Lstat(goldenFolder(file.Path))
	if err != nil || !folder.IsDir() { // what stands behind a link is somebody else's
		return nil
	}
	entries, err := os.ReadDir(goldenFolder(file.Path))
	if err != nil { // most files have no such folder
		return nil
	}
	used := map[string]bool{}
	for _, c := range file.Cases {
		if c.Golden {
			used[goldenPath(file.Path, c)] = true
		}
	}
	var paths []string
	for _, entry := range entries {
		path := filepath.Join(goldenFolder(file.Path), entry.Name())
		if entry.Type().IsRegular() && strings.HasSuffix(path, goldenEnding) && !used[path] && isTrace(path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// isTrace tells whether a file looks like a trace of ours.
func isTrace(path string) bool {
	text, err := source.ReadFile(path, goldenMax)
	return err == nil && bytes.HasPrefix(text, []byte("a call to "))
}

// removeStale removes the traces that no test has.
func (s *Suite) removeStale(sum *Summary) error {
	for _, file := range s.Files {
		if file.Refused {
			continue
		}
		for _, path := range stale(file) {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("removing a golden trace: %w", err)
			}
			sum.Removed = append(sum.Removed, path)
		}
	}
	return nil
}

// goldens compares traces with those that are kept, or keeps them.
type goldens struct {
	update bool
	sum    *Summary
	// err is why a trace could not be written or read.
	err error
}

// judge adds a failure to a test whose trace is another than the one that is kept.
func (g *goldens) judge(d *Done) {
	c := d.Result.Case
	if !c.Golden || !d.Passed() { // a call that went wrong is no model for others
		return
	}
	var trace bytes.Buffer
	d.Result.Trace(&trace)
	path := goldenPath(d.File.Path, c)
	kept, err := source.ReadFile(path, goldenMax)
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !missing:
		g.err = fmt.Errorf("reading the golden trace %s: %w", path, err)
	case err == nil && bytes.Equal(kept, trace.Bytes()):
	case g.update:
		g.write(path, trace.Bytes())
	case missing:
		d.Failures = append(d.Failures, Failure{Failure: scenario.Failure{Pos: c.Pos, Message: fmt.Sprintf(
			"wanted the trace of %s, which is not there; `ariapp test --update` writes it", path)}})
	default:
		d.Failures = append(d.Failures, Failure{Failure: scenario.Failure{Pos: c.Pos, Message: fmt.Sprintf(
			"wanted the trace of %s, instead it is another one", path)},
			Detail: difference(string(kept), trace.String())})
	}
}

// write keeps a trace.
func (g *goldens) write(path string, trace []byte) {
	err := os.MkdirAll(filepath.Dir(path), 0o755) // beside the test file, for all who read that
	if err == nil {
		err = os.WriteFile(path, trace, 0o644)
	}
	if err != nil {
		g.err = fmt.Errorf("writing the golden trace %s: %w", path, err)
		return
	}
	g.sum.Written = append(g.sum.Written, path)
}
