package coverage

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

func compile(t *testing.T, text string) *flows.Program {
	t.Helper()
	doc, findings := source.Parse("ivr.yaml", text)
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	program, more := flows.Compile(doc, registry)
	if findings = append(findings, more...); findings.HasErrors() {
		t.Fatal(findings)
	}
	return program
}

// call walks the flow of a number with a caller who acts by script, and counts what is taken.
func call(t *testing.T, c *Coverage, number, script string, dialled ...flowtest.Callee) {
	t.Helper()
	acts, err := flowtest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	route, ok := c.program.Route(number)
	if !ok {
		t.Fatal("no number takes ", number)
	}
	phone := flowtest.NewPhone(flowtest.Options{Dialled: dialled}, acts...)
	var facts []flows.Fact
	flows.NewWalker(c.program, phone, flows.Options{Flow: route.Flow, Call: flows.CallInfo{ID: "x", To: number},
		Vars: route.Vars, Observe: func(f flows.Fact) { facts = append(facts, f) }}).Run(phone.Context())
	c.Add(facts)
}

// never are the names of what was not taken, with the lines where it stands.
func never(c *Coverage, kinds ...Kind) string {
	var names []string
	for _, one := range c.Report().Never {
		if len(kinds) == 0 || slices.Contains(kinds, one.Kind) {
			names = append(names, fmt.Sprintf("%d:%s", one.At.Line, one.Name()))
		}
	}
	return strings.Join(names, ", ")
}

const company = `
numbers: {1: main, 2: broken}
vars: {vip: false}
defaults:
  hotkeys: {"##": repeat}
  on_nomatch: {play: wrong}
  on_hangup: {log: gone}
flows:
  main:
    hotkeys:
      "**": {play: help}
    steps:
      - play: {id: vip, media: hello, when: vars.vip}
      - menu:
          id: top
          prompt: ask
          attempts: 3
          choices:
            1: {log: one}
            2: repeat
            3: hangup
          on_noinput:
            1: {play: again}
            2: {play: still}
          on_exhausted: [{play: bye}, hangup]
      - if:
          is: steps.top.value == "1"
          then: {log: chosen}
          else: {log: other}
  broken:
    on_error: {log: sorry}
    steps:
      - lookup: {id: who, table: none, key: x, on_error: {log: nobody}}
      - lookup: {table: none, key: y}
`

// Law: nothing was taken before the first call, and what a call takes is
// counted where it stands; inherited handlers stand in the file's defaults.
func TestWhatCallsTake(t *testing.T) {
	for _, c := range []struct {
		name             string
		number, script   string
		taken, untouched []string
	}{
		{"a choice with steps", "1", "@ask 1",
			[]string{"main/top (menu)", "main/top choices.1", "main/3 then", "main/vip passed"},
			[]string{"main/vip (play)", "main/top choices.2", "main/3 else", "main/top on_noinput.1", "defaults on_nomatch"}},
		{"a choice that is a word", "1", "@ask 2 @ask 3",
			[]string{"main/top choices.2", "main/top choices.3"}, []string{"main/top choices.1", "main/3 (if)"}},
		{"own handlers by count", "1", "@again @still hangup",
			[]string{"main/top on_noinput.1", "main/top on_noinput.2", "defaults on_hangup"}, []string{"main/top on_exhausted"}},
		{"inherited handlers", "1", "@ask 9 @wrong hangup",
			[]string{"defaults on_nomatch", "defaults on_hangup"}, []string{"main/top on_noinput.1", "defaults hotkeys.##"}},
		{"hotkeys that are steps", "1", "@ask ** @help hangup",
			[]string{"main hotkeys.**"}, []string{"defaults hotkeys.##"}},
		{"hotkeys that are words", "1", "@ask ## 1s hangup",
			[]string{"defaults hotkeys.##"}, []string{"main hotkeys.**"}},
		{"failures", "2", "",
			[]string{"broken/who on_error", "broken on_error"}, []string{"main/top (menu)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			coverage := New(compile(t, company))
			before := never(coverage)
			call(t, coverage, c.number, c.script)
			after := never(coverage)
			for _, name := range c.taken {
				if !strings.Contains(before, ":"+name) || strings.Contains(after, ":"+name) {
					t.Errorf("%s was not counted: never %s", name, after)
				}
			}
			for _, name := range c.untouched {
				if !strings.Contains(after, ":"+name) {
					t.Errorf("%s was not taken, but counted: never %s", name, after)
				}
			}
		})
	}
}

