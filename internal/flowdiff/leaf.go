package flowdiff

import (
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// leaf is a value of a file under its path.
type leaf struct {
	path string
	// text is the value itself, shown what may be seen of it.
	text, shown string
	pos         source.Pos
	hidden      bool
}

// stepsThere stands for steps: what they are is compared by itself.
const stepsThere = "steps"

// leaves are the values in a node, in its order; those of lists of plain values
// are one, as they are one thing to who reads them.
func leaves(x *gist.Index, n *source.Node, path string, pos source.Pos, hidden bool) []leaf {
	switch {
	case n == nil || n.Kind == source.Empty:
		return []leaf{{path: path, pos: pos}}
	case x != nil && x.IsSteps(n):
		return []leaf{{path: path, text: stepsThere, shown: stepsThere, pos: pos}}
	case n.Kind == source.Scalar || n.Kind == source.List && isFlat(n):
		return []leaf{{path: path, text: raw(n), shown: x.Whole(n), pos: pos, hidden: hidden}}
	case n.Kind == source.List:
		var all []leaf
		for i, item := range n.Items {
			all = append(all, leaves(x, item, join(path, nameOf(item, i)), item.Pos, hidden)...)
		}
		return all
	}
	var all []leaf
	for key, value := range n.All() {
		all = append(all, leaves(x, value, join(path, key.Value), key.Pos, hidden || gist.IsSecret(key.Value))...)
	}
	return all
}

// isFlat tells whether a list holds plain values only.
func isFlat(n *source.Node) bool {
	for _, item := range n.Items {
		if item.Kind != source.Scalar {
			return false
		}
	}
	return true
}

// raw is a plain value or a list of them; a list of one is as good as the one.
func raw(n *source.Node) string {
	if n.Kind == source.Scalar {
		return n.Value
	}
	parts := make([]string, 0, len(n.Items))
	for _, item := range n.Items {
		parts = append(parts, item.Value)
	}
	return strings.Join(parts, "\x00")
}

// nameOf is what an element of a list is called: its name if it has one.
func nameOf(n *source.Node, i int) string {
	if name := n.Get("name"); name != nil && name.Kind == source.Scalar {
		return name.Value
	}
	return strconv.Itoa(i + 1)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// compareLeaves are the fields in which two sets of values differ: in the order
// of the new ones, then those that are gone.
func compareLeaves(old, now []leaf) []Field {
	var fields []Field
	before := map[string]leaf{}
	for _, l := range old {
		before[l.path] = l
	}
	there := map[string]bool{}
	for _, l := range now {
		there[l.path] = true
		if was := before[l.path]; was.canonical() != l.canonical() {
			fields = append(fields, field(l.path, was, l))
		}
	}
	for _, l := range old {
		if !there[l.path] && l.text != "" {
			fields = append(fields, field(l.path, l, leaf{}))
		}
	}
	return fields
}

func field(path string, old, now leaf) Field {
	f := Field{Name: path, Old: old.shown, New: now.shown, Hidden: old.hidden || now.hidden}
	if f.Hidden || f.Old == f.New { // what differs is behind stars
		return Field{Name: path, Hidden: true}
	}
	return f
}
