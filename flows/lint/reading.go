package lint

import (
	"regexp"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// reading is a program as the rules about values look at it: which expressions
// stand where.
type reading struct {
	*Pass
	// byNode are the expressions by the text that they stand in, byStep by their step.
	byNode map[*source.Node][]flows.Use
	byStep map[*flows.Placed][]flows.Use
}

func newReading(p *Pass) *reading {
	if p.reads != nil {
		return p.reads
	}
	r := &reading{Pass: p, byNode: map[*source.Node][]flows.Use{}, byStep: map[*flows.Placed][]flows.Use{}}
	for _, use := range p.Program.Uses() {
		r.byNode[use.Node] = append(r.byNode[use.Node], use)
		if use.Step != nil {
			r.byStep[use.Step] = append(r.byStep[use.Step], use)
		}
	}
	p.reads = r
	return r
}

// valueOf is what stands behind a key in the flows.
func (r *reading) valueOf(key *source.Node) *source.Node { return r.fields.inside[key.Pos] }

// isOn tells whether a field that is true or false says true.
func (r *reading) isOn(step *flows.Placed, name string) bool {
	word := r.Word(step, name)
	return word == "true" || word == "yes" || word == "on"
}

// usesWithin are the expressions in a text, or in the texts below a list or mapping.
func (r *reading) usesWithin(n *source.Node) []flows.Use {
	if n == nil {
		return nil
	}
	uses := append([]flows.Use{}, r.byNode[n]...)
	for _, value := range n.All() {
		uses = append(uses, r.usesWithin(value)...)
	}
	for _, item := range n.Items {
		uses = append(uses, r.usesWithin(item)...)
	}
	return uses
}

// guards are the conditions under which a step runs: its own `when`, and those
// of the steps that it stands in.
func (r *reading) guards(step *flows.Placed) []flows.Use {
	var guards []flows.Use
	for at := step; at != nil; at = at.Block().Parent() {
		for _, use := range r.byStep[at] {
			if use.Field == "when" || at != step && steersBy(at.Kind, use.Field) {
				guards = append(guards, use)
			}
		}
	}
	return guards
}

// steersBy tells the fields that decide which of a step's steps are taken.
func steersBy(kind, field string) bool {
	return kind == "if" && field == "is" || kind == "switch" && field == "value"
}

// isCondition tells whether an expression decides about a way.
func isCondition(use flows.Use) bool {
	return use.Step != nil && (use.Field == "when" || steersBy(use.Step.Kind, use.Field))
}

// stepIn is the step of an id in a flow, nil where there is none.
func (r *reading) stepIn(flow *flows.Flow, id string) *flows.Placed {
	for _, step := range r.Graph.Steps() {
		if step.Flow() == flow && step.ID == id {
			return step
		}
	}
	return nil
}

// named tells an id given by the file from one that is the step's place.
func named(step *flows.Placed) bool { return idForm.MatchString(step.ID) }

var idForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// dotted is a path as one writes it.
func dotted(path []string) string { return strings.Join(path, ".") }
