package flowdiff

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

func read(t testing.TB, name, text string) Side {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse(name, text)
	program, more := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(append(findings, more...).Sorted()[0].Format())
	}
	return Side{doc, program}
}

// base is what the table below begins with; each row changes it.
const base = `numbers:
  200: main
  201: {flow: help, language: de}
app: {max_calls: 100}
vars: {mode: day}
defaults:
  on_nomatch: {play: invalid}
flows:
  main:
    - answer
    - play: welcome
    - menu:
        id: top
        prompt: [press, 'digits:1']
        choices:
          1: {call: help}
          2: [{play: two}, hangup]
        on_noinput: {1: {play: again}}
    - play: goodbye
    - hangup
  help:
    params: {who: nobody}
    steps:
      - play: one-moment
      - http: {id: crm, url: https://crm.example.com/a, headers: {X-Key: hush}}
      - continue: {context: phones, extension: help}
`

// Law: a change is told once, at its place, in words, and nothing else is told.
func TestCompare(t *testing.T) {
	tests := []struct{ name, from, to, want string }{
		{"nothing", "", "", ""},
		{"only written differently", "- play: welcome", "- play: {media: [welcome]} # hello", ""},
		{"a duration written otherwise", "id: top", "id: top, first_timeout: 5000ms", ""},
		{"a default written out", "id: top", "id: top, first_timeout: 5s", ""},
		{"a step put in", "    - play: welcome\n", "    - play: welcome\n    - play: news\n", "flow main\n  added    play news (new:12)\n"},
		{"a step taken out", "    - play: welcome\n", "", "flow main\n  removed  play welcome (old:11)\n"},
		{"another prompt", "play: welcome", "play: hello", "flow main\n  changed  play hello (old:11, new:11)\n             media: welcome → hello\n"},
		{"a timeout", "id: top", "id: top, first_timeout: 8s", "flow main\n  changed  menu top (old:12, new:12)\n             first_timeout: 5s (the default) → 8s\n"},
		{"a list", "[press, 'digits:1']", "[press, 'digits:2']", "flow main\n  changed  menu top (old:12, new:12)\n             prompt: press, digits:1 → press, digits:2\n"},
		{"another id", "id: crm,", "id: cms,", "flow help\n  changed  http cms (old:25, new:25)\n             id: crm → cms\n"},
		{"another kind", "id: top, prompt", "id: top, prompt", ""},
		{"a choice's target", "1: {call: help}", "1: {call: main}", "flow main\n  changed  call main (old:16, new:16)\n             flow: help → main\n"},
		{"a choice more", "2: [{play: two}, hangup]", "2: [{play: two}, hangup], 3: repeat", "flow main\n  changed  menu top (old:12, new:12)\n             choice 3: repeat\n"},
		{"a choice of steps", "2: [{play: two}, hangup]", "2: exit", "flow main\n  changed  menu top (old:12, new:12)\n             choice 2: steps → exit\n  removed  play two (old:17)\n  removed  hangup (old:17)\n"},
		{"a handler", "{play: again}", "{play: once-more}", "flow main\n  changed  play once-more (old:18, new:18)\n             media: again → once-more\n"},
		{"a step moved", "    - play: goodbye\n    - hangup\n", "    - hangup: {when: 'call.from == \"1\"'}\n    - play: goodbye\n    - hangup\n", "flow main\n  added    hangup (new:19)\n"},
		{"the defaults", "on_nomatch: {play: invalid}", "on_noinput: {play: invalid}", "every flow\n  changed  defaults (old:7, new:7)\n             on_noinput: steps\n             on_nomatch: steps → nothing\n  moved    play invalid (old:7, new:7)\n"},
		{"a parameter", "who: nobody", "who: me", "flow help\n  changed  the flow (old:21, new:21)\n             param who: nobody → me\n"},
		{"a flow more", "  help:\n", "  more: [answer]\n  help:\n", "flow more\n  added    the flow (new:21)\n"},
		{"a number's flow", "200: main", "200: help", "numbers\n  changed  200 (old:2, new:2)\n             flow: main → help\n"},
		{"another number", "200: main", "210: main", "numbers\n  renamed  200 is now 210 (old:2, new:2)\n"},
		{"a number less", "  200: main\n", "", "numbers\n  removed  200 (old:2)\n             flow: main\n"},
		{"a setting", "max_calls: 100", "max_calls: 50", "settings\n  changed  app.max_calls: 100 → 50 (old:4, new:4)\n"},
		{"a setting more", "max_calls: 100", "max_calls: 100, name: x", "settings\n  added    app.name: x (new:4)\n"},
		{"a variable", "mode: day", "mode: night", "settings\n  changed  vars.mode: day → night (old:5, new:5)\n"},
		{"a secret", "X-Key: hush", "X-Key: hush2", "flow help\n  changed  http crm (old:25, new:25)\n             headers.X-Key: another value, which is not shown\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old, changed := inBlocks(base), inBlocks(strings.Replace(base, test.from, test.to, 1))
			got := Text(Compare(read(t, "old", old), read(t, "new", changed)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
		})
	}
}

// inBlocks lets a row put further keys behind one of a mapping that is written in lines.
func inBlocks(text string) string {
	for _, line := range []string{"        id: top", "          2: [{play: two}, hangup]"} {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		text = strings.ReplaceAll(text, line+", ", line+"\n"+indent)
	}
	return text
}

// Law: a flow under another name with most of its steps is renamed, with few it is another one.
func TestRenamedFlows(t *testing.T) {
	old := read(t, "old", "numbers: {1: a}\nflows:\n  a: [answer, {play: x}, {play: y}, {play: z}]\n")
	same := read(t, "new", "numbers: {1: b}\nflows:\n  b: [answer, {play: x}, {play: y}, {play: new}]\n")
	other := read(t, "new", "numbers: {1: b}\nflows:\n  b: [answer, {play: u}, {play: v}, {play: new}]\n")
	want := "numbers\n  changed  1 (old:1, new:1)\n             flow: a → b (the same flow, renamed)\n\n" +
		"flow b\n  renamed  from a (old:3, new:3)\n  changed  play new (old:3, new:3)\n             media: z → new\n"
	if diff := cmp.Diff(want, Text(Compare(old, same))); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	want = "numbers\n  changed  1 (old:1, new:1)\n             flow: a → b\n\nflow b\n  added    the flow (new:3)\n\nflow a\n  removed  the flow (old:3)\n"
	if diff := cmp.Diff(want, Text(Compare(old, other))); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// Law: a step with an id that stands elsewhere has moved, into other steps too.
func TestMovedSteps(t *testing.T) {
	old := read(t, "old", "numbers: {1: a}\nflows:\n  a:\n  - collect: {id: pin, max: 4}\n  - answer\n  - if: {is: 'true', then: [{play: x}]}\n")
	now := read(t, "new", "numbers: {1: a}\nflows:\n  a:\n  - answer\n  - if: {is: 'true', then: [{play: x}, {collect: {id: pin, max: 6}}]}\n")
	want := "flow a\n  moved    collect pin (old:4, new:5)\n             max: 4 → 6\n"
	if diff := cmp.Diff(want, Text(Compare(old, now))); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// Law: no value that may be secret is told, wherever it stands.
func TestSecretsAreNotTold(t *testing.T) {
	text := func(word string) string {
		return strings.ReplaceAll(`
numbers: {1: main}
asterisk: {password: "WORD1", url: "http://ann:WORD2@localhost"}
server: {token: WORD3}
cluster: {nats: "nats://WORD4@host"}
secrets: {anything: WORD5}
http: {keys: {crm: WORD6}}
tables: {a: {dsn: "WORD7"}}
config: {door_pin: "WORD8"}
flows:
  main:
    - menu: {pin: {value: "WORD9"}, choices: {1: hangup}}
    - http: {url: https://a.example.com, headers: {A: WORD10}, form: {a: WORD11}}
    - set: {my_password: WORD12}
`, "WORD", word)
	}
	got := Text(Compare(read(t, "old", text("hush")), read(t, "new", text("still"))))
	if strings.Contains(got, "hush") || strings.Contains(got, "still") {
		t.Errorf("a secret is told:\n%s", got)
	}
	if n := strings.Count(got, "which is not shown") + strings.Count(got, "***"); n < 12 {
		t.Errorf("%d secrets are told to have changed, want 12:\n%s", n, got)
	}
}

// Law: a file compared with itself has no change, and what is added one way
// round is removed the other way round.
func TestBothWays(t *testing.T) {
	shipped, err := os.ReadFile("../../ivr.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(shipped)
	whole := read(t, "ivr.yaml", text)
	if changes := Compare(whole, read(t, "ivr.yaml", text)); len(changes) > 0 {
		t.Errorf("a file differs from itself:\n%s", Text(changes))
	}
	lines := strings.SplitAfter(text, "\n")
	tried := 0
	for i, line := range lines {
		if !strings.HasPrefix(strings.TrimLeft(line, " "), "- play: ") || strings.Contains(line, "id:") {
			continue
		}
		tried++
		less := read(t, "ivr.yaml", strings.Join(lines[:i], "")+strings.Join(lines[i+1:], ""))
		gone, come := Compare(whole, less), Compare(less, whole)
		if len(gone) != 1 || len(come) != 1 || gone[0].Sort != Removed || come[0].Sort != Added || gone[0].Old != come[0].New {
			t.Errorf("without line %d:\n%s\nand with it again:\n%s", i+1, Text(gone), Text(come))
		}
	}
	if tried < 3 {
		t.Errorf("%d lines tried", tried)
	}
}

// Law: lists that are too long for the table are aligned too, with the same result for what is equal.
func TestLongLists(t *testing.T) {
	step := func(print, id string) *known { return &known{print: print, id: id} }
	old := []*known{step("a", ""), step("b", ""), step("c", "x"), step("d", "")}
	now := []*known{step("a", ""), step("n", ""), step("e", "x"), step("d", "")}
	want := [][2]string{{"a", "a"}, {"b", ""}, {"", "n"}, {"c", "e"}, {"d", "d"}}
	var got [][2]string
	for _, p := range inTurn(old, now) {
		var one [2]string
		if p.old != nil {
			one[0] = p.old.print
		}
		if p.now != nil {
			one[1] = p.now.print
		}
		got = append(got, one)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// Law: a PIN that is written out beside what the caller keys in is not told, only that it is another.
func TestLiteralsBesideSecretsAreNotTold(t *testing.T) {
	const text = `numbers: {200: {flow: main, vars: {right: "9753"}}}
vars: {right: "9753"}
flows:
  main:
    - collect: {id: ask, length: 4, secret: true, pattern: "9753"}
    - play: {media: a, when: 'same(steps.ask.value, "9753")'}
    - collect: {id: pin, length: 4}
    - play: {media: b, when: 'steps.pin.value == vars.right'}
    - if: {is: 'steps.pin.value == "9753"', then: hangup}
    - switch: {value: '${steps.pin.value}', cases: {"9753": hangup}}
    - set: {right: "9753", pw: "9753"}
`
	changes := Compare(read(t, "old", text), read(t, "new", strings.ReplaceAll(text, "9753", "9752")))
	got := Text(changes)
	if strings.Contains(got, "975") || !strings.Contains(got, "when: another value, which is not shown") {
		t.Errorf("a secret is told:\n%s", got)
	}
	for _, change := range changes {
		if shown := fmt.Sprint(change); strings.Contains(shown, "975") {
			t.Errorf("a secret is in %s", shown)
		}
	}
	gone := Text(Compare(read(t, "old", text), read(t, "new", "numbers: {200: main}\nflows: {main: [answer]}\n")))
	if strings.Contains(gone, "975") {
		t.Errorf("a secret is told of what is gone:\n%s", gone)
	}
}

// Law: a number whose flow has another name is told to lead to the same, and is the same number under another pattern.
func TestNumbersOfARenamedFlow(t *testing.T) {
	const flow = "[{play: a}, {play: b}, hangup]}\n"
	old := read(t, "old", "numbers: {200: main, 300: main}\nflows: {main: "+flow)
	now := read(t, "new", "numbers: {200: hello, 310: hello}\nflows: {hello: "+flow)
	want := `numbers
  changed  200 (old:1, new:1)
             flow: main → hello (the same flow, renamed)
  renamed  300 is now 310 (old:1, new:1)

flow hello
  renamed  from main (old:2, new:2)
`
	if diff := cmp.Diff(want, Text(Compare(old, now))); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// Law: durations, decimals and times of the day that are equal are, however they are written; other texts are not.
func TestCanonical(t *testing.T) {
	for _, pair := range [][2]string{{"5s", "5000ms"}, {"12h", "720m"}, {"08:00", "8:00"}, {"105.50", "105.5"}, {"1.0", "1"},
		{"8:00-9:30", "08:00-09:30"}} {
		if canonical(pair[0]) != canonical(pair[1]) {
			t.Errorf("%s and %s differ", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"5", "05"}, {"5s", "6s"}, {"8:00", "18:00"}, {"5", "5ns"}, {"1.1.10", "1.1.1"}, {"a", "b"}} {
		if canonical(pair[0]) == canonical(pair[1]) {
			t.Errorf("%s and %s are equal", pair[0], pair[1])
		}
	}
}
