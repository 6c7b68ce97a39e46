package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func readBeforeSet() Rule {
	return Rule{
		Name: "read-before-set", Severity: source.Warning,
		Summary: "A variable, or a step's result, that is read where it may not be there yet.",
		Doc: "There is a way from the number to the place on which nothing has set the variable, and `vars` does not " +
			"say what it begins with; the finding names one such way. Then it is empty, and a calculation with it " +
			"fails. A step's result is read where no way has come by the step: it is always empty there.\n\n" +
			"Declare the variable under `vars`, with the value that it begins with, or set it on the other ways too. " +
			"What `result` of `http` sets is not there when the request has failed, and what `result` of `lookup` " +
			"sets is not when nothing was found; a flow that looks at `steps.id.status` or `found`, or asks for the " +
			"value itself (`vars.x ?? \"\"`), is taken at its word.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        id: top\n        prompt: [vm-press, 'digits:1']\n" +
			"        choices:\n          1: {set: {wanted: sales}}\n          2: {play: hello-world}\n" +
			"        on_exhausted: hangup\n    - log: \"wants ${vars.wanted}\"\n",
		Good: "numbers: {_.: main}\nvars: {wanted: nothing}\nflows:\n  main:\n    - menu:\n        id: top\n" +
			"        prompt: [vm-press, 'digits:1']\n        choices:\n          1: {set: {wanted: sales}}\n" +
			"          2: {play: hello-world}\n        on_exhausted: hangup\n    - log: \"wants ${vars.wanted}\"\n",
		Check: func(p *Pass) {
			findReadsBeforeSet(p)
			findReadsBeforeRun(p)
		},
	}
}

// setVariables looks for variables that are read where not all calls have set them.
type setVariables struct {
	*reading
	*tracing
	// number are the numbers of variables that the file does not declare; setters are the places that set them.
	number  map[string]int
	setters map[string][]flows.Assignment
	// bySteps are the variables by the step that sets them.
	bySteps map[*flows.Placed][]int
	// conditions are the expressions that decide about ways.
	conditions []flows.Use
}

// findReadsBeforeSet reports each variable once for a step that reads it too early.
func findReadsBeforeSet(p *Pass) {
	s := &setVariables{reading: newReading(p), number: map[string]int{},
		setters: map[string][]flows.Assignment{}, bySteps: map[*flows.Placed][]int{}}
	declared, _ := p.Program.Declared()
	for _, given := range p.Program.Assignments() {
		if _, fixed := declared[given.Name]; fixed || strings.HasPrefix(given.Name, "flow.") {
			continue
		}
		if _, numbered := s.number[given.Name]; !numbered {
			s.number[given.Name] = len(s.number)
		}
		s.setters[given.Name] = append(s.setters[given.Name], given)
		if given.Step != nil {
			s.bySteps[given.Step] = append(s.bySteps[given.Step], s.number[given.Name])
		}
	}
	if !s.anyRead() || len(s.number)*len(p.Graph.Steps()) > tracedMax {
		return
	}
	s.conditions = slices.DeleteFunc(p.Program.Uses(), func(use flows.Use) bool { return !isCondition(use) })
	s.tracing = trace(p.Graph, len(s.number), s.sets, s.start)
	told := map[string]bool{}
	for _, use := range p.Program.Uses() {
		for _, read := range use.Reads {
			name, ok := s.tooEarly(use, read)
			if key := fmt.Sprint(name, use.Step); ok && !told[key] {
				told[key] = true
				s.tell(name, use, read)
			}
		}
	}
}

// anyRead tells whether there is anything to look at.
func (s *setVariables) anyRead() bool {
	for _, use := range s.Program.Uses() {
		for _, read := range use.Reads {
			if _, ok := s.variable(read); ok {
				return true
			}
		}
	}
	return false
}

// variable is the variable that a read is about, false for one that is declared.
func (s *setVariables) variable(read flows.Read) (string, bool) {
	if len(read.Path) < 2 || read.Path[0] != "vars" {
		return "", false
	}
	_, ok := s.number[read.Path[1]]
	return read.Path[1], ok
}

