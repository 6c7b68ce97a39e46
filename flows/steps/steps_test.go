package steps

import (
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestSteps has a row for every rule of the steps that do not ask: steps, what
// the caller does (prompts last 2 s), what was logged and heard, how long it took.
func TestSteps(t *testing.T) {
	for name, c := range map[string]struct {
		steps, script, logged, heard string
		took                         time.Duration
	}{
		"answer waits the answer delay":    {`answer`, "", "", "", 0},
		"play":                             {`play: a`, "", "", "a", 2 * s},
		"play a list":                      {`play: [a, b]`, "", "", "a b", 4 * s},
		"play is not interruptible":        {`play: {id: p, media: a}, log: "${steps.p.status} ${steps.p.key}"`, "1s 5", "done ", "a", 2 * s},
		"play until a key":                 {`play: {id: p, media: a, interruptible: true}, log: "${steps.p.status} ${steps.p.key}"`, "1s 5", "interrupted 5", "a/1s", 1 * s},
		"play until one of the keys":       {`play: {id: p, media: a, interruptible: true, keys: '#*'}, log: "${steps.p.status} ${steps.p.key}"`, "500ms 5 500ms #", "interrupted #", "a/1s", 1 * s},
		"play without keys that stop it":   {`play: {media: a, interruptible: true, keys: none}`, "1s 5", "", "a", 2 * s},
		"play keeps the keys":              {`play: a, collect: {id: c, length: 2}, log: "${steps.c.value}"`, "1s 56", "56", "a", 2 * s},
		"play keeps the key that stops it": {`play: {media: a, interruptible: true}, collect: {id: c, length: 2}, log: "${steps.c.value}"`, "1s 56", "56", "a/1s", 1200 * time.Millisecond},
		"play with flush keeps none":       {`play: b, play: {media: a, flush: true}, collect: {id: c, length: 1, attempts: 1}, log: "${steps.c.status}"`, "1s 5 2s 6", "max_attempts", "b a", 9 * s},
		"play three times":                 {`play: {media: a, loop: 3}`, "", "", "a a a", 6 * s},
		"play as often as computed":        {`play: {media: a, loop: "${1 + 1}"}`, "", "", "a a", 4 * s},
		"play for some time":               {`play: {id: p, media: a, loop: 9, max_time: 5s}, log: "${steps.p.status}"`, "", "timeout", "a a a/1s", 5 * s},
		"play early does not answer":       {`play: {media: a, early: true}`, "", "", "a", 2 * s},
		"play what is missing":             {`play: {id: p, media: nosuch}, log: "${steps.p.status}"`, "", "failed", "", 0},
		"play what is missing at the end":  {`play: {id: p, media: [a, nosuch], loop: 5}, log: "${steps.p.status}"`, "", "failed", "a", 2 * s},
		"play what is missing before":      {`play: {id: p, media: [nosuch, a]}, log: "${steps.p.status}"`, "", "done", "a", 2 * s},
		"play what is computed":            {`play: "digits:${call.from}"`, "", "", "digits:100", 2 * s},
		"wait":                             {`wait: {id: w, time: 3s}, log: "${steps.w.status}"`, "", "done", "", 3 * s},
		"wait in seconds":                  {`wait: 1.5`, "", "", "", 1500 * time.Millisecond},
		"wait keeps the keys":              {`wait: 3s, collect: {id: c, length: 2}, log: "${steps.c.value}"`, "1s 56", "56", "", 3 * s},
		"wait until a key":                 {`wait: {id: w, time: 3s, until_key: true}, log: "${steps.w.status}"`, "1s 5", "interrupted", "", 1 * s},
		"wait for nothing":                 {`wait: 0s, log: a`, "", "a", "", 0},
		"set computes before it changes":   {`set: {a: 1, b: 2}, {set: {a: "${vars.b}", b: "${vars.a}"}}, log: "${vars.a}${vars.b}"`, "", "21", "", 0},
		"set keeps types":                  {`set: {a: 1, b: "1", c: 1.5, d: true, e: 007, f: , g: [1, x]}, log: "${type(vars.a)} ${type(vars.b)} ${type(vars.c)} ${type(vars.d)} ${vars.e} ${type(vars.f)} ${len(vars.g)}"`, "", "int string float bool 007 nil 2", "", 0},
		"a variable before it is set":      {`log: "${vars.a + 1}|${vars.b}", set: {a: 5, b: x}`, "", "1|", "", 0},
		"if":                               {`if: {is: call.from == "100", then: {log: yes}, else: {log: no}}`, "", "yes", "", 0},
		"if not":                           {`if: {is: "${call.from == ''}", then: {log: yes}, else: [log: no, log: more]}`, "", "no; more", "", 0},
		"if not, without else":             {`if: {is: "false", then: {log: yes}}, log: on`, "", "on", "", 0},
		"switch":                           {`switch: {value: "${call.from}", cases: {99: {log: a}, 100: {log: b}}, default: {log: c}}, log: on`, "", "b; on", "", 0},
		"switch by one of several":         {`switch: {value: b, cases: {"a | b": {log: ab}, c: {log: c}}}`, "", "ab", "", 0},
		"switch by default":                {`switch: {value: x, cases: {a: {log: a}}, default: {log: c}}`, "", "c", "", 0},
		"switch without default":           {`switch: {value: x, cases: {a: {log: a}}}, log: on`, "", "on", "", 0},
		"repeat times":                     {`repeat: {id: r, times: 3, steps: {log: "${steps.r.round}"}}, log: "= ${steps.r.round}"`, "", "1; 2; 3; = 3", "", 0},
		"repeat no times":                  {`repeat: {id: r, times: 0, steps: {log: a}}, log: "= ${steps.r.round}"`, "", "= 0", "", 0},
		"repeat while":                     {`set: {n: 0}, repeat: {while: vars.n < 2, steps: [log: "${vars.n}", set: {n: "${vars.n + 1}"}]}, log: on`, "", "0; 1; on", "", 0},
		"repeat times, while":              {`set: {n: 0}, repeat: {times: 1, while: vars.n < 2, steps: [log: "${vars.n}", set: {n: "${vars.n + 1}"}]}`, "", "0", "", 0},
		"repeat in repeat begins anew":     {`repeat: {times: 2, steps: {repeat: {id: r, times: 2, steps: {log: "${steps.r.round}"}}}}`, "", "1; 2; 1; 2", "", 0},
		"repeat as often as computed":      {`repeat: {times: "${len(call.from)}", steps: {log: a}}`, "", "a; a; a", "", 0},
		"log computes":                     {`log: "a ${1 + 1} ${call.to} $${x}"`, "", "a 2 200 ${x}", "", 0},
		"a step that is passed over":       {`play: {id: p, media: a, when: "false"}, log: "${steps.p.status}|"`, "", "|", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialIn(t, compile(t, "flows:\n  main: ["+c.steps+"]\n"),
				flowtest.Options{Missing: []string{"nosuch"}}, script(t, c.script)...)
			if p.logged() != c.logged || p.heard() != c.heard || p.phone.Elapsed() != c.took {
				t.Errorf("logged %q, want %q\nheard %q, want %q\ntook %v, want %v\n%s", p.logged(), c.logged, p.heard(),
					c.heard, p.phone.Elapsed(), c.took, p)
			}
			if p.outcome.Status != flows.Ended || p.outcome.Cause != flows.CauseNormal {
				t.Errorf("ended %+v", p.outcome)
			}
		})
	}
}

