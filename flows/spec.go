package flows

import (
	"context"
	"fmt"
	"slices"
)

// Step is one compiled step. Run carries it out for one call and says where the
// walk goes next; it keeps no state of a call in itself, as all calls share it.
// An error is a failure of the step, which on_error takes; when ctx is over it
// returns ctx's cause.
type Step interface {
	Run(ctx context.Context, r *Run) (Next, error)
}

// Spec is everything there is to know of a step kind. Parsing, defaults,
// findings, schema and documentation come from this one value.
type Spec struct {
	// Kind is the step's key in YAML, its file's name and its page's.
	Kind string
	// Summary is one sentence, Doc the rest of the page in Markdown.
	Summary, Doc string
	// Short names the field that a bare value stands for (`play: welcome`), "" when there is none.
	Short string
	// Bare allows the step as a word alone (`- answer`).
	Bare bool
	// Fields are what the step's mapping may hold.
	Fields []Field
	// Result is what `steps.<id>` holds after the step.
	Result []Result
	// Example is a flow of YAML that uses the step; a test compiles it.
	Example string
	// Steers marks steps that only direct the walk; they do not count as "the same step in a row".
	Steers bool
	// Loops marks a step whose steps run again and again within a bound of its own.
	Loops bool
	// Pace tells how long the step takes.
	Pace Pace
	// Asks marks a step that the hotkeys back and top lead to: a menu.
	Asks bool
	// Offline marks steps that need no telephone and so may stand in on_hangup.
	Offline bool
	// Free takes any fields (`set: {a: 1}`): New reads them with [Args.Whole].
	Free bool
	// New makes the step of its fields; what does not fit it reports with [Args.Errorf].
	New func(Args) Step
}

// Pace is how long a step takes; the zero value tells nothing.
type Pace int

const (
	// AnyPace is the pace of a step of which nothing is known.
	AnyPace Pace = iota
	// Instant steps take no time.
	Instant
	// Timed steps take time, as a prompt does, but do not wait for the caller.
	Timed
	// Waiting steps wait for what the caller does, or for a time that the file gives.
	Waiting
)

// Field is one field of a step.
type Field struct {
	Name string
	Type Type
	// Default is the value as one would write it, "" for none.
	Default  string
	Required bool
	Doc      string
}

// Result is one value that a step leaves behind in `steps.<id>`.
type Result struct {
	Name string
	// Zero is the value before the step has run; its Go type is the value's type in expressions.
	Zero any
	Doc  string
}

// Resulter is a step whose results depend on its fields.
type Resulter interface {
	Results() []Result
}

// Secretive is a step that may ask for a secret, such as a PIN.
type Secretive interface {
	AsksSecret() bool
}

// common are the fields that every step may carry, beside its kind or among its fields.
var common = []string{"id", "when", "on_error"}

// CommonFields documents the fields that every step may carry.
func CommonFields() []Field {
	return []Field{
		{Name: "id", Type: Name, Doc: "The step's name, for goto and for steps.<id>: letters, digits and _."},
		{Name: "when", Type: Condition, Doc: "The step is passed over unless this holds."},
		{Name: "on_error", Type: Steps, Doc: "Steps to take when the step fails; then the walk goes on behind it."},
	}
}

// Registry is the table of the step kinds that a program may use, and of what
// stands outside of the flows.
type Registry struct {
	specs   []*Spec
	outside Outside
}

// Outside is what the rest of ivr.yaml has that flows may name.
type Outside struct {
	// Names are the names of each sort of thing: those of "schedule", say. A sort that is not there is not checked.
	Names map[string][]string
	// Secrets are the values of the scope `secrets`.
	Secrets map[string]Secret
}

// Within is the registry for a file that has these things outside of its flows.
func (r *Registry) Within(outside Outside) *Registry {
	return &Registry{specs: r.specs, outside: outside}
}

// NewRegistry makes a table of specs; a kind that stands twice, a spec without
// New, or one whose fields collide is an error.
func NewRegistry(specs ...*Spec) (*Registry, error) {
	r := &Registry{}
	for _, s := range specs {
		if s.Kind == "" || s.New == nil {
			return nil, fmt.Errorf("step kind %q: a spec needs Kind and New", s.Kind)
		}
		if r.Lookup(s.Kind) != nil || slices.Contains(common, s.Kind) {
			return nil, fmt.Errorf("step kind %q stands twice", s.Kind)
		}
		if s.Short != "" && s.field(s.Short) == nil {
			return nil, fmt.Errorf("step kind %q: its short field %q is none of its fields", s.Kind, s.Short)
		}
		for i, f := range s.Fields {
			if slices.Contains(common, f.Name) || s.field(f.Name) != &s.Fields[i] || f.Type.parse == nil {
				return nil, fmt.Errorf("step kind %q: field %q stands twice or has no type", s.Kind, f.Name)
			}
		}
		r.specs = append(r.specs, s)
	}
	return r, nil
}

// Lookup is the spec of a kind, or nil.
func (r *Registry) Lookup(kind string) *Spec {
	for _, s := range r.specs {
		if s.Kind == kind {
			return s
		}
	}
	return nil
}

// Specs are all kinds in the table's order.
func (r *Registry) Specs() []*Spec { return slices.Clone(r.specs) }

func (r *Registry) kinds() []string {
	kinds := make([]string, len(r.specs))
	for i, s := range r.specs {
		kinds[i] = s.Kind
	}
	return kinds
}

func (s *Spec) field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

func (s *Spec) accepts() []string {
	names := make([]string, 0, len(s.Fields)+len(common))
	for _, f := range s.Fields {
		names = append(names, f.Name)
	}
	return append(names, common...)
}
