package gist

import (
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// sameCall is the function that compares a secret with what is right.
const sameCall = "same"

// secrets are the values of a program that nobody is to see: what the caller
// keys in as a secret, and whatever is made of it or compared with it.
type secrets struct {
	// collects tells of the ids of collects whether what they take is secret.
	collects map[string]bool
	// names are variables, as "vars.x".
	names map[string]bool
	// texts are values of the file whose literals are stars, by their places.
	texts map[source.Pos]string
}

// anyLiteral is a literal of an expression that cannot be read otherwise.
var anyLiteral = regexp.MustCompile(`"[^"]*"|'[^']*'|\b\d+\b`)

// findSecrets follows secrets through the expressions of a program.
func (x *Index) findSecrets(program *flows.Program) {
	s := &x.secrets
	*s = secrets{map[string]bool{}, map[string]bool{}, map[source.Pos]string{}}
	program.EachStep(func(step *flows.Placed) {
		if id := x.Field(step, "id"); id != nil && step.Kind == "collect" {
			s.collects[id.Value] = x.isSecretCollect(step) || IsSecret(id.Value) || s.collects[id.Value]
		}
	})
	for before := -1; before < len(s.names); { // a name that has become secret makes others so
		before = len(s.names)
		for _, given := range program.Assignments() {
			if given.Value != nil && slices.ContainsFunc(given.Value.Reads, func(r flows.Read) bool { return s.holds(r.Path) }) {
				s.names[scoped(given.Name)] = true
			}
		}
		for _, use := range program.Uses() {
			s.compared(use.Source)
		}
	}
	for _, use := range program.Uses() {
		if shown := s.starred(use.Source); shown != use.Source {
			text, there := s.texts[use.Node.Pos]
			if !there {
				text = use.Node.Value
			}
			s.texts[use.Node.Pos] = strings.ReplaceAll(text, use.Source, shown)
		}
	}
}

// scoped is the name of an assigned variable as expressions read it.
func scoped(name string) string {
	if strings.HasPrefix(name, "flow.") {
		return name
	}
	return "vars." + name
}

func (x *Index) isSecretCollect(step *flows.Placed) bool {
	secret := x.Field(step, "secret")
	return step.Kind == "collect" && secret != nil && secret.Value != "false"
}

// IsSecretField tells whether what a field of a step holds is not to be shown:
// by its name, or as it is made of a secret or tells what is right.
func (x *Index) IsSecretField(step *flows.Placed, name string) bool {
	return IsSecret(name) || step.Spec.Free && x.IsSecretName("vars."+name) ||
		(name == "values" || name == "pattern") && x.isSecretCollect(step)
}

// IsSecretName tells whether a variable, as "vars.x", holds a secret or is compared with one.
func (x *Index) IsSecretName(path string) bool {
	parts := strings.Split(path, ".")
	return slices.ContainsFunc(parts, IsSecret) || len(parts) > 1 && x.secrets.names[parts[0]+"."+parts[1]]
}

// IsSecretChoice tells whether a step takes its way by a secret, so that its cases tell it.
func (x *Index) IsSecretChoice(step *flows.Placed) bool {
	value := x.Field(step, "value")
	if step.Kind != "switch" || value == nil {
		return false
	}
	tree, err := parser.Parse(strings.TrimSuffix(strings.TrimPrefix(value.Value, "${"), "}"))
	return err == nil && x.secrets.isIn(tree.Node)
}

// Address is the address of a step, without the secrets that steps around it take their ways by.
func (x *Index) Address(step *flows.Placed) string {
	address := step.Address
	for block := step.Block(); block != nil && block.Parent() != nil; block = block.Parent().Block() {
		if around := block.Parent(); x.IsSecretChoice(around) {
			way := around.Address + "." + block.Label()
			if rest, ok := strings.CutPrefix(address, way); ok {
				address = around.Address + "." + x.WayOf(around, block.Label()) + rest
			}
		}
	}
	return address
}

// WayOf is the label of a way of a step, without the secret that it may tell.
func (x *Index) WayOf(step *flows.Placed, label string) string {
	if strings.HasPrefix(label, "cases.") && x.IsSecretChoice(step) {
		return "cases." + Stars
	}
	return label
}

// holds tells whether a path is that of a secret.
func (s *secrets) holds(path []string) bool {
	if len(path) < 2 {
		return false
	}
	if path[0] == "steps" {
		if secret, is := s.collects[path[1]]; is {
			return secret && (len(path) == 2 || path[2] == "value")
		}
	}
	return slices.ContainsFunc(path, IsSecret) || s.names[path[0]+"."+path[1]]
}

// isIn tells whether an expression reads a secret, or compares one.
func (s *secrets) isIn(node ast.Node) bool {
	found := false
	ast.Walk(&node, visitor(func(n ast.Node) {
		found = found || s.holds(pathOf(n))
		if call, ok := n.(*ast.CallNode); ok {
			callee, named := call.Callee.(*ast.IdentifierNode)
			found = found || named && callee.Value == sameCall
		}
	}))
	return found
}

// clauses are the parts of an expression that are true or false by themselves.
func clauses(node ast.Node) []ast.Node {
	switch node := node.(type) {
	case *ast.BinaryNode:
		if slices.Contains([]string{"and", "or", "&&", "||"}, node.Operator) {
			return append(clauses(node.Left), clauses(node.Right)...)
		}
	case *ast.UnaryNode:
		return clauses(node.Node)
	case *ast.ConditionalNode:
		return slices.Concat(clauses(node.Cond), clauses(node.Exp1), clauses(node.Exp2))
	}
	return []ast.Node{node}
}

// compared notes variables that stand in one clause with a secret.
func (s *secrets) compared(text string) {
	tree, err := parser.Parse(text)
	if err != nil {
		return
	}
	for _, clause := range clauses(tree.Node) {
		if !s.isIn(clause) {
			continue
		}
		ast.Walk(&clause, visitor(func(n ast.Node) {
			if path := pathOf(n); len(path) > 1 && slices.Contains([]string{"vars", "flow", "config"}, path[0]) {
				s.names[path[0]+"."+path[1]] = true
			}
		}))
	}
}

// starred is an expression with stars for the literals that stand in one clause with a secret.
func (s *secrets) starred(text string) string {
	tree, err := parser.Parse(text)
	if err != nil {
		return anyLiteral.ReplaceAllString(text, Stars)
	}
	type span struct{ from, to int }
	var spans []span
	for _, clause := range clauses(tree.Node) {
		if !s.isIn(clause) {
			continue
		}
		names := map[ast.Node]bool{}
		ast.Walk(&clause, visitor(func(n ast.Node) {
			if member, ok := n.(*ast.MemberNode); ok && pathOf(member) != nil {
				names[member.Property] = true
			}
		}))
		ast.Walk(&clause, visitor(func(n ast.Node) {
			if isLiteral(n) && !names[n] {
				spans = append(spans, span{n.Location().From, n.Location().To})
			}
		}))
	}
	slices.SortFunc(spans, func(a, b span) int { return b.from - a.from })
	runes := []rune(text)
	for _, at := range spans {
		if at.from >= 0 && at.from < at.to && at.to <= len(runes) {
			runes = slices.Replace(runes, at.from, at.to, []rune(Stars)...)
		}
	}
	return string(runes)
}

func isLiteral(n ast.Node) bool {
	switch n.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BytesNode:
		return true
	}
	return false
}

// visitor looks at every node of an expression.
type visitor func(ast.Node)

// Visit looks at one node.
func (v visitor) Visit(node *ast.Node) { v(*node) }

// pathOf is the scope and names that a node stands for, nil for another node.
func pathOf(node ast.Node) []string {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		return []string{node.Value}
	case *ast.ChainNode:
		return pathOf(node.Node)
	case *ast.MemberNode:
		before := pathOf(node.Node)
		name, ok := node.Property.(*ast.StringNode)
		if before == nil || !ok {
			return nil
		}
		return append(slices.Clone(before), name.Value)
	}
	return nil
}
