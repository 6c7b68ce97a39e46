package flows_test

import (
	"strings"
	"testing"
)

// TestFindingsOfExpressions has a row for each fault of an expression, at its own column.
func TestFindingsOfExpressions(t *testing.T) {
	const collects = `collect: {id: c, length: 4, secret: true}`
	for name, c := range map[string]struct {
		steps []string
		want  string
	}{
		"a scope that is none":      {[]string{`log: "${cal.from}"`}, `f:4:15: there is no "cal"; did you mean "call"? [unknown-name]`},
		"in a plain scalar":         {[]string{`log: hi ${call.form}`}, `f:4:22: call has no "form"; did you mean "from"? [unknown-name]`},
		"in a quoted scalar":        {[]string{`log: "hi ${call.form}"`}, `f:4:23: call has no "form"; did you mean "from"? [unknown-name]`},
		"behind other letters":      {[]string{`log: "ünï “${call.form}”"`}, `f:4:25: call has no "form"; did you mean "from"? [unknown-name]`},
		"behind letters within":     {[]string{`log: "${'ünï' + call.form}"`}, `f:4:28: call has no "form"; did you mean "from"? [unknown-name]`},
		"two in one text":           {[]string{`log: "${call.form} ${call.too}"`}, `f:4:20: call has no "form"; did you mean "from"? [unknown-name]` + "\n" + `f:4:33: call has no "too"; did you mean "to"? [unknown-name]`},
		"a variable nobody sets":    {[]string{`log: "${vars.nme}"`, `set: {name: a}`}, `f:4:20: vars has no "nme"; did you mean "name"? [unknown-name]`},
		"a result that is none":     {[]string{`wait: {id: w, time: 1s}`, `log: "${steps.w.stat}"`}, `f:5:23: steps.w has no "stat"; accepted: status [unknown-name]`},
		"a step that is none":       {[]string{`wait: {id: w, time: 1s}`, `log: "${steps.x.status}"`}, `f:5:21: steps has no "x"; accepted: w [unknown-name]`},
		"a condition":               {[]string{`log: {text: a, when: call.form == '1'}`}, `f:4:33: call has no "form"; did you mean "from"? [unknown-name]`},
		"a condition that is none":  {[]string{`log: {text: a, when: call.from}`}, `f:4:28: true or false is wanted here, this is a text [wrong-type]`},
		"a condition in pieces":     {[]string{`log: {text: a, when: "${call.from} == 1"}`}, `f:4:28: when must be one expression: put all of it into ${…}, found "${call.from} == 1" [wrong-type]`},
		"types that do not match":   {[]string{`if: {is: call.from == 5, then: {log: a}}`}, `f:4:26: invalid operation: == (mismatched types string and int) [expression]`},
		"an operator too few":       {[]string{`log: "${1 +}"`}, `f:4:17: unexpected token EOF [expression]`},
		"a bracket too few":         {[]string{`log: a ${1 + 2`}, `f:4:14: ${ without its } [expression]`},
		"nothing in it":             {[]string{`log: "${}"`}, `f:4:15: unexpected token EOF [expression]`},
		"a function that is none":   {[]string{`log: "${uper(call.from)}"`}, `unknown-name`},
		"the time, which is none":   {[]string{`log: "${now()}"`}, `f:4:15: there is no "now"; accepted: call, config, error, flow, secrets, steps, vars [unknown-name]`},
		"a list in a text":          {[]string{`log: "${call.args}"`}, `f:4:15: a text is wanted here, this is a list [wrong-type]`},
		"a list within a text":      {[]string{`log: "args ${call.args}"`}, `f:4:20: a text is wanted here, this is a list [wrong-type]`},
		"a truth for a duration":    {[]string{`wait: "${1 == 1}"`}, `f:4:16: a duration is wanted here, this is true or false [wrong-type]`},
		"a span for a number":       {[]string{`{id: c, collect: {length: 1}}`, `play: {media: a, loop: "${call.args}"}`}, `f:5:33: a whole number is wanted here, this is a list [wrong-type]`},
		"a secret in a log":         {[]string{collects, `log: "${steps.c.value}"`}, `f:5:15: a secret may not stand in a text [wrong-type]`},
		"a secret within a log":     {[]string{collects, `log: "PIN ${steps.c.value}!"`}, `f:5:19: a secret may not stand in a text [wrong-type]`},
		"a secret in a prompt":      {[]string{collects, `play: "digits:${steps.c.value}"`}, `f:5:23: a secret may not stand in a text [wrong-type]`},
		"a secret in a variable":    {[]string{collects, `set: {p: "${steps.c.value}"}`, `log: "${vars.p}"`}, `f:6:15: a secret may not stand in a text [wrong-type]`},
		"a secret compared":         {[]string{collects, `if: {is: steps.c.value == '1', then: {log: a}}`}, `mismatched types flows.Secret and string`},
		"a secret opened":           {[]string{collects, `log: "${steps.c.value.value}"`}, `[expression]`},
		"a secret glued":            {[]string{collects, `log: "${'x' + steps.c.value}"`}, `[expression]`},
		"a value of the wrong type": {[]string{`set: {n: abc}`}, `f:4:13: n is a whole number elsewhere, this is a text [wrong-type]`},
		"a computed wrong type":     {[]string{`set: {n: "${call.from + 'x'}"}`}, `f:4:13: n is a whole number elsewhere, this is a text [wrong-type]`},
		"a number with a point":     {[]string{`set: {n: 1.5}`}, `f:4:13: n is a whole number elsewhere, this is a number with a point [wrong-type]`},
		"a flow's variable":         {[]string{`set: {flow.x: 1}`}, `f:4:13: the flow has no parameter "x"; list it under params [unknown-name]`},
		"too large an expression":   {[]string{`log: "${` + strings.Repeat("1+", 600) + `1}"`}, `[expression]`},
	} {
		t.Run(name, func(t *testing.T) {
			text := file(c.steps...)
			if strings.Contains(strings.Join(c.steps, ""), "{n: ") {
				text = strings.TrimSuffix(text, "\n") + "\nvars: {n: 0}\n"
			}
			got := lines(check(t, text))
			if strings.HasPrefix(c.want, "f:") && got != c.want || got == "" || !strings.Contains(got, c.want) {
				t.Errorf("found\n%s\nwant\n%s\nin\n%s", got, c.want, text)
			}
		})
	}
}

