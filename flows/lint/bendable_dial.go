package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func bendableDial() Rule {
	return Rule{
		Name: "bendable-dial", Severity: source.Warning,
		Summary: "A place in the dialplan, or a telephone, that the caller chooses.",
		Doc: "`continue` sends the call to an extension, a context or a priority that is made of what a caller can " +
			"make up: digits of a `collect` without `pattern` or `values`, of a menu's pattern that is open to any " +
			"number (`_X.`), the caller's own number or name (`call.from`, `call.from_name`), arguments of the " +
			"channel (`call.args`), or what a web service answered. Whatever the context can dial, the caller can " +
			"dial: numbers abroad, for instance, at your cost.\n\n" +
			"`dial` rings endpoints that have such values in them; the rules of `outbound` in ivr.yaml bind them, but " +
			"seldom as closely as the flow could.\n\n" +
			"Bind it: give the `collect` a `pattern` such as `_2XX`, or look at the value in a condition that keeps the step " +
			"from running: its own `when`, an `if` around it, or before it one that leaves. " +
			"Behind fixed text (`queue-${steps.n.value}`) it is bound already. Where the context itself allows " +
			"nothing else, say so: `# ariapp:ignore bendable-dial the context phones has only telephones`.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - collect: {id: wanted, prompt: vm-enter-num-to-call, max: 12}\n" +
			"    - continue: {context: phones, extension: \"${steps.wanted.value}\"}\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - collect: {id: wanted, prompt: vm-enter-num-to-call, " +
			"pattern: _2XX, on_exhausted: hangup}\n" +
			"    - continue: {context: phones, extension: \"${steps.wanted.value}\"}\n",
		Check: checkBendableDial,
	}
}

func checkBendableDial(p *Pass) {
	r := newReading(p)
	callers := r.spreadOf(r.fromOutside(), func(flows.Use) bool { return true })
	for _, step := range p.Graph.Steps() {
		if step.Kind == "dial" {
			r.checkEndpoints(step, callers)
		}
		if step.Kind != "continue" {
			continue
		}
		for _, name := range []string{"context", "extension", "priority"} {
			n := p.Field(step, name)
			for _, use := range r.byNode[n] {
				c, ok := callers.of(use)
				if !ok || !beginsWith(n, use) || looksInside(use) || r.looksBefore(use, c, callers) {
					continue
				}
				p.AtNode(n, "the %s is %s, so the caller dials whatever the dialplan can reach from there; %s",
					name, c.what, remedy(c))
				break
			}
		}
	}
}

// checkEndpoints looks at the endpoints of a dial: there the technology binds
// nothing that matters, only the rules of outbound do.
func (r *reading) checkEndpoints(step *flows.Placed, callers *spread) {
	for _, name := range []string{"targets", "rounds"} {
		for _, use := range r.usesWithin(r.Field(step, name)) {
			c, ok := callers.of(use)
			if !ok || !endpointText.MatchString(use.Node.Value) || looksInside(use) || r.looksBefore(use, c, callers) {
				continue
			}
			r.AtNode(use.Node, "the endpoint has %s in it, so nothing but the rules of outbound keep the caller from dialling "+
				"whatever can be reached so; %s", c.what, remedy(c))
		}
	}
}

