package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// Document is the OpenAPI document of all routes that a daemon may have.
func Document(version string) []byte {
	h := &house{Options: Options{}.orDefaults()}
	return document(h.routes(), version)
}

func (h *house) documentRoutes() []Route {
	return []Route{{Method: http.MethodGet, Path: "/openapi.json", Summary: "This document.", Scope: Open,
		Produces: "application/json", Serve: func(*Asked) (any, error) {
			return Written(func(w http.ResponseWriter) {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Content-Type-Options", "nosniff")
				_, _ = w.Write(h.document)
			}), nil
		}}}
}

var pathParameter = regexp.MustCompile(`\{([a-z_]+)\}`)

// document describes routes, in the manner of OpenAPI 3.1.
func document(routes []Route, version string) []byte {
	components, paths := newSchemas(), map[string]schema{}
	components.of(reflect.TypeFor[Problem]())
	for _, route := range routes {
		path := Prefix + route.Path
		if paths[path] == nil {
			paths[path] = schema{}
		}
		paths[path][strings.ToLower(route.Method)] = operation(components, route)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(schema{ // what is here can always be written
		"openapi": "3.1.0",
		"info":    schema{"title": "ariapp", "version": version, "description": "Calls and jobs of one daemon."},
		"paths":   paths,
		"components": schema{"schemas": components.byName, "securitySchemes": schema{
			"token": schema{"type": "http", "scheme": "bearer", "description": "A token of api.tokens, or server.token."}}},
	})
	return text.Bytes()
}

func operation(components *schemas, route Route) schema {
	status := route.Status
	switch {
	case status == 0 && route.Response == nil && route.Produces == "":
		status = http.StatusNoContent
	case status == 0:
		status = http.StatusOK
	}
	success := schema{"description": "It is done."}
	switch {
	case route.Produces != "":
		success["content"] = schema{route.Produces: schema{}}
	case route.Response != nil:
		success["content"] = ofJSON("application/json", components.of(reflect.TypeOf(route.Response)))
	}
	op := schema{"summary": route.Summary, "responses": schema{strconv.Itoa(status): success,
		"default": schema{"description": "Why it is not done.",
			"content": ofJSON("application/problem+json", components.of(reflect.TypeFor[Problem]()))}}}
	if route.Doc != "" {
		op["description"] = route.Doc
	}
	if route.Scope != Open {
		op["security"] = []any{schema{"token": []string{}}}
		op["x-scope"] = string(route.Scope)
	}
	var parameters []any
	for _, match := range pathParameter.FindAllStringSubmatch(route.Path, -1) {
		parameters = append(parameters, schema{"name": match[1], "in": "path", "required": true,
			"schema": schema{"type": "string"}})
	}
	for _, one := range route.Query {
		parameters = append(parameters, parameter("query", one))
	}
	for _, one := range route.Header {
		parameters = append(parameters, parameter("header", one))
	}
	if len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if route.Request != nil {
		of := components.of(reflect.TypeOf(route.Request))
		content := ofJSON("application/json", of)
		if route.Form {
			content[formKind] = schema{"schema": of}
		}
		op["requestBody"] = schema{"required": true, "content": content}
	}
	return op
}

func ofJSON(kind string, of schema) schema { return schema{kind: schema{"schema": of}} }

func parameter(in string, one Parameter) schema {
	return schema{"name": one.Name, "in": in, "required": one.Required, "description": one.Doc,
		"schema": schema{"type": "string"}}
}
