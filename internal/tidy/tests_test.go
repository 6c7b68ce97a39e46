package tidy

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// Law: tests neither sleep nor skip. Inside a synctest bubble a sleep costs
// nothing and is exact, so packages whose tests run in bubbles may sleep there.
func TestTestsNeitherSleepNorSkip(t *testing.T) {
	files := slices.DeleteFunc(goFiles(t), func(file *goFile) bool { return !file.isTest() })
	bubbles := map[string]bool{}
	for _, file := range files {
		eachCall(file, func(_ *ast.CallExpr, name string) {
			bubbles[file.folder()] = bubbles[file.folder()] || name == "synctest.Test"
		})
	}
	for _, file := range files {
		eachCall(file, func(call *ast.CallExpr, name string) {
			receiver, method, _ := strings.Cut(name, ".")
			onTest := slices.Contains([]string{"t", "b", "tb", "f"}, receiver)
			switch {
			case name == "time.Sleep" && !bubbles[file.folder()]:
				t.Errorf("%s:%d: a test sleeps; await what it waits for", file.path, file.line(call))
			case onTest && (method == "Skip" || method == "Skipf" || method == "SkipNow"):
				t.Errorf("%s:%d: a test skips; let it fail, or give it a build tag", file.path, file.line(call))
			}
		})
	}
}

// eachCall visits every call of a file with its function as it is written.
func eachCall(file *goFile, visit func(call *ast.CallExpr, name string)) {
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			visit(call, strings.TrimSuffix(expression(call.Fun), "("))
		}
		return true
	})
}
