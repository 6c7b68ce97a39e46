package fuzz

import (
	"cmp"
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// Untaken is a way of the program that no call took.
type Untaken struct {
	// Pos is its place in the flows: that of the way, or of its step.
	Pos source.Pos
	// Name is the step's address and the way's label, or the address of a handler that several steps share.
	Name string
}

// untaken are the ways that no call took, by place.
func (c *corpus) untaken() []Untaken {
	var all []Untaken
	for name, pos := range c.places {
		if !c.reached[name] {
			all = append(all, Untaken{pos, name})
		}
	}
	slices.SortFunc(all, func(a, b Untaken) int {
		switch {
		case a.Pos.Before(b.Pos):
			return -1
		case b.Pos.Before(a.Pos):
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return all
}
