package flows

import (
	"maps"
	"slices"

	"github.com/ariapp/ariapp/flows/source"
)

// Target is where a goto or call leads: a step of the same flow, or a flow.
type Target struct {
	// Name is the target as it is written.
	Name string
	// Step is the step, nil when the target is a flow.
	Step *Placed
	// Flow is the flow, nil when the target is a step.
	Flow *Flow

	// gives are values that the step gives to parameters of the flow, where it has them: of these types.
	gives map[string]any

	node     *source.Node
	from     *Placed
	within   *Flow
	onlyFlow bool
}

func (c *compiler) parseTarget(what string, n *source.Node) any { return c.target(what, n, false) }

func (c *compiler) parseFlowName(what string, n *source.Node) any { return c.target(what, n, true) }

func (c *compiler) target(what string, n *source.Node, onlyFlow bool) any {
	if n.Kind != source.Scalar {
		c.report.WrongType(n, what, "a name")
		return nil
	}
	t := &Target{Name: n.Value, node: n, from: c.step, within: c.flow, onlyFlow: onlyFlow}
	c.targets = append(c.targets, t)
	if c.step != nil {
		c.step.targets = append(c.step.targets, t)
	}
	return t
}

// resolveTargets finds the step or flow of every target, once all are known.
func (c *compiler) resolveTargets() {
	for _, t := range c.targets {
		flow := c.program.flows[t.Name]
		var step *Placed
		if t.within != nil && !t.onlyFlow {
			step = t.within.ids[t.Name]
		}
		switch {
		case step != nil && flow != nil:
			c.report.Errorf(t.node, "ambiguous-target", "%q names a step of this flow and a flow; rename one", t.Name)
		case step != nil:
			t.Step = step
			c.checkJump(t)
		case flow != nil:
			t.Flow = flow
		default:
			c.deadTarget(t)
		}
	}
}

// paramUse is a value given to a flow's parameter.
type paramUse struct {
	assignment
	target *Target
}

// Gives tells that the step gives such values to parameters of the flow that have these names: what is of another type
// there is a finding.
func (t *Target) Gives(values map[string]any) { t.gives = values }

// checkGifts reports parameters that are of another type than what a step gives them.
func (c *compiler) checkGifts() {
	for _, t := range c.targets {
		if t.Flow == nil || t.gives == nil {
			continue
		}
		if t.Flow == t.within {
			c.report.Errorf(t.node, "recursion", "%s would wait within itself; name another flow", t.Name)
		}
		for _, name := range slices.Sorted(maps.Keys(t.gives)) {
			declared, has := t.Flow.Params[name]
			if got, want := typeOf(t.gives[name]), typeOf(declared); has && declared != nil && !sameType(got, want) {
				c.report.Errorf(t.node, "wrong-type", "the parameter %s of %s is %s, and is given %s here; write %[1]s: null, "+
					"or another name", name, t.Name, describeType(want), describeType(got))
			}
		}
	}
}

// checkParams reports values for parameters that the flow does not have, or of
// another type than the parameter's.
func (c *compiler) checkParams() {
	for _, use := range c.params {
		if use.target == nil || use.target.Flow == nil {
			continue
		}
		declared, ok := use.target.Flow.Params[use.node.Value]
		switch {
		case !ok:
			c.report.Unknown(use.node, "unknown-name", "parameter of "+use.target.Flow.Name,
				slices.Sorted(maps.Keys(use.target.Flow.Params)))
		case declared != nil:
			c.checkType(&use.assignment, use.node.Value, declared, c.scopeTypes(use.flow))
		}
	}
}

func (c *compiler) deadTarget(t *Target) {
	accepted := slices.Sorted(maps.Keys(c.program.flows))
	if t.within != nil && !t.onlyFlow {
		accepted = append(slices.Sorted(maps.Keys(t.within.ids)), accepted...)
	}
	what := "target"
	if t.onlyFlow {
		what = "flow"
	}
	c.report.Unknown(t.node, "dead-target", what, accepted)
}

// checkJump refuses a jump into a block that belongs to a step running around
// it (the body of a repeat, a handler) from outside that block.
func (c *compiler) checkJump(t *Target) {
	for b := t.Step.block; b != nil; b = b.outer() {
		apart := b.again || b.offline || b.parent == nil && b != t.within.Block
		if apart && !inside(t.from, b) {
			c.report.Errorf(t.node, "jump-into", "%q stands inside %s, which can only be entered from its beginning",
				t.Name, b.Address)
			return
		}
	}
}

// outer is the block that b's step stands in, nil for a flow's own block.
func (b *Block) outer() *Block {
	if b.parent == nil {
		return nil
	}
	return b.parent.block
}

func inside(step *Placed, b *Block) bool {
	for at := step.block; at != nil; at = at.outer() {
		if at == b {
			return true
		}
	}
	return false
}
