package flows

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/types"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

var flowName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)

// declareFlows makes the flows' names and params known before any body is read.
func (c *compiler) declareFlows(root *source.Node) {
	n := root.Get("flows")
	c.bodies = map[*Flow]*source.Node{}
	if n == nil || n.Kind == source.Empty {
		c.report.Errorf(root, "no-flows", "the file has no flows")
		return
	}
	if n.Kind != source.Map {
		c.report.WrongType(n, "flows", "a mapping of names to lists of steps")
		return
	}
	for key, body := range n.All() {
		if !flowName.MatchString(key.Value) {
			c.report.WrongType(key, "the name of a flow", "a name of letters, digits, - and _")
			continue
		}
		flow := &Flow{Name: key.Value, Pos: key.Pos, Params: map[string]any{}, handlers: map[string]Handlers{},
			ids: map[string]*Placed{}}
		c.program.flows[key.Value] = flow
		c.program.order = append(c.program.order, flow)
		c.bodies[flow] = body
		if params := body.Get("params"); params != nil && params.Kind == source.Map {
			for name, value := range params.All() {
				if v, ok := c.literal(name.Value, value); ok && c.isName(name, "the name of a parameter") {
					flow.Params[name.Value] = v
				}
			}
		}
	}
}

// flowBody reads a flow: a list of steps, or a mapping that has them under steps.
func (c *compiler) flowBody(flow *Flow) {
	c.flow = flow
	defer func() { c.flow = nil }()
	body := c.bodies[flow]
	steps := body
	if body.Kind == source.Map && body.Get("steps") != nil {
		steps = body.Get("steps")
		for key, item := range body.All() {
			switch key.Value {
			case "steps":
			case "params":
				if item.Kind != source.Map {
					c.report.WrongType(item, "params", "a mapping of names to values")
				}
			case "hotkeys":
				flow.hotkeys, flow.ownKeys = c.hotkeys(item)
			default:
				c.hook(key, item, flow.handlers, &flow.onError, &flow.onHangup, []string{"steps", "params", "hotkeys"})
			}
		}
	}
	if steps.Kind == source.Empty || len(steps.Elements()) == 0 {
		c.report.Errorf(body, "empty-flow", "the flow %s has no steps", flow.Name)
		return
	}
	flow.Block = c.block(steps, "", blockPlain)
}

// numbers reads who dialled what leads where.
func (c *compiler) numbers(root *source.Node) {
	n := root.Get("numbers")
	if n == nil || n.Kind == source.Empty {
		c.report.Errorf(root, "no-numbers", "the file has no numbers, so no call would find a flow")
		return
	}
	if n.Kind != source.Map {
		c.report.WrongType(n, "numbers", "a mapping of numbers or patterns to flows")
		return
	}
	var entries []digits.Entry[Route]
	var keys []*source.Node
	for key, item := range n.All() {
		route, ok := c.route(key.Value, item)
		if pattern, isPattern := (Parser{c, "number"}).Pattern(key); isPattern && ok {
			c.program.routes = append(c.program.routes, route)
			entries, keys = append(entries, digits.Entry[Route]{Pattern: pattern, Value: route}), append(keys, key)
		}
	}
	c.program.numbers = digits.NewTable(entries)
	for _, shadow := range c.program.numbers.Shadows() {
		c.report.Warnf(keys[shadow.Index], "shadowed-number", "no call reaches %q: %q at %s takes all of its numbers",
			keys[shadow.Index].Value, keys[shadow.By].Value, keys[shadow.By].Pos)
	}
}

func (c *compiler) route(pattern string, n *source.Node) (Route, bool) {
	route := Route{Pattern: pattern, AnswerDelay: -1}
	if n.Kind == source.Scalar {
		route.Flow = c.flowNamed(n)
		return route, route.Flow != nil
	}
	if n.Kind != source.Map || n.Get("flow") == nil {
		c.report.WrongType(n, "a number's target", "a flow, or a mapping with flow")
		return route, false
	}
	for key, item := range n.All() {
		switch key.Value {
		case "flow":
			route.Flow = c.flowNamed(item)
		case "language":
			route.Language = item.Value
			if !languageName.MatchString(item.Value) {
				c.report.WrongType(item, "language", phraseLanguage)
			}
			c.speaks(route.Language)
		case "answer_delay":
			if v, fixed := fixedValue[time.Duration](c, Duration, key.Value, item); fixed {
				route.AnswerDelay = v
			}
		case "vars":
			route.Vars = c.routeVars(item)
		default:
			c.report.Unknown(key, "unknown-key", "key of a number", []string{"flow", "language", "answer_delay", "vars"})
		}
	}
	return route, route.Flow != nil
}

func (c *compiler) routeVars(n *source.Node) map[string]any {
	vars := map[string]any{}
	if n.Kind != source.Map {
		c.report.WrongType(n, "vars", "a mapping of names to values")
	}
	for key, item := range n.All() {
		if value, ok := c.literal(key.Value, item); ok && c.isName(key, "the name of a variable") {
			vars[key.Value] = value
			c.assign(key, key.Value, Value[any]{constant: value})
		}
	}
	return vars
}

func (c *compiler) flowNamed(n *source.Node) *Flow {
	if n.Kind != source.Scalar {
		c.report.WrongType(n, "flow", "the name of a flow")
		return nil
	}
	flow := c.program.flows[n.Value]
	if flow == nil {
		c.report.Unknown(n, "unknown-flow", "flow", slices.Sorted(maps.Keys(c.program.flows)))
	}
	return flow
}

func cutFlow(name string) (string, bool) { return strings.CutPrefix(name, "flow.") }

func quote(s string) string { return strconv.Quote(s) }

func hasKey(m map[string]any, key string) bool {
	_, ok := m[key]
	return ok
}

func sameType(a, b types.Type) bool { return a.String() == b.String() }

// zeroOf is what a variable holds before it is set; nil for one that may hold anything.
func zeroOf(t types.Type) any {
	for _, zero := range []any{"", 0, 0.0, false, Secret{}, time.Duration(0), time.Time{}} {
		if sameType(t, types.TypeOf(zero)) {
			return zero
		}
	}
	return nil
}

// describeType names a type as findings do.
func describeType(t types.Type) string {
	switch zero := zeroOf(t).(type) {
	case nil:
		if _, ok := t.(types.Map); ok {
			return "a mapping"
		}
		return "a list"
	case int:
		return "a whole number"
	case float64:
		return "a number with a point"
	default:
		return typeName(reflect.TypeOf(zero))
	}
}