func TestWhatAnswersTheCall(t *testing.T) {
	for step, answers := range map[string]bool{
		"answer": true, "play: a": true, "play: {media: a, early: true}": false, "wait: 1s": false, "log: a": false,
		"collect: {attempts: 1}": true, "collect: {attempts: 1, answer: false}": false, "hangup": false,
		"menu: {choices: {1: exit}}": true, "menu: {choices: {1: exit}, answer: false}": false, "continue": false,
		"menu: {choices: {1: exit}, answer: false, pin: {value: '1'}}": false,
	} {
		const delay = 700 * time.Millisecond
		p := dialIn(t, compile(t, "flows: {main: ["+step+"]}"), flowtest.Options{AnswerDelay: delay})
		if p.phone.Answered() != answers || answers && p.phone.Elapsed() < delay {
			t.Errorf("%s: answered %v after %v", step, p.phone.Answered(), p.phone.Elapsed())
		}
	}
	p := dialIn(t, compile(t, "flows: {main: [answer, answer, play: a]}"), flowtest.Options{AnswerDelay: s})
	if p.phone.Elapsed() != 3*s {
		t.Errorf("answered more than once: %v\n%s", p.phone.Elapsed(), p)
	}
}

func TestHangupTellsItsCause(t *testing.T) {
	for step, want := range map[string]flows.Cause{"hangup": 16, "hangup: busy": 17, "hangup: {cause: 34}": 34,
		"return": 16, "log: the end": 16} {
		p := dialIn(t, compile(t, "flows: {main: ["+step+"]}"), flowtest.Options{})
		if p.outcome.Cause != want || p.phone.HungUp() == nil || *p.phone.HungUp() != want {
			t.Errorf("%s: the cause is %d", step, p.outcome.Cause)
		}
	}
}

