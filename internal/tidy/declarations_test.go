package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// variables are package-level variables that the rules below would refuse, each with its reason.
func variables() map[string]string { return map[string]string{} }

// Law: importing a package does nothing: there is no init and no blank import
// but embed, and the zones of the world, which a binary carries.
func TestImportingDoesNothing(t *testing.T) {
	for _, file := range handWritten(t) {
		for _, declaration := range file.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if ok && function.Recv == nil && function.Name.Name == "init" {
				t.Errorf("%s:%d: an init function", file.path, file.line(function))
			}
		}
		for _, spec := range file.syntax.Imports {
			if spec.Name != nil && (spec.Name.Name == "_" && !carried(file.path, spec.Path.Value) || spec.Name.Name == ".") {
				t.Errorf("%s:%d: a blank or dot import of %s", file.path, file.line(spec), spec.Path.Value)
			}
		}
	}
}

// carried tells what may be imported for what it brings along.
func carried(path, imported string) bool {
	return imported == `"embed"` || imported == `"time/tzdata"` && path == "cmd/ariapp/main.go"
}

// Law: a package has no state: its variables are errors, patterns, embedded
// files and tables that nobody writes to.
func TestPackagesHaveNoState(t *testing.T) {
	files, known, used := production(t), variables(), map[string]bool{}
	written := writtenNames(files)
	for _, file := range files {
		for _, declaration := range file.syntax.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				variable := spec.(*ast.ValueSpec)
				for i, name := range variable.Names {
					key := file.folder() + "." + name.Name
					complaint := stateOf(group, variable, i)
					if complaint == "" && written[key] && name.Name != "_" {
						complaint = "is written to"
					}
					if complaint == "" {
						continue
					}
					if used[key] = true; known[key] == "" {
						t.Errorf("%s:%d: the package's variable %s %s", file.path, file.line(name), name.Name, complaint)
					}
				}
			}
		}
	}
	for key := range known {
		if !used[key] {
			t.Errorf("%s is on the list of variables and need not be", key)
		}
	}
}

// stateOf says what is wrong with a variable by its declaration alone, "" for nothing.
func stateOf(group *ast.GenDecl, variable *ast.ValueSpec, i int) string {
	if variable.Names[i].Name == "_" || embedded(group, variable) {
		return ""
	}
	if len(variable.Values) != len(variable.Names) {
		return "begins empty, so somebody must fill it"
	}
	value := variable.Values[i]
	for _, holder := range []string{"sync.", "atomic.", "rand.", "time.Now", "new(", "make("} {
		if strings.HasPrefix(expression(value), holder) || variable.Type != nil &&
			strings.HasPrefix(expression(variable.Type), holder) {
			return "holds state: " + holder
		}
	}
	return ""
}

func embedded(group *ast.GenDecl, variable *ast.ValueSpec) bool {
	for _, comments := range []*ast.CommentGroup{group.Doc, variable.Doc} {
		if comments == nil {
			continue
		}
		for _, comment := range comments.List {
			if strings.HasPrefix(comment.Text, "//go:embed ") {
				return true
			}
		}
	}
	return false
}

// expression is the beginning of an expression as it is written: names, dots and the first bracket.
func expression(node ast.Expr) string {
	switch node := node.(type) {
	case *ast.Ident:
		return node.Name
	case *ast.SelectorExpr:
		return expression(node.X) + "." + node.Sel.Name
	case *ast.CallExpr:
		return expression(node.Fun) + "("
	case *ast.CompositeLit:
		return expression(node.Type) + "{"
	case *ast.UnaryExpr:
		return expression(node.X)
	case *ast.StarExpr:
		return expression(node.X)
	}
	return ""
}

// writtenNames are the package-level names, as folder.name, that an assignment,
// an increment or delete changes, or whose address is taken. Names declared in
// the function itself are its own.
func writtenNames(files []*goFile) map[string]bool {
	written := map[string]bool{}
	for _, file := range files {
		imports := importedFolders(file)
		note := func(target ast.Expr) {
			holder, name := rootOf(target)
			switch {
			case name == nil:
			case holder != nil && holder.Obj == nil && imports[holder.Name] != "":
				written[imports[holder.Name]+"."+name.Name] = true
			case holder == nil && (name.Obj == nil || isPackageLevel(file, name)):
				written[file.folder()+"."+name.Name] = true
			}
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.AssignStmt:
				for _, target := range node.Lhs {
					if node.Tok != token.DEFINE {
						note(target)
					}
				}
			case *ast.IncDecStmt:
				note(node.X)
			case *ast.UnaryExpr:
				if _, literal := node.X.(*ast.CompositeLit); node.Op == token.AND && !literal {
					note(node.X)
				}
			case *ast.CallExpr:
				if slices.Contains([]string{"delete", "clear", "copy"}, expression(node.Fun)) && len(node.Args) > 0 {
					note(node.Args[0])
				}
			}
			return true
		})
	}
	return written
}

// isPackageLevel tells whether a resolved name is declared outside of the file's functions.
func isPackageLevel(file *goFile, name *ast.Ident) bool {
	return file.syntax.Scope != nil && file.syntax.Scope.Lookup(name.Name) == name.Obj
}

// rootOf finds the variable that x[i].f = … changes: its name, and what stands
// before its dot when x is pkg.name.
func rootOf(target ast.Expr) (holder, name *ast.Ident) {
	switch target := target.(type) {
	case *ast.Ident:
		return nil, target
	case *ast.IndexExpr:
		return rootOf(target.X)
	case *ast.ParenExpr:
		return rootOf(target.X)
	case *ast.StarExpr:
		return rootOf(target.X)
	case *ast.SelectorExpr:
		if x, ok := target.X.(*ast.Ident); ok && x.Obj == nil {
			return x, target.Sel
		}
		return rootOf(target.X)
	}
	return nil, nil
}

// importedFolders are the folders of our packages that a file imports, by the name it uses.
func importedFolders(file *goFile) map[string]string {
	folders := map[string]string{}
	for _, spec := range file.syntax.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		folder, ours := strings.CutPrefix(name, module+"/")
		if !ours {
			continue
		}
		called := path.Base(name)
		if spec.Name != nil {
			called = spec.Name.Name
		}
		folders[called] = folder
	}
	return folders
}
