package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

var update = flag.Bool("update", false, "write the reports that the tests compare with")

// Law: calls are counted by how they ended, all together and by version and share.
func TestHowCallsEnd(t *testing.T) {
	r := typical(t).report(Options{})
	want := Totals{Calls: 14, Ended: 7, Left: 2, HungUp: 4, Early: 2, Failed: 1, Median: Span(7400 * time.Millisecond)}
	if diff := cmp.Diff(want, r.Calls); diff != "" || r.Calls.Containment() != 0.5 {
		t.Errorf("%v %s", r.Calls.Containment(), diff)
	}
	versions := []Version{{"v1", "stable", Totals{Calls: 12, Ended: 6, Left: 2, HungUp: 3, Early: 1, Failed: 1, Median: Span(9 * time.Second)}},
		{"v2", "canary", Totals{Calls: 2, Ended: 1, HungUp: 1, Early: 1, Median: Span(500 * time.Millisecond)}}}
	if diff := cmp.Diff(versions, r.Versions); diff != "" {
		t.Error(diff)
	}
	if !r.From.Equal(start.Add(time.Minute)) || !r.To.Equal(start.Add(14*time.Minute)) {
		t.Errorf("from %v to %v", r.From, r.To)
	}
}

// Law: a step has its entries, who hung up in it, the attempts without an answer
// with a handler and without, and how long it took; what on_hangup does is not in it.
func TestSteps(t *testing.T) {
	r := typical(t).report(Options{})
	got := map[string]Step{}
	for _, s := range r.Steps {
		if sum := exitsOf(s); sum != s.Entries {
			t.Errorf("%s has %d entries and %d exits", s.Address, s.Entries, sum)
		}
		got[s.Address] = s
	}
	for _, want := range []Step{
		{Address: "main/top", Kind: "menu", Place: "ivr.yaml:10:9", Entries: 14, HungUp: 2, Attempts: 16, NoInput: 2, NoMatch: 2, Exhausted: 1, Median: Span(time.Second)},
		{Address: "main/hm", Kind: "play", Place: "ivr.yaml:20:29", Entries: 2, HungUp: 1, Median: Span(500 * time.Millisecond)},
		{Address: "account/number", Kind: "collect", Place: "ivr.yaml:24:9", Entries: 6, HungUp: 1, Attempts: 8, NoInput: 2, NoMatch: 1, Exhausted: 1, Median: Span(4400 * time.Millisecond)},
		{Address: "main/crm", Kind: "http", Place: "ivr.yaml:17:17", Entries: 1, Failed: 1},
		{Address: "other/twice", Kind: "repeat", Place: "ivr.yaml:29:7", Entries: 1, Median: Span(4 * time.Second)},
	} {
		if diff := cmp.Diff(want, got[want.Address], cmpopts.IgnoreFields(Step{}, "Exits", "Place")); diff != "" {
			t.Errorf("%s: %s", want.Address, diff)
		}
	}
	for _, address := range []string{"main/bye", "defaults/gone"} {
		if _, there := got[address]; there {
			t.Errorf("%s is there, which no caller came to", address)
		}
	}
	if got["main/top"].DropOff() != 2.0/14 {
		t.Errorf("the drop-off is %v", got["main/top"].DropOff())
	}
}

func exitsOf(s Step) int {
	sum := 0
	for _, e := range s.Exits {
		sum += e.Count
	}
	return sum
}

// Law: an exit is the way and the step behind it, or how the call ended, the most frequent ones first.
func TestExits(t *testing.T) {
	r := typical(t).report(Options{})
	want := map[string][]Exit{
		"main/top": {{"choices.1", "main/top.choices.1.1", 6}, {"", "hung-up", 2}, {"choices.2", "main/top.choices.2.1", 2}, {"choices.3", "main/crm", 1},
			{"choices.4", "main/soft", 1}, {"on_exhausted", "main/end", 1}, {"on_noinput.1", "main/hm", 1}},
		"main/hm":              {{"", "hung-up", 1}, {"", "main/top", 1}},
		"main/top.choices.2.1": {{"", "left", 2}},
		"main/crm":             {{"failed", "failed", 1}},
		"main/soft":            {{"on_error", "main/soft.on_error.1", 1}},
		"other/x":              {{"", "other/twice", 2}},
		"account/2":            {{"", "other/twice", 1}},
	}
	for _, s := range r.Steps {
		if exits, ok := want[s.Address]; ok {
			if diff := cmp.Diff(exits, s.Exits); diff != "" {
				t.Errorf("%s: %s", s.Address, diff)
			}
			delete(want, s.Address)
		}
	}
	if len(want) > 0 {
		t.Errorf("there is nothing of %v", want)
	}
}

