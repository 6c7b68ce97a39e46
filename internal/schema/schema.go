package schema

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// draft is the dialect that the schema is written in.
const draft = "https://json-schema.org/draft/2020-12/schema"

// docs is where the pages are that descriptions lead to.
const docs = "https://github.com/ariapp/ariapp/blob/main/docs/"

// node is a schema, or a part of one.
type node = map[string]any

// Of is the schema of an ivr.yaml in which these kinds of steps may stand.
func Of(specs []*flows.Spec) map[string]any {
	defs := basics()
	defs["step"] = step(specs)
	for _, spec := range specs {
		defs[stepName(spec.Kind)] = kind(spec)
	}
	root := mapping("A telephone line: who is called, and what callers go through.",
		slices.Concat(outerKeys(), flowKeys())...)
	root["$schema"] = draft
	root["$defs"] = defs
	return root
}

// Write writes the schema as JSON, always in the same order.
func Write(w io.Writer, specs []*flows.Spec) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(Of(specs)); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	return nil
}

// key is one key of a mapping.
type key struct {
	name, doc string
	value     node
	// initial is what holds without the key, nil for nothing.
	initial any
}

// mapping is a mapping that has these keys and no others.
func mapping(doc string, keys ...key) node {
	properties := node{}
	for _, k := range keys {
		properties[k.name] = described(k.value, k.doc, k.initial)
	}
	return node{"type": "object", "description": doc, "properties": properties, "additionalProperties": false}
}

// needing is a mapping in which these keys must stand.
func needing(m node, names ...string) node {
	if len(names) > 0 {
		m["required"] = names
	}
	return m
}

// orNothing is a mapping whose key may stand there without a value.
func orNothing(m node) node {
	m["type"] = []string{"object", "null"}
	return m
}

// byName is a mapping with names of one's own; form is what a name looks like, "" for any.
func byName(value node, form string) node {
	m := node{"type": "object", "additionalProperties": value}
	if form != "" {
		m["propertyNames"] = node{"pattern": form}
	}
	return m
}

// anyOf is one of several forms.
func anyOf(forms ...node) node {
	if len(forms) == 1 {
		return forms[0]
	}
	return node{"anyOf": forms}
}

// either is one form for values of that JSON type, another for all others. What
// is wrong is told by the form that was meant, which anyOf has to guess.
func either(kind string, then, otherwise node) node {
	return node{"if": node{"type": kind}, "then": then, "else": otherwise}
}

// ref is a definition used.
func ref(name string) node { return node{"$ref": "#/$defs/" + name} }

// described is a value with the sentences of its place, which go before its own.
func described(value node, doc string, initial any) node {
	d := maps.Clone(value)
	d["description"] = plain(doc)
	if links := linked(doc); links != d["description"] {
		d["markdownDescription"] = links
	}
	if initial != nil {
		d["default"] = initial
	}
	return d
}

// linked is a text of Markdown in which links lead to the published pages.
func linked(doc string) string { return strings.ReplaceAll(doc, "](../", "]("+docs) }

// plain is a text of Markdown without its marks.
func plain(doc string) string {
	var b strings.Builder
	for doc != "" {
		before, link, found := strings.Cut(doc, "[")
		b.WriteString(before)
		if !found {
			break
		}
		text, rest, isLink := strings.Cut(link, "](")
		_, after, closed := strings.Cut(rest, ")")
		if !isLink || !closed || strings.ContainsAny(text, "[]\n") {
			b.WriteString("[")
			doc = link
			continue
		}
		b.WriteString(text)
		doc = after
	}
	return strings.ReplaceAll(b.String(), "`", "")
}
