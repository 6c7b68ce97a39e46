package flowdiff

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

// Side is one of the two files.
type Side struct {
	Document *source.Document
	Program  *flows.Program
}

// side is a file with what is needed to compare it.
type side struct {
	Side
	index *gist.Index
	known map[*flows.Placed]*known
}

// known is a step as it is compared.
type known struct {
	step *flows.Placed
	id   string
	// own are the values of its fields; steps that stand in it are not among them.
	own []leaf
	// print tells steps apart that differ in anything, those in them too.
	print string
}

func newSide(s Side) *side {
	return &side{Side: s, index: gist.NewIndex(s.Document, s.Program), known: map[*flows.Placed]*known{}}
}

// of reads a step.
func (s *side) of(step *flows.Placed) *known {
	if k := s.known[step]; k != nil {
		return k
	}
	k := &known{step: step}
	for _, field := range s.index.Fields(step) {
		if field.Name == "id" {
			k.id = field.Value.Value
		}
		pos := field.Value.Pos
		if field.Key != nil {
			pos = field.Key.Pos
		}
		hidden := s.index.IsSecretField(step, field.Name)
		for _, l := range leaves(s.index, field.Value, field.Name, pos, hidden) {
			if isCondition(field.Name) {
				l.text, l.shown = bare(l.text), bare(l.shown)
			}
			k.own = append(k.own, l)
		}
	}
	k.own = append(k.own, defaults(step, k.own)...)
	var print strings.Builder
	print.WriteString(step.Kind)
	sorted := slices.Clone(k.own)
	slices.SortStableFunc(sorted, func(a, b leaf) int { return strings.Compare(a.path, b.path) })
	for _, l := range sorted {
		print.WriteString("\x01" + l.path + "\x02" + l.canonical())
	}
	for _, block := range step.Blocks() {
		print.WriteString("\x03" + block.Label())
		for _, inner := range block.Steps {
			print.WriteString("\x04" + s.of(inner).print)
		}
	}
	k.print = print.String() + "\x05"
	s.known[step] = k
	return k
}

// defaults are the values of fields that are not written out.
func defaults(step *flows.Placed, own []leaf) []leaf {
	var missing []leaf
	for _, f := range step.Spec.Fields {
		if f.Default != "" && !slices.ContainsFunc(own, func(l leaf) bool { return l.path == f.Name }) {
			missing = append(missing, leaf{path: f.Name, text: f.Default, shown: f.Default + " (the default)", pos: step.Pos})
		}
	}
	return missing
}

// isCondition tells of fields that are expressions with or without ${…} around them.
func isCondition(name string) bool { return name == "when" || name == "is" || name == "while" }

func bare(text string) string {
	if inner, ok := strings.CutPrefix(strings.TrimSpace(text), "${"); ok && strings.HasSuffix(inner, "}") {
		return strings.TrimSpace(strings.TrimSuffix(inner, "}"))
	}
	return text
}

// name is what a step is called: its kind, with its id or what it is about.
func (s *side) name(step *flows.Placed) string {
	if k := s.of(step); k.id != "" {
		return step.Kind + " " + k.id
	}
	return strings.TrimSpace(step.Kind + " " + s.index.Words(step))
}
