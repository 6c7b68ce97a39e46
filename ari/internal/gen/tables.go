package main

import (
	"maps"
	"slices"
)

// servicesFile declares the fields of Client.
func (g *generator) servicesFile() *code {
	c := &code{}
	c.line("// services are the fields of Client, one for each resource.")
	c.line("type services struct {")
	for _, res := range g.resources {
		c.line("%s *%sService", goName(res.name), goName(res.name))
	}
	c.line("}\n\nfunc newServices(c *core) services {\nreturn services{")
	for _, res := range g.resources {
		c.line("%s: &%sService{c},", goName(res.name), goName(res.name))
	}
	c.line("}\n}")
	return c
}

// eventTypesFile declares the way from an event's name to its type.
func (g *generator) eventTypesFile() *code {
	c := &code{}
	c.line("// EventTypes returns the names of all events that have a Go type here, sorted.")
	c.line("func EventTypes() []string {\nreturn []string{")
	for _, m := range g.events() {
		c.line("%q,", m.ID)
	}
	c.line("}\n}\n")
	c.line("// newEvent returns an empty event of the type called kind, nil if there is none.")
	c.line("func newEvent(kind string) decodableEvent {\nswitch kind {")
	for _, m := range g.events() {
		c.line("case %q:\nreturn new(%s)", m.ID, goTypeName(m.ID))
	}
	c.line("}\nreturn nil\n}")
	return c
}

// tablesFile declares what a test compares with what a server describes.
func (g *generator) tablesFile() *code {
	c := &code{}
	c.line("// Operations returns every operation that Asterisk describes, resource by resource.")
	c.line("func Operations() []Operation {\nreturn []Operation{")
	for _, res := range g.resources {
		for _, o := range res.operations() {
			c.line("%s,", o.variable())
		}
	}
	c.line("}\n}\n")
	c.line("// Models returns every object and event that Asterisk describes, sorted by name.")
	c.line("func Models() []Model {\nreturn []Model{")
	for _, name := range slices.Sorted(maps.Keys(g.models)) {
		m := g.models[name]
		c.line("{Name: %q, Fields: []Field{", name)
		for m := m; m != nil; m = m.parent {
			for _, property := range m.names {
				p := m.Properties[property]
				entry := ""
				if p.Required {
					entry = ", Required: true"
				}
				c.line("{Name: %q, Type: %q%s},", property, p.Type, entry)
			}
		}
		c.line("}},")
	}
	c.line("}\n}")
	return c
}
