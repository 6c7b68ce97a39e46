package flowdiff

import "github.com/ariapp/ariapp/flows/source"

// Sort says what has happened to something.
type Sort string

// The sorts of a change.
const (
	Added   Sort = "added"
	Removed Sort = "removed"
	Changed Sort = "changed"
	Moved   Sort = "moved"
	Renamed Sort = "renamed"
)

// Change is one difference between two files.
type Change struct {
	Sort Sort `json:"sort"`
	// What is flow, step, number or setting.
	What string `json:"what"`
	// In is what it stands in: the flow, "every flow", "numbers" or "settings".
	In string `json:"in"`
	// Name tells it from others: the step's kind with its id or words, the number, the setting.
	Name string `json:"name"`
	// Old and New are its places; one that is not there has none.
	Old source.Pos `json:"old,omitzero"`
	New source.Pos `json:"new,omitzero"`
	// Fields are what has changed in it.
	Fields []Field `json:"fields,omitempty"`
}

// Field is a value that has changed. "" stands for none.
type Field struct {
	Name string `json:"name"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
	// Hidden tells that the values may be secret and are not shown.
	Hidden bool `json:"hidden,omitempty"`
}