// Law: each thing has its line; ways into steps have that of the first of them, words their own.
func TestThingsHaveTheirLines(t *testing.T) {
	coverage := New(compile(t, company))
	for kind, want := range map[Kind]string{
		Choice: "19:main/top choices.1, 20:main/top choices.2, 21:main/top choices.3",
		Handler: "5:defaults hotkeys.##, 6:defaults on_nomatch, 7:defaults on_hangup, 11:main hotkeys.**, " +
			"23:main/top on_noinput.1, 24:main/top on_noinput.2, 25:main/top on_exhausted, 31:broken on_error, " +
			"33:broken/who on_error",
		Branch: "13:main/vip passed, 28:main/3 then, 29:main/3 else",
	} {
		if diff := cmp.Diff(want, never(coverage, kind)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
	if got := never(coverage, Step); !strings.HasPrefix(got, "6:defaults/on_nomatch.1 (play), 7:defaults/on_hangup.1 (log), ") {
		t.Errorf("steps: %s", got)
	}
}

// Law: shares are rounded down, so that 100 is all; of nothing all was taken.
func TestShares(t *testing.T) {
	for _, c := range []struct {
		share Share
		text  string
		json  string
	}{
		{Share{0, 0}, "–", `{"taken":0,"all":0,"percent":100}`},
		{Share{0, 3}, "0/3 0 %", `{"taken":0,"all":3,"percent":0}`},
		{Share{2, 3}, "2/3 66.6 %", `{"taken":2,"all":3,"percent":66.6}`},
		{Share{9999, 10000}, "9999/10000 99.9 %", `{"taken":9999,"all":10000,"percent":99.9}`},
		{Share{7, 7}, "7/7 100 %", `{"taken":7,"all":7,"percent":100}`},
	} {
		written, err := json.Marshal(c.share)
		if err != nil || c.share.String() != c.text || string(written) != c.json {
			t.Errorf("%d of %d: %s, %s (%v)", c.share.Taken, c.share.All, c.share, written, err)
		}
	}
}

// Law: the report adds up: what was taken and what was not are all there is,
// for the file as for its flows.
func TestTheReportAddsUp(t *testing.T) {
	coverage := New(compile(t, company))
	call(t, coverage, "1", "@ask 9 @wrong 1")
	call(t, coverage, "2", "")
	report := coverage.Report()
	var sum Shares
	for _, flow := range report.Flows {
		for _, pair := range []struct{ to, from *Share }{{&sum.Steps, &flow.Steps}, {&sum.Choices, &flow.Choices},
			{&sum.Handlers, &flow.Handlers}, {&sum.Branches, &flow.Branches}} {
			pair.to.Taken, pair.to.All = pair.to.Taken+pair.from.Taken, pair.to.All+pair.from.All
		}
	}
	if diff := cmp.Diff(report.Shares, sum); diff != "" {
		t.Errorf("the flows do not add up to the file:\n%s", diff)
	}
	untaken := 0
	for _, share := range []Share{sum.Steps, sum.Choices, sum.Handlers, sum.Branches} {
		untaken += share.All - share.Taken
	}
	if untaken != len(report.Never) || sum.Steps.Taken == 0 || untaken == 0 {
		t.Errorf("%d things were not taken, %d are listed", untaken, len(report.Never))
	}
	names := []string{}
	for _, flow := range report.Flows {
		names = append(names, flow.Name)
	}
	if got := strings.Join(names, ","); got != "main,broken," {
		t.Errorf("flows %q: those of the file in order, then its defaults", got)
	}
}

// Law: what comes of dialling are ways: a handler that ends in steps, and a branch where it goes on or is over.
func TestWaysOfDial(t *testing.T) {
	const exchange = `
numbers: {1: main}
flows:
  main:
    - dial:
        id: d
        targets: [PJSIP/101, PJSIP/102]
        strategy: sequential
        exit_keys: {0: {play: box}}
        keys: {callee: {"*1": {play: fetched}}}
        on_busy: {play: busy}
        on_no_answer: [{play: nobody}]
    - play: bye
`
	coverage := New(compile(t, exchange))
	all := never(coverage, Choice, Handler, Branch)
	for _, label := range []string{"exit_keys.0", "keys.callee.*1", "on_busy", "on_no_answer", "unreached", "over"} {
		if !strings.Contains(all, "main/d "+label) {
			t.Errorf("%s is no way: %s", label, all)
		}
	}
	for _, c := range []struct {
		takes, script string
		dialled       []flowtest.Callee
	}{
		{"on_busy", "", []flowtest.Callee{{Endpoint: "*", Cause: flows.CauseBusy, SIP: 486}}},
		{"on_no_answer", "", []flowtest.Callee{{Endpoint: "*"}}},
		{"unreached", "", nil},
		{"exit_keys.0", "3s 0", []flowtest.Callee{{Endpoint: "*"}}},
		{"over", "", []flowtest.Callee{{Endpoint: "*", Answers: true, Acts: []flowtest.Act{flowtest.HangUp()}}}},
		{"keys.callee.*1", "", []flowtest.Callee{{Endpoint: "*", Answers: true, Acts: flowtest.Press("*1")}}},
	} {
		one := New(compile(t, exchange))
		call(t, one, "1", c.script, c.dialled...)
		left := strings.Split(never(one, Choice, Handler, Branch), ", ")
		if slices.ContainsFunc(left, func(name string) bool { return strings.HasSuffix(name, "main/d "+c.takes) }) || len(left) != 5 {
			t.Errorf("after %s there are left: %s", c.takes, left)
		}
		call(t, coverage, "1", c.script, c.dialled...)
	}
	if left := never(coverage); left != "" {
		t.Errorf("never taken: %s", left)
	}
}
