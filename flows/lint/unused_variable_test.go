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
		"a line":            {"vars:\n  used: 1\n  spare: 2\n", "vars:\n  used: 1\n"},
		"words behind it":   {"vars:\n  used: 1\n  spare: 2   # of old\n", "vars:\n  used: 1\n  spare: 2   # of old\n"},
		"words above it":    {"vars:\n  used: 1\n  # of old\n  spare: 2\n", "vars:\n  used: 1\n  # of old\n  spare: 2\n"},
		"a bad ignore":      {"vars:\n  used: 1\n  spare: 2 # ariapp:ignore unused-variable\n", "vars:\n  used: 1\n  spare: 2 # ariapp:ignore unused-variable\n"},
		"two lines":         {"vars:\n  a: 1\n  used: 1\n\n  b: 2\n", "vars:\n  used: 1\n\n"},
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

// Law: what is read through all scopes is read, be it one name, or a name that only a call knows.
func TestReadThroughAllScopes(t *testing.T) {
	for name, text := range map[string]string{
		"by dots":     "$env.vars.spare",
		"by brackets": `$env['vars']['spare']`,
		"any":         "$env.vars[call.from]",
		"any scope":   "$env[call.from]",
		"may be nil":  "$env?.vars?.spare",
	} {
		t.Run(name, func(t *testing.T) {
			got := found(t, "ivr.yaml", "numbers: {_.: main}\nvars:\n  spare: 1\n  used: 1\n"+
				"flows: {main: [{log: \"${"+text+"} ${vars.used}\"}]}\n")
			if len(got) > 0 {
				t.Errorf("found:\n%s", written(got))
			}
		})
	}
}

// Law: a number is only deleted where its calls go on to the same flow.
func TestShadowedNumbersAreDeleted(t *testing.T) {
	for name, c := range map[string]struct {
		numbers string
		fixed   bool
	}{
		"the same flow":   {"numbers:\n  _2XX: main\n  _2xx: main\n", true},
		"another flow":    {"numbers:\n  _2XX: main\n  _2xx: second\n", false},
		"with a language": {"numbers:\n  _2XX: {flow: main, language: fr}\n  _2xx: main\n", false},
		"words behind it": {"numbers:\n  _2XX: main\n  _2xx: main # the old ones\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			fixed, seen := false, false
			for _, f := range found(t, "ivr.yaml", c.numbers+"flows:\n  main: [hangup]\n  second: [hangup]\n") {
				if f.Rule == "shadowed-number" {
					seen, fixed = true, fixed || f.Fix != nil
				}
			}
			if !seen || fixed != c.fixed {
				t.Errorf("found %v, fixed %v", seen, fixed)
			}
		})
	}
}
