package suite

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// unread reports a test file that cannot be read; the others run.
func (s *Suite) unread(path string, err error) {
	key := keyOf(path)
	if s.known[key] {
		return
	}
	s.known[key] = true
	s.Files = append(s.Files, &File{Path: path, Refused: true})
	s.Findings = append(s.Findings, source.Finding{Pos: source.Pos{File: path, Line: 1, Column: 1}, Rule: "unreadable",
		Severity: source.Error, Message: "the test file cannot be read: " + err.Error()})
}

// mended has a finding about a file that is no mapping speak of tests.
func mended(findings source.Findings) source.Findings {
	for i := range findings {
		findings[i].Message = strings.Replace(findings[i].Message, "a mapping of keys such as numbers and flows",
			"a mapping with tests, and perhaps given", 1)
	}
	return findings
}

// pressedKeys finds keys that a test presses, as many as a secret may have.
var pressedKeys = regexp.MustCompile(`(\bpress:\s*["']?)([0-9*#A-D]{4,})`)

// starred is a line of a test in which nobody can read which keys are pressed, as long as it was.
func starred(line string) string {
	return pressedKeys.ReplaceAllStringFunc(line, func(found string) string {
		parts := pressedKeys.FindStringSubmatch(found)
		return parts[1] + strings.Repeat("*", len(parts[2]))
	})
}

// hidden are findings whose lines tell no keys.
func hidden(findings source.Findings) source.Findings {
	for i := range findings {
		findings[i].Text = starred(findings[i].Text)
	}
	return findings
}

// flowsOf is the path of the flows that a test file is about, "" where that cannot be known. x_test.yml belongs to
// x.yml, or to x.yaml where there is none.
func flowsOf(file string, cases *scenario.File) string {
	path := cases.Flows
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	path = filepath.Join(filepath.Dir(file), path)
	base, other := strings.TrimSuffix(path, filepath.Ext(path)), map[string]string{".yml": ".yaml", ".yaml": ".yml"}
	if cases.FlowsPos.Line == 0 && !isThere(path) && isThere(base+other[filepath.Ext(path)]) {
		return base + other[filepath.Ext(path)]
	}
	return path
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// HasRead tells whether a file is one that the suite has read: a test file, its flows, or what they are made of.
func (s *Suite) HasRead(path string) bool {
	info, err := os.Stat(path)
	if err != nil { // what is not there was not read
		return false
	}
	var read []string
	for _, file := range s.Files {
		read = append(append(read, file.Path), file.read...)
	}
	for _, flows := range s.flows {
		read = append(append(read, flows.Path), flows.beside...)
		if doc, _, err := source.Load(flows.Path); err == nil {
			read = append(read, doc.Files...)
		}
	}
	for _, one := range read {
		if other, err := os.Stat(one); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}
