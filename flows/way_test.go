package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

const forks = `
defaults:
  on_nomatch: {play: wrong}
  on_exhausted: hangup
  hotkeys: {"##": repeat, "*0": [{play: help}]}
flows:
  main:
    on_hangup: {log: gone}
    hotkeys: {"*": back}
    steps:
      - answer: {when: call.from != ""}
      - menu:
          id: top
          choices:
            1: {call: other}
            2: [{play: two}, {goto: top}]
            3: repeat
            4: exit
          on_noinput: {1: {play: first}, 2: {play: second}}
      - if: {id: fork, is: 'call.to == ""', then: {return: gone}}
      - repeat: {id: loop, times: 2, steps: [{play: round}]}
      - http: {id: ask, url: "https://example.com/", on_error: {log: failed}}
  other:
    on_nomatch: {play: other-wrong}
    steps:
      - collect: {id: number, length: 3}
`

// ways writes the ways of each step and what is behind it, a line a step.
func ways(p *flows.Program) string {
	var b strings.Builder
	p.EachStep(func(step *flows.Placed) {
		fmt.Fprintf(&b, "%s:", step.Address)
		for _, way := range p.Ways(step) {
			fmt.Fprintf(&b, " %s[%s", way.Goes, way.Label)
			if way.Inherited {
				b.WriteString(" of " + way.Block.Address)
			}
			if way.Target != nil {
				b.WriteString(" " + way.Target.Name)
			}
			b.WriteString("]")
		}
		behind := p.Behind(step)
		b.WriteString(" |")
		for _, next := range behind.Steps {
			b.WriteString(" " + next.Address)
		}
		if behind.Returns {
			b.WriteString(" returns")
		}
		if behind.Resumes {
			b.WriteString(" resumes")
		}
		b.WriteString("\n")
	})
	return b.String()
}

// TestWays tells the ways of every step of a file, and where the walk goes on behind it.
func TestWays(t *testing.T) {
	want := `defaults/hotkeys.*0.1: onward[] | resumes
defaults/on_exhausted.1: end[] | main/fork returns
defaults/on_nomatch.1: onward[] | main/top
main/1: onward[passed] onward[] | main/top
main/top: into[choices.1] into[choices.2] repeat[choices.3] onward[choices.4]` +
		` into[on_noinput.1] into[on_noinput.2] into[on_nomatch of defaults/on_nomatch]` +
		` into[on_exhausted of defaults/on_exhausted] | main/fork
main/fork: into[then] onward[else] | main/loop
main/loop: into[steps] onward[done] | main/ask
main/ask: onward[] into[on_error] | returns
main/ask.on_error.1: onward[] | returns
main/fork.then.1: return[] | main/loop
main/loop.steps.1: onward[] | main/loop
main/on_hangup.1: onward[] |
main/top.choices.1.1: call[ other] | main/fork
main/top.choices.2.1: onward[] | main/top.choices.2.2
main/top.choices.2.2: goto[ top] | main/fork
main/top.on_noinput.1.1: onward[] | main/top
main/top.on_noinput.2.1: onward[] | main/top
other/number: onward[ok] into[on_nomatch of other/on_nomatch] into[on_exhausted of defaults/on_exhausted] | returns
other/on_nomatch.1: onward[] | other/number
`
	program := compile(t, forks)
	if diff := cmp.Diff(want, ways(program)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	hooks := ""
	for _, flow := range []*flows.Flow{nil, program.Flow("main"), program.Flow("other")} {
		for _, b := range program.Hooks(flow) {
			hooks += b.Address + " "
		}
		for _, h := range program.Hotkeys(flow) {
			hooks += h.Keys + "=" + h.Word + " "
		}
	}
	if want := "defaults/hotkeys.*0 defaults/on_exhausted defaults/on_nomatch ##=repeat *0= " +
		"main/on_hangup *=back other/on_nomatch "; hooks != want {
		t.Errorf("the hooks are %q", hooks)
	}
}

// TestBehindAHandlerOfItself: a handler whose own question takes that handler has an end.
func TestBehindAHandlerOfItself(t *testing.T) {
	program := compile(t, `
defaults: {on_exhausted: {menu: {id: again, choices: {1: {play: one}}}}}
flows: {main: [{menu: {id: top, choices: {1: {play: two}}}}]}
`)
	want := `defaults/on_exhausted.1: into[choices.1] into[on_exhausted of defaults/on_exhausted] | returns
defaults/on_exhausted.1.choices.1.1: onward[] | returns
main/top: into[choices.1] into[on_exhausted of defaults/on_exhausted] | returns
main/top.choices.1.1: onward[] | returns
`
	if diff := cmp.Diff(want, ways(program)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestUses tells what expressions read and where, and what gives variables their values.
func TestUses(t *testing.T) {
	program := compile(t, `
vars: {tries: 0}
numbers: {"200": {flow: main, vars: {shop: north}}}
flows:
  main:
    params: {depth: 1}
    steps:
      - collect: {id: number, length: 3}
      - set: {tries: "${vars.tries + flow.depth}", last: "${steps.number.value}"}
      - log: {text: "${call.from} in ${vars.shop}", when: "vars['tries'] > 1"}
      - call: {flow: main, args: {depth: "${len(vars.last)}"}}
`)
	var got strings.Builder
	for _, use := range program.Uses() {
		fmt.Fprintf(&got, "%v %s %q %q:", use.Node.Pos, use.Step.Address, use.Field, use.Source)
		for _, read := range use.Reads {
			fmt.Fprintf(&got, " %s@%d+%d", strings.Join(read.Path, "."), read.Pos.Column, read.Width)
		}
		fmt.Fprintf(&got, " %v\n", use.Type)
	}
	for _, given := range program.Assignments() {
		fmt.Fprintf(&got, "%v %s", given.Node.Pos, given.Name)
		if given.Value != nil {
			got.WriteString(" = " + given.Value.Source)
		}
		got.WriteString("\n")
	}
	want := `f:9:22 main/2 "" "vars.tries + flow.depth": vars.tries@25+10 flow.depth@38+10 int
f:9:58 main/2 "" "steps.number.value": steps.number.value@61+18 string
f:10:59 main/3 "when" "vars['tries'] > 1": vars.tries@60+10 bool
f:10:21 main/3 "text" "call.from": call.from@24+9 string
f:10:21 main/3 "text" "vars.shop": vars.shop@40+9 string
f:11:42 main/4 "args" "len(vars.last)": vars.last@49+9 int
f:3:38 shop
f:9:15 tries = vars.tries + flow.depth
f:9:52 last = steps.number.value
f:11:35 flow.depth = len(vars.last)
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
