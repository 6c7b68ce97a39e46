package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// description is everything that the documents say, in their order.
type description struct {
	resources []*resource
	models    map[string]*model
}

type resource struct {
	name   string // "deviceStates"
	APIs   []endpoint
	Models map[string]*model
}

type endpoint struct {
	Path       string
	Operations []operation
}

type operation struct {
	Method     string `json:"httpMethod"`
	Nickname   string
	Response   string `json:"responseClass"`
	Upgrade    string
	Parameters []parameter
	Errors     []struct{ Code status } `json:"errorResponses"`
	path       string
	service    string
}

type parameter struct {
	Name     string
	In       string `json:"paramType"`
	Type     string `json:"dataType"`
	Required bool
	Multiple bool            `json:"allowMultiple"`
	Default  json.RawMessage `json:"defaultValue"`
	Allowed  *allowed        `json:"allowableValues"`
}

type allowed struct {
	Kind   string `json:"valueType"`
	Values []string
	Min    *json.Number
	Max    *json.Number
}

type model struct {
	ID         string
	SubTypes   []string
	Properties map[string]*property
	resource   string
	parent     *model
	names      []string // of the properties, sorted
}

type property struct {
	Type     string
	Required bool
	Allowed  *allowed `json:"allowableValues"`
}

// status is an HTTP status, which some documents write as a string.
type status int

func (s *status) UnmarshalJSON(text []byte) error {
	code, err := strconv.Atoi(strings.Trim(string(text), `"`))
	*s = status(code)
	return err
}

// resolve joins what refers to each other: models of all resources, parents, paths.
func (d *description) resolve() error {
	for _, res := range d.resources {
		for name, m := range res.Models {
			if d.models[name] != nil {
				return fmt.Errorf("model %s is in two resources", name)
			}
			m.resource = res.name
			m.names = slices.Sorted(maps.Keys(m.Properties))
			d.models[name] = m
		}
		for _, e := range res.APIs {
			for i := range e.Operations {
				e.Operations[i].path = e.Path
				e.Operations[i].service = goName(res.name)
			}
		}
	}
	for name, m := range d.models {
		for _, sub := range m.SubTypes {
			if d.models[sub] == nil {
				return fmt.Errorf("model %s has the unknown subtype %s", name, sub)
			}
			d.models[sub].parent = m
		}
	}
	return nil
}

func (d *description) operationCount() (n int) {
	for _, res := range d.resources {
		n += len(res.operations())
	}
	return n
}

// events are the models that arrive on the socket: all that descend from Message and have no descendants.
func (d *description) events() []*model {
	var events []*model
	for _, name := range slices.Sorted(maps.Keys(d.models)) {
		if m := d.models[name]; m.isEvent() {
			events = append(events, m)
		}
	}
	return events
}

// isHeader tells the models that EventHeader stands for.
func (m *model) isHeader() bool { return len(m.SubTypes) > 0 }

func (m *model) isEvent() bool { return m.parent != nil && !m.isHeader() }

func (r *resource) operations() (all []*operation) {
	for e := range r.APIs {
		for o := range r.APIs[e].Operations {
			all = append(all, &r.APIs[e].Operations[o])
		}
	}
	return all
}

// in returns the parameters of a place, or of all but "path" for "value".
func (o *operation) in(place string) (some []parameter) {
	for _, p := range o.Parameters {
		if p.In == place || place == "value" && p.In != "path" {
			some = append(some, p)
		}
	}
	return some
}

// statuses are the described failures in order, each once.
func (o *operation) statuses() []int {
	var codes []int
	for _, e := range o.Errors {
		codes = append(codes, int(e.Code))
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// isList tells whether only the listed words are allowed.
func (a *allowed) isList() bool { return a != nil && a.Kind == "LIST" }
