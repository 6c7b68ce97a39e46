package schema

import (
	"strconv"

	"github.com/ariapp/ariapp/flows"
)

// ofType is what a type takes. Of a type that nobody gave a shape nothing is known.
func ofType(t flows.Type) node {
	if shape, ok := t.Shape(); ok {
		return ofShape(shape)
	}
	if t.Basic() {
		return reference(t)
	}
	return node{}
}

// ofShape is any of a shape's parts.
func ofShape(s flows.Shape) node {
	var forms []node
	if len(s.Words) > 0 {
		forms = append(forms, words(s.Words))
	}
	if s.Plain {
		forms = append(forms, single())
	}
	for _, t := range s.Types {
		forms = append(forms, ofType(t))
	}
	if s.List != nil {
		forms = append(forms, node{"type": "array", "minItems": 1, "items": ofShape(*s.List)})
	}
	if s.Map != nil {
		forms = append(forms, filled(byName(ofShape(*s.Map), "")))
	}
	if len(s.Fields) > 0 {
		forms = append(forms, fieldMapping(s.Fields))
	}
	return anyOf(forms...)
}

// fieldMapping is a mapping of fields.
func fieldMapping(fields []flows.Field) node {
	m := node{"type": "object", "additionalProperties": false}
	properties := node{}
	var required []string
	for _, f := range fields {
		properties[f.Name] = field(f)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	m["properties"] = properties
	return needing(m, required...)
}

// field is a field where it stands: its type, its sentence and its default.
func field(f flows.Field) node {
	n := described(ofType(f.Type), f.Doc, initial(f))
	text := linked(f.Doc) + "\n\n" + sentence(f.Type.Accepts)
	if f.Default != "" {
		text += " Without it `" + f.Default + "`."
	}
	n["markdownDescription"] = text
	return n
}

// initial is a field's default as YAML would read it.
func initial(f flows.Field) any {
	if f.Default == "" {
		return nil
	}
	switch f.Type.Name {
	case flows.Whole.Name:
		if number, err := strconv.Atoi(f.Default); err == nil {
			return number
		}
	case flows.Bool.Name:
		if truth, err := strconv.ParseBool(f.Default); err == nil {
			return truth
		}
	}
	return f.Default
}
