package schema_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
)

// probe asks the readers about every mapping of the schema that has no other keys than its own.
type probe struct {
	t     *testing.T
	defs  map[string]any
	seen  map[string]bool
	asked int
}

const (
	stranger = "zzzz"
	anybody  = "x1"
)

// Law: wherever the schema lists keys, the readers accept just these: they are
// given one more and say what they would have accepted.
func TestTheReadersKnowTheSameKeys(t *testing.T) {
	whole := written(t, steps.All())
	p := &probe{t: t, defs: whole["$defs"].(map[string]any), seen: map[string]bool{}}
	p.look(whole, func(value any) any { return value })
	if least := len(steps.All()) + 20; p.asked < least {
		t.Errorf("only %d mappings were asked for, want %d at least", p.asked, least)
	}
}

// look goes through a schema; around makes a whole file of a value that stands there.
func (p *probe) look(n map[string]any, around func(value any) any) {
	if name, isRef := n["$ref"].(string); isRef {
		name = strings.TrimPrefix(name, "#/$defs/")
		if !p.seen[name] {
			p.seen[name] = true
			p.look(p.defs[name].(map[string]any), around)
		}
		return
	}
	properties, _ := n["properties"].(map[string]any)
	if n["additionalProperties"] == false && properties != nil {
		p.ask(n, properties, around)
	}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p.look(properties[name].(map[string]any), func(value any) any {
			m := needed(n)
			m[name] = value
			return around(m)
		})
	}
	for _, of := range []string{"anyOf", "oneOf"} {
		forms, _ := n[of].([]any)
		for _, form := range forms {
			p.look(form.(map[string]any), around)
		}
	}
	for _, of := range []string{"then", "else"} {
		if form, ok := n[of].(map[string]any); ok {
			p.look(form, around)
		}
	}
	if items, ok := n["items"].(map[string]any); ok {
		p.look(items, func(value any) any { return around([]any{value}) })
	}
	if inner, ok := n["additionalProperties"].(map[string]any); ok {
		p.look(inner, func(value any) any { return around(map[string]any{nameFor(n): value}) })
	}
	patterns, _ := n["patternProperties"].(map[string]any)
	for _, inner := range patterns {
		p.look(inner.(map[string]any), func(value any) any { return around(map[string]any{"1": value}) })
	}
}

// nameFor is a name that a mapping with names of one's own takes.
func nameFor(n map[string]any) string {
	form, _ := n["propertyNames"].(map[string]any)
	pattern, _ := form["pattern"].(string)
	for _, name := range []string{anybody, "1"} {
		if regexp.MustCompile(pattern).MatchString(name) && strings.HasPrefix(name, "x") == !strings.Contains(pattern, "*#") {
			return name
		}
	}
	if regexp.MustCompile(pattern).MatchString("1") { // a number, such as a mailbox's
		return "1"
	}
	return "2026-01-01"
}

// needed is a mapping with the keys that must be there, without which some readers look no further.
func needed(n map[string]any) map[string]any {
	m := map[string]any{}
	required, _ := n["required"].([]any)
	for _, name := range required {
		m[name.(string)] = anybody
	}
	return m
}

func (p *probe) ask(n, properties map[string]any, around func(value any) any) {
	p.asked++
	want := slices.Sorted(maps.Keys(properties))
	m := needed(n)
	m[stranger] = anybody
	if len(m) == 1 && properties["when"] != nil && properties["play"] == nil {
		m[want[0]] = anybody // else it may be a step's short form, of which a mapping is the value
	}
	text := textOf(p.t, around(m))
	for _, finding := range check(p.t, text) {
		if !strings.Contains(finding.Message, `"`+stranger+`"`) || len(finding.Accepted) == 0 {
			continue
		}
		got := slices.Clone(finding.Accepted)
		if finding.Rule == "unknown-step" {
			for _, f := range flows.CommonFields() {
				got = append(got, f.Name)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			p.t.Errorf("the readers know %v, the schema %v in\n%s", got, want, text)
		}
		return
	}
	p.t.Errorf("no reader minds a stranger among %v in\n%s", want, text)
}
