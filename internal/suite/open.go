package suite

import (
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// Suite is a number of test files with the flows that they are about.
type Suite struct {
	// Files are the test files in the order in which they were found.
	Files []*File
	// Findings are what is wrong with them and with their flows, each once.
	Findings source.Findings

	flows []*Flows
	// byPath are the flows by path; known are the test files that were read.
	byPath map[string]*Flows
	known  map[string]bool
}

// File is a test file.
type File struct {
	// Path is how it was named.
	Path string
	// Flows are what it tests, nil when there are none.
	Flows *Flows
	// Cases are its tests; none when it has errors, or when its flows have.
	Cases []*scenario.Case
	// Refused tells that it has tests that cannot be run.
	Refused bool

	lines excerpts
	// read are the files that the test file consists of.
	read   []string
	parsed *scenario.File
}

// Open reads the test files of paths. A folder stands for those in it, an
// ivr.yaml for those about it. Whoever opens a suite closes it.
func Open(paths []string) (*Suite, error) {
	s := &Suite{byPath: map[string]*Flows{}, known: map[string]bool{}}
	for _, path := range paths {
		if err := s.readAll(path); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// readAll reads the test files that a path stands for.
func (s *Suite) readAll(path string) error {
	all, err := find(path)
	if err != nil {
		return err
	}
	read := 0
	for _, one := range all {
		about, err := s.read(one)
		if err != nil {
			return err
		}
		if about {
			read++
		}
	}
	if read == 0 {
		return fmt.Errorf("looking for the tests (*_test.yaml) of %s: %w", path, ErrNoTests)
	}
	return nil
}

// read reads a test file and the flows that it is about, unless another path
// stands for it too; false when these are not the ones wanted.
func (s *Suite) read(one found) (about bool, err error) {
	key := keyOf(one.path)
	if one.only == "" && s.known[key] {
		return true, nil
	}
	doc, findings, err := source.Load(one.path)
	if err != nil {
		s.unread(one.path, err)
		return true, nil
	}
	findings = hidden(mended(findings))
	report := source.NewReport(doc)
	cases := &scenario.File{}
	if !findings.HasErrors() {
		cases = scenario.Read(doc, report)
	}
	path := flowsOf(one.path, cases)
	if one.only != "" && path != "" && keyOf(path) != one.only {
		return false, nil
	}
	if s.known[key] {
		return true, nil
	}
	s.known[key] = true
	file := &File{Path: one.path, lines: excerpts{doc}, read: doc.Files}
	s.Files = append(s.Files, file)
	var more source.Findings
	if path != "" {
		if more, err = s.readFlows(path, file, cases, report); err != nil {
			return false, err
		}
	}
	s.Findings = append(append(append(s.Findings, more...), findings...), hidden(report.Findings())...)
	file.Refused = findings.HasErrors() || report.HasErrors() || file.Flows == nil || !file.Flows.usable()
	if !file.Refused {
		file.Cases, file.parsed = cases.Cases, cases
		s.keepGolden(file)
	}
	return true, nil
}

// readFlows loads the flows of a test file, unless another was about them, and
// checks its tests by them.
func (s *Suite) readFlows(path string, file *File, cases *scenario.File, report *source.Report) (
	findings source.Findings, err error) {
	known, found := s.byPath[keyOf(path)]
	if !found {
		opened, more, err := openFlows(path)
		if err != nil {
			return nil, err
		}
		if known = opened; more.HasErrors() { // warnings about flows are for `ariapp check`
			findings = more
		}
		s.byPath[keyOf(path)] = known
		s.flows = append(s.flows, known)
	}
	file.Flows = known
	if absence := known.absence(); absence != "" {
		at := cases.FlowsPos
		if at.Line == 0 {
			at = source.Pos{File: file.Path, Line: 1, Column: 1}
		}
		report.Add(source.Finding{Pos: at, Rule: "no-flows", Severity: source.Error, Message: absence})
	} else if known.usable() {
		cases.Check(known.Setting.Program, report)
		cases.CheckTables(known.tables, report)
		cases.CheckTexts(known.Setting.Texts, report)
	}
	return findings, nil
}

// Close ends what the flows hold open.
func (s *Suite) Close() error {
	var errs []error
	for _, one := range s.flows {
		if one.world != nil {
			errs = append(errs, one.world.Close())
		}
	}
	return errors.Join(errs...)
}
