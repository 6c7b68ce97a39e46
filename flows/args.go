package flows

import (
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// Args are the fields of one step, read and checked; a spec's New takes them.
type Args struct {
	parser Parser
	spec   *Spec
	// at is the node that stands for the step itself: its kind.
	at     *source.Node
	whole  *source.Node
	values map[string]any
	nodes  map[string]*source.Node
}

// Get is a field's value in the Go type that the field's [Type] names, or its
// zero when the field is absent and has no default, or has a finding. A name that the spec
// does not have, or another type, is a bug and panics.
func Get[T any](a Args, name string) T {
	var zero T
	if a.spec.field(name) == nil {
		panic(fmt.Sprintf("flows: step kind %s has no field %q", a.spec.Kind, name))
	}
	value, ok := a.values[name]
	if !ok {
		return zero
	}
	typed, ok := value.(T)
	if !ok {
		panic(fmt.Sprintf("flows: field %s of %s is a %T, not a %T", name, a.spec.Kind, value, zero))
	}
	return typed
}

// Has tells whether the field stands in the file.
func (a Args) Has(name string) bool { return a.nodes[name] != nil }

// Node is the field's node, or the step's own when the field is not there.
func (a Args) Node(name string) *source.Node {
	if n := a.nodes[name]; n != nil {
		return n
	}
	return a.at
}

// Whole is the node with all of the step's fields; for specs that are Free.
func (a Args) Whole() *source.Node { return a.whole }

// Parser reads nodes that the spec's fields do not describe.
func (a Args) Parser() Parser { return a.parser }

// Errorf reports what is wrong with a field.
func (a Args) Errorf(field, rule, format string, args ...any) {
	a.parser.c.report.Errorf(a.Node(field), rule, format, args...)
}

// Parser reads nodes on behalf of field types and steps.
type Parser struct {
	c *compiler
	// what names what is read, for findings.
	what string
}

// Report takes findings.
func (p Parser) Report() *source.Report { return p.c.report }

// What names the field that is read, for findings.
func (p Parser) What() string { return p.what }

// Parse reads a node as a field of type t would be; nil after a finding.
func (p Parser) Parse(t Type, what string, n *source.Node) any { return t.parse(p.c, what, n) }

// Pattern reads a number or a pattern of the dialplan, such as 200 or _2XX.
func (p Parser) Pattern(n *source.Node) (digits.Pattern, bool) {
	if n.Kind != source.Scalar {
		p.c.report.WrongType(n, p.what, "a number or a pattern such as _2XX")
		return digits.Pattern{}, false
	}
	pattern, err := digits.Parse(n.Value)
	if err == nil {
		if pattern.MissesUnderscore() {
			p.c.report.Warnf(n, "pattern", "%q stands for itself; the pattern is written _%s", n.Value, n.Value)
		}
		return pattern, true
	}
	pos, message := n.Pos, err.Error()
	if fault := (*digits.PatternError)(nil); errors.As(err, &fault) {
		pos, message = n.At(fault.Offset), fmt.Sprintf("%q is no pattern: %s", n.Value, fault.Reason)
	}
	p.c.report.Add(source.Finding{Pos: pos, Width: 1, Rule: "pattern", Severity: source.Error, Message: message})
	return pattern, false
}

// Block reads steps that stand inside the step under name; nil after a finding.
func (p Parser) Block(name string, n *source.Node) *Block { return p.c.block(n, name, blockPlain) }

// Pass tells the compiler that the step gives a parameter of the flow that
// target names a value; the parameter's name stands at n.
func (p Parser) Pass(n *source.Node, target *Target, value Value[any]) {
	p.c.params = append(p.c.params, paramUse{assignment{n, p.c.flow, p.c.step, value}, target})
}

// Assign tells the compiler that the step gives a variable a value. A name
// "flow.x" is a variable of the flow, which must be one of its params.
func (p Parser) Assign(n *source.Node, name string, value Value[any]) { p.c.assign(n, name, value) }
