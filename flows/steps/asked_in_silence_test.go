package steps

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: who is asked again without a prompt has heard the question: it was what played last, mostly a handler's prompt.
// What they key in meanwhile answers, also where nothing may be typed ahead, as they would wait in silence else. Where
// the prompt plays again it is the question, and what was pressed before is thrown away as ever.
func TestWhoIsAskedInSilenceHasAnsweredTheHandler(t *testing.T) {
	const plain, hidden = "${steps.c.attempt} ${steps.c.value}", "${steps.c.attempt} ${same(steps.c.value, '1234')}"
	const noinput, nomatch = ", on_noinput: {steps: {play: again}", ", on_nomatch: {steps: {play: again}"
	const secret = "collect: {id: c, prompt: ask, length: 4, attempts: 2, secret: true"
	type way struct{ want, heard string }
	for name, c := range map[string]struct {
		step, log, script string
		quiet, replay     way
	}{
		"a secret": {secret + noinput, hidden, "@again 1s 1234", way{"2 true", "ask again"},
			way{"2 false", "ask again ask again"}},
		"the beginning of a secret": {secret + noinput, hidden, "@again 1500ms 12 600ms 34", way{"2 true", "ask again"},
			way{"2 false", "ask again ask/300ms"}}, // its end is a wrong one
		"when the handler has ended": {secret + noinput, hidden, "@again 3s 1234", way{"2 true", "ask again"},
			way{"2 true", "ask again ask/1s"}},
		"nobody answers": {secret + noinput, hidden, "", way{"2 false", "ask again again"},
			way{"2 false", "ask again ask again"}},
		"behind a terminator": {secret + noinput, hidden, "@ask # @again 1s 1234", way{"2 true", "ask/0s again"},
			way{"2 false", "ask/0s again ask again"}},
		"behind a wrong entry": {secret + nomatch, hidden, "@ask 1# @again 1s 1234", way{"2 true", "ask/0s again"},
			way{"2 false", "ask/0s again ask"}},
		"without type-ahead": {"collect: {id: c, prompt: ask, length: 4, attempts: 2, typeahead: false" + noinput, plain,
			"@again 1s 1234", way{"2 1234", "ask again"}, way{"2 ", "ask again ask again"}},
		"with a flush": {"collect: {id: c, prompt: ask, length: 4, attempts: 2, flush: true" + noinput, plain,
			"@again 1s 1234", way{"2 1234", "ask again"}, way{"2 ", "ask again ask again"}},
		"what must be heard to its end": {
			"collect: {id: c, prompt: ask, length: 4, attempts: 2, bargein: none" + noinput, plain,
			"@again 1s 1234", way{"2 1234", "ask again"}, way{"2 ", "ask again ask again"}},
		"a menu": {"menu: {id: c, prompt: ask, attempts: 2, typeahead: false, choices: {1: exit}" + noinput, plain,
			"@again 1s 1", way{"2 1", "ask again"}, way{"2 ", "ask again ask again"}},
		"a question without a prompt": {"collect: {id: c, length: 4, attempts: 2, secret: true" + noinput, hidden,
			"@again 1s 1234", way{"2 true", "again"}, way{"2 true", "again"}},
		"each wrong key is an attempt": {
			"menu: {id: c, prompt: ask, attempts: 3, flush: true, choices: {1: exit}" + nomatch, plain,
			"@ask 9 @again 1s 99", way{"3 ", "ask/0s again again"}, way{"3 ", "ask/0s again ask ask"}},
	} {
		for replay, want := range map[string]way{"false": c.quiet, "true": c.replay} {
			program := compile(t, "flows:\n  main:\n    - answer\n    - "+c.step+", replay_prompt: "+replay+"}}\n    - log: \""+
				c.log+"\"\n")
			p := dialIn(t, program, flowtest.Options{}, script(t, c.script)...)
			if p.logged() != want.want || p.heard() != want.heard || p.outcome.Status != flows.Ended {
				t.Errorf("%s, replay_prompt: %s: %q, want %q\nheard %q, want %q\n%s", name, replay, p.logged(), want.want,
					p.heard(), want.heard, p)
			}
			for _, f := range p.facts {
				if c.log == hidden && (f.Kind == flows.KeysTaken || f.Kind == flows.KeyWas && strings.Trim(f.Text, "*") != "") {
					t.Errorf("%s, replay_prompt: %s: a secret key is told: %+v", name, replay, f)
				}
			}
		}
	}
}

// Law: what is keyed in for a secret question that is given up answers no other one: there it could be read. That of
// other questions does as ever.
func TestALateSecretAnswersNoOtherQuestion(t *testing.T) {
	for _, replay := range []string{"true", "false"} {
		for secret, want := range map[string]string{"true": "max_attempts ", "false": "max_attempts 1234"} {
			p := dialIn(t, compile(t, "flows:\n  main:\n    - answer\n    - collect: {id: c, prompt: ask, length: 4, attempts: 1, "+
				"secret: "+secret+", on_noinput: {steps: {play: again}, replay_prompt: "+replay+"}}\n"+
				"    - collect: {id: d, prompt: account, length: 4, attempts: 1}\n"+
				"    - log: '${steps.c.status} ${steps.d.value}'\n"), flowtest.Options{}, script(t, "@again 1s 1234")...)
			if p.logged() != want {
				t.Errorf("secret %s, replay_prompt %s: %q, want %q\n%s", secret, replay, p.logged(), want, p)
			}
		}
	}
}
