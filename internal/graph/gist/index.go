package gist

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Index finds what stands in the file for a step.
type Index struct {
	pairs  map[source.Pos]entry
	owners []owner
	kinds  map[source.Pos]bool
	secrets
}

// entry is a key of a mapping: a step's kind, if it is one.
type entry struct{ whole, fields *source.Node }

// owner is the step that a place of the file belongs to; its kind stands at step.
type owner struct{ at, step source.Pos }

// NewIndex reads the places of a document for the steps of its program.
func NewIndex(doc *source.Document, program *flows.Program) *Index {
	x := &Index{pairs: map[source.Pos]entry{}, kinds: map[source.Pos]bool{}}
	program.EachStep(func(step *flows.Placed) { x.kinds[step.Pos] = true })
	x.read(doc.Root, source.Pos{})
	slices.SortStableFunc(x.owners, func(a, b owner) int { return order(a.at, b.at) })
	x.findSecrets(program)
	return x
}

func order(a, b source.Pos) int {
	switch {
	case a.Before(b):
		return -1
	case b.Before(a):
		return 1
	}
	return 0
}

// read notes a node and what is in it; within is the step around it.
func (x *Index) read(n *source.Node, within source.Pos) {
	if at, ok := x.step(n); ok {
		within = at
	}
	x.owners = append(x.owners, owner{n.Pos, within})
	for key, value := range n.All() {
		x.pairs[key.Pos] = entry{whole: n, fields: value}
		x.owners = append(x.owners, owner{key.Pos, within})
		x.read(value, within)
	}
	for _, item := range n.Items {
		x.read(item, within)
	}
}

// step is where the kind of the step stands that a node is.
func (x *Index) step(n *source.Node) (source.Pos, bool) {
	if n.Kind == source.Scalar && x.kinds[n.Pos] {
		return n.Pos, true
	}
	for key := range n.All() {
		if x.kinds[key.Pos] {
			return key.Pos, true
		}
	}
	return source.Pos{}, false
}

// IsSteps tells whether a node is a step or a list of steps.
func (x *Index) IsSteps(n *source.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind == source.List {
		return len(n.Items) > 0 && x.IsSteps(n.Items[0])
	}
	_, ok := x.step(n)
	return ok
}

// Owner is where the kind of the step stands that a place of the file belongs
// to; false for a place outside of steps.
func (x *Index) Owner(at source.Pos) (source.Pos, bool) {
	i, exact := slices.BinarySearchFunc(x.owners, at, func(o owner, at source.Pos) int { return order(o.at, at) })
	for exact && i+1 < len(x.owners) && x.owners[i+1].at == at { // the innermost of those that begin there
		i++
	}
	if !exact {
		i--
	}
	if i < 0 || x.owners[i].at.File != at.File || x.owners[i].step.Line == 0 {
		return source.Pos{}, false
	}
	return x.owners[i].step, true
}

// Field is one field of a step as the file has it.
type Field struct {
	Name string
	// Key is nil where the field stands in the step's short form.
	Key, Value *source.Node
}

// Fields are what the file gives a step, in its order: its fields, those of
// the short form by their name, and id, when and on_error.
func (x *Index) Fields(step *flows.Placed) []Field {
	at, ok := x.pairs[step.Pos]
	if !ok {
		return nil
	}
	var fields []Field
	for key, value := range at.whole.All() {
		switch {
		case key.Pos != step.Pos:
			fields = append(fields, Field{key.Value, key, value})
		case value.Kind == source.Map && (step.Spec.Free || !isShort(step.Spec, value)):
			for inner, item := range value.All() {
				fields = append(fields, Field{inner.Value, inner, item})
			}
		case value.Kind != source.Empty:
			fields = append(fields, Field{step.Spec.Short, nil, value})
		}
	}
	return fields
}

// isShort tells whether a mapping is the short field itself: none of its keys is a field.
func isShort(spec *flows.Spec, n *source.Node) bool {
	if spec.Short == "" {
		return false
	}
	for key := range n.All() {
		if slices.ContainsFunc(append(spec.Fields, flows.CommonFields()...),
			func(f flows.Field) bool { return f.Name == key.Value }) {
			return false
		}
	}
	return true
}

// Field is what the file gives for one field of a step, nil for nothing.
func (x *Index) Field(step *flows.Placed, name string) *source.Node {
	for _, field := range x.Fields(step) {
		if field.Name == name {
			return field.Value
		}
	}
	return nil
}
