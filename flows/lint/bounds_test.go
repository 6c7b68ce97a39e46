package lint_test

import (
	"fmt"
	"strings"
	"testing"
)

// Law: however many long patterns a menu has, and variables the steps set, looking at them comes to an end: where
// the work is too much the question stays open, without a finding.
func TestMuchStaysOpen(t *testing.T) {
	var menu, vars strings.Builder
	menu.WriteString("numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        prompt: hello-world\n        choices:\n")
	for i := range 600 {
		fmt.Fprintf(&menu, "          _%03dXXXXXXXXXXXX%d: {play: vm-goodbye}\n", i, i%10)
	}
	menu.WriteString("        on_exhausted: {hangup: normal}\n    - hangup\n")
	vars.WriteString("numbers: {_.: main}\nflows:\n  main:\n")
	for i := range 600 {
		fmt.Fprintf(&vars, "    - if: {is: 'call.from == \"%d\"', then: [set: {v%d: 1}]}\n", i, i)
	}
	for i := range 600 {
		fmt.Fprintf(&vars, "    - log: \"${vars.v%d}\"\n", i)
	}
	for name, text := range map[string]string{"patterns": menu.String(), "variables": vars.String()} {
		for _, f := range found(t, "ivr.yaml", text) {
			t.Errorf("%s: %s", name, f.Message)
		}
	}
}
