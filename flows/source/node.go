package source

import "iter"

// Kind is what a node is.
type Kind int

// The kinds of a node. A null (nothing after the colon) is Empty.
const (
	Empty Kind = iota
	Scalar
	List
	Map
)

// String names the kind as findings do.
func (k Kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a mapping"}[k]
}

// Node is a value of the document with its place.
type Node struct {
	Pos
	Kind Kind
	// Value is a scalar's text, unquoted.
	Value string
	// Quoted tells that the scalar stood in quotes or in a block, and so is text whatever it looks like.
	Quoted bool
	// Items are a list's elements.
	Items []*Node
	// Pairs are a mapping's entries in the order of the file.
	Pairs []Pair
	// textAt is where the scalar's own text begins, past an opening quote.
	textAt Pos
}

// Pair is one entry of a mapping.
type Pair struct {
	Key   *Node
	Value *Node
}

// Get is the value of a mapping's key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, pair := range n.Pairs {
		if pair.Key.Value == key {
			return pair.Value
		}
	}
	return nil
}

// KeyNode is the node of a mapping's key itself, or nil.
func (n *Node) KeyNode(key string) *Node {
	if n == nil {
		return nil
	}
	for _, pair := range n.Pairs {
		if pair.Key.Value == key {
			return pair.Key
		}
	}
	return nil
}

// All are a mapping's entries by key, in the order of the file.
func (n *Node) All() iter.Seq2[*Node, *Node] {
	return func(yield func(*Node, *Node) bool) {
		if n == nil {
			return
		}
		for _, pair := range n.Pairs {
			if !yield(pair.Key, pair.Value) {
				return
			}
		}
	}
}

// Elements are a list's items; a single value counts as a list of one, nothing as an empty list.
func (n *Node) Elements() []*Node {
	switch {
	case n == nil || n.Kind == Empty:
		return nil
	case n.Kind == List:
		return n.Items
	}
	return []*Node{n}
}

// At is the place of the byte at offset of a scalar's text. It is exact for
// values on one line; in longer ones it is the value's beginning.
func (n *Node) At(offset int) Pos {
	if n.textAt.Line == 0 || offset > len(n.Value) {
		return n.Pos
	}
	return n.textAt.Right(len([]rune(n.Value[:offset])))
}

// width is how many characters of the node's first line a mark should cover.
func (n *Node) width() int {
	if n.Kind != Scalar {
		return 1
	}
	return max(1, len([]rune(n.Value)))
}
