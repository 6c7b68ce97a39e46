package main

import "strings"

// enumKey lets operations of a service share the enum of a parameter that allows the same words.
func enumKey(o *operation, p parameter) string {
	return o.service + "." + p.Name + "=" + strings.Join(p.Allowed.Values, "|")
}

// parameterEnums declares the enums of an operation that no earlier one declared.
func (g *generator) parameterEnums(c *code, o *operation) {
	for _, p := range o.in("value") {
		if p.Type != "string" || !p.Allowed.isList() || g.enums[enumKey(o, p)] != "" {
			continue
		}
		name := o.service + goName(o.Nickname) + goName(p.Name)
		g.enums[enumKey(o, p)] = name
		declareEnum(c, name, "a value of "+p.Name+" in "+o.Method+" "+o.path, p.Allowed.Values)
	}
}

// modelEnums declares the enums of a model.
func modelEnums(c *code, name string, m *model) {
	for _, property := range m.names {
		if p := m.Properties[property]; p.Type == "string" && p.Allowed.isList() {
			declareEnum(c, goTypeName(name)+goName(property), "a value of "+property+" in "+name, p.Allowed.Values)
		}
	}
}

func declareEnum(c *code, name, what string, values []string) {
	c.comment("", name+" is "+what+". A server newer than this package may send others.")
	c.line("type %s string\n", name)
	c.line("// Values of %s.", name)
	c.line("const (")
	for _, value := range values {
		c.line("%s%s %s = %q", name, goValue(value), name, value)
	}
	c.line(")\n")
}
