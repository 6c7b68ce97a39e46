package main

import (
	"fmt"
	"maps"
	"slices"
)

// modelsFile declares the models and events of a resource with their decoders.
func (g *generator) modelsFile(res *resource) (*code, error) {
	c := &code{}
	for _, name := range slices.Sorted(maps.Keys(res.Models)) {
		m := res.Models[name]
		if m.isHeader() {
			continue
		}
		modelEnums(c, name, m)
		if err := g.declareModel(c, name, m); err != nil {
			return nil, err
		}
		if err := g.declareDecoder(c, name, m); err != nil {
			return nil, err
		}
		if m.isEvent() {
			g.declareRoutes(c, name, m)
		}
	}
	return c, nil
}

func (g *generator) declareModel(c *code, name string, m *model) error {
	what := "is Asterisk's object " + name + "."
	if m.isEvent() {
		what = "is the event " + name + "."
	}
	c.comment("", goTypeName(name)+" "+what)
	c.line("type %s struct {", goTypeName(name))
	if m.isEvent() {
		c.line("EventHeader")
	}
	for _, property := range m.names {
		p := m.Properties[property]
		t, err := g.propertyType(name, property, p)
		if err != nil {
			return err
		}
		if t.name == "time.Time" {
			c.uses("time")
		}
		goType, tag, note := t.name, "", ""
		if !p.Required {
			note, tag = " // optional", ",omitempty"
			if t.kind == kindNil {
				tag = ",omitzero"
			} else {
				goType = "*" + t.name
			}
		}
		c.line("%s %s `json:\"%s%s\"`%s", goName(property), goType, property, tag, note)
	}
	c.line("}\n")
	return nil
}

func (g *generator) declareDecoder(c *code, name string, m *model) error {
	c.uses(modulePull)
	c.line("func (m *%s) decode(r *jsonpull.Reader) {", goTypeName(name))
	c.line("for more := r.Object() && r.Next(); more; more = r.Next() {")
	c.line("switch r.Key() {")
	for _, property := range m.names {
		p := m.Properties[property]
		t, err := g.propertyType(name, property, p)
		if err != nil {
			return err
		}
		c.line("case %q:\n%s", property, decodeStatement("m."+goName(property), t, p.Required))
	}
	if m.isEvent() {
		c.line("default:\nm.decodeMember(r)")
	} else {
		c.line("default:\nr.Skip()")
	}
	c.line("}\n}\n}\n")
	c.line("// UnmarshalJSON lets encoding/json read Asterisk's form.")
	c.line("func (m *%s) UnmarshalJSON(text []byte) error { return decodeText(m, string(text)) }\n",
		goTypeName(name))
	return nil
}

// decodeStatement assigns the value that comes next to a field.
func decodeStatement(field string, t goType, required bool) string {
	switch {
	case t.kind == kindNil && t.name[0] == '[':
		return field + " = " + t.take
	case t.kind == kindNil:
		return fmt.Sprintf("%s = %s(r)", field, t.take)
	case t.kind == kindModel && required:
		return field + ".decode(r)"
	case t.kind == kindModel:
		return fmt.Sprintf("%s = decodeModel[%s](r)", field, t.name)
	case !required:
		return fmt.Sprintf("%s = decodeOptional(r, %s)", field, t.take)
	case t.take[0] == '(': // a method of the reader
		return fmt.Sprintf("%s = r%s()", field, t.take[len("(*jsonpull.Reader)"):])
	}
	return fmt.Sprintf("%s = %s(r)", field, t.take)
}
