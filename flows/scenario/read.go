package scenario

import (
	"path/filepath"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Read reads a test file. Unknown keys, wrong values and expectations that no
// call can meet are findings; cases that have none are in the file.
func Read(doc *source.Document, report *source.Report) *File {
	r := newReader(report)
	f := &File{Path: doc.Files[0]}
	root := r.fields(doc.Root, "the file", "flows", "given", "tests")
	f.Flows = besideName(f.Path)
	if n := root["flows"]; n != nil {
		f.Flows, f.FlowsPos = r.text(n, "flows", "the path of an ivr.yaml"), n.Pos
	}
	tests := root["tests"]
	switch {
	case tests == nil && !report.HasErrors():
		r.errorf(doc.Root, "missing-field", "the file has no tests")
	case tests == nil:
	case tests.Kind != source.List || len(tests.Items) == 0:
		r.wrongType(tests, "tests", "a list of tests")
	default:
		f.Stubs = r.stubs(root["given"].Get("http"), false)
		f.readTests(r, root["given"], tests.Items)
	}
	return f
}

// besideName is the name of the flows that a test file stands beside.
func besideName(path string) string {
	name := filepath.Base(path)
	for _, ending := range []string{".yaml", ".yml"} {
		if base, ok := strings.CutSuffix(name, "_test"+ending); ok && base != "" {
			return base + ending
		}
	}
	return "ivr.yaml"
}

func (f *File) readTests(r *reader, shared *source.Node, tests []*source.Node) {
	titles := map[string]source.Pos{}
	for _, n := range tests {
		for _, row := range r.rows(n) {
			if len(f.Cases) >= casesMax {
				r.errorf(n, "too-large", "more than %d tests", casesMax)
				return
			}
			faults := r.faults
			c := r.readCase(row.test, shared)
			c.Row = row.name
			if first, twice := titles[c.Title()]; twice && c.Name != "" {
				r.errorf(row.at, "duplicate-name", "a test called %q stands already at %s", c.Title(), first)
			} else {
				titles[c.Title()] = row.at.Pos
			}
			if r.faults == faults {
				f.Cases = append(f.Cases, c)
			}
		}
	}
}

// readCase reads one test, with what the file gives.
func (r *reader) readCase(n, shared *source.Node) *Case {
	c := &Case{Pos: n.Pos}
	fields := r.fields(n, "a test", "name", "tags", "given", "acts", "end", "trace", "rows")
	if fields == nil {
		return c
	}
	if c.Name = r.text(fields["name"], "name", "what the test is about"); fields["name"] == nil {
		r.errorf(n, "missing-field", "the test has no name")
	}
	for _, tag := range r.names(fields["tags"], "tags", "tag") {
		c.Tags = append(c.Tags, tag.Text)
	}
	c.Given = r.given(fields["given"], shared)
	if c.Given.To == "" && c.Given.Text == "" && (fields["given"].Get("to") == nil && shared.Get("to") == nil) {
		r.errorf(n, "missing-field", "the test does not say what is dialled; write `given: {to: NUMBER}`")
	}
	if acts := fields["acts"]; acts != nil {
		c.Acts = r.acts(acts)
	}
	if end := fields["end"]; end != nil {
		c.End = r.end(end)
	}
	c.Golden = r.word(fields["trace"], "trace", "golden") != ""
	r.textOnly(c)
	r.possible(c, fields["end"])
	return c
}
