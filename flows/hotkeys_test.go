package flows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// heard is what the caller heard, "name" or "name/1.5s" where it was cut off.
func (p played) heard() string {
	var words []string
	for _, h := range p.phone.Heard() {
		word := h.Media
		if h.Cut {
			word += "/" + h.For.String()
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// hot are the hotkeys in the facts.
func (p played) hot() string {
	var keys []string
	for _, f := range p.facts {
		if f.Kind == flows.HotkeyWas {
			keys = append(keys, f.Text)
		}
	}
	return strings.Join(keys, " ")
}

// TestHotkeys has a row for every rule of hotkeys. The file begins with hotkeys
// and steps of main; prompts last 2 s. hot are the hotkeys that were pressed.
func TestHotkeys(t *testing.T) {
	const main = "flows:\n  main:\n    hotkeys: "
	const zero = main + "{0: {log: zero}}\n    steps: "
	const all = main + "{0: [play: op, hangup], '*': back, '##': repeat, 9: top}\n    steps: "
	const sub = "\n  sub: [log: '${call.id}', wait: 3s, log: through]\n"
	for name, c := range map[string]struct{ text, script, hot, logged, heard string }{
		// where they are live
		"in a play":                        {all + "[play: a]", "1s 0", "0", "", "a/1s op"},
		"in a list, which is all cut":      {all + "[play: [a, b, c]]", "3s 0", "0", "", "a b/1s op"},
		"in a say":                         {all + "[say: {number: 1}]", "1s 0", "0", "", "number:1/1s op"},
		"in a wait":                        {all + "[wait: 9s]", "1s 0", "0", "", "op"},
		"in silence":                       {all + "[silence: 9s]", "1s 0", "0", "", "silence:9s/1s op"},
		"in a tone":                        {all + "[answer, tone: busy]", "1s 0", "0", "", "tone:busy/1s op"},
		"in a menu, if it is no choice":    {all + "[menu: {prompt: m, choices: {1: exit}}]", "1s 0", "0", "", "m/1s op"},
		"behind a menu's prompt":           {all + "[menu: {prompt: m, choices: {1: exit}}]", "4s 0", "0", "", "m op"},
		"in a menu that plays to the end":  {all + "[menu: {prompt: m, bargein: none, choices: {1: exit}}]", "1s 0", "0", "", "m/1s op"},
		"not if it is a choice":            {zero + "[menu: {prompt: m, choices: {0: {log: choice}}}]", "1s 0", "", "choice", "m/1s"},
		"nor if a choice begins so":        {zero + "[menu: {prompt: m, choices: {00: {log: choice}}}]", "1s 00", "", "choice", "m/1s"},
		"nor inside of an entry":           {zero + "[menu: {prompt: m, choices: {20: {log: choice}}}]", "1s 20", "", "choice", "m/1s"},
		"a digit in a collect":             {zero + "[collect: {id: c, prompt: m, length: 2}, log: '${steps.c.value}']", "1s 05", "", "05", "m/1s"},
		"a star in a collect":              {all + "[menu: {prompt: m, short_prompt: s, choices: {1: {collect: {prompt: c}}, 2: exit}}]", "@m 1 @c 1s * @s 2", "*", "", "m/0s c/1s s/0s"},
		"a star behind a digit":            {all + "[menu: {prompt: m, choices: {1: {collect: {prompt: c, min: 0}}, 2: exit}}]", "@m 1 @c 5* @m 2", "*", "", "m/0s c/0s m/0s"},
		"not where patterns are asked for": {all + "[collect: {id: c, prompt: c, pattern: _5X, attempts: 1}, log: '${steps.c.reason}']", "@c 5*", "", "nomatch", "c/0s"},
		"nor where one begins so":          {all + "[collect: {id: c, prompt: c, values: '*5'}, log: '${steps.c.value}']", "@c *5", "", "*5", "c/0s"},
		"a digit between two questions":    {zero + "[collect: {id: c, length: 1}, collect: {id: d, length: 1}, log: '${steps.c.value}${steps.d.value}']", "1s 5 0s 0", "", "50", ""},
		"a digit before a confirmation":    {zero + "[collect: {id: c, length: 1, confirm: {prompt: sure, accept: 0}}, log: '${steps.c.value}']", "1s 5 0s 0", "", "5", ""},
		"in a confirmation":                {zero + "[collect: {id: c, length: 1, confirm: {prompt: sure}}, log: '${steps.c.value}']", "1s 5 @sure 0 @sure 1", "0", "zero; ", "sure/0s"},
		"in a handler":                     {zero + "[menu: {prompt: m, choices: {1: exit}, max_nomatch: 1, on_nomatch: {play: h}}]", "@m 5 @h 1s 0", "0", "zero", "m/0s h/1s h"},
		"in an on_error":                   {zero + "[{say: {number: '${[1][call.args == [] ? 5 : 0]}', on_error: [answer, play: e]}}]", "@e 1s 0", "0", "zero", "e/1s e"},
		"keys typed ahead are none":        {zero + "[play: [a, b], collect: {id: c, length: 2}, log: '${steps.c.value}']", "1s 20", "", "20", "a b"},
		"unless it is long ago":            {zero + "[play: [a, b], collect: {id: c, length: 2, attempts: 1}, log: '${steps.c.status}']", "500ms 2 2s 0", "0", "zero; max_attempts", "a b/500ms a b"},
		"a terminator out of habit":        {main + "{'#': {log: hash}}\n    steps: [collect: {id: c, length: 2}, play: a, log: '${steps.c.value}']", "1s 12#", "", "12", "a"},
		"not in its own block":             {main + "{0: {play: z}}\n    steps: [wait: 4s, collect: {id: c, length: 1}, log: '${steps.c.value}']", "1s 0 1s 0", "0", "0", "z"},
		"nor in what the block calls":      {main + "{0: {call: sub}}\n    steps: [wait: 2s]" + sub, "1s 0 1s 0", "0", "c1; through", ""},
		"another one is":                   {main + "{0: {play: z}, 5: {log: five}}\n    steps: [wait: 9s]", "1s 0 1s 5", "0 5", "five", "z/1s z"},

		// runs of keys
		"two keys":                        {all + "[play: a]", "500ms ##", "##", "", "a/700ms a"},
		"two keys far apart are none":     {all + "[play: {media: a, interruptible: true}, wait: 1s]", "500ms # 701ms #", "", "", "a/1.2s"},
		"just near enough":                {all + "[play: {media: a, interruptible: true}]", "500ms # 699ms #", "##", "", "a/1.199s a"},
		"one of two, and nothing more":    {all + "[play: {id: p, media: a, interruptible: true}, log: '${steps.p.key}']", "500ms #", "", "#", "a/1.2s"},
		"a terminator is none":            {all + "[collect: {id: c, prompt: a, min: 0}, log: '${steps.c.terminator}']", "500ms ##", "", "#", "a/500ms"},
		"one of two, to a menu":           {all + "[menu: {id: m, prompt: a, choices: {1: exit}, max_nomatch: 1}, log: '${steps.m.reason}']", "500ms #", "", "nomatch", "a/1.2s"},
		"and its choice":                  {all + "[menu: {id: m, prompt: a, choices: {'#': {log: mine}}}]", "500ms ##", "", "mine", "a/500ms"},
		"one of two, then another key":    {all + "[collect: {id: c, prompt: a, terminators: none, max: 2, attempts: 2}, log: '${steps.c.value}']", "500ms #12", "", "#1", "a/700ms"},
		"one of two, then another hotkey": {all + "[menu: {id: m, prompt: a, choices: {1: exit}}]", "500ms #0", "0", "", "a/700ms op"},
		"a long one, a short one":         {main + "{5: {log: one}, 55: {log: two}}\n    steps: [wait: 9s]", "1s 55 1s 5 1s 555", "55 5 55 5", "two; one; two; one", ""},
		"a short one, then a key":         {main + "{5: {log: one}, 55: {log: two}}\n    steps: [wait: {time: 4s, until_key: true}, collect: {id: c, length: 1}, log: '${steps.c.value}']", "1s 57", "5", "one; 7", ""},
		"three keys":                      {main + "{5: {log: one}, 556: {log: three}}\n    steps: [wait: 9s]", "1s 556 1s 55 1s 557", "556 5 5 5 5", "three; one; one; one; one", ""},
		"held back over a step's end":     {all + "[play: a, menu: {id: m, prompt: b, choices: {1: exit}, max_nomatch: 1}, log: '${steps.m.reason}']", "1900ms #", "", "nomatch", "a b/600ms"},
		"completed in the next step":      {all + "[play: a, play: b]", "1900ms ##", "##", "", "a b/100ms b"},
		"letters":                         {main + "{A: {log: a}}\n    steps: [wait: 3s]", "1s A", "A", "a", ""},

		// the words
		"repeat, a menu":                  {all + "[menu: {prompt: m, short_prompt: s, choices: {1: exit}}]", "@m 1s ## @m 1", "##", "", "m/1.2s m/0s"},
		"repeat, in the middle of a list": {all + "[play: a, play: b, play: c]", "@b 1s ##", "##", "", "a b/1.2s b c"},
		"repeat, a menu behind a PIN":     {all + "[menu: {prompt: m, short_prompt: s, pin: {value: '77', prompt: pw}, choices: {1: exit}}]", "@pw 77# @m 6s ## @m 1", "##", "", "pw/0s m m/0s"},
		"no hotkey, at the PIN":           {all + "[menu: {prompt: m, pin: {value: '77', prompt: pw}, choices: {1: exit}}]", "@pw 1s * @pw 77# @m 1", "", "", "pw/1s pw/0s m/0s"},
		"back, from two menus deep":       {all + "[menu: {prompt: m, short_prompt: s, choices: {1: {menu: {prompt: n, choices: {1: {play: p}}}}, 2: exit}}]", "@m 1 @n 1 @p 1s * @n * @s 2", "* *", "", "m/0s n/0s p/1s n/0s s/0s"},
		"top, from two menus deep":        {all + "[menu: {prompt: m, short_prompt: s, choices: {1: {menu: {prompt: n, choices: {1: {play: p}}}}, 2: exit}}]", "@m 1 @n 1 @p 1s 9 @s 2", "9", "", "m/0s n/0s p/1s s/0s"},
		"back, at the outermost":          {all + "[menu: {prompt: m, short_prompt: s, choices: {1: exit}}]", "@m 1s * @s 1", "*", "", "m/1s s/0s"},
		"back, behind a PIN":              {all + "[menu: {prompt: m, short_prompt: s, pin: {value: '77', prompt: pw}, choices: {1: exit}}]", "@pw 77# @m 6s * @s 1", "*", "", "pw/0s m s/0s"},
		"back, without any menu":          {all + "[play: a, play: b]", "@b 1s *", "*", "", "a b/1s b"},
		"top, without any menu":           {all + "[play: a, wait: 5s]", "3s 9 4s 9", "9 9", "", "a"},
		"back, out of a flow":             {all + "[call: {id: c, flow: sub}, log: '${steps.c.status}']" + "\n  sub: {hotkeys: {'*': back}, steps: [log: '${call.id}', wait: 3s]}", "1s *", "*", "c1; back", ""},
		"back, out of a flow to the menu": {"defaults: {hotkeys: {'*': back}}\nflows: {main: [menu: {prompt: m, short_prompt: s, choices: {1: [call: sub, log: never], 2: exit}}], sub: [play: p]}", "@m 1 @p 1s * @s 2", "*", "", "m/0s p/1s s/0s"},
		"back, out of a block":            {main + "{0: {play: z}, '*': back}\n    steps: [menu: {prompt: m, short_prompt: s, choices: {1: exit}}]", "@m 0 @z 1s * @s 1", "0 *", "", "m/0s z/1s s/0s"},

		// what comes after the steps
		"a wait goes on for its rest": {zero + "[wait: 3s, log: on]", "1s 0 1s 0", "0 0", "zero; zero; on", ""},
		"a menu asks anew":            {zero + "[menu: {prompt: m, choices: {1: exit}}]", "@m 1s 0 @m 1", "0", "zero", "m/1s m/0s"},
		"attempts are kept":           {zero + "[menu: {id: m, prompt: m, choices: {1: exit}, max_nomatch: 2}, log: '${steps.m.attempt}']", "@m 5 @m 0 @m 5", "0", "zero; 2", "m/0s m/0s m/0s"},
		"they may go elsewhere":       {main + "{0: {goto: x}}\n    steps: [play: a, log: never, log: {id: x, text: x}]", "1s 0", "0", "x", "a/1s"},
		"and to another flow":         {main + "{0: {goto: sub}}\n    steps: [play: a, log: never]" + sub, "1s 0", "0", "c1; through", "a/1s"},
		"and return":                  {main + "{0: return}\n    steps: [play: a, log: never]", "1s 0", "0", "", "a/1s"},
		"keys before are forgotten":   {zero + "[wait: 5s, collect: {id: c, length: 1, attempts: 1}, log: '${steps.c.status}']", "1s 5 3s 0", "0", "zero; max_attempts", ""},

		// whose they are
		"those of the file":              {"defaults: {hotkeys: {0: {log: file}}}\nflows: {main: [wait: 2s]}", "1s 0", "0", "file", ""},
		"a flow's own go first":          {"defaults: {hotkeys: {0: {log: file}, 5: {log: five}}}\n" + zero + "[wait: 3s]", "1s 0 1s 5", "0 5", "zero; five", ""},
		"a flow without any":             {"defaults: {hotkeys: {0: {log: file}}}\n" + main + "none\n    steps: [wait: 3s]", "1s 0", "", "", ""},
		"a called flow has its own":      {"defaults: {hotkeys: {5: {log: five}}}\n" + zero + "[wait: 3s, call: sub, wait: 3s]" + sub, "1s 0 3s 5 500ms 0 3s 0", "0 5 0", "zero; c1; five; through; zero", ""},
		"a called flow may have none":    {"defaults: {hotkeys: {5: {log: five}}}\n" + zero + "[call: sub]\n  sub: {hotkeys: none, steps: [wait: 2s]}", "1s 5 200ms 0", "", "", ""},
		"a longer one of the file":       {"defaults: {hotkeys: {00: {log: two}}}\n" + zero + "[wait: 4s]", "500ms 0 1s 00", "0 00", "zero; two", ""},
		"the file's block is none in it": {"defaults: {hotkeys: {0: {play: z}}}\nflows: {main: [wait: 2s]}", "1s 0 1s 0", "0", "", "z"},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialIn(t, compile(t, c.text), c.script)
			if p.hot() != c.hot || p.logged() != c.logged || p.heard() != c.heard {
				t.Errorf("hotkeys %q, want %q\nlogged %q, want %q\nheard %q, want %q\n%s", p.hot(), c.hot, p.logged(),
					c.logged, p.heard(), c.heard, p)
			}
			if p.outcome.Status != flows.Ended {
				t.Errorf("ended %+v", p.outcome)
			}
		})
	}
}

// TestAWaitWithHotkeysIsAsLongAsWithout: what the hotkeys do takes its time of it.
func TestAWaitWithHotkeysIsAsLongAsWithout(t *testing.T) {
	p := dialIn(t, compile(t, "flows: {main: {hotkeys: {0: {play: z}}, steps: [wait: 20s]}}"), "1s 0 5s 0 5s 0")
	if p.phone.Elapsed() != 20*time.Second || p.hot() != "0 0 0" {
		t.Errorf("took %v, hotkeys %q", p.phone.Elapsed(), p.hot())
	}
}

// TestHotkeysInSecretQuestions: the entry stays a secret around them.
func TestHotkeysInSecretQuestions(t *testing.T) {
	p := dialIn(t, compile(t, `
flows:
  main:
    hotkeys: {'*': {play: help}, '##': repeat}
    steps:
      - collect: {id: c, prompt: ask, length: 4, secret: true}
      - log: "${same(steps.c.value, '7359')}"
`), "@ask 1s * @help 500ms 7 @ask 7359")
	if p.logged() != "true" || p.heard() != "ask/1s help ask/0s" || p.hot() != "*" {
		t.Errorf("logged %q, heard %q, hotkeys %q\n%s", p.logged(), p.heard(), p.hot(), p)
	}
	for _, f := range p.facts {
		if f.Kind == flows.KeyWas && f.Text != "*" || strings.Contains(f.Text, "7359") && f.Kind != flows.WalkEnded {
			t.Errorf("the facts tell %+v", f)
		}
	}
}

// TestKeysInAHotkeysStepsAreNoSecret, though the question that was left asks for one.
func TestKeysInAHotkeysStepsAreNoSecret(t *testing.T) {
	p := dialIn(t, compile(t, `
flows:
  main:
    hotkeys: {'*': {menu: {prompt: help, choices: {5: exit}}}}
    steps: [collect: {prompt: ask, length: 2, secret: true}]
`), "@ask * @help 5 @ask 73")
	keys := ""
	for _, f := range p.facts {
		if f.Kind == flows.KeyWas {
			keys += f.Text
		}
	}
	if keys != "*5**" {
		t.Errorf("the facts tell the keys %q", keys)
	}
}

// TestHotkeysAreTakenUp: a call that is taken up by another walker at any
// checkpoint, of hotkeys' steps too, goes on as if nothing had been.
func TestHotkeysAreTakenUp(t *testing.T) {
	program := compile(t, `
defaults: {hotkeys: {9: {play: file}}}
flows:
  main:
    hotkeys: {0: [play: op, wait: 1s, call: sub], '*': back, '##': repeat}
    steps:
      - wait: 9s
      - menu: {prompt: m, short_prompt: s, choices: {1: {play: p}, 2: exit}, pin: {value: '77', prompt: pw}}
      - collect: {id: c, prompt: ask, length: 2}
      - log: '${steps.c.value}'
  sub: {hotkeys: {5: {log: five}}, steps: [wait: 5s]}
`)
	c := scripted{flow: "main", script: "1s 0 @op 4s 5 2s 9 @pw 77# @m 3s 0 @op 10s ## @m 1 @p 1s * @s 2 @ask 42"}
	whole := walk(t, program, c, sealKey, func(int, int) bool { return false })
	told := played{facts: whole.facts}
	if told.logged() != "five; 42" || told.hot() != "0 5 9 0 ## *" || whole.outcome.Status != flows.Ended {
		t.Fatalf("logged %q, hotkeys %q\n%s", told.logged(), told.hot(), told)
	}
	for at := 1; at <= whole.checkpoints; at++ {
		got := walk(t, program, c, sealKey, func(_, m int) bool { return m == at })
		if diff := cmp.Diff(whole.facts, got.facts); diff != "" {
			t.Fatalf("killed at checkpoint %d: the facts differ (-once +taken up)\n%s", at, diff)
		}
		if diff := cmp.Diff(whole.heard, got.heard); diff != "" {
			t.Fatalf("killed at checkpoint %d: the caller heard (-once +taken up)\n%s", at, diff)
		}
	}
}

// TestAKeyThatIsHeldBackIsWrittenDown: when the walker dies it is a key typed ahead.
func TestAKeyThatIsHeldBackIsWrittenDown(t *testing.T) {
	program := compile(t, "flows: {main: {hotkeys: {'##': repeat}, steps: [play: a, collect: {id: c, values: ['#5', '55'], terminators: none}, log: '${steps.c.value}']}}")
	c := scripted{flow: "main", script: "1900ms # 1s 5"}
	whole := walk(t, program, c, sealKey, func(int, int) bool { return false })
	killed := walk(t, program, c, sealKey, func(_, m int) bool { return m == 2 })
	if a, b := logged(whole.facts), logged(killed.facts); a != "#5" || b != "#5" {
		t.Errorf("logged %q once, %q taken up", a, b)
	}
}

func TestHotkeyFindings(t *testing.T) {
	const accepts = "a mapping of keys to steps, or to one of repeat, back and top"
	for text, want := range map[string]string{
		"defaults: {hotkeys: none}\nflows: {main: [answer]}":                                       "f:2:21: hotkeys must be " + accepts + `, found "none" [wrong-type]`,
		"flows: {main: {hotkeys: any, steps: [answer]}}":                                           "f:2:25: hotkeys must be " + accepts + `, found "any" [wrong-type]`,
		"flows: {main: {hotkeys: [0], steps: [answer]}}":                                           "f:2:25: hotkeys must be " + accepts + `, found a list [wrong-type]`,
		"flows: {main: {hotkeys: {}, steps: [answer]}}":                                            "f:2:25: hotkeys must be " + accepts + `, found a mapping [wrong-type]`,
		"flows: {main: {hotkeys: {x: back}, steps: [answer]}}":                                     "f:2:26: a hotkey must be one to three keys, such as * or ##, found \"x\" [wrong-type]",
		"flows: {main: {hotkeys: {'1234': back}, steps: [answer]}}":                                "f:2:26: a hotkey must be one to three keys, such as * or ##, found \"1234\" [wrong-type]",
		"flows: {main: {hotkeys: {'': back}, steps: [answer]}}":                                    "f:2:26: a hotkey must be one to three keys, such as * or ##, found \"\" [wrong-type]",
		"flows: {main: {hotkeys: {0: bak}, steps: [answer]}}":                                      "f:2:29: unknown step \"bak\"",
		"flows: {main: {hotkeys: {0: {play: a, bak: 1}}, steps: [answer]}}":                        "f:2:39: ",
		"flows: {main: {hotkeys: {0: []}, steps: [answer]}}":                                       "f:2:29: hotkeys.0 must be a step or a list of steps, found a list [wrong-type]",
		"flows: {main: {hotkeys: {0: {goto: nowhere}}, steps: [answer]}}":                          "f:2:36: ",
		"flows: {main: {hotkey: {0: back}, steps: [answer]}}":                                      "f:2:16: unknown key \"hotkey\"; did you mean \"hotkeys\"? [unknown-key]",
		"defaults: {hotkey: {0: back}}\nflows: {main: [answer]}":                                   "f:2:12: unknown key \"hotkey\"; did you mean \"hotkeys\"? [unknown-key]",
		"defaults: {hotkeys: {0: {log: '${steps.x.value}'}}}\nflows: {main: [collect: {id: x}]}":   "f:2:40: steps has no \"x\"",
		"flows: {main: {hotkeys: {0: {log: {id: x, text: a}}}, steps: [{log: {id: x, text: a}}]}}": "f:2:",
	} {
		findings := check(t, "numbers: {_.: main}\n"+text)
		if len(findings) != 1 || !strings.HasPrefix(findings[0].Format(), want) {
			t.Errorf("%s\nfound %v\nwant  %s", text, findings, want)
		}
	}
}
