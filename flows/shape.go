package flows

import "slices"

// Shape tells what values of a type look like, for editors and for whoever
// draws forms: whatever one of its parts says may be written. What is right the
// type's parse decides; a shape may allow more than it, never less.
type Shape struct {
	// Plain is a single value.
	Plain bool
	// Words are single values that are worth offering; beside Plain others are possible too.
	Words []string
	// Types are whatever these types take.
	Types []Type
	// List is a list, Map a mapping with names of one's own; the shape is that of the values in it.
	List, Map *Shape
	// Fields are the keys of a mapping that has no others.
	Fields []Field
}

// Shaped is the type with a shape; a type made by [NewType] has none of itself.
func (t Type) Shaped(s Shape) Type {
	t.shape = &s
	return t
}

// Shape is the type's shape. The types that stand as variables in this package
// have none, nor has one that was made without; [Type.Basic] tells them apart.
func (t Type) Shape() (Shape, bool) {
	if t.shape == nil {
		return Shape{}, false
	}
	return *t.shape, true
}

// mayBeMap tells whether a mapping may be a value of the type.
func (t Type) mayBeMap() bool {
	s, shaped := t.Shape()
	return t.takesMap && (!shaped || s.Map != nil || len(s.Fields) > 0 || slices.ContainsFunc(s.Types, Type.mayBeMap))
}

// Basic tells whether the type is one of this package's variables, which its name identifies.
func (t Type) Basic() bool { return !t.takesMap && t.shape == nil }