// Law: flows are there in the order of the file, with the calls that were over in them.
func TestFlows(t *testing.T) {
	want := []Flow{{Name: "main", Entries: 14, Began: 14, Returned: 5, Ended: 7, Left: 2, HungUp: 3, Failed: 1},
		{Name: "account", Entries: 6, Returned: 4, Jumped: 1, HungUp: 1}, {Name: "other", Entries: 1, Returned: 1}}
	if diff := cmp.Diff(want, typical(t).report(Options{}).Flows); diff != "" {
		t.Error(diff)
	}
}

// Law: prompts tell how they ended and how much of them was heard, by keys and by hanging up, whatever values are in them.
func TestPrompts(t *testing.T) {
	r := typical(t).report(Options{})
	want := []Prompt{{Text: "welcome", Begun: 16, Done: 3, Cut: 11, HungUp: 2, Heard: Span(time.Second), Length: Span(8 * time.Second)},
		{Text: "number & digits:…", Begun: 8, Done: 7, HungUp: 1, Heard: Span(time.Second), Length: Span(4 * time.Second)},
		{Text: "number:…", Begun: 4, Done: 4, Length: Span(2 * time.Second)},
		{Text: "hm", Begun: 2, Done: 1, HungUp: 1, Heard: Span(500 * time.Millisecond), Length: Span(2 * time.Second)}}
	if diff := cmp.Diff(want, r.Prompts[:4]); diff != "" {
		t.Error(diff)
	}
	if i := slices.IndexFunc(r.Prompts, func(p Prompt) bool { return p.Text == "missing" }); i < 0 || r.Prompts[i].Failed != 1 {
		t.Errorf("%+v", r.Prompts)
	}
	for text, want := range map[string]string{"a": "a", "money;currency=EUR:1.50": "money:…", "sound:custom/a & tone:ring & recording:x": "sound:custom/a & tone:ring & recording:x"} {
		if got := general(text); got != want {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
}

// Law: paths have their first steps and their end, the most frequent ones come first.
func TestPaths(t *testing.T) {
	r := typical(t).report(Options{Paths: 2})
	want := []Path{{Steps: []string{"main/1", "main/top", "main/top.choices.1.1", "account/number", "account/3"}, End: "ended", Calls: 4},
		{Steps: []string{"main/1", "main/top"}, End: "hung-up", Calls: 2}}
	if diff := cmp.Diff(want, r.Paths); diff != "" {
		t.Error(diff)
	}
	long := newWalks(t, "numbers: {_.: main}\nflows:\n  main:\n    - answer\n    - repeat: {id: r, times: 20, steps: [{silence: {id: s, time: 1s}}]}\n")
	long.call("v1", "", "")
	r = long.report(Options{})
	if len(r.Paths) != 1 || !r.Paths[0].More || len(r.Paths[0].Steps) != pathSteps || !strings.HasSuffix(r.Paths[0].line(), "main/s > …") {
		t.Errorf("%+v", r.Paths)
	}
}

// Law: of one flow there are its calls and its steps, and nothing of the others; of a time the calls that entered since.
func TestWhatIsAskedFor(t *testing.T) {
	r := typical(t).report(Options{Flow: "account"})
	if r.Calls.Calls != 6 || len(r.Flows) != 1 || len(r.Steps) != 3 || len(r.Prompts) != 2 || r.Flow != "account" {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff([]string{"account/number", "account/3"}, r.Paths[0].Steps); diff != "" {
		t.Error(diff)
	}
	since := start.Add(13 * time.Minute)
	if r = typical(t).report(Options{Since: since}); r.Calls.Calls != 2 || len(r.Versions) != 1 || !r.Since.Equal(since) {
		t.Errorf("%+v", r.Calls)
	}
	if r = typical(t).report(Options{Flow: "nobody"}); r.Calls.Calls != 0 {
		t.Errorf("%+v", r.Calls)
	}
}

// calls are calls made by hand.
func calls(all ...journal.Recorded) iter.Seq2[journal.Recorded, error] {
	return func(yield func(journal.Recorded, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// call is one by hand: facts at seconds, with an end unless its status is "".
func call(status flows.Status, facts ...flows.Fact) journal.Recorded {
	r := journal.Recorded{ID: "c", Entries: []journal.Entry{{At: start, Kind: journal.KindEntered, Entered: &journal.Entered{Version: "v"}}}}
	for _, f := range facts {
		r.Entries = append(r.Entries, journal.Entry{At: f.At, Kind: journal.Kind(f.Kind), Flow: f.Flow, Step: f.Step, Type: f.Type, Text: f.Text, Outcome: f.Outcome, Took: f.Took})
	}
	if status != "" {
		r.Entries = append(r.Entries, journal.Entry{At: start.Add(time.Minute), Kind: journal.KindEnded, Ended: &journal.Ended{Status: status, Took: time.Minute}})
	}
	for i := range r.Entries {
		r.Entries[i].Seq = i + 1
	}
	return r
}

// Law: a call with holes, or whose daemon was killed, counts apart, and has no exits that nobody took.
func TestHolesAndCutOffCalls(t *testing.T) {
	holed := call(flows.HungUp, fact(0, flows.FlowBegun, ""), fact(1, flows.StepBegun, "main/1"), fact(2, flows.StepEnded, "main/1"), fact(3, flows.StepBegun, "main/2"))
	holed.Entries = slices.Delete(holed.Entries, 3, 4)
	killed := call("", fact(0, flows.FlowBegun, ""), fact(1, flows.StepBegun, "main/1"))
	killed.CutOff = true
	r, err := Make(calls(holed, killed, call(flows.Ended)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := Totals{Calls: 2, Ended: 1, CutOff: 1, Median: Span(time.Minute)}
	if diff := cmp.Diff(want, r.Calls); diff != "" || r.Holes != 1 || r.Calls.Containment() != 1 {
		t.Errorf("%d with holes, %s", r.Holes, diff)
	}
	if len(r.Steps) != 1 || !cmp.Equal(r.Steps[0].Exits, []Exit{{"", "cut-off", 1}}) {
		t.Errorf("%+v", r.Steps)
	}
	var text strings.Builder
	if err := r.Text(&text); err != nil || !strings.Contains(text.String(), "cut off, as the daemon was killed") ||
		!strings.Contains(text.String(), "left out: 1 call with holes") || strings.Contains(text.String(), "without an end") {
		t.Errorf("%v\n%s", err, text.String())
	}
}

// Law: what callers and files can bring into a report moves no cursor and is no formula.
func TestNothingInAReportActs(t *testing.T) {
	begun := fact(1, flows.StepBegun, "main/\x1b[31m\u202ex")
	said := fact(1, flows.PromptBegun, "main/1")
	said.Text = "=cmd|' /C calc'!A0\n@x"
	r, err := Make(calls(call(flows.Ended, fact(0, flows.FlowBegun, ""), begun, said)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var text, sheet strings.Builder
	if err := errors.Join(r.Text(&text), r.CSV(&sheet)); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(text.String(), "\x1b\u202e\r") || !strings.Contains(text.String(), `main/\x1b[31m\u202ex`) || !strings.Contains(text.String(), `\n@x`) {
		t.Errorf("%q", text.String())
	}
	if strings.Contains(sheet.String(), "\"=cmd") || !strings.Contains(sheet.String(), "\"'=cmd") {
		t.Error(sheet.String())
	}
}

func fact(second int, kind flows.FactKind, step string) flows.Fact {
	return flows.Fact{At: start.Add(time.Duration(second) * time.Second), Kind: kind, Step: step, Type: "play", Flow: map[bool]string{true: "main"}[step == ""]}
}

// Law: calls under way are counted as such, those without a beginning apart; a call of a handler in Go has no steps.
func TestCallsThatAreNotWhole(t *testing.T) {
	late := call(flows.Ended, fact(1, flows.StepBegun, "main/1"))
	late.Entries = late.Entries[1:]
	r, err := Make(calls(late, call(""), call("", fact(0, flows.FlowBegun, ""), fact(1, flows.StepBegun, "main/1")), call(flows.Ended), call(flows.Detached)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := Totals{Calls: 4, Ended: 1, Detached: 1, Open: 2, Median: Span(time.Minute)}
	if diff := cmp.Diff(want, r.Calls); diff != "" || r.Partial != 1 || r.Calls.Containment() != 0.5 {
		t.Errorf("%d partial, %s", r.Partial, diff)
	}
	if len(r.Steps) != 1 || !cmp.Equal(r.Steps[0].Exits, []Exit{{"", "open", 1}}) {
		t.Errorf("%+v", r.Steps)
	}
	failed := errors.New("the disk is gone")
	if _, err := Make(func(yield func(journal.Recorded, error) bool) { yield(journal.Recorded{}, failed) }, Options{}); !errors.Is(err, failed) {
		t.Error(err)
	}
}

// Law: steps of an on_hangup belong to no caller, whatever they are called and however the call ended.
func TestOnHangupIsNoStepOfACaller(t *testing.T) {
	begun, ended := flows.StepBegun, flows.StepEnded
	flow := fact(0, flows.FlowBegun, "")
	hangup := fact(3, ended, "main/2")
	hangup.Type = "hangup"
	gone := []flows.Fact{fact(5, begun, "main/gone"), fact(5, ended, "main/gone"), fact(6, begun, "defaults/gone"), fact(6, ended, "defaults/gone")}
	unnamed := []flows.Fact{fact(5, begun, "main/on_hangup.1"), fact(5, ended, "main/on_hangup.1")}
	for name, c := range map[string]struct {
		status flows.Status
		facts  []flows.Fact
	}{
		"in a prompt":           {flows.HungUp, []flows.Fact{flow, fact(1, begun, "main/1"), fact(1, flows.PromptBegun, "main/1")}},
		"inside of a menu":      {flows.HungUp, []flows.Fact{flow, fact(1, begun, "main/1"), fact(2, flows.WayTaken, "main/1"), fact(2, begun, "main/2"), fact(3, ended, "main/2"), fact(4, flows.AttemptBegun, "main/1")}},
		"at the end":            {flows.Ended, []flows.Fact{flow, fact(1, begun, "main/1"), fact(4, ended, "main/1"), {Kind: flows.FlowEnded, Flow: "main", Outcome: "ok"}}},
		"by a hangup":           {flows.Ended, []flows.Fact{flow, fact(1, begun, "main/1"), fact(2, ended, "main/1"), fact(3, begun, "main/2"), hangup}},
		"by a failure":          {flows.Failed, []flows.Fact{flow, fact(1, begun, "main/1"), fact(4, flows.StepFailed, "main/1")}},
		"by a failure that was": {flows.HungUp, []flows.Fact{flow, fact(1, begun, "main/1"), fact(2, flows.StepFailed, "main/1"), fact(2, flows.WayTaken, "main/1"), fact(2, begun, "main/2")}},
	} {
		for _, over := range [][]flows.Fact{gone, unnamed, nil} {
			r, err := Make(calls(call(c.status, slices.Concat(c.facts, []flows.Fact{fact(5, flows.CallOver, "")}, over)...)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range r.Steps {
				if s.Address != "main/1" && s.Address != "main/2" || exitsOf(s) != s.Entries {
					t.Errorf("%s: %+v", name, s)
				}
			}
			if want := c.status == flows.HungUp; want != (r.Calls.Early == 1) {
				t.Errorf("%s: %d hung up early", name, r.Calls.Early)
			}
		}
	}
}

// Law: a median of many is that of a sample that stands for all, and what is told apart has a bound.
func TestBounds(t *testing.T) {
	var s sample
	for i := range 1_000_001 {
		s.add(time.Duration(i) * time.Millisecond)
	}
	if m := time.Duration(s.median()).Seconds(); len(s.values) > sampleMost || m < 490 || m > 510 {
		t.Errorf("of %d values it is %v", len(s.values), m)
	}
	c := counting{prompts: map[string]*promptTally{}, paths: map[string]*Path{}}
	for i := range pathsMost + 10 {
		c.addPath([]journal.Entry{{Kind: journal.Kind(flows.StepBegun), Step: fmt.Sprint(i)}}, "ended")
		c.prompt(fmt.Sprint(i))
	}
	if len(c.paths) != pathsMost+1 || len(c.prompts) != promptsMost+1 {
		t.Errorf("%d paths, %d prompts", len(c.paths), len(c.prompts))
	}
	v := visit{tally: &stepTally{exits: map[Exit]int{}}}
	for i := range 2 * exitsMost {
		v.exit(fmt.Sprint(i))
	}
	if n := v.tally.exits[Exit{Next: other}]; n != exitsMost || len(v.tally.exits) != exitsMost+1 {
		t.Errorf("%d exits, %d others", len(v.tally.exits), n)
	}
}

// Law: the report is printed in the same way each time, as a text and as CSV and
// JSON, in which everything of it is.
func TestFormats(t *testing.T) {
	r := typical(t).report(Options{})
	for name, write := range map[string]func(Report, *bytes.Buffer) error{
		"testdata/typical.txt": func(r Report, b *bytes.Buffer) error { return r.Text(b) },
		"testdata/typical.csv": func(r Report, b *bytes.Buffer) error { return r.CSV(b) },
	} {
		var b bytes.Buffer
		if err := write(r, &b); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	var b bytes.Buffer
	if err := r.CSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) < 200 || len(rows[0]) != 5 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if err := r.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var again Report
	if err := json.Unmarshal(b.Bytes(), &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, again); diff != "" {
		t.Error(diff)
	}
}

// Law: a report without calls says so, and what it does not count is told in words.
func TestHeadOfTheText(t *testing.T) {
	var b strings.Builder
	r := Report{Since: start, Flow: "main", Partial: 1, Lost: 1, Damaged: 2}
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	want := "no calls through the flow main since 2026-03-02 09:00:00 UTC\nleft out: 1 call whose beginning is not in the journal\n" +
		"left out: 1 entry that the journal has lost\nleft out: 2 lines that cannot be read\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
