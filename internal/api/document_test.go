package api

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/jobs"
)

var update = flag.Bool("update", false, "write the document and its page anew")

// Law: the document that is served has every route with its scope, parameters, body and answer, and nothing else.
func TestDocumentHasEveryRoute(t *testing.T) {
	s := newSite(t, nil)
	served := s.want(200, "", "GET", Prefix+"/openapi.json", "").body
	if served != string(Document("test")) {
		t.Error("another document is served than is written")
	}
	operations := map[string]map[string]any{}
	for path, item := range parsed(t, served)["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			operations[strings.ToUpper(method)+" "+strings.TrimPrefix(path, Prefix)] = op.(map[string]any)
		}
	}
	h := &house{Options: Options{}.orDefaults()}
	for _, route := range h.routes() {
		name := route.Method + " " + route.Path
		op := operations[name]
		delete(operations, name)
		if op == nil {
			t.Errorf("%s is not in the document", name)
			continue
		}
		if op["summary"] != route.Summary || route.Summary == "" || !strings.HasSuffix(route.Summary, ".") {
			t.Errorf("%s: the summary is %q", name, op["summary"])
		}
		if scope, _ := op["x-scope"].(string); scope != string(route.Scope) || (op["security"] == nil) != (route.Scope == Open) {
			t.Errorf("%s: the scope is %q", name, scope)
		}
		if (op["requestBody"] == nil) != (route.Request == nil) {
			t.Errorf("%s: the body is %v", name, op["requestBody"])
		}
		if n := len(route.Query) + len(route.Header) + strings.Count(route.Path, "{"); n > 0 && len(op["parameters"].([]any)) != n {
			t.Errorf("%s: the parameters are %v", name, op["parameters"])
		}
	}
	for name := range operations {
		t.Errorf("%s is in the document and nowhere else", name)
	}
}

// Law: every reference of the document leads somewhere, and every field of calls and jobs says what it is (those of Asterisk are in its own documents).
func TestDocumentIsWhole(t *testing.T) {
	whole := parsed(t, string(Document("test")))
	components := whole["components"].(map[string]any)["schemas"].(map[string]any)
	var look func(at string, value any)
	look = func(at string, value any) {
		switch value := value.(type) {
		case map[string]any:
			if ref, ok := value["$ref"].(string); ok && components[strings.TrimPrefix(ref, "#/components/schemas/")] == nil {
				t.Errorf("%s leads to %s", at, ref)
			}
			for key, one := range value {
				look(at+"/"+key, one)
			}
		case []any:
			for _, one := range value {
				look(at, one)
			}
		}
	}
	look("", whole)
	own := &house{Options: Options{}.orDefaults()}
	ofCalls := parsed(t, string(document(slices.Concat(own.originateRoutes(), own.callRoutes(), own.jobRoutes(), own.linkRoutes(),
		own.callbackRoutes(), own.mailboxRoutes()), "test")))["components"].(map[string]any)["schemas"].(map[string]any)
	for name, component := range ofCalls {
		properties, _ := component.(map[string]any)["properties"].(map[string]any)
		for field, property := range properties {
			if property.(map[string]any)["description"] == nil {
				t.Errorf("%s.%s says nothing of itself", name, field)
			}
		}
	}
}

// Law: two types never share a component.
func TestComponentsHaveNamesOfTheirOwn(t *testing.T) {
	s := newSchemas()
	one, other := s.of(reflect.TypeFor[Order]()), s.of(reflect.TypeFor[*jobs.Order]())
	if one["$ref"] == other["$ref"] || len(s.byName) < 2 {
		t.Errorf("%v and %v", one, other)
	}
}

// Law: docs/api.md has every route of the table, and docs/openapi.json is the document; -update writes both.
func TestDocumentPages(t *testing.T) {
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	begin, end := []byte("<!-- routes -->\n"), []byte("<!-- end of routes -->\n")
	before, rest, found := bytes.Cut(page, begin)
	_, after, closed := bytes.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/api.md has no place for the routes")
	}
	wanted := slices.Concat(before, begin, []byte(routeTable()), end, after)
	for path, want := range map[string][]byte{"../../docs/api.md": wanted, "../../docs/openapi.json": Document("")} {
		if *update {
			if err := os.WriteFile(path, want, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the table of routes says; go test ./internal/api -run Pages -update writes it (%v)", path, err)
		}
	}
}

// routeTable is the routes as a table for people.
func routeTable() string {
	var text strings.Builder
	text.WriteString("\n| route | scope | what it does |\n| --- | --- | --- |\n")
	h := &house{Options: Options{}.orDefaults()}
	for _, route := range h.routes() {
		scope := string(route.Scope)
		if route.Scope == Open {
			scope = "–"
		}
		fmt.Fprintf(&text, "| `%s %s` | %s | %s |\n", route.Method, route.Path, scope, strings.ReplaceAll(route.Summary, "|", `\|`))
	}
	return text.String() + "\n"
}
