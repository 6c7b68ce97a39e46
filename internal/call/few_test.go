package call

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

// Law: what holds nothing has no memory, before and after.
func TestFew(t *testing.T) {
	var f few[string, int]
	f.drop("a")
	f.put("a", 1)
	f.put("b", 2)
	f.drop("a")
	if f["a"] != 0 || f["b"] != 2 || len(f) != 1 {
		t.Errorf("%v", f)
	}
	if f.drop("b"); f != nil {
		t.Errorf("an empty one is %#v", f)
	}
}

// Law: nobody writes into a few but by put: it may be nil, and the walk would panic.
func TestFewAreWrittenByPut(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	set, parsed := token.NewFileSet(), []*ast.File{}
	names := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(set, name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
		ast.Inspect(file, func(n ast.Node) bool { fewFields(n, names); return true })
	}
	if len(names) < 10 {
		t.Fatalf("found %v", names)
	}
	for _, file := range parsed {
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.AssignStmt); ok {
				for _, to := range s.Lhs {
					if name := indexed(to); names[name] {
						t.Errorf("%s: %s is written without put", set.Position(to.Pos()), name)
					}
				}
			}
			return true
		})
	}
}

// fewFields adds the names of a structure's fields of that type.
func fewFields(n ast.Node, names map[string]bool) {
	field, ok := n.(*ast.Field)
	if !ok {
		return
	}
	if kind, ok := field.Type.(*ast.IndexListExpr); ok {
		if id, ok := kind.X.(*ast.Ident); ok && id.Name == "few" {
			for _, name := range field.Names {
				names[name.Name] = true
			}
		}
	}
}

// indexed is the field whose element an expression is, "" for anything else.
func indexed(e ast.Expr) string {
	if index, ok := e.(*ast.IndexExpr); ok {
		if field, ok := index.X.(*ast.SelectorExpr); ok {
			return field.Sel.Name
		}
	}
	return ""
}
