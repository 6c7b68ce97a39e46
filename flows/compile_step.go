package flows

import (
	"slices"
	"strconv"

	"github.com/ariapp/ariapp/flows/source"
)

// blockKind says what happens after a block and around it.
type blockKind int

const (
	// blockPlain goes on behind the step that holds it.
	blockPlain blockKind = iota
	// blockAgain runs the step that holds it once more.
	blockAgain
	// blockOffline runs when the call is over.
	blockOffline
)

// block reads a step or a list of steps that stand under name in the present
// step, flow or file; nil after a finding.
func (c *compiler) block(n *source.Node, name string, kind blockKind) *Block {
	if c.depth >= maxBlockDepth {
		c.report.Errorf(n, "too-deep", "steps stand more than %d deep in steps", maxBlockDepth)
		return nil
	}
	if len(n.Elements()) == 0 {
		c.report.WrongType(n, orSteps(name), phraseSteps)
		return nil
	}
	b := &Block{Address: c.address(name), parent: c.step, flow: c.flow, again: kind == blockAgain,
		offline: kind == blockOffline || c.step != nil && c.step.block.offline}
	for c.program.blocks[b.Address] != nil {
		b.Address += "+"
	}
	c.program.blocks[b.Address] = b
	if c.step != nil {
		c.step.blocks = append(c.step.blocks, b)
	}
	c.depth++
	for i, item := range n.Elements() {
		if step := c.placed(item, b, i); step != nil {
			b.Steps = append(b.Steps, step)
		}
	}
	c.depth--
	for i, step := range b.Steps {
		step.index = i
	}
	return b
}

func orSteps(name string) string {
	if name == "" {
		return "steps"
	}
	return name
}

// address is where a block under name stands.
func (c *compiler) address(name string) string {
	switch {
	case c.step != nil:
		return c.step.Address + "." + name
	case c.flow != nil && name == "":
		return c.flow.Name
	case c.flow != nil:
		return c.flow.Name + "/" + name
	}
	return "defaults/" + name
}

// placed reads one step: a bare word, or a mapping with its kind as a key.
func (c *compiler) placed(n *source.Node, b *Block, i int) *Placed {
	step := &Placed{Pos: n.Pos, block: b, flow: c.flow, handlers: map[string]Handlers{}}
	var kind, fields *source.Node
	beside := map[string]*source.Node{}
	switch n.Kind {
	case source.Scalar:
		kind = n
	case source.Map:
		kind, fields = c.kindOf(n, beside)
	default:
		c.report.WrongType(n, "a step", "a word such as answer, or a mapping such as {play: welcome}")
	}
	if kind == nil {
		return nil
	}
	step.Pos = kind.Pos
	if step.Spec = c.registry.Lookup(kind.Value); step.Spec == nil {
		c.report.Unknown(kind, "unknown-step", "step", c.registry.kinds())
		return nil
	}
	step.Kind = kind.Value
	if b.offline && !step.Spec.Offline {
		c.report.Errorf(kind, "needs-telephone", "%s needs a telephone; in on_hangup the call is over", kind.Value)
	}
	outer, field := c.step, c.fieldName
	c.step, c.fieldName = step, ""
	defer func() { c.step, c.fieldName = outer, field }()
	c.fill(step, kind, fields, beside, i)
	return step
}

// kindOf finds the key of a step's mapping that is its kind; the others must be common fields.
func (c *compiler) kindOf(n *source.Node, beside map[string]*source.Node) (kind, fields *source.Node) {
	for key, value := range n.All() {
		switch {
		case slices.Contains(common, key.Value):
			beside[key.Value] = value
		case kind != nil:
			c.report.Errorf(key, "unknown-key", "%q stands beside the step %q; a step has one kind, and beside it only %v",
				key.Value, kind.Value, common)
		default:
			kind, fields = key, value
		}
	}
	if kind == nil {
		c.report.Errorf(n, "unknown-step", "the step has no kind; accepted: %v", c.registry.kinds())
	}
	return kind, fields
}

