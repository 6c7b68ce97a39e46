package flows_test

import (
	"github.com/ariapp/ariapp/flows"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// lines are the findings, one on each line.
func lines(findings source.Findings) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.String() + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// TestFindings has a row for every rule of the compiler; what is wrong is found
// at its place, and nothing else is.
// A mapping with a misspelt field is no value of the short field that takes none.
func TestAMisspeltFieldIsToldAsSuch(t *testing.T) {
	doc, _ := source.Parse("f", "numbers: {2: main}\nflows: {main: [{hangup: {casue: busy}}]}\n")
	_, findings := flows.Compile(doc, registry(t))
	if len(findings) != 1 || findings[0].Rule != "unknown-key" || findings[0].Nearest != "cause" {
		t.Errorf("%v", findings)
	}
}

func TestFindings(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no flows":   {"numbers: {2: main}", `f:1:1: the file has no flows [no-flows]` + "\n" + `f:1:14: unknown flow "main" [unknown-flow]`},
		"no numbers": {"flows: {main: [answer]}", `f:1:1: the file has no numbers, so no call would find a flow [no-numbers]`},
		"flows is no mapping": {"numbers: {2: m}\nflows: [answer]",
			`f:1:14: unknown flow "m" [unknown-flow]` + "\n" +
				`f:2:8: flows must be a mapping of names to lists of steps, found a list [wrong-type]`},
		"a flow's name":          {file("") + "  a/b: [answer]", `f:5:3: the name of a flow must be a name of letters, digits, - and _, found "a/b" [wrong-type]`},
		"an empty flow":          {file("") + "  x:", `f:5:5: the flow x has no steps [empty-flow]`},
		"an empty list of steps": {file("") + "  x: {steps: []}", `f:5:6: the flow x has no steps [empty-flow]`},
		"a key of a flow": {file("") + "  x: {steps: [answer], on_nomach: {log: a}}",
			`f:5:24: unknown key "on_nomach"; did you mean "on_nomatch"? [unknown-key]`},
		"params that are none": {file("") + "  x: {steps: [answer], params: [a]}",
			`f:5:32: params must be a mapping of names to values, found a list [wrong-type]`},
		"the name of a parameter": {file("") + "  x: {steps: [answer], params: {a-b: 1}}",
			`f:5:33: the name of a parameter must be a name of letters, digits and _, found "a-b" [wrong-type]`},

		"an unknown step":  {file("anwser"), `f:4:7: unknown step "anwser"; did you mean "answer"? [unknown-step]`},
		"an unknown field": {file("play: {media: a, lop: 2}"), `f:4:24: unknown field of play "lop"; did you mean "loop"? [unknown-key]`},
		"an unknown word":  {file("log: {text: a, level: wran}"), `f:4:29: unknown level "wran"; did you mean "warn"? [unknown-value]`},
		"a step of no kind": {file("id: x"), `f:4:7: the step has no kind; accepted: [` +
			`ring progress answer reject hangup continue play say tone silence moh language menu collect set if switch split repeat goto call return ` +
			`hours override lookup store http dial queue agent transfer dialplan message voicemail voicemail_menu directory record record_call conference park retrieve hold bridge wait log] [unknown-step]`},
		"a step of two kinds":       {file("{play: a, log: b}"), `f:4:17: "log" stands beside the step "play"; a step has one kind, and beside it only [id when on_error] [unknown-key]`},
		"a step that is a list":     {file("[answer]"), `f:4:7: a step must be a word such as answer, or a mapping such as {play: welcome}, found a list [wrong-type]`},
		"a step that is nothing":    {file("~"), `f:4:7: a step must be a word such as answer, or a mapping such as {play: welcome}, found nothing [wrong-type]`},
		"fields that are a list":    {file("hangup: {cause: [busy]}"), `f:4:23: cause must be a hangup cause such as busy, or a number from 1 to 127, found a list [wrong-type]`},
		"a step without its field":  {file("play"), `f:4:7: play needs media: a prompt or a list of prompts [missing-field]`},
		"a step with nothing":       {file("log:"), `f:4:7: log needs text: a text [missing-field]`},
		"a field left out":          {file("menu: {prompt: a}"), `f:4:7: menu needs choices: a mapping of keys to steps [missing-field]`},
		"a field twice":             {file("{id: x, log: {text: a, id: y}}"), `f:4:30: "id" stands beside the step already [duplicate-key]`},
		"fields for a bare step":    {file("answer: 5"), `f:4:15: answer must be a mapping of its fields, found "5" [wrong-type]`},
		"steps that are nothing":    {file("if: {is: 'true', then: }"), `f:4:30: then must be a step or a list of steps, found nothing [wrong-type]`},
		"steps that are none":       {file("if: {is: 'true', then: []}"), `f:4:30: then must be a step or a list of steps, found a list [wrong-type]`},
		"steps too deep":            {file(strings.Repeat("if: {is: 'true', then: {", 24) + "log: a" + strings.Repeat("}}", 24)), "too-deep"},
		"exclusive fields":          {file("collect: {prompt: a, prompts: [b]}"), `f:4:37: prompt and prompts exclude each other [exclusive-fields]`},
		"other exclusive fields":    {file("collect: {length: 3, max: 4}"), `f:4:25: length excludes min and max [exclusive-fields]`},
		"a question without an end": {file("collect: {attempts: 0}"), `f:4:27: with attempts, max_noinput and max_nomatch all 0 the question would have no end [no-end]`},
		"a loop without an end":     {file("repeat: {steps: {log: a}}"), `f:4:23: repeat needs times or while, or it would never end [missing-field]`},
		"a rule of digits":          {file("collect: {min: 5, max: 3}"), `f:4:22: the least number of keys is above the greatest [rule]`},
		"nothing to accept":         {file("collect: {values: }"), `f:4:25: values must be a text or a list of texts, found nothing [wrong-type]`},
		"no pattern to accept":      {file("collect: {pattern: []}"), `f:4:26: pattern must be a pattern such as _2XX, or a list of them, found a list [wrong-type]`},
		"an entry nobody can make":  {file("collect: {max: 2, pattern: _2XX}"), "unreachable-entry"},
		"a choice nobody can make":  {file("menu: {match: first, choices: {1: exit, 12: exit}}"), `f:4:47: 12 can never be chosen: the first match is always the shorter 1 [unreachable-choice]`},
		"a hidden choice":           {file("menu: {choices: {_X: exit, '_[23]': exit}}"), `f:4:34: _[23] can never be chosen: _X takes all it matches [unreachable-choice]`},

		"not a number":           {file("play: {media: a, loop: twice}"), `f:4:30: loop must be a whole number, found "twice" [wrong-type]`},
		"not a duration":         {file("wait: soon"), `f:4:13: time must be a duration such as 5s, 1m30s or 500ms, found "soon" [wrong-type]`},
		"a negative duration":    {file("wait: -5s"), `f:4:13: time must be a duration such as 5s, 1m30s or 500ms, found "-5s" [wrong-type]`},
		"neither true nor false": {file("wait: {time: 1s, until_key: maybe}"), `f:4:35: until_key must be true or false, found "maybe" [wrong-type]`},
		"a list for a text":      {file("log: [a]"), `f:4:12: text must be a single value, found a list [wrong-type]`},
		"a prompt that is none":  {file("play: {media: {a: b}}"), `f:4:21: media must be a prompt or a list of prompts, found a mapping [wrong-type]`},
		"an empty prompt":        {file("play: [a, '']"), `f:4:17: media must be the name of a prompt, found "" [wrong-type]`},
		"a loop of none":         {file("play: {media: a, loop: 0}"), `f:4:30: loop must be from 1 to 1000 [wrong-type]`},
		"keys that stop nothing": {file("play: {media: a, keys: '1'}"), `f:4:30: keys stop a prompt only with interruptible [missing-field]`},
		"terminators":            {file("collect: {terminators: xyz}"), `f:4:30: terminators must be keys such as # or *#, or none; found "xyz" [wrong-type]`},
		"a cause":                {file("hangup: bussy"), `f:4:15: unknown cause "bussy"; did you mean "busy"? [unknown-value]`},
		"an id":                  {file("log: {id: 1x, text: a}"), `f:4:17: id must be a name of letters, digits and _, found "1x" [wrong-type]`},
		"an id twice":            {file("log: {id: x, text: a}", "log: {id: x, text: b}"), `f:5:17: the id "x" is taken at f:4:7 [duplicate-id]`},
		"choices that are none":  {file("menu: {choices: {}}"), `f:4:23: choices must be a mapping of keys to steps, found a mapping [wrong-type]`},
		"a case twice":           {file("switch: {value: a, cases: {a|b: {log: x}, b: {log: y}}}"), `f:4:49: the value "b" has a case already [duplicate-key]`},
		"nothing to set":         {file("set"), `f:4:7: set needs a mapping of names to values [missing-field]`},
		"a confirmation":         {file("collect: {confirm: {promt: a}}"), `f:4:26: confirm needs prompt: what to ask, such as [you-entered, 'digits:${steps.id.value}', if-correct-press, 'digits:1'] [missing-field]` + "\n" + `f:4:27: unknown key of confirm "promt"; did you mean "prompt"? [unknown-key]`},
		"accept and retry alike": {file("collect: {confirm: {prompt: a, retry: 1}}"), `f:4:26: accept and retry must be two different keys or runs of keys, neither beginning with the other, and attempts at least 1 [rule]`},
		"a pin without a value":  {file("menu: {choices: {1: exit}, pin: {prompt: a}}"), `f:4:39: pin must be a mapping with value, and if need be prompt and attempts, found a mapping [wrong-type]`},
		"attempts of a pin":      {file("menu: {choices: {1: exit}, pin: {value: '1', attempts: 0}}"), `f:4:62: attempts must be a whole number from 1, found "0" [wrong-type]`},
		"direct dial":            {file("menu: {choices: {1: exit}, direct_dial: {allow: _2XXXX, steps: {log: a}}}"), `f:4:55: _2XXXX needs 5 digits; max_length is 4 [unreachable-entry]`},
		"a handler's key":        {file("collect: {on_nomatch: {steps: {log: a}, reply: 1}}"), `f:4:47: unknown key of a handler "reply"; accepted: steps, when, replay_prompt [unknown-key]`},
		"a handler's count":      {file("collect: {on_nomatch: {1: {log: a}, x: {log: b}}}"), `f:4:43: a count of on_nomatch must be a whole number from 1, found "x" [wrong-type]`},
		"a handler of nothing":   {file("collect: {on_nomatch: {replay_prompt: false}}"), `f:4:30: a handler with replay_prompt needs steps [missing-field]`},

		"a dead target":            {file("goto: again"), `f:4:13: unknown target "again"; accepted: main [dead-target]`},
		"a nearly right target":    {file("goto: mian"), `f:4:13: unknown target "mian"; did you mean "main"? [dead-target]`},
		"a call of a step":         {file("log: {id: x, text: a}", "call: x"), `f:5:13: unknown flow "x"; accepted: main [dead-target]`},
		"a target of two meanings": {file("log: {id: main, text: a}", "goto: main"), `f:5:13: "main" names a step of this flow and a flow; rename one [ambiguous-target]`},
		"a jump into a loop":       {file("goto: x", "repeat: {times: 2, steps: {log: {id: x, text: a}}}"), `f:4:13: "x" stands inside main/2.steps, which can only be entered from its beginning [jump-into]`},
		"a jump into a handler":    {file("goto: x", "collect: {on_noinput: {log: {id: x, text: a}}}"), `f:4:13: "x" stands inside main/2.on_noinput, which can only be entered from its beginning [jump-into]`},
		"a jump into an on_hangup": {"numbers: {2: m}\nflows: {m: {on_hangup: {log: {id: x, text: a}}, steps: [goto: x]}}", `f:2:63: "x" stands inside m/on_hangup, which can only be entered from its beginning [jump-into]`},
		"a parameter that is none": {file("call: {flow: main, args: {x: 1}}"), `f:4:33: unknown parameter of main "x" [unknown-name]`},
		"a parameter's type":       {file("call: {flow: y, args: {n: abc}}") + "  y: {params: {n: 1}, steps: [answer]}", `f:4:30: n is a whole number elsewhere, this is a text [wrong-type]`},
		"the telephone is gone":    {"numbers: {2: m}\nflows: {m: {on_hangup: [play: a], steps: [answer]}}", `f:2:25: play needs a telephone; in on_hangup the call is over [needs-telephone]`},
		"and inside of branches":   {"numbers: {2: m}\nflows: {m: {on_hangup: [if: {is: 'true', then: {wait: 1s}}], steps: [answer]}}", `f:2:49: wait needs a telephone; in on_hangup the call is over [needs-telephone]`},
		"a key of defaults":        {"defaults: {on_eror: {log: a}}\n" + file("answer"), `f:1:12: unknown key "on_eror"; did you mean "on_error"? [unknown-key]`},
		"a limit":                  {"limits: {max_stepps: 5}\n" + file("answer"), `f:1:10: unknown limit "max_stepps"; did you mean "max_steps"? [unknown-key]`},
		"a limit of nothing":       {"limits: {max_steps: 0}\n" + file("answer"), `f:1:21: max_steps must be a whole number from 1, found "0" [wrong-type]`},
		"a limit that is computed": {"limits: {max_call_time: '${1}'}\n" + file("answer"), `f:1:25: max_call_time must be written out; no ${…} is possible here [wrong-type]`},
		"limits that are none":     {"limits: 5\n" + file("answer"), `f:1:9: limits must be a mapping, found "5" [wrong-type]`},
		"config that is none":      {"config: 5\n" + file("answer"), `f:1:9: config must be a mapping of names to values, found "5" [wrong-type]`},
		"the name of a variable":   {"vars: {a-b: 1}\n" + file("answer"), `f:1:8: the name of a variable must be a name of letters, digits and _, found "a-b" [wrong-type]`},
		"a variable that is computed": {"vars: {a: '${1}'}\n" + file("answer"),
			`f:1:11: a must be written out; no ${…} is possible here [wrong-type]`},

		"vars that are none":     {"vars: 5\n" + file("answer"), `f:1:7: vars must be a mapping of names to values, found "5" [wrong-type]`},
		"defaults that are none": {"defaults: [answer]\n" + file("answer"), `f:1:11: defaults must be a mapping of handlers, found a list [wrong-type]`},
		"a setting's name":       {"config: {1: 2}\n" + file("answer"), `f:1:10: the name of a setting must be a name of letters, digits and _, found "1" [wrong-type]`},
		"a computed part":        {file("set: {a: [x, '${call.from}']}"), `f:4:20: a must be written out; no ${…} is possible here [wrong-type]`},
		"a name to set":          {file("set: {a b: 1}"), `f:4:13: the name of a variable must be a name of letters, digits and _, found "a b" [wrong-type]`},
		"an empty condition":     {file("log: {text: a, when: ''}"), `f:4:28: when must be an expression that is true or false, found "" [wrong-type]`},
		"prompts that are one":   {file("collect: {prompts: a}"), `f:4:26: prompts must be a list with the prompts of each attempt, found "a" [wrong-type]`},
		"a target that is none":  {file("goto: [a]"), `f:4:13: to must be a name, found a list [wrong-type]`},
		"numbers that are none":  {"numbers: [a]\nflows: {main: [answer]}", `f:1:10: numbers must be a mapping of numbers or patterns to flows, found a list [wrong-type]`},
		"a number's own vars":    {"numbers: {2: {flow: main, vars: 3}}\nflows: {main: [answer]}", `f:1:33: vars must be a mapping of names to values, found "3" [wrong-type]`},
		"a number's delay":       {"numbers: {2: {flow: main, answer_delay: '${1}'}}\nflows: {main: [answer]}", `f:1:41: answer_delay must be written out; no ${…} is possible here [wrong-type]`},
		"an argument's type":     {file("call: {flow: y, args: {l: 1}}") + "  y: {params: {l: [1]}, steps: [answer]}", `f:4:30: l is a list elsewhere, this is a whole number [wrong-type]`},
		"a number's flow":        {"numbers: {2: mian}\nflows: {main: [answer]}", `f:1:14: unknown flow "mian"; did you mean "main"? [unknown-flow]`},
		"a number's keys":        {"numbers: {2: {flow: main, lang: de}}\nflows: {main: [answer]}", `f:1:27: unknown key of a number "lang"; accepted: flow, language, answer_delay, vars [unknown-key]`},
		"a number without flow":  {"numbers: {2: {language: de}}\nflows: {main: [answer]}", `f:1:14: a number's target must be a flow, or a mapping with flow, found a mapping [wrong-type]`},
		"a bad pattern":          {"numbers: {'_2[': main}\nflows: {main: [answer]}", "[pattern]"},
		"a shadowed number":      {"numbers: {_2X.: main, _2X!: main, '_[2]X.': main}\nflows: {main: [answer]}", "[shadowed-number]"},
		"a forgotten underscore": {"numbers: {2XX: main}\nflows: {main: [answer]}", `f:1:11: warning: "2XX" stands for itself; the pattern is written _2XX [pattern]`},
		"a number's vars":        {"vars: {n: 1}\nnumbers: {2: {flow: main, vars: {n: x}}}\nflows: {main: [answer]}", `f:2:34: n is a whole number elsewhere, this is a text [wrong-type]`},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(check(t, c.text))
			if strings.HasPrefix(c.want, "f:") && got != c.want || got == "" || !strings.Contains(got, c.want) {
				t.Errorf("found\n%s\nwant\n%s\nin\n%s", got, c.want, c.text)
			}
		})
	}
}

// file is a text whose flow main holds the steps, the first of them on line 4
// from column 7; another flow may stand behind it.
func file(steps ...string) string {
	if len(steps) == 1 && steps[0] == "" {
		steps[0] = "answer"
	}
	text := "numbers: {2: main}\nflows:\n"
	for i, step := range steps {
		if i == 0 {
			text += "  main:\n"
		}
		text += "    - " + step + "\n"
	}
	return text
}
