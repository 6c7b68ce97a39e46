package lint_test

import (
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: the fix of an unused variable takes its line and nothing else, and offers
// itself only where the line is the variable's alone and something stays.
func TestUnusedVariablesAreDeleted(t *testing.T) {
	const head, tail = "numbers: {_.: main}\n", "flows: {main: [{log: \"${vars.used} ${config.used}\"}]}\n"
	for name, c := range map[string]struct{ text, want string }{
		"a line":            {"vars:\n  used: 1\n  spare: 2   # of old\n", "vars:\n  used: 1\n"},
		"two lines":         {"vars:\n  a: 1\n  used: 1\n  # of old\n  b: 2\n", "vars:\n  used: 1\n  # of old\n"},
		"all of a mapping":  {"vars: {used: 1}\nconfig:\n  used: 1\n  spare: ''\n", "vars: {used: 1}\nconfig:\n  used: 1\n"},
		"one of a flow map": {"vars: {used: 1, spare: 2}\n", "vars: {used: 1, spare: 2}\n"},
		"a list":            {"vars:\n  spare:\n    - 1\n  used: 1\n", "vars:\n  spare:\n    - 1\n  used: 1\n"},
		"a long text":       {"vars:\n  spare: >\n    a\n    b\n  used: 1\n", "vars:\n  spare: >\n    a\n    b\n  used: 1\n"},
		"a name for others": {"vars:\n  spare: &x 1\n  used: *x\n", "vars:\n  spare: &x 1\n  used: *x\n"},
	} {
		t.Run(name, func(t *testing.T) {
			config := "config: {used: 1}\n"
			if name == "all of a mapping" {
				config = ""
			}
			var fixes []source.Fix
			for _, f := range found(t, "ivr.yaml", head+config+c.text+tail) {
				if f.Rule == "unused-variable" && f.Fix != nil {
					fixes = append(fixes, *f.Fix)
				}
			}
			got, _, err := source.Apply("ivr.yaml", head+config+c.text+tail, fixes)
			if err != nil {
				t.Fatal(err)
			}
			if want := head + config + c.want + tail; got != want {
				t.Errorf("%s\nwanted\n%s", got, want)
			}
			if left := found(t, "ivr.yaml", got); left.HasErrors() {
				t.Errorf("the fix has broken the file:\n%s", written(left))
			}
		})
	}
}
