package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
	"testing"
)

// Law: every package says what it is, in a doc.go of its own unless it has one file only.
func TestEveryPackageHasItsDoc(t *testing.T) {
	packages := map[string][]*goFile{}
	for _, file := range production(t) {
		packages[file.folder()] = append(packages[file.folder()], file)
	}
	for folder, files := range packages {
		var documented []*goFile
		for _, file := range files {
			if file.syntax.Doc != nil {
				documented = append(documented, file)
			}
		}
		if len(documented) != 1 || len(files) > 1 && path.Base(documented[0].path) != "doc.go" {
			t.Errorf("%s: the package's comment belongs into one doc.go", folder)
			continue
		}
		text := documented[0].syntax.Doc.Text()
		if !introduces(text, files[0]) || strings.Count(text, "\n") < docLinesMin {
			t.Errorf("%s: name the package first, and write at least %d lines", documented[0].path, docLinesMin)
		}
	}
}

// introduces tells whether a comment begins as Go's do: Package x, Command x, or the program's name.
func introduces(comment string, file *goFile) bool {
	if file.syntax.Name.Name != "main" {
		return strings.HasPrefix(comment, "Package "+file.syntax.Name.Name+" ")
	}
	first, _, _ := strings.Cut(comment, " ")
	return first == "Command" || strings.EqualFold(first, path.Base(file.folder()))
}

// Law: every exported name has a comment; those of a group may share the group's.
func TestExportedNamesHaveAComment(t *testing.T) {
	for _, file := range production(t) {
		if file.syntax.Name.Name == "main" {
			continue
		}
		for _, declaration := range file.syntax.Decls {
			switch declaration := declaration.(type) {
			case *ast.FuncDecl:
				if declaration.Doc == nil && declaration.Name.IsExported() && exportedReceiver(declaration) {
					t.Errorf("%s:%d: %s has no comment", file.path, file.line(declaration), declaration.Name.Name)
				}
			case *ast.GenDecl:
				undocumented(t, file, declaration)
			}
		}
	}
}

// exportedReceiver tells whether a function is no method, or one of an exported type.
func exportedReceiver(function *ast.FuncDecl) bool {
	if function.Recv == nil {
		return true
	}
	receiver := function.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if index, ok := receiver.(*ast.IndexExpr); ok {
		receiver = index.X
	}
	name, ok := receiver.(*ast.Ident)
	return ok && name.IsExported()
}

func undocumented(t *testing.T, file *goFile, group *ast.GenDecl) {
	t.Helper()
	if group.Tok == token.IMPORT {
		return
	}
	for _, spec := range group.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && spec.Doc == nil && group.Doc == nil {
				t.Errorf("%s:%d: %s has no comment", file.path, file.line(spec), spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && spec.Doc == nil && spec.Comment == nil && group.Doc == nil {
					t.Errorf("%s:%d: %s has no comment", file.path, file.line(name), name.Name)
				}
			}
		}
	}
}
