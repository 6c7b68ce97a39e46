package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// fields finds the fields of steps in the document: a step's place is that of its kind.
type fields struct {
	// inside is what stands behind a kind, beside the mapping that the kind is a key of.
	inside, beside map[source.Pos]*source.Node
}

func fieldsOf(doc *source.Document) *fields {
	f := &fields{inside: map[source.Pos]*source.Node{}, beside: map[source.Pos]*source.Node{}}
	f.note(doc.Root.Get("flows"))
	f.note(doc.Root.Get("defaults"))
	return f
}

func (f *fields) note(n *source.Node) {
	if n == nil {
		return
	}
	for key, value := range n.All() {
		f.inside[key.Pos], f.beside[key.Pos] = value, n
		f.note(value)
	}
	for _, item := range n.Items {
		f.note(item)
	}
}

func (f *fields) of(step *flows.Placed, name string) *source.Node {
	inside := f.inside[step.Pos]
	if inside != nil && inside.Kind != source.Empty && (inside.Kind != source.Map || short(step.Spec, inside)) {
		if name == step.Spec.Short {
			return inside
		}
	} else if n := inside.Get(name); n != nil {
		return n
	}
	return f.beside[step.Pos].Get(name)
}

// short tells whether a mapping is the short field itself: none of its keys is a field.
func short(spec *flows.Spec, n *source.Node) bool {
	if spec.Short == "" || len(n.Pairs) == 0 {
		return false
	}
	for key := range n.All() {
		if slices.ContainsFunc(spec.Fields, func(field flows.Field) bool { return field.Name == key.Value }) {
			return false
		}
	}
	return true
}
