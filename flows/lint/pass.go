package lint

import (
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Pass is what a rule sees, and where it says what it has found.
type Pass struct {
	Doc     *source.Document
	Program *flows.Program
	Outside Outside
	// Graph are the ways of all calls through the program.
	Graph *Graph

	fields *fields
	// reads is made by the first rule about values.
	reads  *reading
	rule   Rule
	report *source.Report
}

// Check holds every rule of [Rules] against a program and the document that it was made of.
func Check(doc *source.Document, program *flows.Program, outside Outside) source.Findings {
	pass := Pass{Doc: doc, Program: program, Outside: outside, Graph: NewGraph(program, outside.Entries...),
		fields: fieldsOf(doc), report: source.NewReport(doc)}
	for _, rule := range Rules() {
		pass.rule = rule
		rule.Check(&pass)
	}
	return pass.report.Findings()
}

// AtStep adds a finding about a step, at its kind.
func (p *Pass) AtStep(step *flows.Placed, format string, args ...any) {
	p.Add(source.Finding{Pos: step.Pos, Width: len(step.Kind), Message: fmt.Sprintf(format, args...)})
}

// AtNode adds a finding about a node.
func (p *Pass) AtNode(n *source.Node, format string, args ...any) {
	p.Add(source.Finding{Pos: n.Pos, Width: max(1, len([]rune(n.Value))), Message: fmt.Sprintf(format, args...)})
}

// AtPos adds a finding about width characters at a place.
func (p *Pass) AtPos(pos source.Pos, width int, format string, args ...any) {
	p.Add(source.Finding{Pos: pos, Width: width, Message: fmt.Sprintf(format, args...)})
}

// Add adds a finding as it is, with the rule's name, and the rule's severity unless it has its own.
func (p *Pass) Add(f source.Finding) {
	if f.Rule = p.rule.Name; f.Severity == "" {
		f.Severity = p.rule.Severity
	}
	p.report.Add(f)
}

// Field is the node of a step's field as the file has it, nil where it has none.
// The short form (`play: welcome`) counts as the field that it stands for.
func (p *Pass) Field(step *flows.Placed, name string) *source.Node { return p.fields.of(step, name) }

// Word is the text of a step's field, or else its default; "" for what is no single value.
func (p *Pass) Word(step *flows.Placed, name string) string {
	if n := p.Field(step, name); n != nil {
		return n.Value
	}
	for _, field := range step.Spec.Fields {
		if field.Name == name {
			return field.Default
		}
	}
	return ""
}
