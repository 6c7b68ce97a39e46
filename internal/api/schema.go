package api

import (
	"encoding/json"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"
)

// schema is a part of a JSON schema.
type schema = map[string]any

// schemas collects the types of requests and answers by name, for the document's components.
type schemas struct {
	byName map[string]schema
	names  map[reflect.Type]string
}

func newSchemas() *schemas { return &schemas{map[string]schema{}, map[reflect.Type]string{}} }

// name is that of a type's component; where two packages have the same, the later one's has the package before it.
func (s *schemas) name(t reflect.Type) string {
	name := strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
	if _, taken := s.byName[name]; taken {
		of := path.Base(t.PkgPath())
		name = strings.ToUpper(of[:1]) + of[1:] + name
	}
	return name
}

// of is the schema of a type; one of ours with fields becomes a component and is referred to.
func (s *schemas) of(t reflect.Type) schema {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return schema{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[json.RawMessage]():
		return schema{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Struct:
		return s.component(t)
	case reflect.Slice, reflect.Array:
		return schema{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Interface:
		return schema{}
	}
	return schema{"type": "integer"}
}

// component is a reference to an object's schema, which is made once.
func (s *schemas) component(t reflect.Type) schema {
	const prefix = "#/components/schemas/"
	if name, there := s.names[t]; there {
		return schema{"$ref": prefix + name}
	}
	name := s.name(t)
	ref, object := schema{"$ref": prefix + name}, schema{"type": "object", "additionalProperties": false}
	s.byName[name], s.names[t] = object, name // before its fields: a type may hold itself
	properties, required := schema{}, []string{}
	for _, f := range jsonFields(t) {
		property := s.of(f.Type)
		if doc := f.Tag.Get("doc"); doc != "" {
			if _, refers := property["$ref"]; refers {
				property = schema{"allOf": []any{property}}
			}
			property["description"] = doc
		}
		if words := f.Tag.Get("enum"); words != "" {
			property["enum"] = strings.Split(words, ",")
		}
		key, optional := jsonName(f)
		properties[key] = property
		if !optional {
			required = append(required, key)
		}
	}
	object["properties"] = properties
	if len(required) > 0 {
		slices.Sort(required)
		object["required"] = required
	}
	return ref
}

// jsonFields are the fields of a struct that JSON has, those of embedded ones among them.
func jsonFields(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if key, _ := jsonName(f); f.Anonymous || !f.IsExported() || key == "-" {
			continue
		}
		fields = append(fields, f)
	}
	return fields
}

// jsonName is a field's name in JSON, and whether it may be left out.
func jsonName(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		name = f.Name
	}
	return name, strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
}

// fieldNames are the names that JSON has for the fields of a type.
func fieldNames(t reflect.Type) []string {
	var names []string
	for _, f := range jsonFields(t) {
		name, _ := jsonName(f)
		names = append(names, name)
	}
	return names
}
