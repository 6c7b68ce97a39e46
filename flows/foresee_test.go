package flows

import (
	"strings"
	"testing"
)

// Law: an expression is foreseen where what is known decides it, and only there.
func TestForesee(t *testing.T) {
	values := map[string]any{"call.from": "100", "call.to": "200", "vars.on": true, "vars.off": false, "vars.n": 3,
		"vars.row.name": "Ann"}
	known := func(path []string) (any, bool) {
		value, ok := values[strings.Join(path, ".")]
		return value, ok
	}
	tests := []struct {
		source string
		want   any
		ok     bool
	}{
		{`call.from == "100"`, true, true},
		{`call.from == call.to`, false, true},
		{`call.from`, "100", true},
		{`vars.row.name + "!"`, "Ann!", true},
		{`vars.n > 2 ? call.to : vars.x`, "200", true},
		{`vars.x`, nil, false},
		{`vars.x and vars.off`, false, true},
		{`vars.off && vars.x == 1`, false, true},
		{`vars.x or vars.on`, true, true},
		{`vars.x or vars.off`, nil, false},
		{`vars.x and vars.on`, nil, false},
		{`not (vars.x and vars.off)`, true, true},
		{`not vars.x`, nil, false},
		{`vars.on and not vars.off`, true, true},
		{`vars.x ? 1 : 2`, nil, false},
		{`call.from in ["100", "101"]`, true, true},
		{`call.from in [vars.x]`, nil, false},
		{`call.from matches "^1" and call.to startsWith "2"`, true, true},
		{`same(call.from, "100")`, true, true},
		{`same(steps.pin.value, "1")`, nil, false},
		{`vars[call.from]`, nil, false},
		{`vars["n"] + 1`, 4, true},
		{`len(call.from) == 3`, true, true},
		{`vars.n / "x"`, nil, false},
		{`int(call.from + "x")`, nil, false},
		{`now()`, nil, false},
		{`vars.n +`, nil, false},
		{``, nil, false},
	}
	for _, test := range tests {
		if got, ok := Foresee(test.source, known); got != test.want && ok || ok != test.ok {
			t.Errorf("%s is %v, %v; want %v, %v", test.source, got, ok, test.want, test.ok)
		}
	}
}

// Law: whatever the expression, foreseeing it ends, and gives the same again.
func FuzzForesee(f *testing.F) {
	for _, seed := range []string{"a.b and not c.d", "a ? b : c", "same(a.b, '')", "map(1..9, # * 2)", "let x = 1; x", "{}.a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		known := func(path []string) (any, bool) { return "1", len(path)%2 == 0 }
		_, first := Foresee(source, known)
		if _, second := Foresee(source, known); first != second {
			t.Errorf("%q is foreseen only sometimes", source)
		}
	})
}
