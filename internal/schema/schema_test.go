package schema_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/schema"
)

// written is the schema as the command prints it.
func written(t *testing.T, specs []*flows.Spec) map[string]any {
	t.Helper()
	var text strings.Builder
	if err := schema.Write(&text, specs); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	return whole.(map[string]any)
}

const place = "https://ariapp.example/ivr.schema.json"

// compiler knows the schema; it refuses one that is none.
func compiler(t *testing.T, whole map[string]any) *jsonschema.Compiler {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource(place, whole); err != nil {
		t.Fatal(err)
	}
	return c
}

func validator(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := compiler(t, written(t, steps.All())).Compile(place)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance is a YAML text as an editor hands it to a validator.
func instance(t *testing.T, text string) any {
	t.Helper()
	var raw yaml.Node
	if err := yaml.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return valueOf(&raw)
}

func valueOf(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return valueOf(n.Content[0])
	case yaml.AliasNode:
		return valueOf(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = valueOf(item)
		}
		return list
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = valueOf(n.Content[i+1])
		}
		return m
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		if number, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return number
		}
	}
	return n.Value
}

// Law: the schema is one of draft 2020-12, for any set of steps.
func TestTheSchemaIsOne(t *testing.T) {
	for name, specs := range map[string][]*flows.Spec{"all": steps.All(), "one": steps.All()[:1], "of a program's own": {foreign()}} {
		whole := written(t, specs)
		if whole["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("%s: the schema says it is %v", name, whole["$schema"])
		}
		if _, err := compiler(t, whole).Compile(place); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// foreign is a step of a program that embeds ariapp, with a type that has no shape.
func foreign() *flows.Spec {
	odd := flows.NewType("text", "anything odd", func(_ flows.Parser, n *source.Node) any { return n })
	return &flows.Spec{Kind: "odd", Summary: "Is odd.", Fields: []flows.Field{{Name: "thing", Type: odd, Doc: "A thing."}},
		New: func(flows.Args) flows.Step { return nil }}
}

// Law: of a type without a shape nothing is presumed, whatever its name is.
func TestAForeignTypeTakesAnything(t *testing.T) {
	s, err := compiler(t, written(t, []*flows.Spec{foreign()})).Compile(place)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(instance(t, "flows: {main: {odd: {thing: {a: [b]}}}}")); err != nil {
		t.Error(err)
	}
}

// Law: what the readers know at the top is in the schema, and nothing else.
func TestTopKeysAreThoseOfTheReaders(t *testing.T) {
	got := []string{}
	for name := range written(t, steps.All())["properties"].(map[string]any) {
		got = append(got, name)
	}
	slices.Sort(got)
	if want := topKeys(); !slices.Equal(got, want) {
		t.Errorf("the top keys are %v, want %v", got, want)
	}
}

// Law: each kind of step and each of its fields is in the schema, with the default of the spec.
func TestEveryStepAndFieldIsThere(t *testing.T) {
	defs := written(t, steps.All())["$defs"].(map[string]any)
	stepJSON := textOf(t, defs["step"])
	for _, spec := range steps.All() {
		def, ok := defs["step_"+spec.Kind].(map[string]any)
		if !ok || !strings.Contains(stepJSON, `"$ref":"#/$defs/step_`+spec.Kind+`"`) {
			t.Errorf("there is no step %s", spec.Kind)
			continue
		}
		properties := closedIn(def)
		for _, f := range slices.Concat(spec.Fields, flows.CommonFields()) {
			property, ok := properties[f.Name].(map[string]any)
			if !ok && !spec.Free {
				t.Errorf("%s has no %s", spec.Kind, f.Name)
			}
			if f.Default != "" && !strings.Contains(textOf(t, property["default"]), f.Default) {
				t.Errorf("%s.%s: the default is %v, want %s", spec.Kind, f.Name, property["default"], f.Default)
			}
			if _, known := f.Type.Shape(); !known && !f.Type.Basic() {
				t.Errorf("%s.%s: its type %s has no shape", spec.Kind, f.Name, f.Type.Name)
			}
		}
	}
}

// closedIn are the properties of a definition's mapping.
func closedIn(def map[string]any) map[string]any {
	if properties, ok := def["properties"].(map[string]any); ok {
		return properties
	}
	forms, _ := def["anyOf"].([]any)
	for _, form := range append(forms, def["then"], def["else"]) {
		inner, ok := form.(map[string]any)
		if !ok {
			continue
		}
		if properties := closedIn(inner); properties != nil {
			return properties
		}
	}
	return nil
}

func textOf(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Law: every key that an editor offers is explained in plain words, and so is
// every definition; a default is such a value as may stand there.
func TestKeysAreExplained(t *testing.T) {
	whole := written(t, steps.All())
	c := compiler(t, whole)
	walk(whole, "#", func(at string, n map[string]any) {
		parts := strings.Split(at, "/")
		if len(parts) > 2 && (parts[len(parts)-2] == "properties" || parts[len(parts)-2] == "$defs") {
			doc, _ := n["description"].(string)
			if strings.TrimSpace(doc) == "" || strings.Contains(doc, "](") || strings.Contains(doc, "`") {
				t.Errorf("%s is explained as %q", at, doc)
			}
		}
		initial, has := n["default"]
		if !has {
			return
		}
		s, err := c.Compile(place + at)
		if err != nil {
			t.Errorf("%s: %v", at, err)
		} else if err := s.Validate(initial); err != nil {
			t.Errorf("%s: its default: %v", at, err)
		}
	})
}

// walk visits all parts of a schema that are schemas, with their JSON pointers.
func walk(n map[string]any, at string, visit func(at string, n map[string]any)) {
	visit(at, n)
	for name, part := range n {
		switch part := part.(type) {
		case map[string]any:
			switch name {
			case "properties", "$defs", "patternProperties":
				for inner, value := range part {
					walk(value.(map[string]any), at+"/"+name+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(inner), visit)
				}
			default:
				walk(part, at+"/"+name, visit)
			}
		case []any:
			for i, value := range part {
				if inner, ok := value.(map[string]any); ok {
					walk(inner, at+"/"+name+"/"+strconv.Itoa(i), visit)
				}
			}
		}
	}
}
