package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestMenu has a row for every rule of menus. The fields are those of the menu m
// with the prompt ask; prompts last 2 s, and behind the menu its result is logged.
func TestMenu(t *testing.T) {
	const result = "${steps.m.value}|${steps.m.choice}|${steps.m.status}|${steps.m.reason}|${steps.m.attempt}"
	const quick = "first_timeout: 1s"
	for name, c := range map[string]struct {
		fields, script, want, heard string
		took                        time.Duration
	}{
		// which choice
		"a choice":                          {"choices: {1: {log: one}, 2: {log: two}}", "500ms 2", "two; 2|2|ok||1", "ask/500ms", 500 * time.Millisecond},
		"exact goes before pattern":         {"choices: {_2X: {log: any}, 25: {log: exact}}", "500ms 25", "exact; 25|25|ok||1", "ask/500ms", 0},
		"pattern goes before direct dial":   {"choices: {_2X: {log: any}}, direct_dial: {allow: _2X, steps: {log: dial}}", "500ms 25", "any; 25|_2X|ok||1", "ask/500ms", 0},
		"patterns in the order of the file": {"choices: {_2X: {log: first}, '_X[5-9]': {log: second}}", "500ms 25", "first; 25|_2X|ok||1", "ask/500ms", 0},
		"captures of a pattern":             {"choices: {_9X: {log: '${steps.m.captures[0]}'}}", "500ms 94", "4; 94|_9X|ok||1", "ask/500ms", 0},
		"direct dial allows":                {"choices: {1: exit}, direct_dial: {allow: _2XX, steps: {log: 'dial ${steps.m.value}'}}", "500ms 234", "dial 234; 234|_2XX|ok||1", "ask/500ms", 0},
		"direct dial denies":                {"choices: {1: exit}, max_nomatch: 1, direct_dial: {allow: _2XX, deny: _23X, steps: {log: dial}}", "500ms 234", "||max_attempts|nomatch|1", "ask/500ms", 0},
		"direct dial is short":              {"choices: {1: exit}, max_nomatch: 1, direct_dial: {allow: _2., max_length: 3, steps: {log: dial}}", "500ms 2345", "||max_attempts|nomatch|1", "ask/500ms", 0},

		// when it is chosen
		"auto waits while a longer one is possible": {"choices: {1: {log: a}, 12: {log: b}}", "500ms 1", "a; 1|1|ok||1", "ask/500ms", 2500 * time.Millisecond},
		"auto takes the longer one":                 {"choices: {1: {log: a}, 12: {log: b}}", "500ms 12", "b; 12|12|ok||1", "ask/500ms", 700 * time.Millisecond},
		"auto refuses at once":                      {"choices: {12: exit}, max_nomatch: 1", "500ms 3", "||max_attempts|nomatch|1", "ask/500ms", 500 * time.Millisecond},
		"first takes the first":                     {"match: first, choices: {1: {log: a}, _2.: {log: c}}", "500ms 2345", "c; 23|_2.|ok||1", "ask/500ms", 700 * time.Millisecond},
		"strict waits for the timeout":              {"match: strict, choices: {1: {log: a}}", "500ms 1", "a; 1|1|ok||1", "ask/500ms", 2500 * time.Millisecond},
		"strict ends with a terminator":             {"match: strict, terminators: '#', choices: {1: {log: a}}", "500ms 1#", "a; 1|1|ok||1", "ask/500ms", 700 * time.Millisecond},
		"a terminator ends an ambiguous entry":      {"terminators: '#', choices: {1: {log: a}, 12: {log: b}}", "500ms 1#", "a; 1|1|ok||1", "ask/500ms", 700 * time.Millisecond},
		"a terminator alone is no input":            {"terminators: '#', choices: {1: exit}, max_noinput: 1", "500ms #", "||max_attempts|noinput|1", "ask/500ms", 0},
		"a terminator may be a choice, alone":       {"terminators: '#', choices: {'#': {log: hash}, 1: {log: a}, 12: exit}", "500ms #", "hash; #|#|ok||1", "ask/500ms", 0},
		"and still ends other entries":              {"terminators: '#', choices: {'#': {log: hash}, 1: {log: a}, 12: exit}", "500ms 1#", "a; 1|1|ok||1", "ask/500ms", 700 * time.Millisecond},
		"another terminator alone does not match":   {"terminators: '#*', choices: {'#': exit, 1: exit}, max_nomatch: 1", "500ms *", "||max_attempts|nomatch|1", "ask/500ms", 0},
		"a partial entry does not match":            {"choices: {12: exit}, max_nomatch: 1", "500ms 1", "||max_attempts|partial|1", "ask/500ms", 0},

		// counters
		"three times no input":          {quick + ", choices: {1: exit}", "", "||max_attempts|noinput|3", "ask ask ask", 9 * s},
		"three times no match":          {"choices: {1: exit}", "@ask 2 @ask 2 @ask 2", "||max_attempts|nomatch|3", "ask/0s ask/0s ask/0s", 0},
		"the counters are apart":        {quick + ", choices: {1: {log: a}}", "@ask 2 @ask 2 @ask 6500ms 1", "a; 1|1|ok||5", "ask/0s ask/0s ask ask ask/500ms", 0},
		"max_noinput":                   {quick + ", choices: {1: exit}, max_noinput: 1", "", "||max_attempts|noinput|1", "ask", 0},
		"max_nomatch":                   {"choices: {1: exit}, max_nomatch: 2", "@ask 2 @ask 2", "||max_attempts|nomatch|2", "ask/0s ask/0s", 0},
		"attempts count both":           {quick + ", choices: {1: exit}, attempts: 2", "@ask 2 @ask", "||max_attempts|noinput|2", "ask/0s ask", 0},
		"a computed count":              {quick + ", choices: {1: exit}, attempts: '${1 + 1}'", "", "||max_attempts|noinput|2", "ask ask", 0},
		"0 is for ever, of one of both": {quick + ", choices: {1: {log: a}}, max_noinput: 0", "13500ms 1", "a; 1|1|ok||5", "ask ask ask ask ask/1.5s", 0},
		"prompts escalate":              {quick + ", choices: {1: exit}, prompts: [a, [b, c]]", "", "||max_attempts|noinput|3", "a b c b c", 0},

		// handlers
		"a handler each time":             {quick + ", choices: {1: exit}, on_noinput: {log: hm}", "", "hm; hm; hm; ||max_attempts|noinput|3", "ask ask ask", 0},
		"a handler by count":              {quick + ", choices: {1: exit}, on_noinput: {1: {log: a}, 3: {log: c}}", "", "a; a; c; ||max_attempts|noinput|3", "ask ask ask", 0},
		"a handler from a count on":       {quick + ", choices: {1: exit}, on_noinput: {2: {log: b}}", "", "b; b; ||max_attempts|noinput|3", "ask ask ask", 0},
		"a handler with a condition":      {quick + ", choices: {1: exit}, on_noinput: {1: {log: a}, 2: {steps: {log: b}, when: 'call.from == \"x\"'}}", "", "a; a; a; ||max_attempts|noinput|3", "ask ask ask", 0},
		"a handler sees the result":       {"choices: {1: exit}, max_nomatch: 1, on_nomatch: {log: '${steps.m.value} ${steps.m.status}'}", "@ask 7", "7 nomatch; ||max_attempts|nomatch|1", "ask/0s", 0},
		"a handler without the prompt":    {quick + ", choices: {1: exit}, on_noinput: {steps: {play: hm}, replay_prompt: false}", "", "||max_attempts|noinput|3", "ask hm hm hm", 11 * s},
		"a handler may go elsewhere":      {quick + ", choices: {1: exit}, on_noinput: {goto: behind}", "", "||noinput|noinput|1", "ask", 0},
		"nomatch has handlers of its own": {quick + ", choices: {1: exit}, attempts: 2, on_nomatch: {log: wrong}, on_noinput: {log: hm}", "@ask 2", "wrong; hm; ||max_attempts|noinput|2", "ask/0s ask", 0},
		"exhausted":                       {quick + ", choices: {1: exit}, max_noinput: 1, on_exhausted: {log: out}", "", "out; ||max_attempts|noinput|1", "ask", 0},
		"a handler before exhausted":      {quick + ", choices: {1: exit}, max_noinput: 1, on_noinput: {log: hm}, on_exhausted: {log: out}", "", "hm; out; ||max_attempts|noinput|1", "ask", 0},

		// words
		"repeat says it again":       {"choices: {1: {log: a}, '*': repeat}", "@ask 1s * @ask 1", "a; 1|1|ok||1", "ask/1s ask/0s", 0},
		"repeat counts anew":         {quick + ", choices: {'*': repeat}", "@ask @ask @ask *", "||max_attempts|noinput|3", "ask ask ask/0s ask ask ask", 0},
		"exit goes on behind":        {"choices: {0: exit}", "@ask 0", "0|0|ok||1", "ask/0s", 0},
		"back without a menu around": {"choices: {1: {log: a}, '*': back}, short_prompt: short", "@ask * @short 1", "a; 1|1|ok||1", "ask/0s short/0s", 0},

		// the PIN in front
		"a pin":                        {"choices: {1: exit}, pin: {value: '77', prompt: pin}", "@pin 77# @ask 1", "1|1|ok||1", "pin/0s ask/0s", 0},
		"a pin, the second time":       {"choices: {1: exit}, pin: {value: '77', prompt: pin}", "@pin 76# @pin 77# @ask 1", "1|1|ok||1", "pin/0s pin/0s ask/0s", 0},
		"no pin":                       {"choices: {1: exit}, pin: {value: '77', prompt: pin, attempts: 2}, on_exhausted: {log: out}", "@pin 76# @pin 7#", "out; ||max_attempts|pin|0", "pin/0s pin/0s", 0},
		"an empty pin opens to nobody": {"choices: {1: exit}, pin: {value: '', attempts: 1}", "1s #", "||max_attempts|pin|0", "", 0},
		"repeat does not ask for it":   {"choices: {1: exit, '*': repeat}, pin: {value: '77', prompt: pin}", "@pin 77# @ask * @ask 1", "1|1|ok||1", "pin/0s ask/0s ask/0s", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(c.fields, "prompts:") {
				c.fields = "prompt: ask, " + c.fields
			}
			text := "flows:\n  main:\n    - answer\n    - menu: {id: m, " + c.fields + "}\n    - log: {id: behind, text: '" +
				result + "'}\n"
			p := dialIn(t, compile(t, text), flowtest.Options{}, script(t, c.script)...)
			if got := p.logged(); got != c.want || p.heard() != c.heard {
				t.Errorf("logged %q, want %q\nheard %q, want %q\n%s", got, c.want, p.heard(), c.heard, p)
			}
			if c.took != 0 && p.phone.Elapsed() != c.took {
				t.Errorf("took %v, want %v\n%s", p.phone.Elapsed(), c.took, p)
			}
			if p.outcome.Status != flows.Ended {
				t.Errorf("ended %+v", p.outcome)
			}
		})
	}
}

func script(t testing.TB, text string) []flowtest.Act {
	t.Helper()
	acts, err := flowtest.ParseScript(text)
	if err != nil {
		t.Fatal(err)
	}
	return acts
}