// fill reads a step's fields and makes it.
func (c *compiler) fill(step *Placed, kind, fields *source.Node, beside map[string]*source.Node, i int) {
	args := Args{parser: Parser{c, step.Kind}, spec: step.Spec, at: kind, whole: fields,
		values: map[string]any{}, nodes: map[string]*source.Node{}}
	given := c.given(step.Spec, fields, beside)
	c.identify(step, given["id"], i)
	if when := given["when"]; when != nil {
		c.fieldName = "when"
		step.when, step.hasWhen = c.parseCondition("when", when).(Value[bool])
	}
	if handler := given["on_error"]; handler != nil {
		step.OnError = c.block(handler, "on_error", blockPlain)
	}
	step.results = step.Spec.Result // also of a step with a finding: its results are no second fault
	fine := true
	for i := range step.Spec.Fields {
		fine = c.field(&step.Spec.Fields[i], given, args) && fine
	}
	if !fine {
		return
	}
	step.Step = step.Spec.New(args)
	if s, ok := step.Step.(Secretive); ok && s.AsksSecret() {
		c.program.secretive = true
	}
	if r, ok := step.Step.(Resulter); ok {
		step.results = r.Results()
	}
}

// field reads one field, or its default; false after a finding.
func (c *compiler) field(f *Field, given map[string]*source.Node, args Args) bool {
	n := given[f.Name]
	args.nodes[f.Name] = n
	if n == nil {
		if f.Required {
			c.report.Errorf(args.at, "missing-field", "%s needs %s: %s", args.spec.Kind, f.Name, f.Type.Accepts)
			return false
		}
		if f.Default == "" {
			return true
		}
		n = &source.Node{Pos: args.at.Pos, Kind: source.Scalar, Value: f.Default}
	}
	outer := c.fieldName
	c.fieldName = f.Name
	value := f.Type.parse(c, f.Name, n)
	if c.fieldName = outer; value == nil {
		return false
	}
	args.values[f.Name] = value
	return true
}

// given sorts a step's fields by name; what the step does not know is a finding.
func (c *compiler) given(spec *Spec, fields *source.Node, beside map[string]*source.Node,
) map[string]*source.Node {
	given := beside
	switch {
	case fields == nil || fields.Kind == source.Empty:
		// the fields it needs are missed one by one
	case spec.Free:
	case fields.Kind == source.Map && !c.isShort(spec, fields):
		for key, value := range fields.All() {
			if spec.field(key.Value) == nil && !slices.Contains(common, key.Value) {
				c.report.Unknown(key, "unknown-key", "field of "+spec.Kind, spec.accepts())
				continue
			}
			if given[key.Value] != nil {
				c.report.Errorf(key, "duplicate-key", "%q stands beside the step already", key.Value)
			}
			given[key.Value] = value
		}
	case spec.Short != "":
		given[spec.Short] = fields
	default:
		c.report.WrongType(fields, spec.Kind, "a mapping of its fields")
	}
	return given
}

// isShort tells whether a mapping is the short field itself: none of its keys is a field.
func (c *compiler) isShort(spec *Spec, fields *source.Node) bool {
	if spec.Short == "" || !spec.field(spec.Short).Type.mayBeMap() {
		return false
	}
	for key := range fields.All() {
		if spec.field(key.Value) != nil {
			return false
		}
	}
	return true
}

// identify gives the step its id and address.
func (c *compiler) identify(step *Placed, id *source.Node, i int) {
	place := strconv.Itoa(i + 1)
	if suffix := blockSuffix(step.block, c.flow); suffix != "" {
		place = suffix + "." + place
	}
	step.ID = place
	owner := "defaults"
	if c.flow != nil {
		owner = c.flow.Name
	}
	if id != nil {
		name, ok := c.parseName("id", id).(string)
		if ok && c.flow != nil {
			if first := c.flow.ids[name]; first != nil {
				c.report.Errorf(id, "duplicate-id", "the id %q is taken at %s", name, first.Pos)
			} else {
				step.ID = name
				c.flow.ids[name] = step
			}
		}
	}
	step.Address = owner + "/" + step.ID
}

// blockSuffix is a block's address without its flow.
func blockSuffix(b *Block, flow *Flow) string {
	if flow == nil || b.Address == flow.Name {
		if flow == nil {
			return b.Address[len("defaults/"):]
		}
		return ""
	}
	return b.Address[len(flow.Name)+1:]
}
