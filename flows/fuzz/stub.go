package fuzz

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// request is what the file says of a step that asks a web service.
type request struct {
	// pattern is the method and the address, * for what a call fills in; "" when even the host is computed.
	pattern string
	// paths are the places of the response that the step takes values from, names the variables that it gives them.
	paths, names []string
	// values are constants by path that flows compare the value there with, codes the HTTP statuses that they ask for.
	values map[string][]any
	codes  []int
}

// learned is the request with what the flows compare its response with.
func (r request) learned(c compared, step *flows.Placed) request {
	r.values = c.behind(step, "json")
	for _, path := range sortedKeys(r.values) {
		if !slices.Contains(r.paths, path) {
			r.paths, r.names = append(r.paths, path), append(r.names, "")
		}
	}
	for i, name := range r.names {
		if name != "" {
			r.values[r.paths[i]] = append(slices.Clip(r.values[r.paths[i]]), c.mapped(name)...)
		}
	}
	for _, value := range c["steps."+step.ID+".code"] {
		if code, ok := value.(int); ok && code >= 200 && code <= 599 {
			r.codes = append(r.codes, code)
		}
	}
	return r
}

// requestOf reads the fields of a step that asks a web service.
func requestOf(kind string, fields *source.Node) (request, bool) {
	if kind != "http" || fields == nil {
		return request{}, kind == "http"
	}
	address, method := fields, ""
	if fields.Kind == source.Map {
		address = fields.Get("url")
		if n := fields.Get("method"); n != nil {
			method = n.Value
		} else if fields.Get("json") != nil || fields.Get("form") != nil {
			method = "POST"
		}
	}
	one := request{}
	if address != nil && !strings.HasPrefix(address.Value, "${") {
		text := regexp.MustCompile(`\$\{[^}]*\}`).ReplaceAllString(address.Value, "*")
		text, _, _ = strings.Cut(text, "?")
		one.pattern = cmp.Or(method, "GET") + " " + text
	}
	for name, place := range fields.Get("result").All() {
		one.paths, one.names = append(one.paths, place.Value), append(one.names, name.Value)
	}
	return one, true
}

// addStub has a web service answer, unless something does already.
func (f *fuzzer) addStub(given *scenario.Given, r request) {
	known := slices.ContainsFunc(given.HTTP, func(s scenario.Stub) bool { return s.Request == r.pattern })
	if r.pattern != "" && !known {
		given.HTTP = append(given.HTTP, f.stub(r.pattern, r))
	}
}

// stub is a web service that answers as the step wants it, or not.
func (f *fuzzer) stub(pattern string, r request) scenario.Stub {
	stub := scenario.Stub{Request: pattern, Times: -1, Optional: true}
	switch n := f.random.IntN(100); {
	case n < 50:
		stub.Body = f.response(r)
	case n < 60:
		stub.Body = pick(f.random, []string{"", "null", "[]", "{}", `"text"`, "<html>no</html>", `{"error": {"code": 7}}`})
	case n < 75:
		stub.Status = pick(f.random, []int{204, 301, 400, 401, 404, 429, 500, 503})
		if len(r.codes) > 0 && f.chance(constantOften) {
			stub.Status = pick(f.random, r.codes)
		}
		stub.Body = pick(f.random, []string{"", f.response(r)})
	default:
		stub.Error = pick(f.random, []string{"timeout", "refused", "breaker", "too_large", "failed"})
	}
	if stub.Error == "" {
		stub.Status = cmp.Or(stub.Status, 200)
		stub.After = pick(f.random, []time.Duration{0, 0, 300 * time.Millisecond, 2500 * time.Millisecond, time.Minute})
	}
	return stub
}

// otherStub has one web service answer otherwise.
func (f *fuzzer) otherStub(given *scenario.Given) {
	i := f.random.IntN(len(given.HTTP))
	pattern := given.HTTP[i].Request
	for _, address := range sortedKeys(f.known.requests) {
		if f.known.requests[address].pattern == pattern {
			given.HTTP[i] = f.stub(pattern, f.known.requests[address])
			return
		}
	}
	given.HTTP[i] = f.stub(pattern, request{})
}

// response is a JSON that has something at all of the places, seldom without one of them.
func (f *fuzzer) response(r request) string {
	var root any
	for _, path := range r.paths {
		if f.chance(95) {
			root = put(root, strings.Split(path, "."), f.valued(r.values[path]))
		}
	}
	if root == nil {
		root = map[string]any{}
	}
	text, err := json.Marshal(root)
	if err != nil {
		return "{}"
	}
	return string(text)
}

// put sets the value at a path of names and indices.
func put(at any, path []string, value any) any {
	if len(path) == 0 || path[0] == "" {
		return value
	}
	if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < pathMax {
		list, _ := at.([]any)
		for len(list) <= i {
			list = append(list, nil)
		}
		list[i] = put(list[i], path[1:], value)
		return list
	}
	fields, ok := at.(map[string]any)
	if !ok {
		fields = map[string]any{}
	}
	fields[path[0]] = put(fields[path[0]], path[1:], value)
	return fields
}

// odd is a value as no test has it.
func (f *fuzzer) odd() any {
	return pick(f.random, []any{"Ann", "", "4711", 0, -1, 7, 105.5, 1e15, true, false, nil, "ä \"b\" <c> & ${d}"})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
