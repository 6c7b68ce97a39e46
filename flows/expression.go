package flows

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"github.com/ariapp/ariapp/flows/source"
)

// expression is one ${…}; program is nil until the compiler has seen the whole file.
type expression struct {
	source  string
	program *vm.Program
}

// eval runs the expression; a panic inside it is an error of the flow, not of the process.
func (e *expression) eval(env map[string]any) (any, error) {
	value, err := expr.Run(e.program, env)
	if err != nil {
		return nil, fmt.Errorf("evaluating ${%s}: %s", e.source, firstLine(err))
	}
	if text, ok := value.(string); ok && len(text) > maxTextBytes {
		return nil, fmt.Errorf("evaluating ${%s}: %w", e.source, errTextTooLong)
	}
	return value, nil
}

// pendingExpression is an expression whose scope is known only when the whole file is read.
type pendingExpression struct {
	expr *expression
	node *source.Node
	// at is where the expression begins in the node's text.
	at   int
	flow *Flow
	// step and field are what it stands in, nil and "" outside of steps.
	step  *Placed
	field string
	// wants says what the field needs of a value of this type, "" when it will do.
	wants func(reflect.Type) string
}

// place is where the character at offset of the expression stands in the file.
func (p *pendingExpression) place(offset int) source.Pos {
	before := []rune(p.expr.source)
	return p.node.At(p.at + len(string(before[:min(offset, len(before))])))
}

// options are the rules of every expression: names known, nothing that depends on when or where it runs.
func expressionOptions(scope types.Map) []expr.Option {
	return []expr.Option{
		expr.Env(scope),
		expr.MaxNodes(maxExpressionNodes),
		expr.DisableBuiltin("now"),
		expr.Function("same", same,
			new(func(Secret, string) bool), new(func(string, Secret) bool),
			new(func(string, string) bool), new(func(Secret, Secret) bool)),
	}
}

// same compares two texts, secret or not, in a time that does not tell where they differ.
func same(args ...any) (any, error) {
	texts := make([]string, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case Secret:
			texts[i] = Reveal(arg)
		case string:
			texts[i] = arg
		default:
			return nil, fmt.Errorf("same compares texts and secrets, not %T", arg)
		}
	}
	return sameText(texts[0], texts[1]), nil
}

// compile type-checks p within scope and reports what does not fit.
func (p *pendingExpression) compile(report *source.Report, scope types.Map) {
	if !p.checkNames(report, scope) {
		return
	}
	program, err := expr.Compile(p.expr.source, expressionOptions(scope)...)
	if err != nil {
		p.reportError(report, scope, err)
		return
	}
	p.expr.program = program
	p.checkSecrets(report, program.Node())
	if p.wants == nil {
		return
	}
	if complaint := p.wants(program.Node().Type()); complaint != "" {
		p.report(report, 0, len(p.expr.source), "wrong-type", complaint, nil, "")
	}
}

// checkSecrets reports secrets that are compared by operators: these would not look inside.
func (p *pendingExpression) checkSecrets(report *source.Report, root ast.Node) {
	ast.Walk(&root, visitor(func(node ast.Node) {
		binary, ok := node.(*ast.BinaryNode)
		if !ok || !slices.Contains([]string{"==", "!=", "in"}, binary.Operator) {
			return
		}
		if binary.Left.Type() == secretType || binary.Right.Type() == secretType {
			at := binary.Location().From
			p.report(report, at, len(binary.Operator), "wrong-type",
				"a secret is compared by same(a, b), not by "+binary.Operator, nil, "")
		}
	}))
}

// visitor sees each node of an expression.
type visitor func(ast.Node)

// Visit looks at one node.
func (v visitor) Visit(node *ast.Node) { v(*node) }

// typeIn is the expression's type within scope, nil when it has none or any.
func (p *pendingExpression) typeIn(scope types.Map) reflect.Type {
	program, err := expr.Compile(p.expr.source, expressionOptions(scope)...)
	if err != nil {
		return nil
	}
	if t := program.Node().Type(); t != nil && t.Kind() != reflect.Interface {
		return t
	}
	return nil
}

// checkNames reports names that the scope does not hold, with those that it
// does; it tells whether there were none.
func (p *pendingExpression) checkNames(report *source.Report, scope types.Map) bool {
	tree, err := parser.Parse(p.expr.source)
	if err != nil {
		p.reportError(report, scope, err)
		return false
	}
	check := &nameCheck{pending: p, report: report, scope: scope, fine: true}
	ast.Walk(&tree.Node, check)
	return check.fine
}

func (p *pendingExpression) reportError(report *source.Report, scope types.Map, err error) {
	var fault *file.Error
	if !errors.As(err, &fault) {
		p.report(report, 0, len(p.expr.source), "expression", firstLine(err), nil, "")
		return
	}
	width := max(1, fault.To-fault.From)
	if name, ok := strings.CutPrefix(fault.Message, "unknown name "); ok {
		p.report(report, fault.From, width, "unknown-name", "there is no "+quote(name), keysOf(scope),
			source.Nearest(name, keysOf(scope)))
		return
	}
	p.report(report, fault.From, width, "expression", fault.Message, nil, "")
}

func (p *pendingExpression) report(report *source.Report, at, width int, rule, message string,
	accepted []string, nearest string,
) {
	report.Add(source.Finding{Pos: p.place(at), Width: width, Rule: rule, Severity: source.Error,
		Message: message, Accepted: accepted, Nearest: nearest})
}

// nameCheck visits an expression and compares the paths in it with the scope.
type nameCheck struct {
	pending *pendingExpression
	report  *source.Report
	scope   types.Map
	fine    bool
}

// Visit looks at one node of the expression: scope.name and scope.name.name.
func (c *nameCheck) Visit(node *ast.Node) {
	member, ok := (*node).(*ast.MemberNode)
	if !ok {
		return
	}
	within, path := c.holder(member.Node)
	name, isName := member.Property.(*ast.StringNode)
	if within == nil || !isName {
		return
	}
	if _, known := within[name.Value]; known {
		return
	}
	c.fine = false
	accepted := keysOf(within)
	at := member.Property.Location().From
	if text := []rune(c.pending.expr.source); at < len(text) && text[at] == '.' {
		at++
	}
	c.pending.report(c.report, at, len(name.Value), "unknown-name",
		fmt.Sprintf("%s has no %q", path, name.Value), accepted, source.Nearest(name.Value, accepted))
}

// holder is the mapping that a node stands for by name, nil when it is none.
func (c *nameCheck) holder(node ast.Node) (types.Map, string) {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		if m, ok := c.scope[node.Value].(types.Map); ok {
			return m, node.Value
		}
	case *ast.MemberNode:
		outer, path := c.holder(node.Node)
		if name, ok := node.Property.(*ast.StringNode); ok && outer != nil {
			if m, ok := outer[name.Value].(types.Map); ok {
				return m, path + "." + name.Value
			}
		}
	}
	return nil, ""
}

func keysOf(m types.Map) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func firstLine(err error) string {
	text := err.Error()
	for i, r := range text {
		if r == '\n' {
			return text[:i]
		}
	}
	return text
}
