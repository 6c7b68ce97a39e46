package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func unusedVariable() Rule {
	return Rule{
		Name: "unused-variable", Severity: source.Warning,
		Summary: "A variable, parameter or setting that no expression reads.",
		Doc: "A name under `vars`, `config` or a flow's `params` that no `${…}` and no condition reads, or a variable " +
			"that steps set and none reads. Often another name was meant where it should be read. Delete it, or read " +
			"it. What nothing sets either is deleted by `ariapp check --fix`, unless tests " +
			"beside the file name it.\n\nWhere a Go program looks at it, say so " +
			"on the line: `# ariapp:ignore unused-variable read by our program`.",
		Bad:   "numbers: {_.: main}\nvars:\n  tries: 0\nflows:\n  main: [{play: hello-world}]\n",
		Good:  "numbers: {_.: main}\nvars:\n  tries: 0\nflows:\n  main: [{log: \"try ${vars.tries}\"}]\n",
		Check: checkUnusedVariables,
	}
}

// variables looks for names that are never read.
type variables struct {
	*Pass
	read map[place]bool
	// set are the places that give a variable a value.
	set map[place][]flows.Assignment
}

func checkUnusedVariables(p *Pass) {
	v := variables{p, map[place]bool{}, map[place][]flows.Assignment{}}
	for _, use := range p.Program.Uses() {
		for _, read := range use.Reads {
			v.note(use.Flow, read.Path)
		}
	}
	for _, given := range p.Program.Assignments() {
		at := placeOf(given.Flow, strings.Split(given.Name, "."))
		v.set[at] = append(v.set[at], given)
	}
	v.section(nil, "vars", p.Doc.Root.Get("vars"), "variable")
	v.section(nil, "config", p.Doc.Root.Get("config"), "setting")
	for _, flow := range p.Program.Flows() {
		v.section(flow, "flow", p.Doc.Root.Get("flows").Get(flow.Name).Get("params"), "parameter")
	}
	v.undeclared()
}

// note notes that a value is read. Who reads a whole scope, as vars[name] does, reads all of it.
func (v variables) note(flow *flows.Flow, path []string) {
	if path[0] == "$env" { // whatever is taken of all scopes
		v.read[place{nil, "vars"}], v.read[place{nil, "config"}], v.read[place{flow, "flow"}] = true, true, true
		return
	}
	if path[0] != "flow" {
		flow = nil
	}
	if len(path) == 1 {
		v.read[place{flow, path[0]}] = true
		return
	}
	v.read[place{flow, path[0] + "." + path[1]}] = true
}

func (v variables) isRead(flow *flows.Flow, scope, name string) bool {
	return v.read[place{flow, scope}] || v.read[place{flow, scope + "." + name}]
}

// section looks through names that the file declares.
func (v variables) section(flow *flows.Flow, scope string, n *source.Node, what string) {
	stays := map[string]bool{} // by file: a mapping of which all is deleted would be none
	for key := range n.All() {
		set := v.set[place{flow, scope + "." + key.Value}]
		stays[key.File] = stays[key.File] || v.isRead(flow, scope, key.Value) || len(set) > 0
	}
	for key, value := range n.All() {
		if v.isRead(flow, scope, key.Value) {
			continue
		}
		f := source.Finding{Pos: key.Pos, Width: len([]rune(key.Value)),
			Message: fmt.Sprintf("nothing reads the %s %s; delete it, or read ${%s.%s}", what, key.Value, scope, key.Value)}
		switch set := v.set[place{flow, scope + "." + key.Value}]; {
		case len(set) > 0:
			f.Message = fmt.Sprintf("the %s %s is set, at %s for one, but nothing reads it; delete both, or read ${%s.%s}",
				what, key.Value, set[0].Node.Pos, scope, key.Value)
		case scope != "flow" && stays[key.File]: // a parameter may be given by calls
			f.Fix = deletion(v.Doc, n, key, value, what)
		}
		v.Add(f)
	}
}

// undeclared reports what steps set and nothing declares or reads, once each, where it is set first.
func (v variables) undeclared() {
	declared, _ := v.Program.Declared()
	var told []string
	for _, given := range v.Program.Assignments() {
		_, known := declared[given.Name]
		name := given.Name
		if known || strings.HasPrefix(name, "flow.") || v.isRead(nil, "vars", name) || slices.Contains(told, name) {
			continue
		}
		told = append(told, name)
		v.AtNode(given.Node, "nothing reads the variable %s, which is set here; delete it, or read ${vars.%s}", name, name)
	}
}
