package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// CheckTables warns of tables that a case gives and the file of the flows does not have.
func (f *File) CheckTables(tables []string, report *source.Report) {
	r := newReader(report)
	for _, one := range f.Cases {
		for _, table := range one.Given.Tables {
			if !slices.Contains(tables, table.Name) {
				r.warn(table.Pos, "unknown-table", "table", table.Name, tables)
			}
		}
	}
}

// warn tells of a name that the flows do not have, and that does no harm.
func (r *reader) warn(pos source.Pos, rule, what, name string, known []string) {
	faults := r.faults
	n := &source.Node{Pos: pos, Kind: source.Scalar, Value: name}
	if r.isNew(n, rule, name) {
		r.report.Add(source.Finding{Pos: pos, Width: len(name), Rule: rule, Severity: source.Warning,
			Message: fmt.Sprintf("the flows have no %s %q", what, name), Nearest: source.Nearest(name, known)})
	}
	r.faults = faults
}

// prompts are those of the flows: names, and what those begin with that expressions make; computed tells that there
// may be others.
type prompts struct {
	names, beginnings []string
	computed          bool
}

func promptsOf(program *flows.Program) prompts {
	var p prompts
	for _, use := range program.Prompts() {
		if use.Computed {
			p.beginnings = append(p.beginnings, use.Text)
		} else {
			p.names = append(p.names, use.Text)
		}
	}
	for _, use := range program.Uses() {
		p.computed = p.computed || use.Node != nil && strings.HasPrefix(use.Node.Value, "${") && mayBePrompt(&use)
	}
	program.EachStep(func(step *flows.Placed) {
		if by, ok := step.Step.(flows.Sounding); ok {
			p.names = append(p.names, by.Sounds()...)
		}
		p.computed = p.computed || step.Kind == "queue" // which plays what stands in the file's queues
	})
	return p
}

// mayBePrompt tells whether a prompt may stand where an expression does.
func mayBePrompt(use *flows.Use) bool {
	if use.Step == nil {
		return true
	}
	for _, field := range use.Step.Spec.Fields {
		if field.Name == use.Field {
			plain := []string{flows.Text.Name, flows.Plain.Name, flows.Bool.Name, flows.Whole.Name, flows.Duration.Name}
			return !slices.Contains(plain, field.Type.Name)
		}
	}
	return true
}

// prompt warns of a prompt that no step plays. What is said by its meaning, digits:12, steps may make.
func (c *checker) prompt(pos source.Pos, name string) {
	begins := func(beginning string) bool { return strings.HasPrefix(name, beginning) }
	if c.prompts.computed || strings.Contains(name, ":") || slices.Contains(c.prompts.names, name) ||
		slices.ContainsFunc(c.prompts.beginnings, begins) {
		return
	}
	c.warn(pos, "unknown-prompt", "prompt", name, c.prompts.names)
}