// endpointText is a text that is an endpoint, rather than a header that is sent to one.
var endpointText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*/`)

// beginsWith tells whether an expression stands at the beginning of a text, where nothing binds it.
func beginsWith(n *source.Node, use flows.Use) bool {
	before, _, found := strings.Cut(n.Value, use.Source)
	return found && strings.TrimSpace(before) == "${"
}

func remedy(c cause) string {
	if c.step != nil && c.step.Kind == "collect" {
		return "give the collect a pattern such as _2XX, or check the value before"
	}
	if c.step != nil && c.step.Kind == "menu" {
		return "narrow the pattern, to _2XX for instance, or check the value before"
	}
	return "check it before, against a pattern or a table"
}

// looksInside tells an expression that decides about the value itself.
func looksInside(use flows.Use) bool {
	return slices.ContainsFunc([]string{" matches ", " in ", " startsWith ", "?"}, func(s string) bool {
		return strings.Contains(use.Source, s)
	})
}

// looksBefore tells whether a condition that keeps the step from running is about the
// same value, or about what a table or a service says of it.
func (r *reading) looksBefore(use flows.Use, c cause, callers *spread) bool {
	if use.Step == nil {
		return false
	}
	paths := []string{c.path}
	for _, read := range use.Reads {
		paths = append(paths, dotted(read.Path))
	}
	about := func(condition flows.Use) bool {
		return slices.ContainsFunc(paths, func(path string) bool { return looksAt(condition, path) }) ||
			r.asksAbout(condition, callers)
	}
	if slices.ContainsFunc(r.guards(use.Step), about) {
		return true
	}
	return slices.ContainsFunc(r.Program.Uses(), func(condition flows.Use) bool {
		return condition.Flow == use.Flow && condition.Step != use.Step && isCondition(condition) && about(condition) &&
			r.Graph.turnsAway(condition.Step, use.Step, condition.Field == "when")
	})
}

// asksAbout tells a condition that is about what a table or a service says of what callers make up.
func (r *reading) asksAbout(condition flows.Use, callers *spread) bool {
	for _, read := range condition.Reads {
		asked, _ := r.stepRead(condition, read)
		if asked == nil || asked.Spec.Pace == flows.Waiting { // what the caller keys in says nothing of it
			continue
		}
		for _, inner := range r.byStep[asked] {
			if _, ok := callers.of(inner); ok && inner.Field != "when" {
				return true
			}
		}
	}
	return false
}

// looksAt tells whether a condition looks at a value, beyond whether there is one.
func looksAt(condition flows.Use, path string) bool {
	if !slices.ContainsFunc(condition.Reads, func(read flows.Read) bool { return dotted(read.Path) == path }) {
		return false
	}
	_, behind, _ := strings.Cut(condition.Source, path)
	return !emptyCheck.MatchString(behind)
}

// emptyCheck is the rest of a comparison with nothing.
var emptyCheck = regexp.MustCompile(`^\s*[!=]=\s*(""|''|nil)`)

// fromOutside tells the values that callers and web services make up.
func (r *reading) fromOutside() func(flows.Use, flows.Read) (cause, bool) {
	taken := r.taken()
	callers := map[string]string{"call.from": "the caller's number (call.from)",
		"call.from_name": "the caller's name (call.from_name)", "call.args": "an argument of the channel (call.args)"}
	return func(use flows.Use, read flows.Read) (cause, bool) {
		path := dotted(read.Path[:min(2, len(read.Path))])
		c := cause{path: dotted(read.Path), pos: read.Pos, what: callers[path]}
		if c.what != "" {
			return c, true
		}
		if service := taken[path]; service != nil && service.Kind == "http" {
			c.what, c.step = fmt.Sprintf("what the service of %s answers", service.Address), service
			return c, true
		}
		c.step, c.what = r.madeUp(use, read)
		return c, c.what != ""
	}
}

// madeUp tells the results of steps that may be anything.
func (r *reading) madeUp(use flows.Use, read flows.Read) (step *flows.Placed, what string) {
	step, result := r.stepRead(use, read)
	switch {
	case step == nil:
	case step.Kind == "http" && (result == "json" || result == "text"):
		what = fmt.Sprintf("what the service of %s answers", step.Address)
	case step.Kind == "collect" && result == "value" && r.isOpen(step, "pattern") && r.Field(step, "values") == nil:
		what = fmt.Sprintf("any digits that %s takes", step.Address)
	case step.Kind == "menu" && (result == "value" || result == "captures") && r.isOpenMenu(step):
		what = fmt.Sprintf("any number that %s takes", step.Address)
	}
	return step, what
}

// isOpen tells whether the patterns of a field take any number; none do so.
func (r *reading) isOpen(step *flows.Placed, field string) bool {
	n := r.Field(step, field)
	return n == nil || slices.ContainsFunc(n.Elements(), func(n *source.Node) bool { return openPattern(n.Value) })
}

func (r *reading) isOpenMenu(step *flows.Placed) bool {
	for key := range r.Field(step, "choices").All() {
		if openPattern(key.Value) {
			return true
		}
	}
	allow := r.Field(step, "direct_dial").Get("allow")
	return slices.ContainsFunc(allow.Elements(), func(n *source.Node) bool { return openPattern(n.Value) })
}

// openPattern tells a pattern that neither begins with a digit nor has a fixed length.
func openPattern(pattern string) bool {
	inner, ok := strings.CutPrefix(pattern, "_")
	return ok && inner != "" && strings.ContainsRune("XZN[.!", rune(inner[0])) && strings.ContainsAny(inner, ".!")
}
