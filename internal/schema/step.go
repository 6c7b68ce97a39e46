package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// stepName is the name of a step kind's definition.
func stepName(kind string) string { return "step_" + kind }

// step is one step: a bare word, or a mapping with one kind and the common fields.
func step(specs []*flows.Spec) node {
	var bare []string
	properties, one := node{}, []node{}
	for _, spec := range specs {
		if spec.Bare {
			bare = append(bare, spec.Kind)
		}
		use := ref(stepName(spec.Kind))
		use["description"] = plain(spec.Summary)
		properties[spec.Kind] = use
		one = append(one, node{"required": []string{spec.Kind}})
	}
	for _, f := range flows.CommonFields() {
		properties[f.Name] = field(f)
	}
	n := node{"type": "object", "properties": properties, "additionalProperties": false, "oneOf": one}
	if len(bare) > 0 {
		n = either("string", bareWord(bare), n)
	}
	n["description"] = "A step: a word such as answer, or a mapping with one kind of step in it."
	n["markdownDescription"] = "A step: a word, or a mapping with one [kind of step](" + docs + "steps/README.md) in it."
	return n
}

// bareWord is a step's kind alone. It is a form and no list of words: a language
// server that knows a word and a key of the same name offers "answer: answer".
func bareWord(kinds []string) node {
	return node{"type": "string", "pattern": "^(" + strings.Join(kinds, "|") + ")$",
		"patternErrorMessage": "This is no step that is a word alone; these are: " + strings.Join(kinds, ", ") + "."}
}

// kind is what may stand behind a step's kind.
func kind(spec *flows.Spec) node {
	n := reference(flows.Assignments)
	if !spec.Free {
		n = fieldsOrShort(spec)
	}
	n["title"] = spec.Kind
	n["description"] = plain(spec.Summary) + " See " + docs + "steps/" + spec.Kind + ".md"
	n["markdownDescription"] = page(spec)
	return n
}

// fieldsOrShort is the step's mapping, or the one field that it may have
// instead. That goes first: it is what a fault in a single value is told by.
func fieldsOrShort(spec *flows.Spec) node {
	var forms []node
	if short := shortField(spec); short != nil {
		forms = append(forms, ofType(short.Type))
	}
	forms = append(forms, fieldMapping(slices.Concat(spec.Fields, flows.CommonFields())))
	if !slices.ContainsFunc(spec.Fields, func(f flows.Field) bool { return f.Required }) {
		forms = append(forms, node{"type": "null"})
	}
	return anyOf(forms...)
}

// page is what an editor shows of a step.
func page(spec *flows.Spec) string {
	var b strings.Builder
	b.WriteString(linked(spec.Summary))
	if spec.Doc != "" {
		b.WriteString("\n\n" + linked(spec.Doc))
	}
	fmt.Fprintf(&b, "\n\n```yaml\n%s\n```\n\n", strings.TrimSuffix(spec.Example, "\n"))
	if len(spec.Result) > 0 {
		b.WriteString("After it `steps.<id>` holds:\n\n")
		for _, result := range spec.Result {
			fmt.Fprintf(&b, "- `%s`: %s\n", result.Name, linked(result.Doc))
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "[%s](%ssteps/%s.md)", spec.Kind, docs, spec.Kind)
	return b.String()
}

func shortField(spec *flows.Spec) *flows.Field {
	for i := range spec.Fields {
		if spec.Fields[i].Name == spec.Short {
			return &spec.Fields[i]
		}
	}
	return nil
}
