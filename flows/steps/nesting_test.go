package steps

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestMenusInMenus: back and top by the menu around, in branches and called flows.
func TestMenusInMenus(t *testing.T) {
	const three = `
flows:
  main:
    - menu:
        {id: a, prompt: a, short_prompt: short-a, pin: {value: "9", prompt: pin}, choices: {1: {call: b}, 2: {log: two}}}
    - log: "a ${steps.a.value}"
  b:
    - if: {is: "true", then: {menu: {id: b, prompt: b, short_prompt: short-b, choices: {1: {goto: c}, 2: back, 3: {menu:
        {prompt: d, choices: {1: back, 2: top, 3: exit, 4: repeat}}}}}}}
    - log: "b ${steps.b.value}"
  c:
    - menu: {prompt: c, choices: {1: back, 2: top, 3: exit}}
    - log: c
`
	for name, c := range map[string]struct{ script, logged, heard string }{
		"back to the menu that called": {"@pin 9# @a 1 @b 2 @short-a 2", "two; a 2", "pin/0s a/0s b/0s short-a/0s"},
		"back one level":               {"@pin 9# @a 1 @b 3 @d 1 @short-b 2 @short-a 2", "two; a 2", "pin/0s a/0s b/0s d/0s short-b/0s short-a/0s"},
		"top over two levels":          {"@pin 9# @a 1 @b 3 @d 2 @short-a 2", "two; a 2", "pin/0s a/0s b/0s d/0s short-a/0s"},
		"exit one level":               {"@pin 9# @a 1 @b 3 @d 3", "b 3; a 1", "pin/0s a/0s b/0s d/0s"},
		"repeat the inner one":         {"@pin 9# @a 1 @b 3 @d 4 @d 3", "b 3; a 1", "pin/0s a/0s b/0s d/0s d/0s"},
		"back from a flow gone to":     {"@pin 9# @a 1 @b 1 @c 1 @short-a 2", "two; a 2", "pin/0s a/0s b/0s c/0s short-a/0s"},
		"exit from a flow gone to":     {"@pin 9# @a 1 @b 1 @c 3", "c; a 1", "pin/0s a/0s b/0s c/0s"},
		"the short prompt once":        {"@pin 9# @a 1 @b 2 @short-a 7 @a 2", "two; a 2", "pin/0s a/0s b/0s short-a/0s a/0s"},
	} {
		p := dialIn(t, compile(t, three), flowtest.Options{}, script(t, c.script)...)
		if p.logged() != c.logged || p.heard() != c.heard || p.outcome.Status != flows.Ended {
			t.Errorf("%s: logged %q, want %q\nheard %q, want %q\n%s", name, p.logged(), c.logged, p.heard(), c.heard, p)
		}
	}
}

// TestHandlersByScope: the step's own, else the flow's, else the file's; the
// nearest scope that has one for the count wins, and without any there is none.
func TestHandlersByScope(t *testing.T) {
	const menu = "menu: {prompt: ask, first_timeout: 1s, choices: {1: exit}, max_noinput: 2"
	for name, c := range map[string]struct{ text, want string }{
		"none":     {"flows: {main: {steps: [" + menu + "}, log: behind]}}", "behind"},
		"the file": {"defaults: {on_noinput: {log: file}, on_exhausted: {log: out}}\nflows: {main: [" + menu + "}]}", "file; file; out"},
		"the flow": {"defaults: {on_noinput: {log: file}, on_exhausted: {log: out}}\nflows: {main: {on_noinput: {log: flow}, " +
			"on_exhausted: {log: flow-out}, steps: [" + menu + "}]}}", "flow; flow; flow-out"},
		"the step": {"defaults: {on_noinput: {log: file}}\nflows: {main: {on_noinput: {log: flow}, on_exhausted: {log: flow-out}, " +
			"steps: [" + menu + ", on_noinput: {log: step}, on_exhausted: {log: step-out}}]}}", "step; step; step-out"},
		"a far one for the first, a near one for the second": {"flows: {main: {on_noinput: {log: flow}, steps: [" + menu +
			", on_noinput: {2: {log: step}}}]}}", "flow; step"},
		"a near one whose condition fails": {"flows: {main: {on_noinput: {log: flow}, steps: [" + menu +
			", on_noinput: {steps: {log: step}, when: 'false'}}]}}", "flow; flow"},
		"of the flow that asks, not of the one that calls": {"defaults: {on_noinput: {log: file}}\n" +
			"flows: {main: {on_noinput: {log: flow}, steps: [call: sub]}, sub: [" + menu + "}]}", "file; file"},
		"exhausted may go elsewhere": {"defaults: {on_exhausted: {goto: out}}\nflows: {main: [" + menu + "}, log: never], " +
			"out: [log: out]}", "out"},
		"exhausted may end the call": {"defaults: {on_exhausted: [log: out, hangup]}\nflows: {main: [" + menu +
			"}, log: never]}", "out"},
	} {
		p := dialIn(t, compile(t, c.text), flowtest.Options{})
		if p.logged() != c.want || p.outcome.Status != flows.Ended {
			t.Errorf("%s: logged %q, want %q\n%s", name, p.logged(), c.want, p)
		}
	}
}

// TestTypeAhead across steps: keys answer question after question, in order.
func TestTypeAhead(t *testing.T) {
	const two = `
flows:
  main:
    - play: hi
    - menu: {id: a, prompt: a, choices: {1: {menu: {id: b, prompt: b, choices: {2: {log: two}, 3: {log: three}}}}, 4: exit}}
    - collect: {id: c, prompt: c, length: 3}
    - log: "${steps.a.value} ${steps.b.value} ${steps.c.value}"
`
	for name, c := range map[string]struct{ script, logged, heard string }{
		"through two menus and a collect": {"500ms 12345", "two; 1 2 345", "hi"},
		"the rest when asked":             {"1s 12 5s 345", "two; 1 2 345", "hi c"},
		"a wrong one is asked again":      {"1s 19 @b 3 @c 678", "three; 1 3 678", "hi b/0s c/0s"},
	} {
		p := dialIn(t, compile(t, two), flowtest.Options{}, script(t, c.script)...)
		if p.logged() != c.logged || p.heard() != c.heard {
			t.Errorf("%s: logged %q, want %q\nheard %q, want %q\n%s", name, p.logged(), c.logged, p.heard(), c.heard, p)
		}
	}
	const wrong = `
flows: {main: [play: hi, menu: {id: m, prompt: ask, choices: {1: {log: one}}}, collect: {id: c, length: 2, prompt: c}]}`
	p := dialIn(t, compile(t, wrong), flowtest.Options{}, script(t, "500ms 9123 @ask 1 @c 77")...)
	if p.logged() != "one" || p.heard() != "hi ask/0s c/0s" {
		t.Errorf("logged %q, heard %q\n%s", p.logged(), p.heard(), p)
	}
	const full = `flows: {main: [play: hi, collect: {id: c, max: 40, inter_timeout: 500ms}, log: "${steps.c.value}"]}`
	p = dialIn(t, compile(t, full), flowtest.Options{Lengths: map[string]time.Duration{"hi": 20 * s}},
		script(t, "1s 1234567890123456789012345678901234567890")...)
	if p.logged() != "123456789012345678901234567890" {
		t.Errorf("of 40 keys typed ahead the first 30 count: %q", p.logged())
	}
}
