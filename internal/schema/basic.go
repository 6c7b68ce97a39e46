package schema

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// computed is part of every text in which something is computed.
const computed = `\$\{`

const (
	nameForm     = `^[A-Za-z_][A-Za-z0-9_]*$`
	variableForm = `^(flow\.)?[A-Za-z_][A-Za-z0-9_]*$`
	flowForm     = `^[A-Za-z0-9_][A-Za-z0-9_-]*$`
	languageForm = `^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$`
	spanForm     = `^\+?([0-9]*\.?[0-9]*(ns|us|µs|μs|ms|s|m|h))+$`
	secondsForm  = `^\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`
	webForm      = `^[Hh][Tt][Tt][Pp][Ss]?://`
)

// basics are the types that package flows has itself, by the names of their definitions.
func basics() node {
	defs := node{}
	define := func(t flows.Type, value node) {
		value["description"] = sentence(t.Accepts)
		if value["pattern"] != nil {
			value["patternErrorMessage"] = "It must be " + t.Accepts + "."
		}
		defs[basicName(t)] = value
	}
	define(flows.Text, single())
	define(flows.Sealed, single())
	define(flows.StepOrFlow, single())
	define(flows.FlowName, single())
	define(flows.Whole, whole())
	define(flows.Duration, node{"type": []string{"number", "string"}, "minimum": 0,
		"pattern": orForms(spanForm, secondsForm, computed)})
	define(flows.Bool, node{"type": []string{"boolean", "string"},
		"pattern": orForms("^(true|false|yes|no|on|off)$", computed)})
	define(flows.Condition, node{"type": []string{"string", "boolean"}, "minLength": 1})
	define(flows.Any, node{})
	define(flows.Media, listOr(prompt(), 1))
	define(flows.MediaSeries, node{"type": "array", "minItems": 1, "items": reference(flows.Media)})
	define(flows.Words, listOr(single(), 1))
	define(flows.Name, node{"type": "string", "pattern": nameForm})
	define(flows.Language, node{"type": "string", "pattern": orForms(languageForm, computed)})
	define(flows.URL, node{"type": "string", "pattern": orForms(webForm, "^"+computed)})
	define(flows.Endpoint, node{"type": "string", "pattern": `^[A-Za-z$]`})
	define(flows.Steps, either("array", node{"type": "array", "minItems": 1, "items": ref("step")}, ref("step")))
	define(flows.Assignments, filled(byName(reference(flows.Any), variableForm)))
	handler := needing(mapping("Steps with what belongs to them.", handlerKeys()...), "steps")
	define(flows.HandlerSet, anyOf(reference(flows.Steps), handler,
		node{"type": "object", "minProperties": 1, "additionalProperties": false,
			"description":       "From which time on which steps are taken.",
			"patternProperties": node{"^0*[1-9][0-9]*$": anyOf(reference(flows.Steps), handler)}}))
	return defs
}

func handlerKeys() []key {
	return []key{
		{"steps", "What to do.", reference(flows.Steps), nil},
		{"when", "What must hold for it; else a handler for fewer times, or one further out.",
			reference(flows.Condition), nil},
		{"replay_prompt", "Whether the question is asked again with its prompt.", node{"type": []string{"boolean", "string"},
			"pattern": "^(true|false|yes|no|on|off)$"}, true},
	}
}

// basicName is the name of a basic type's definition.
func basicName(t flows.Type) string { return strings.ReplaceAll(t.Name, " ", "_") }

// reference is a basic type used.
func reference(t flows.Type) node { return ref(basicName(t)) }

// single is a value that is no list and no mapping. Numbers are texts where a
// text is wanted; true and false are not, or an editor would offer them everywhere.
func single() node { return node{"type": []string{"string", "number"}} }

// prompt is the name of a prompt, which is not empty.
func prompt() node { return node{"type": []string{"string", "number"}, "pattern": `\S`} }

// whole is a whole number, or a text with one.
func whole() node {
	return node{"type": []string{"integer", "string"}, "pattern": orForms("^[+-]?[0-9]+$", computed)}
}

// listOr is one of something, or a list with at least so many.
func listOr(one node, least int) node {
	types, _ := one["type"].([]string)
	list := maps.Clone(one)
	list["type"], list["items"] = append(slices.Clone(types), "array"), one
	if least > 0 {
		list["minItems"] = least
	}
	return list
}

// filled is a mapping that is not empty.
func filled(m node) node {
	m["minProperties"] = 1
	return m
}

// words are words of which one may stand there. A word that looks like a number
// may be written as one.
func words(all []string) node {
	accepted := make([]any, 0, len(all))
	for _, word := range all {
		accepted = append(accepted, word)
	}
	for _, word := range all {
		if number, err := strconv.Atoi(word); err == nil {
			accepted = append(accepted, number)
		}
	}
	return node{"enum": accepted}
}

// orForms is a form that is one of these.
func orForms(forms ...string) string { return strings.Join(forms, "|") }

// sentence is what a type accepts as a sentence of its own.
func sentence(accepts string) string { return strings.ToUpper(accepts[:1]) + accepts[1:] + "." }
