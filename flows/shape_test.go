package flows_test

import (
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Law: a type is known by its name only if it is one of the package's variables;
// others have the shape that they were given, or none.
func TestShapes(t *testing.T) {
	own := flows.NewType("text", "a text", func(flows.Parser, *source.Node) any { return "" })
	for name, c := range map[string]struct {
		of            flows.Type
		basic, shaped bool
	}{
		"a variable":       {flows.Text, true, false},
		"words":            {flows.OneOf("a", "b"), false, true},
		"a name":           {flows.Named("table"), false, true},
		"one of one's own": {own, false, false},
		"one with a shape": {own.Shaped(flows.Shape{Plain: true}), false, true},
	} {
		if _, shaped := c.of.Shape(); shaped != c.shaped || c.of.Basic() != c.basic {
			t.Errorf("%s: basic %t, shaped %t", name, c.of.Basic(), shaped)
		}
	}
	if shape, _ := flows.OneOf("a", "b").Shape(); len(shape.Words) != 2 {
		t.Errorf("the words are %v", shape.Words)
	}
	if _, shaped := own.Shape(); shaped {
		t.Error("Shaped changes the type that it was called on")
	}
}
