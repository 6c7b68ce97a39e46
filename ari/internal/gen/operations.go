package main

import (
	"fmt"
	"net/http"
	"strings"
)

// operationsFile declares the service of a resource.
func (g *generator) operationsFile(res *resource) (*code, error) {
	c := &code{}
	service := goName(res.name)
	c.comment("", fmt.Sprintf("%sService holds the operations of Asterisk's resource %s.", service, res.name))
	c.line("type %sService struct{ core *core }\n", service)
	for _, o := range res.operations() {
		g.parameterEnums(c, o)
		declareDescription(c, o)
		if o.Upgrade != "" {
			continue
		}
		if err := g.declareParams(c, o); err != nil {
			return nil, err
		}
		if err := g.declareMethod(c, o); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (o *operation) name() string { return o.service + "." + goName(o.Nickname) }

func (o *operation) variable() string { return "op" + o.service + goName(o.Nickname) }

func (o *operation) paramsType() string { return o.service + goName(o.Nickname) + "Params" }

// declareDescription declares the operation's entry of the table.
func declareDescription(c *code, o *operation) {
	c.line("var %s = Operation{", o.variable())
	c.line("Name: %q, Method: %q, Path: %q, Response: %q,", o.name(), o.Method, o.path, o.Response)
	if o.Upgrade != "" {
		c.line("WebSocket: true,")
	}
	if len(o.Parameters) > 0 {
		c.line("Parameters: []Parameter{")
		for _, p := range o.Parameters {
			entry := fmt.Sprintf("Name: %q, In: %q, Type: %q", p.Name, p.In, p.Type)
			if p.Required || p.In == "path" {
				entry += ", Required: true"
			}
			if p.Multiple {
				entry += ", Multiple: true"
			}
			c.line("{%s},", entry)
		}
		c.line("},")
	}
	if codes := o.statuses(); len(codes) > 0 {
		c.line("Statuses: %#v,", codes)
	}
	c.line("}\n")
}

func (g *generator) declareParams(c *code, o *operation) error {
	if len(o.in("value")) == 0 {
		return nil
	}
	c.comment("", fmt.Sprintf("%s are the values of %s.", o.paramsType(), o.name()))
	c.line("type %s struct {", o.paramsType())
	for _, p := range o.in("value") {
		goType, tag, err := g.parameterType(o, p)
		if err != nil {
			return err
		}
		c.comment("\t", parameterComment(o, p))
		c.line("%s %s `json:\"%s%s\"`", goName(p.Name), goType, p.Name, tag)
	}
	c.line("}\n")
	return nil
}

// declareMethod declares the method that calls the operation.
func (g *generator) declareMethod(c *code, o *operation) error {
	c.uses("context")
	arguments, ids := "ctx context.Context", ""
	for _, p := range o.in("path") {
		arguments += ", " + goArgument(p.Name) + " string"
		ids += ", " + goArgument(p.Name)
	}
	fields := "operation: &" + o.variable()
	if ids != "" {
		fields += ", ids: []string{" + ids[2:] + "}"
	}
	var prepare []string
	if len(o.in("value")) > 0 {
		arguments += ", params " + o.paramsType()
		if o.Method == http.MethodGet {
			var err error
			if prepare, err = queryStatements(o); err != nil {
				return err
			}
			fields += ", query: values"
		} else {
			fields += ", body: " + bodyExpression(o)
		}
	}
	result, call, err := g.resultType(o)
	if err != nil {
		return err
	}
	c.comment("", methodComment(o))
	c.line("func (s *%sService) %s(%s) %s {", o.service, goName(o.Nickname), arguments, result)
	for _, statement := range prepare {
		c.line("%s", statement)
	}
	c.line("return %s", fmt.Sprintf(call, "invocation{\n"+fields+",\n}"))
	c.line("}\n")
	return nil
}

// resultType returns the results of a method and the call that gives them, with a place for the invocation.
func (g *generator) resultType(o *operation) (result, call string, err error) {
	switch o.Response {
	case "void":
		return "error", "s.core.void(ctx, %s)", nil
	case "binary":
		return "([]byte, error)", "s.core.file(ctx, %s)", nil
	}
	inner, list := listOf(o.Response)
	if list {
		result, call = "([]%s, error)", "callModels[%s](ctx, s.core, %%s)"
	} else {
		inner, result, call = o.Response, "(*%s, error)", "callModel[%s](ctx, s.core, %%s)"
	}
	if g.models[inner] == nil {
		return "", "", fmt.Errorf("%s: unknown response %q", o.name(), o.Response)
	}
	return fmt.Sprintf(result, goTypeName(inner)), fmt.Sprintf(call, goTypeName(inner)), nil
}

// queryStatements put the parameters of a GET into values.
func queryStatements(o *operation) ([]string, error) {
	statements := []string{"var values query"}
	for _, p := range o.in("value") {
		add := "values.text"
		switch {
		case p.In != "query" || p.Type != "string" && (p.Type != "boolean" || p.Required || p.Multiple):
			return nil, fmt.Errorf("%s: cannot put %s of type %s into a query", o.name(), p.Name, p.Type)
		case p.Multiple:
			statements = append(statements, fmt.Sprintf("addList(&values, %q, params.%s)", p.Name, goName(p.Name)))
			continue
		case p.Type == "boolean":
			add = "values.optionalFlag"
		case !p.Required:
			add = "values.optionalText"
		}
		statements = append(statements, fmt.Sprintf("%s(%q, params.%s)", add, p.Name, goName(p.Name)))
	}
	return statements, nil
}

// bodyExpression is what becomes the JSON body: all values together, or the one that is a body by itself.
func bodyExpression(o *operation) string {
	if values := o.in("value"); len(values) == 1 && values[0].In == "body" && values[0].Type == "object" {
		return "params." + goName(values[0].Name)
	}
	return "params"
}

// methodComment says what is sent and what may come back.
func methodComment(o *operation) string {
	text := fmt.Sprintf("%s sends %s %s.", goName(o.Nickname), o.Method, o.path)
	if o.Response == "binary" {
		text += " It returns the whole file, and needs the HTTP transport."
	}
	if codes := o.statuses(); len(codes) > 0 {
		var parts []string
		for _, code := range codes {
			parts = append(parts, fmt.Sprintf("%d (%s)", code, sentinel(code)))
		}
		text += " Failures that are described: " + strings.Join(parts, ", ") + "."
	}
	return text
}

func sentinel(code int) string {
	names := map[int]string{
		400: "ErrInvalid", 403: "ErrForbidden", 404: "ErrNotFound", 409: "ErrConflict", 412: "ErrPrecondition",
		422: "ErrInvalid",
	}
	if name := names[code]; name != "" {
		return name
	}
	return "ErrServer"
}

// parameterComment says what a value is allowed to be.
func parameterComment(o *operation, p parameter) string {
	var parts []string
	switch {
	case p.Required:
		parts = append(parts, "required")
	default:
		parts = append(parts, "optional")
	}
	switch {
	case p.Multiple && o.Method == http.MethodGet:
		parts = append(parts, "sent as one list with commas")
	case p.Multiple:
		parts = append(parts, "sent as a JSON array")
	}
	if p.Allowed.isList() {
		parts = append(parts, "one of "+strings.Join(p.Allowed.Values, ", "))
	} else if p.Allowed != nil && p.Allowed.Min != nil {
		parts = append(parts, "at least "+p.Allowed.Min.String())
	}
	if len(p.Default) > 0 && string(p.Default) != `""` {
		parts = append(parts, "described default "+strings.Trim(string(p.Default), `"`))
	}
	return fmt.Sprintf("%s is %s.", goName(p.Name), strings.Join(parts, "; "))
}
