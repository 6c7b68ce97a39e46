package tidy

import (
	"go/ast"
	"testing"
	"unicode/utf8"
)

// Law: a file is one concept, and short enough to be read at one sitting.
func TestFileSizes(t *testing.T) {
	for _, file := range handWritten(t) {
		most := fileLinesMax
		if file.isTest() {
			most = testFileLinesMax
		}
		if n := len(file.lines); n > most {
			t.Errorf("%s has %d lines, at most %d", file.path, n, most)
		}
	}
}

// Law: a line can be read beside another. A row of a test's table is one line,
// so that the rows can be read below one another.
func TestLineWidths(t *testing.T) {
	for _, file := range handWritten(t) {
		most := columnsMax
		if file.isTest() {
			most = testColumnsMax
		}
		for i, line := range file.lines {
			if n := utf8.RuneCountInString(line); n > most {
				t.Errorf("%s:%d: %d columns, at most %d", file.path, i+1, n, most)
			}
		}
	}
}

// Law: a function can be seen whole. A table test is as long as its table.
func TestFunctionLengths(t *testing.T) {
	for _, file := range handWritten(t) {
		most := functionLinesMax
		if file.isTest() {
			most = testFunctionLinesMax
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			function, ok := node.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				return true
			}
			first, last := file.line(function), file.set.Position(function.End()).Line
			if n := last - first + 1; n > most {
				t.Errorf("%s:%d: %s has %d lines, at most %d", file.path, first, function.Name.Name, n, most)
			}
			return true
		})
	}
}