func TestContinueLeavesForThePlaceGiven(t *testing.T) {
	for step, want := range map[string]*flows.Place{
		"continue":     {},
		"continue: 20": {Extension: "20"},
		"continue: {context: phones, extension: 's', priority: 2}": {Context: "phones", Extension: "s", Priority: "2"},
		"continue: '${call.from}'":                                 {Extension: "100"},
		"continue: '${call.from},1'":                               nil,
	} {
		p := dialIn(t, compile(t, "flows: {main: {on_hangup: {log: never}, steps: ["+step+", log: never]}}"), flowtest.Options{})
		switch {
		case want == nil && (p.phone.Went() != nil || p.outcome.Status != flows.Failed):
			t.Errorf("%s: went to %+v, ended %+v", step, p.phone.Went(), p.outcome)
		case want != nil && (p.phone.Went() == nil || *p.phone.Went() != *want || p.logged() != "" ||
			p.outcome.Status != flows.Left || p.phone.HungUp() != nil):
			t.Errorf("%s: went to %+v, logged %q, ended %+v", step, p.phone.Went(), p.logged(), p.outcome)
		}
		told := slices.IndexFunc(p.facts, func(f flows.Fact) bool { return f.Kind == flows.CallSent })
		if want != nil && (told < 0 || p.facts[told].Text != want.String()) || want == nil && told >= 0 {
			t.Errorf("%s: the facts do not tell where it went, %v:\n%v", step, want, p)
		}
	}
}

func TestLevelsOfTheLog(t *testing.T) {
	p := dialIn(t, compile(t, "flows: {main: [log: a, log: {text: b, level: error}]}"), flowtest.Options{})
	got := ""
	for _, f := range p.facts {
		if f.Kind == flows.Logged {
			got += f.Level + " "
		}
	}
	if got != "info error " {
		t.Errorf("logged at %q", got)
	}
}

// TestEverySpecIsWhole: documented, and with an example that compiles and uses the step.
func TestEverySpecIsWhole(t *testing.T) {
	for _, spec := range All() {
		if spec.Summary == "" || spec.Example == "" || spec.Doc == "" && len(spec.Fields) == 0 {
			t.Errorf("%s has no summary, documentation or example", spec.Kind)
		}
		for _, f := range spec.Fields {
			if f.Doc == "" {
				t.Errorf("%s.%s has no documentation", spec.Kind, f.Name)
			}
		}
		text := "flows:\n  main:\n"
		for _, line := range splitLines(spec.Example) {
			text += "    " + line + "\n"
		}
		used := false
		compile(t, text).EachStep(func(p *flows.Placed) { used = used || p.Kind == spec.Kind })
		if !used {
			t.Errorf("the example of %s does not use it", spec.Kind)
		}
	}
}
