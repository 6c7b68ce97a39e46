package flows

import (
	"maps"
	"slices"
	"time"

	"github.com/expr-lang/expr/types"

	"github.com/ariapp/ariapp/flows/source"
)

// Keys are the top keys of ivr.yaml that Compile reads; the others are not its business.
func Keys() []string {
	return []string{"numbers", "vars", "config", "flows", "limits", "defaults"}
}

// Compile makes a program of a document. The findings are all that is wrong
// with its part of the file; with an error among them the program is nil.
func Compile(doc *source.Document, registry *Registry) (*Program, source.Findings) {
	c := &compiler{registry: registry, report: source.NewReport(doc), varTypes: types.Map{},
		assigned: map[string][]*assignment{}, program: &Program{
			Version: doc.Version(), flows: map[string]*Flow{}, vars: map[string]any{}, config: map[string]any{},
			secrets: map[string]any{}, handlers: map[string]Handlers{}, blocks: map[string]*Block{}}}
	for name, secret := range registry.outside.Secrets {
		c.program.secrets[name] = secret
	}
	root := doc.Root
	c.config(root.Get("config"))
	c.vars(root.Get("vars"))
	c.limits(root.Get("limits"))
	c.declareFlows(root)
	c.defaults(root.Get("defaults"))
	for _, flow := range c.program.order {
		c.flowBody(flow)
	}
	c.numbers(root)
	c.resolveTargets()
	c.expressions()
	c.checkParams()
	c.checkGifts()
	findings := c.report.Findings()
	if findings.HasErrors() {
		return nil, findings
	}
	c.program.share()
	c.program.hang()
	return c.program, findings
}

// compiler is one pass over one document.
type compiler struct {
	registry *Registry
	report   *source.Report
	program  *Program
	// flow is the flow that is being read, nil outside of flows.
	flow *Flow
	// step is the step that is being read, nil outside of steps.
	step *Placed
	// fieldName is the field of step that is being read, "" outside of fields.
	fieldName string
	depth     int
	bodies    map[*Flow]*source.Node
	pending   []*pendingExpression
	targets   []*Target
	params    []paramUse
	varTypes  types.Map
	assigned  map[string][]*assignment
}

// assignment is one place that gives a variable a value.
type assignment struct {
	node  *source.Node
	flow  *Flow
	step  *Placed
	value Value[any]
}

func (c *compiler) config(n *source.Node) {
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		c.report.WrongType(n, "config", "a mapping of names to values")
		return
	}
	for key, item := range n.All() {
		if value, ok := c.literal(key.Value, item); ok && c.isName(key, "the name of a setting") {
			c.program.config[key.Value] = value
		}
	}
}

func (c *compiler) vars(n *source.Node) {
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		c.report.WrongType(n, "vars", "a mapping of names to values")
		return
	}
	for key, item := range n.All() {
		if value, ok := c.literal(key.Value, item); ok && c.isName(key, "the name of a variable") {
			c.program.vars[key.Value] = value
			c.varTypes[key.Value] = typeOf(value)
		}
	}
}

func (c *compiler) isName(key *source.Node, what string) bool {
	if namePart.MatchString(key.Value) {
		return true
	}
	c.report.WrongType(key, what, phraseName)
	return false
}

func (c *compiler) limits(n *source.Node) {
	c.program.Limits = DefaultLimits()
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		c.report.WrongType(n, "limits", "a mapping")
		return
	}
	l := &c.program.Limits
	counts := map[string]*int{"max_steps": &l.MaxSteps, "max_same_step": &l.MaxSameStep, "max_nesting": &l.MaxNesting}
	for key, item := range n.All() {
		if into, ok := counts[key.Value]; ok {
			if v, fixed := fixedValue[int](c, Whole, key.Value, item); fixed {
				if *into = v; v < 1 {
					c.report.WrongType(item, key.Value, "a whole number from 1")
				}
			}
			continue
		}
		if key.Value == "max_call_time" {
			if v, fixed := fixedValue[time.Duration](c, Duration, key.Value, item); fixed {
				if l.MaxCallTime = v; v == 0 {
					c.report.WrongType(item, key.Value, "a duration of more than 0s")
				}
			}
			continue
		}
		c.report.Unknown(key, "unknown-key", "limit", append(slices.Sorted(maps.Keys(counts)), "max_call_time"))
	}
}

// fixedValue reads a value that is the same for every call; false after a finding.
func fixedValue[T any](c *compiler, t Type, what string, n *source.Node) (T, bool) {
	v, ok := t.parse(c, what, n).(Value[T])
	if ok && v.text != nil {
		c.report.Errorf(n, "wrong-type", "%s must be written out; no ${…} is possible here", what)
		ok = false
	}
	return v.constant, ok
}

