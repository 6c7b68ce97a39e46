package suite

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/world"
)

// Flows is an ivr.yaml that test files are about.
type Flows struct {
	// Path is how the file was named first.
	Path string
	// Setting is where its cases run; the zero value when the file has errors.
	Setting scenario.Setting

	// unread is why the file could not be read, nil when it was.
	unread error
	world  *world.World
	// tables are the names of its tables, beside are the files of these.
	tables, beside []string
	// lines shows places of the file; it is read when the first is wanted.
	lines *excerpts
}

// usable tells whether calls can be made to the flows.
func (f *Flows) usable() bool { return f.world != nil }

// absence says why there are no flows, for the test file that is about them; "" when they were read.
func (f *Flows) absence() string {
	switch {
	case f.unread == nil:
		return ""
	case errors.Is(f.unread, fs.ErrNotExist):
		return f.Path + ", which the tests are about, is not there; write `flows: PATH`, relative to this file"
	}
	return "what the tests are about cannot be read: " + f.unread.Error()
}

// openFlows loads an ivr.yaml and opens what its calls reach: its tables and
// schedules, but no web service and no store.
func openFlows(path string) (*Flows, source.Findings, error) {
	f := &Flows{Path: path}
	file, findings, err := app.Load(path)
	if f.unread = err; file == nil {
		return f, findings, nil
	}
	for _, table := range file.Config.Tables {
		if f.tables = append(f.tables, table.Name); table.File != "" {
			f.beside = append(f.beside, file.Within(table.File))
		}
	}
	beside, more, err := file.World(nil, true, nil)
	findings = append(findings, more...)
	if err != nil {
		return nil, findings, fmt.Errorf("opening what %s names: %w", path, err)
	}
	if beside == nil {
		return f, findings, nil
	}
	f.world = beside
	f.Setting = Setting(file, beside)
	return f, findings, nil
}

// excerpt is the line of a place in the flows, marked.
func (f *Flows) excerpt(pos source.Pos) string {
	if f.lines == nil {
		doc, _, err := source.Load(f.Path)
		if err != nil { // it was there a moment ago: the place alone must do
			doc = nil
		}
		f.lines = &excerpts{doc}
	}
	return f.lines.of(pos)
}
