package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// Check reports what only the flows can tell: numbers that lead nowhere, and
// steps, flows, variables and schedules that they do not have.
func (f *File) Check(program *flows.Program, report *source.Report) {
	c := newChecker(program, report)
	for _, one := range f.Cases {
		c.given(one)
		for i := range one.Acts {
			if act := &one.Acts[i]; act.Want.Sort == StepBegins {
				c.step(act.Pos, act.Want.Text)
			}
		}
		c.end(&one.End, one.Pos)
	}
}

// checker knows the names that the flows have.
type checker struct {
	*reader
	program   *flows.Program
	steps     []string
	flows     []string
	vars      []string
	declared  map[string]any
	schedules []string
	prompts   prompts
}

func newChecker(program *flows.Program, report *source.Report) *checker {
	c := &checker{reader: newReader(report), program: program, prompts: promptsOf(program)}
	c.declared, _ = program.Declared()
	vars, schedules := map[string]bool{}, map[string]bool{}
	for name := range c.declared {
		vars[name] = true
	}
	for _, given := range program.Assignments() {
		if !strings.HasPrefix(given.Name, "flow.") {
			vars[given.Name] = true
		}
	}
	program.EachStep(func(step *flows.Placed) {
		c.steps = append(c.steps, step.Address)
		if asking, ok := step.Step.(interface{ Schedule() string }); ok {
			schedules[asking.Schedule()] = true
		}
	})
	for _, flow := range program.Flows() {
		c.flows = append(c.flows, flow.Name)
	}
	c.vars, c.schedules = slices.Sorted(maps.Keys(vars)), slices.Sorted(maps.Keys(schedules))
	return c
}

// name reports a name that is none of those known. Of many known names only the nearest is told.
func (c *checker) name(pos source.Pos, rule, what, name string, known []string) {
	n := &source.Node{Pos: pos, Kind: source.Scalar, Value: name}
	if slices.Contains(known, name) || !c.isNew(n, rule, what+name) {
		return
	}
	f := source.Finding{Pos: pos, Width: len(name), Rule: rule, Severity: source.Error,
		Message: fmt.Sprintf("the flows have no %s %q", what, name), Nearest: source.Nearest(name, known)}
	if len(known) <= namesShownMax {
		f.Accepted = known
	}
	c.report.Add(f)
}

func (c *checker) step(pos source.Pos, address string) {
	flow := flowOf(address)
	if !slices.Contains(c.flows, flow) && !slices.Contains(c.steps, address) {
		c.name(pos, "unknown-flow", "flow", flow, c.flows)
		return
	}
	c.name(pos, "unknown-step", "step", address, c.steps)
}

// visited checks the name of a step or of a flow.
func (c *checker) visited(names []Name) {
	for _, name := range names {
		if strings.Contains(name.Text, "/") {
			c.step(name.Pos, name.Text)
		} else {
			c.name(name.Pos, "unknown-flow", "flow", name.Text, c.flows)
		}
	}
}

// given checks what a case has before the call.
func (c *checker) given(one *Case) {
	if _, ok := c.program.Route(one.Given.To); !ok && one.Given.Text == "" {
		n := &source.Node{Pos: placeOr(one.Given.Places, "to", one.Pos), Kind: source.Scalar, Value: one.Given.To}
		c.errorf(n, "unknown-number", "no number of the flows takes a call to %q", one.Given.To)
	}
	c.variables(one.Given.Vars)
	for _, schedule := range one.Given.Schedules {
		c.name(schedule.Pos, "unknown-schedule", "step that asks schedule", schedule.Name, c.schedules)
	}
	for _, name := range one.Given.Missing {
		c.prompt(name.Pos, name.Text)
	}
	for _, length := range one.Given.Prompts {
		c.prompt(length.Pos, length.Prompt)
	}
}

// variables checks variables and the types of their values.
func (c *checker) variables(vars []Var) {
	for _, one := range vars {
		c.name(one.Pos, "unknown-variable", "variable", one.Name, c.vars)
		declared, ok := c.declared[one.Name]
		if sort := sortOf(declared); ok && declared != nil && sortOf(one.Value) != sort {
			n := &source.Node{Pos: one.Pos, Kind: source.Scalar, Value: one.Name}
			c.errorf(n, "wrong-type", "vars.%s holds %s, not %s", one.Name, sort, sortOf(one.Value))
		}
	}
}

// sortOf is what sort of value a variable holds.
func sortOf(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case bool:
		return "a truth"
	case int, float64:
		return "a number"
	case []any, []string:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return "a text"
}

func (c *checker) end(e *End, pos source.Pos) {
	for _, address := range e.Path {
		if address != anySteps {
			c.step(placeOr(e.Places, "path", pos), address)
		}
	}
	c.visited(e.Visited)
	c.visited(e.NotVisited)
	for _, never := range e.Never {
		if never.Secret != "" {
			c.name(never.Pos, "unknown-secret", "secret", never.Secret, c.program.Secrets())
		}
	}
	c.variables(e.Vars)
}