// defaults reads what holds for every flow: handlers of menus, on_error, on_hangup.
func (c *compiler) defaults(n *source.Node) {
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		c.report.WrongType(n, "defaults", "a mapping of handlers")
		return
	}
	for key, item := range n.All() {
		if key.Value == "hotkeys" {
			c.program.hotkeys, _ = c.hotkeys(item)
			continue
		}
		c.hook(key, item, c.program.handlers, &c.program.onError, &c.program.onHangup, []string{"hotkeys"})
	}
}

// hook reads one of the handlers that a flow or the file has.
func (c *compiler) hook(key, item *source.Node, handlers map[string]Handlers, onError, onHangup **Block,
	others []string,
) {
	switch {
	case slices.Contains(handlerEvents, key.Value):
		handlers[key.Value], _ = c.parseHandlers(key.Value, item).(Handlers)
	case key.Value == "on_error":
		*onError = c.block(item, key.Value, blockPlain)
	case key.Value == "on_hangup":
		*onHangup = c.block(item, key.Value, blockOffline)
	default:
		accepted := append(slices.Clone(others), handlerEvents...)
		c.report.Unknown(key, "unknown-key", "key", append(accepted, "on_error", "on_hangup"))
	}
}

// assign notes that a step gives a variable a value.
func (c *compiler) assign(n *source.Node, name string, value Value[any]) {
	c.assigned[name] = append(c.assigned[name], &assignment{n, c.flow, c.step, value})
	if local, ok := cutFlow(name); ok {
		if c.flow == nil || !hasKey(c.flow.Params, local) {
			var accepted []string
			if c.flow != nil {
				accepted = slices.Sorted(maps.Keys(c.flow.Params))
			}
			c.report.Add(source.Finding{Pos: n.Pos, Width: len(name), Rule: "unknown-name", Severity: source.Error,
				Message:  "the flow has no parameter " + quote(local) + "; list it under params",
				Accepted: accepted, Nearest: source.Nearest(local, accepted)})
		}
		return
	}
	if _, declared := c.varTypes[name]; !declared {
		c.varTypes[name] = types.Any
	}
}

// expressions infers the types of variables, then compiles every expression.
func (c *compiler) expressions() {
	inferred := types.Map{}
	for name, places := range c.assigned {
		if _, local := cutFlow(name); local || hasKey(c.program.vars, name) {
			continue
		}
		inferred[name] = c.commonType(places)
	}
	maps.Copy(c.varTypes, inferred)
	c.program.declared = maps.Clone(c.program.vars)
	for name := range inferred {
		c.program.vars[name] = zeroOf(inferred[name])
	}
	scopes := map[*Flow]types.Map{}
	for _, p := range c.pending {
		if scopes[p.flow] == nil {
			scopes[p.flow] = c.scopeTypes(p.flow)
		}
		p.compile(c.report, scopes[p.flow])
	}
	c.checkAssignments(scopes)
	c.noteUses()
}

// commonType is the one type that all places assign, else any.
func (c *compiler) commonType(places []*assignment) types.Type {
	var common types.Type
	for _, place := range places {
		t := c.assignedType(place, c.scopeTypes(place.flow))
		if common != nil && !sameType(common, t) {
			return types.Any
		}
		common = t
	}
	return common
}

func (c *compiler) assignedType(place *assignment, scope types.Map) types.Type {
	if place.value.text == nil {
		return typeOf(place.value.constant)
	}
	whole := place.value.text.whole()
	if whole == nil {
		return types.String
	}
	for _, p := range c.pending {
		if p.expr == whole {
			return goType(p.typeIn(scope))
		}
	}
	return types.Any
}

// checkAssignments reports values whose type is not that of the variable declared in vars or params.
func (c *compiler) checkAssignments(scopes map[*Flow]types.Map) {
	for name, places := range c.assigned {
		for _, place := range places {
			declared, ok := c.program.vars[name]
			if local, isLocal := cutFlow(name); isLocal {
				declared, ok = nil, false
				if place.flow != nil {
					declared, ok = place.flow.Params[local]
				}
			}
			if !ok || declared == nil {
				continue
			}
			if scopes[place.flow] == nil {
				scopes[place.flow] = c.scopeTypes(place.flow)
			}
			c.checkType(place, name, declared, scopes[place.flow])
		}
	}
}

// checkType reports a value whose type is not that of what it is given to.
func (c *compiler) checkType(place *assignment, name string, declared any, scope types.Map) {
	got, want := c.assignedType(place, scope), typeOf(declared)
	if !sameType(got, want) && !sameType(got, types.Any) {
		c.report.Errorf(place.node, "wrong-type", "%s is %s elsewhere, this is %s", name,
			describeType(want), describeType(got))
	}
}