// sets is what a step sets on a way. A look-up that finds nothing sets nothing.
func (s *setVariables) sets(step *flows.Placed, way flows.Way) known {
	k := nothingKnown(len(s.number))
	if way.Label == "passed" || way.Label == "on_error" {
		return k
	}
	for _, i := range s.bySteps[step] {
		k.ever = k.ever.with(i)
		if step.Kind != "lookup" {
			k.always = k.always.with(i)
		}
	}
	return k
}

// start is what is set when a call of a number begins. Where hotkeys and menus
// lead back, anything may have been set before.
func (s *setVariables) start(route flows.Route) known {
	k := nothingKnown(len(s.number))
	if leadsBack(s.Program) {
		k.ever = allKnown(len(s.number)).ever
	}
	for name := range route.Vars {
		if i, ok := s.number[name]; ok {
			k.always, k.ever = k.always.with(i), k.ever.with(i)
		}
	}
	return k
}

// leadsBack tells whether a program has ways that the tracing of calls does not follow.
func leadsBack(program *flows.Program) bool {
	back := len(program.Hotkeys(nil)) > 0
	for _, flow := range program.Flows() {
		back = back || len(program.Hotkeys(flow)) > 0
	}
	program.EachStep(func(step *flows.Placed) {
		back = back || slices.ContainsFunc(program.Ways(step), func(way flows.Way) bool {
			return way.Goes == flows.Outer || way.Goes == flows.Outermost
		})
	})
	return back
}

// asked is an expression that looks itself whether there is a value.
var asked = regexp.MustCompile(`\s*(\?\?|[!=]=\s*nil\b)`)

// tooEarly tells whether a read comes before the variable is surely set.
func (s *setVariables) tooEarly(use flows.Use, read flows.Read) (string, bool) {
	name, ok := s.variable(read)
	if !ok || use.Step == nil {
		return "", false
	}
	before, reached := s.steps[use.Step]
	if !reached || !s.Graph.Reached(use.Step) || before.always.has(s.number[name]) ||
		asksItself(use, dotted(read.Path[:2])) {
		return "", false
	}
	if use.Field != "when" && slices.Contains(s.bySteps[use.Step], s.number[name]) && use.Step.Kind != "set" {
		return "", false // what stands beside a result may be looked at behind it
	}
	return name, !before.ever.has(s.number[name]) || !s.expected(name, use)
}

func asksItself(use flows.Use, path string) bool {
	_, behind, found := strings.Cut(use.Source, path)
	return found && asked.MatchString(behind) && asked.FindStringIndex(behind)[0] == 0
}

// expected tells whether the flow looks at what decides whether the variable is
// set: at what the setting step tells of itself, or at the condition that it
// hangs on. Who does so knows that there may be no value.
func (s *setVariables) expected(name string, use flows.Use) bool {
	for _, given := range s.setters[name] {
		if given.Step == nil {
			continue
		}
		decisive := map[string]bool{}
		if named(given.Step) {
			decisive["steps."+given.Step.ID] = true
		}
		guards := s.guards(given.Step)
		for _, guard := range guards {
			for _, read := range guard.Reads {
				decisive[dotted(read.Path[:min(2, len(read.Path))])] = true
			}
		}
		if s.looksAt(use.Flow, given, guards, decisive) {
			return true
		}
	}
	return false
}

// looksAt tells whether a condition of a flow, other than those of the setting step, reads something decisive.
func (s *setVariables) looksAt(flow *flows.Flow, given flows.Assignment, guards []flows.Use,
	decisive map[string]bool,
) bool {
	for _, use := range s.conditions {
		own := slices.ContainsFunc(guards, func(g flows.Use) bool { return g.Node == use.Node })
		if own || use.Flow != flow && use.Flow != given.Flow {
			continue
		}
		for _, read := range use.Reads {
			if decisive[dotted(read.Path[:min(2, len(read.Path))])] {
				return true
			}
		}
	}
	return false
}

func (s *setVariables) tell(name string, use flows.Use, read flows.Read) {
	where := "before anything sets it"
	if s.steps[use.Step].ever.has(s.number[name]) {
		where = "but not set on every way to here: " + s.missing(name, use.Step)
	}
	s.AtPos(read.Pos, read.Width, "vars.%s is read %s; declare it under vars, with the value that it begins with",
		name, where)
}
