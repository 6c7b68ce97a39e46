package tidy

import (
	"go/ast"
	"strings"
	"testing"
)

// wallClock are the files of those packages that may turn a time into a number, or back: it has no part in who has which
// call, nor in when something is over.
func wallClock() map[string]string {
	return map[string]string{
		"app/message.go": "the id of a text",
		"app/watch.go":   "when files were changed, by the disk's clock",
	}
}

// Law: whether a member lives, whose calls and entries are whose, and how late it is for a call, is decided by how long
// something has taken here: times of this process that were not turned into numbers, which keep what has passed (package
// time) however often the wall clock is put forward or back.
func TestDecisionsOfInstancesReadNoWallClock(t *testing.T) {
	allowed, seen := wallClock(), map[string]bool{}
	for _, file := range production(t) {
		if folder := file.path[:strings.LastIndex(file.path, "/")+1]; folder != "app/" && folder != "internal/call/" &&
			folder != "internal/cluster/" {
			continue
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch method.Sel.Name {
			case "Unix", "UnixNano", "UnixMilli", "UnixMicro":
				if seen[file.path] = true; allowed[file.path] == "" {
					t.Errorf("%s:%d: %s goes by the wall clock, which may jump", file.path, file.line(node), method.Sel.Name)
				}
			}
			return true
		})
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("%s is on the list, and reads no wall clock", name)
		}
	}
}
