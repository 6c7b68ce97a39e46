package flows

import (
	"maps"
	"reflect"
	"time"

	"github.com/expr-lang/expr/types"
)

// callFields are the types of the `call` scope; callScope fills it.
var callFields = types.Map{
	"id": types.String, "channel": types.String, "asterisk": types.String,
	"from": types.String, "from_name": types.String, "to": types.String, "context": types.String,
	"language": types.String, "args": types.Array(types.String), "captures": types.Array(types.String),
	"started": types.TypeOf(time.Time{}),
}

func callScope(c CallInfo) map[string]any {
	return map[string]any{
		"id": c.ID, "channel": c.Channel, "asterisk": c.Asterisk,
		"from": c.From, "from_name": c.FromName, "to": c.To, "context": c.Context,
		"language": c.Language, "args": nonNil(c.Args), "captures": nonNil(c.Captures), "started": c.Started,
	}
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// errorFields are the types of the `error` scope: the failure that on_error looks at.
var errorFields = types.Map{"message": types.String, "step": types.String, "kind": types.String}

// scopeTypes is what an expression may name: in a flow its params and its steps' results too.
func (c *compiler) scopeTypes(flow *Flow) types.Map {
	scope := types.Map{
		"call": callFields, "error": errorFields,
		"vars": maps.Clone(c.varTypes), "config": typesOf(c.program.config),
		"secrets": typesOf(c.program.secrets),
		"flow":    types.Map{}, "steps": types.Map{},
	}
	if flow == nil {
		return scope
	}
	scope["flow"] = typesOf(flow.Params)
	steps := types.Map{}
	for id, step := range flow.ids {
		results := types.Map{}
		for _, result := range step.results {
			results[result.Name] = typeOf(result.Zero)
		}
		steps[id] = results
	}
	scope["steps"] = steps
	return scope
}

func typesOf(values map[string]any) types.Map {
	m := types.Map{}
	for name, value := range values {
		m[name] = typeOf(value)
	}
	return m
}

// typeOf is the type that a value has in expressions; nil stands for any.
func typeOf(value any) types.Type {
	switch v := value.(type) {
	case nil:
		return types.Any
	case map[string]any:
		return typesOf(v)
	case []any:
		return types.Array(types.Any)
	}
	return types.TypeOf(value)
}

// goType turns a type found by reflection into one of expressions.
func goType(t reflect.Type) types.Type {
	if t == nil || t.Kind() == reflect.Interface || t.Kind() == reflect.Map || t.Kind() == reflect.Slice {
		return types.Any
	}
	return types.TypeOf(reflect.Zero(t).Interface())
}

// zeroResult is what steps.<id> holds before the step has run.
func (p *Placed) zeroResult() map[string]any {
	zero := make(map[string]any, len(p.results))
	for _, result := range p.results {
		zero[result.Name] = result.Zero
	}
	return zero
}

// Vars are the call's variables as they are: after Run, as it left them, without secrets.
func (w *Walker) Vars() map[string]any { return maps.Clone(w.vars) }
