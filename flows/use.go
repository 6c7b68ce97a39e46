package flows

import (
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/ariapp/ariapp/flows/source"
)

// Use is an expression of the flows: where it stands, and what it reads.
type Use struct {
	// Flow is nil in the file's defaults, Step where the expression belongs to no step.
	Flow *Flow
	Step *Placed
	// Field is the step's field that it stands in, "" when the step names its fields itself.
	Field string
	// Node is the text that it stands in, Source the expression alone, Whole tells that there is nothing beside it.
	Node   *source.Node
	Source string
	Whole  bool
	// Type is the type of its value, nil when only a call tells.
	Type reflect.Type
	// Reads are the values that it reads, in order.
	Reads []Read
}

// Read is one value that an expression reads: `vars.x`, `steps.id.value`.
type Read struct {
	// Path is the scope and the names behind it; `$env` alone is all scopes.
	Path  []string
	Pos   source.Pos
	Width int
}

// Assignment is a place that gives a variable a value; a call does so with the parameters of the flow that it calls.
type Assignment struct {
	// Name is the variable: "x" of vars, or "flow.x".
	Name string
	// Flow is that of the step, or the flow whose parameter it is; nil in defaults and numbers. Step is nil in numbers.
	Flow *Flow
	Step *Placed
	// Node is the variable's name in the file.
	Node *source.Node
	// Value is the expression that gives the value, nil for one that is written out or comes from outside.
	Value *Use
}

// Uses are the expressions of the flows in the order in which they were read.
func (p *Program) Uses() []Use { return slices.Clone(p.uses) }

// Assignments are all places that give variables values, ordered by place.
func (p *Program) Assignments() []Assignment { return slices.Clone(p.given) }

// Declared are the values that variables begin with, as the file's `vars` and `config` have them.
func (p *Program) Declared() (vars, config map[string]any) { return p.declared, p.config }

// noteUses keeps what the expressions read, and what gives variables their values.
func (c *compiler) noteUses() {
	byExpression := map[*expression]int{}
	for _, pending := range c.pending {
		byExpression[pending.expr] = len(c.program.uses)
		c.program.uses = append(c.program.uses, pending.use())
	}
	note := func(name string, flow *Flow, place *assignment) {
		given := Assignment{Name: name, Flow: flow, Step: place.step, Node: place.node}
		if place.value.text != nil && place.value.text.whole() != nil {
			given.Value = &c.program.uses[byExpression[place.value.text.whole()]]
		}
		c.program.given = append(c.program.given, given)
	}
	for name, places := range c.assigned {
		for _, place := range places {
			note(name, place.flow, place)
		}
	}
	for _, param := range c.params {
		if param.target != nil && param.target.Flow != nil {
			note("flow."+param.node.Value, param.target.Flow, &param.assignment)
		}
	}
	slices.SortStableFunc(c.program.given, func(a, b Assignment) int {
		switch {
		case a.Node.Pos.Before(b.Node.Pos):
			return -1
		case b.Node.Pos.Before(a.Node.Pos):
			return 1
		}
		return 0
	})
}

func (p *pendingExpression) use() Use {
	u := Use{Flow: p.flow, Step: p.step, Field: p.field, Node: p.node, Source: p.expr.source,
		Whole: len(p.expr.source)+len("${}") >= len(p.node.Value)}
	if p.expr.program != nil {
		u.Type = p.expr.program.Node().Type()
	}
	tree, err := parser.Parse(p.expr.source)
	if err != nil {
		return u
	}
	reads := &readFinder{pending: p}
	ast.Walk(&tree.Node, reads)
	u.Reads = reads.found
	return u
}

// readFinder visits an expression and keeps the longest paths in it.
type readFinder struct {
	pending *pendingExpression
	found   []Read
	inner   map[ast.Node]bool
}

// Visit looks at one node; the inner ones come first.
func (f *readFinder) Visit(node *ast.Node) {
	path, inside := pathOf(*node)
	if len(path) == 0 {
		return
	}
	from := (*node).Location().From
	if member, ok := (*node).(*ast.MemberNode); ok { // its own place is that of its last part
		from = rootOf(member).Location().From
	}
	if len(f.found) > 0 && inside != nil && f.inner[inside] {
		f.found = f.found[:len(f.found)-1]
	}
	if f.inner == nil {
		f.inner = map[ast.Node]bool{}
	}
	f.inner[*node] = true
	width := 0
	if throughScopes(*node) {
		width = len(scopesName) + len(".")
	}
	for i, name := range path {
		width += len(name)
		if i > 0 {
			width++
		}
	}
	f.found = append(f.found, Read{Path: path, Pos: f.pending.place(from), Width: width})
}

// pathOf is the scope and names that a node stands for, and the node that it continues.
func pathOf(node ast.Node) (path []string, inside ast.Node) {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		return []string{node.Value}, nil
	case *ast.MemberNode:
		before, _ := pathOf(node.Node)
		name, ok := node.Property.(*ast.StringNode)
		if len(before) == 0 || !ok {
			return nil, nil
		}
		if len(before) == 1 && before[0] == scopesName {
			return []string{name.Value}, node.Node
		}
		return append(slices.Clone(before), name.Value), node.Node
	}
	return nil, nil
}

// scopesName is what expressions call all scopes together: `$env.vars.x` reads what `vars.x` does.
const scopesName = "$env"

// throughScopes tells a path that is written with all scopes before it.
func throughScopes(node ast.Node) bool {
	root, ok := rootOf(node).(*ast.IdentifierNode)
	return ok && root.Value == scopesName && root != node
}

func rootOf(node ast.Node) ast.Node {
	if member, ok := node.(*ast.MemberNode); ok {
		return rootOf(member.Node)
	}
	return node
}
