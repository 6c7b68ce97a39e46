package flows

import (
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Foresee computes an expression as far as what is known of a call before it is
// made tells. known gives the value under a path such as vars.x; false where only
// the call will tell. Parts joined by and, or and not decide alone where they can:
// "x and false" is false whatever x is. An expression that fails is not foreseen.
func Foresee(source string, known func(path []string) (any, bool)) (value any, ok bool) {
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, false
	}
	return foresight{known}.of(tree.Node)
}

type foresight struct {
	known func(path []string) (any, bool)
}

func (f foresight) of(node ast.Node) (any, bool) {
	switch node := node.(type) {
	case *ast.UnaryNode:
		if node.Operator == "not" || node.Operator == "!" {
			value, ok := f.of(node.Node)
			b, isBool := value.(bool)
			return !b, ok && isBool
		}
	case *ast.BinaryNode:
		switch node.Operator {
		case "and", "&&":
			return f.joined(node, false)
		case "or", "||":
			return f.joined(node, true)
		}
	case *ast.ConditionalNode:
		cond, ok := f.of(node.Cond)
		switch b, isBool := cond.(bool); {
		case !ok || !isBool:
			return nil, false
		case b:
			return f.of(node.Exp1)
		}
		return f.of(node.Exp2)
	}
	return f.computed(node)
}

// joined is and, whose decisive value is false, or or, whose is true.
func (f foresight) joined(node *ast.BinaryNode, decisive bool) (any, bool) {
	left, leftKnown := f.of(node.Left)
	right, rightKnown := f.of(node.Right)
	if leftKnown && left == decisive || rightKnown && right == decisive {
		return decisive, true
	}
	if !leftKnown || !rightKnown {
		return nil, false
	}
	return !decisive, left == !decisive && right == !decisive
}

// computed runs an expression of which all that it reads is known.
func (f foresight) computed(node ast.Node) (any, bool) {
	reads := &pathFinder{}
	ast.Walk(&node, reads)
	env := map[string]any{}
	for _, path := range reads.found {
		if len(path) == 1 && path[0] == "same" {
			continue
		}
		value, ok := f.known(path)
		if !ok {
			return nil, false
		}
		put(env, path, value)
	}
	program, err := expr.Compile(node.String(), expr.Env(env), expr.MaxNodes(maxExpressionNodes),
		expr.DisableBuiltin("now"), expr.Function("same", same))
	if err != nil {
		return nil, false
	}
	value, err := expr.Run(program, env)
	return value, err == nil
}

// pathFinder visits an expression and keeps the longest paths in it.
type pathFinder struct {
	found [][]string
	last  ast.Node
}

// Visit looks at one node; the inner ones come first.
func (f *pathFinder) Visit(node *ast.Node) {
	path, inside := pathOf(*node)
	if len(path) == 0 {
		return
	}
	if inside != nil && inside == f.last {
		f.found = f.found[:len(f.found)-1]
	}
	f.found, f.last = append(f.found, path), *node
}

// put sets a value under a path.
func put(env map[string]any, path []string, value any) {
	for _, name := range path[:len(path)-1] {
		inner, ok := env[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			env[name] = inner
		}
		env = inner
	}
	env[path[len(path)-1]] = value
}
