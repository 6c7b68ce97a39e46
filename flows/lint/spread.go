package lint

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// place is where a value can be read: "vars.x" of the whole program, or
// "flow.x" and "steps.id.value" of one flow.
type place struct {
	flow *flows.Flow
	path string
}

// cause is why a value is of a sort: what it is, and where that is said.
type cause struct {
	what string
	// path is the value itself, as it is read first, pos the place of that.
	path string
	pos  source.Pos
	// step is the step that gave it, nil where it was none.
	step *flows.Placed
}

// spread follows values of a sort through variables and parameters.
type spread struct {
	*reading
	// begins tells whether a read is of the sort by itself, ok whether an expression hands it on.
	begins func(use flows.Use, read flows.Read) (cause, bool)
	hands  func(use flows.Use) bool
	causes map[place]cause
}

// spreadOf finds all variables and parameters that may hold values of a sort.
func (r *reading) spreadOf(begins func(flows.Use, flows.Read) (cause, bool), hands func(flows.Use) bool) *spread {
	s := &spread{reading: r, begins: begins, hands: hands, causes: map[place]cause{}}
	for changed := true; changed; {
		changed = false
		for _, given := range r.Program.Assignments() {
			changed = s.give(placeOf(given.Flow, strings.Split(given.Name, ".")), r.valueOf(given.Node)) || changed
		}
	}
	return s
}

// placeOf is the place of a variable or a read.
func placeOf(flow *flows.Flow, path []string) place {
	switch {
	case len(path) == 1:
		return place{nil, "vars." + path[0]}
	case path[0] == "vars":
		return place{nil, "vars." + path[1]}
	}
	return place{flow, path[0] + "." + path[1]}
}

// give notes that a place gets a value; it tells whether that is new.
func (s *spread) give(to place, value *source.Node) bool {
	if _, known := s.causes[to]; known {
		return false
	}
	for _, use := range s.usesWithin(value) {
		if c, ok := s.of(use); ok && s.hands(use) {
			s.causes[to] = c
			return true
		}
	}
	return false
}

// of tells whether one of the values that an expression reads is of the sort, and why.
func (s *spread) of(use flows.Use) (cause, bool) {
	for _, read := range use.Reads {
		if c, ok := s.begins(use, read); ok {
			return c, true
		}
		if len(read.Path) < 2 {
			continue
		}
		if c, ok := s.causes[placeOf(use.Flow, read.Path)]; ok {
			return c, true
		}
	}
	return cause{}, false
}

// stepRead is the step that `steps.id.result` reads, and the result's name.
func (r *reading) stepRead(use flows.Use, read flows.Read) (step *flows.Placed, result string) {
	if len(read.Path) < 3 || read.Path[0] != "steps" {
		return nil, ""
	}
	return r.stepIn(use.Flow, read.Path[1]), read.Path[2]
}

// taken are the variables whose values steps take out of an answer, with the step that does.
func (r *reading) taken() map[string]*flows.Placed {
	taken := map[string]*flows.Placed{}
	for _, given := range r.Program.Assignments() {
		if given.Step != nil && given.Step.Kind != "set" && given.Step.Kind != "call" {
			taken["vars."+given.Name] = given.Step
		}
	}
	return taken
}
