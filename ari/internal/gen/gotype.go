package main

import (
	"fmt"
	"strings"
)

// goType is how a described type looks in Go and how it is decoded.
type goType struct {
	name string
	take string // expression of type func(*jsonpull.Reader) name; empty for models
	kind kind
}

type kind int

const (
	kindPlain kind = iota // a value; optional is a pointer
	kindModel             // a struct; optional is a pointer
	kindNil               // a slice or map, whose nil means absent
)

var scalars = map[string]goType{
	"string":  {name: "string", take: "(*jsonpull.Reader).String"},
	"int":     {name: "int", take: "(*jsonpull.Reader).Int"},
	"long":    {name: "int64", take: "(*jsonpull.Reader).Int64"},
	"double":  {name: "float64", take: "(*jsonpull.Reader).Float"},
	"boolean": {name: "bool", take: "(*jsonpull.Reader).Bool"},
	"Date":    {name: "time.Time", take: "decodeTime"},
	"object":  {name: "map[string]any", take: "decodeObject", kind: kindNil},
}

// textObjects are the described objects whose values are always strings.
var textObjects = map[string]bool{
	"Channel.channelvars": true, "Bridge.bridgevars": true, "Variables.variables": true,
	"TextMessage.variables": true,
}

// wideInts are described as int and may exceed 31 bits.
var wideInts = map[string]bool{
	"RTPstat.local_ssrc": true, "RTPstat.remote_ssrc": true,
	"RTPstat.txoctetcount": true, "RTPstat.rxoctetcount": true,
}

// propertyType finds the Go type of a model's property.
func (g *generator) propertyType(modelName, propertyName string, p *property) (goType, error) {
	place := modelName + "." + propertyName
	switch {
	case p.Type == "string" && p.Allowed.isList():
		name := goTypeName(modelName) + goName(propertyName)
		return goType{name: name, take: "decodeEnum[" + name + "]"}, nil
	case textObjects[place]:
		return goType{name: "map[string]string", take: "decodeTexts", kind: kindNil}, nil
	case wideInts[place]:
		return scalars["long"], nil
	}
	found, err := g.valueType(p.Type)
	if err != nil {
		return goType{}, fmt.Errorf("%s: %w", place, err)
	}
	return found, nil
}

func (g *generator) valueType(described string) (goType, error) {
	if scalar, ok := scalars[described]; ok {
		return scalar, nil
	}
	if inner, ok := listOf(described); ok {
		element, err := g.valueType(inner)
		element.kind = kindNil
		if element.take != "" {
			element.take = fmt.Sprintf("decodeList(r, %s)", element.take)
		} else {
			element.take = fmt.Sprintf("decodeModels[%s](r)", element.name)
		}
		element.name = "[]" + element.name
		return element, err
	}
	if g.models[described] == nil {
		return goType{}, fmt.Errorf("unknown type %q", described)
	}
	return goType{name: goTypeName(described), kind: kindModel}, nil
}

// listOf takes apart List[X].
func listOf(described string) (inner string, ok bool) {
	inner, ok = strings.CutPrefix(described, "List[")
	return strings.TrimSuffix(inner, "]"), ok
}

// bodyTypes are the Go types of what is described as an object or containers in a body.
var bodyTypes = map[string]string{
	"Applications.filter": "EventFilter",
	"Asterisk.fields":     "[]ConfigTuple",
	"Bridges.variables":   "map[string]BridgeVar",
	"Channels.variables":  "map[string]Var",
	"Endpoints.variables": "map[string]string",
	"Events.variables":    "map[string]any",
}

// parameterType finds the Go type of a parameter, pointers included, and its options in a JSON tag.
func (g *generator) parameterType(o *operation, p parameter) (name, tag string, err error) {
	if p.In == "body" {
		name = bodyTypes[o.service+"."+p.Name]
		if name == "" {
			return "", "", fmt.Errorf("%s.%s: unknown body %s", o.service, o.Nickname, p.Name)
		}
		return name, ",omitzero", nil
	}
	scalar, ok := scalars[p.Type]
	if !ok {
		return "", "", fmt.Errorf("%s.%s: unknown type %q", o.service, o.Nickname, p.Type)
	}
	name = scalar.name
	if p.Type == "string" && p.Allowed.isList() {
		name = g.enums[enumKey(o, p)]
	}
	switch {
	case p.Multiple:
		return "[]" + name, ",omitzero", nil
	case p.Required:
		return name, "", nil
	}
	return "*" + name, ",omitempty", nil
}