// TestTenFaultsInOnePass: a file with ten faults gives ten findings, in order, each at its place.
func TestTenFaultsInOnePass(t *testing.T) {
	text := `vars: {tries: 0}
numbers:
  200: mian
  "_2[": main
flows:
  main:
    - anwser
    - play: {media: hello, lop: 3}
    - menu:
        id: top
        prompt: "press ${vars.trys}"
        choices:
          1: {goto: nowhere}
          12: {wait: soon}
    - collect: {id: top, secret: true, min: 9, max: 4}
    - if: {is: call.from == 1, then: {log: a}}
`
	want := `f:3:8: unknown flow "mian"; did you mean "main"? [unknown-flow]
f:4:6: "_2[" is no pattern: this set is not closed by ] [pattern]
f:7:7: unknown step "anwser"; did you mean "answer"? [unknown-step]
f:8:28: unknown field of play "lop"; did you mean "loop"? [unknown-key]
f:11:31: vars has no "trys"; accepted: tries [unknown-name]
f:13:21: unknown target "nowhere"; accepted: top, main [dead-target]
f:14:22: time must be a duration such as 5s, 1m30s or 500ms, found "soon" [wrong-type]
f:15:21: the id "top" is taken at f:9:7 [duplicate-id]
f:15:45: the least number of keys is above the greatest [rule]
f:16:26: invalid operation: == (mismatched types string and int) [expression]`
	if got := lines(check(t, text)); got != want {
		t.Errorf("found\n%s\nwant\n%s", got, want)
	}
}

// TestTypesThatFit: what the compiler lets pass, it lets pass for a reason.
func TestTypesThatFit(t *testing.T) {
	for _, step := range []string{
		`wait: "${5}"`, `wait: "${1.5}"`, `wait: "${'5s'}"`, `wait: 1m30s`, `wait: 0.5`,
		`play: {media: a, loop: "${2}"}`, `play: {media: a, loop: "${'2'}"}`, `play: {media: a, early: yes}`,
		`log: "${call.started} ${1.5} ${true} ${3}"`, `log: $${call.form}`, `log: 'a } b'`, `log: "${ {'a': 1}.a }"`,
		`log: "${'}'}"`, `log: "${call.args[0] ?? 'none'}"`, `log: {text: a, when: "${call.to == ''}"}`,
		`if: {is: "same(call.from, '100')", then: {log: a}}`, `set: {a: [1, {b: c}], d: , e: 007, f: 1.5, g: true}`,
		`switch: {value: "${len(call.from)}", cases: {3: {log: a}}}`,
	} {
		if got := check(t, file(step)); len(got) > 0 {
			t.Errorf("%s: %s", step, lines(got))
		}
	}
}
