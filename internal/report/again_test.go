package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// inTwo makes a call by hand one of two processes: the second one has it from the fact that tells so on.
func inTwo(call journal.Recorded) journal.Recorded {
	at := slices.IndexFunc(call.Entries, func(e journal.Entry) bool { return is(e, flows.WalkResumed) })
	taken := journal.Entry{At: call.Entries[at].At, Kind: journal.KindResumed, Resumed: &journal.Resumed{}}
	call.Entries = slices.Insert(call.Entries, at, taken)
	for i := range call.Entries[at:] {
		call.Entries[at+i].Life, call.Entries[at+i].Seq = 2, i+1
	}
	return call
}

// Law: a call that goes on in another process is one call, and each entry of a step has one exit, wherever the first
// process stopped and the second one took it up.
func TestCallsThatGoOn(t *testing.T) {
	begun, ended, resumed := flows.StepBegun, flows.StepEnded, fact(5, flows.WalkResumed, "")
	flow := fact(0, flows.FlowBegun, "")
	in := func(second int, kind flows.FactKind, step string) flows.Fact { return fact(second, kind, "main/"+step) }
	for name, row := range map[string]struct {
		facts []flows.Fact
		want  string
	}{
		"within a step":             {[]flows.Fact{in(1, begun, "1"), resumed, in(6, ended, "1"), in(6, begun, "2"), in(7, ended, "2")}, "1 → 2; 2 → ended"},
		"which begins anew":         {[]flows.Fact{in(1, begun, "1"), resumed, in(6, begun, "1"), in(7, ended, "1")}, "1 → ended"},
		"between steps":             {[]flows.Fact{in(1, begun, "1"), in(2, ended, "1"), resumed, in(6, begun, "2"), in(7, ended, "2")}, "1 → 2; 2 → ended"},
		"a step before":             {[]flows.Fact{in(1, begun, "1"), in(2, ended, "1"), in(2, begun, "2"), resumed, in(6, begun, "1"), in(7, ended, "1"), in(7, begun, "2"), in(8, ended, "2")}, "1 → 2; 2 → ended"},
		"which had ended":           {[]flows.Fact{in(1, begun, "1"), in(2, ended, "1"), resumed, in(6, begun, "1"), in(7, ended, "1")}, "1 → ended"},
		"in a block":                {[]flows.Fact{in(1, begun, "m"), in(2, begun, "m.choices.1.1"), resumed, in(6, ended, "m.choices.1.1"), in(6, ended, "m")}, "m → ended; m.choices.1.1 → m"},
		"before its block":          {[]flows.Fact{in(1, begun, "m"), in(2, begun, "m.choices.1.1"), resumed, in(6, begun, "m"), in(7, ended, "m")}, "m → ended"},
		"into a block":              {[]flows.Fact{in(1, begun, "m"), resumed, in(6, begun, "m.choices.1.1"), in(7, ended, "m.choices.1.1"), in(7, ended, "m")}, "m → ended; m.choices.1.1 → m"},
		"nothing of it is known":    {[]flows.Fact{in(1, begun, "1"), resumed}, "1 → ended"},
		"before any step":           {[]flows.Fact{resumed, in(6, begun, "1"), in(7, ended, "1")}, "1 → ended"},
		"in a flow that was called": {[]flows.Fact{in(1, begun, "call"), fact(2, begun, "other/1"), resumed, fact(6, ended, "other/1"), in(7, ended, "call")}, "call → ended; other/1 → main/call"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Make(calls(inTwo(call(flows.Ended, append([]flows.Fact{flow}, row.facts...)...))), Options{})
			if err != nil || r.Calls.Calls != 1 || r.Calls.Ended != 1 || r.Holes+r.Partial != 0 {
				t.Fatalf("%v, got %+v", err, r.Calls)
			}
			var got []string
			for _, s := range r.Steps {
				if sum := exitsOf(s); sum != s.Entries {
					t.Errorf("%s has %d entries and %d exits", s.Address, s.Entries, sum)
				}
				text := strings.TrimPrefix(s.Address, "main/") + " →"
				for _, exit := range s.Exits {
					text += " " + strings.TrimPrefix(exit.Next, "main/")
				}
				got = append(got, strings.ReplaceAll(text, "→ call", "→ main/call"))
			}
			slices.Sort(got)
			if diff := cmp.Diff(row.want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
			if len(r.Flows) != 1 || r.Flows[0].Began != 1 || r.Flows[0].Entries != 1 || r.Flows[0].Ended != 1 {
				t.Errorf("got %+v", r.Flows)
			}
		})
	}
}

// Law: a prompt that another process has cut off by its end was heard by nobody to the end, and by nobody who hung up.
func TestPromptsOfAProcessThatEnded(t *testing.T) {
	said, again, done := fact(1, flows.PromptBegun, "main/1"), fact(6, flows.PromptBegun, "main/1"), fact(8, flows.PromptEnded, "main/1")
	said.Text, again.Text, done.Text = "sound:a", "sound:a", "sound:a"
	r, err := Make(calls(inTwo(call(flows.HungUp, fact(0, flows.FlowBegun, ""), fact(1, flows.StepBegun, "main/1"), said,
		fact(5, flows.WalkResumed, ""), again, done))), Options{})
	if err != nil || len(r.Prompts) != 1 {
		t.Fatalf("%v, got %+v", err, r.Prompts)
	}
	if p := r.Prompts[0]; p.Begun != 1 || p.Done != 1 || p.HungUp != 0 {
		t.Errorf("got %+v", p)
	}
}

// Law: a call that was handed over to a process with another journal is none without an end, nor one that was cut off;
// where it goes on it has no beginning, and is counted once.
func TestCallsThatGoOnElsewhere(t *testing.T) {
	here := call("", fact(0, flows.FlowBegun, ""), fact(1, flows.StepBegun, "main/1"))
	here.Entries = append(here.Entries, journal.Entry{At: start.Add(time.Minute), Kind: journal.KindHandedOver, Seq: len(here.Entries) + 1})
	there := inTwo(call(flows.Ended, fact(0, flows.FlowBegun, ""), fact(5, flows.WalkResumed, "")))
	there.Entries = there.Entries[2:]
	r, err := Make(calls(here, there), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Totals{Calls: 1, Elsewhere: 1}, r.Calls); diff != "" || r.Partial != 1 || r.Calls.Over() != 0 {
		t.Errorf("%d partial, %s", r.Partial, diff)
	}
	if len(r.Steps) != 1 || !cmp.Equal(r.Steps[0].Exits, []Exit{{"", "elsewhere", 1}}) {
		t.Errorf("%+v", r.Steps)
	}
	var text strings.Builder
	if err := r.Text(&text); err != nil || !strings.Contains(text.String(), fmt.Sprintf("handed over to another process %6s 1", "")) {
		t.Errorf("%v\n%s", err, text.String())
	}
}
