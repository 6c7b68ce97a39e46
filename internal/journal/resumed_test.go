package journal

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// Law: a call that goes on has entries with the number of its process, from 1 on anew; how long it took and how many
// steps it had is told of the whole call, and it has one end.
func TestACallGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := t.TempDir()
		begin := time.Now().UTC()
		whose := entered("c1")
		whose.Call.Started = begin
		j := opened(t, Options{Folder: at})
		j.Started()
		c := j.Begin(whose)
		c.Observe(flows.Fact{At: time.Now(), Kind: flows.StepBegun, Call: "c1", Step: "main/1"})
		closed(t, j) // as a kill would, it leaves the call without an end
		time.Sleep(3 * time.Second)

		j = opened(t, Options{Folder: at})
		j.Started()
		c = j.Resume(Resumed{Call: whose.Call, Version: "v1", Share: "stable", Flow: "main", Instance: "north", Steps: 1, Life: 2})
		c.Observe(flows.Fact{At: time.Now(), Kind: flows.StepBegun, Call: "c1", Step: "main/2"})
		c.HandOver()
		c.End(flows.Outcome{Status: flows.Detached}) // nothing comes behind it
		c.HandOver()
		c = j.Resume(Resumed{Call: whose.Call, Steps: 2, Life: 3})
		time.Sleep(time.Second)
		c.End(flows.Outcome{Status: flows.HungUp})
		closed(t, j)

		var got []string
		all := entries(t, at)
		for _, e := range all {
			got = append(got, fmt.Sprint(e.Kind, " ", e.Life, ".", e.Seq))
		}
		want := []string{"started 0.0", "entered 0.1", "step-begun 0.2", "started 0.0", "resumed 2.1", "step-begun 2.2", "handed-over 2.3", "resumed 3.1", "ended 3.2"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		resumed := &Resumed{Call: whose.Call, Version: "v1", Share: "stable", Flow: "main", Instance: "north", Steps: 1}
		if diff := cmp.Diff(resumed, all[4].Resumed); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(&Ended{Status: flows.HungUp, Took: 4 * time.Second, Steps: 2}, all[8].Ended); diff != "" {
			t.Error(diff)
		}
		if got := recorded(t, at, Filter{}); got != "c1:1212312~" {
			t.Error(got)
		}
	})
}

// Law: without a journal a call goes on, and nothing is written; a caller who says too little is not believed.
func TestNoJournalGoesOn(t *testing.T) {
	c := (*Journal)(nil).Resume(Resumed{Life: 2})
	if c.HandOver(); c != nil {
		t.Error("there is a journal where there is none")
	}
	at := t.TempDir()
	j := opened(t, Options{Folder: at})
	j.Resume(Resumed{Call: flows.CallInfo{ID: "c1"}, Steps: -1}).End(flows.Outcome{Status: flows.Ended})
	closed(t, j)
	if all := entries(t, at); kinds(all) != "resumed ended" || all[1].Life != 2 || all[1].Ended.Steps != 0 || all[1].Ended.Took < 0 || all[1].Ended.Took > time.Minute {
		t.Errorf("got %+v", all)
	}
}

// Law: what several processes wrote of a call is one call; one that was taken up is not cut off, one that was given to
// another process neither, and what is missing between processes is seen.
func TestCallsOfSeveralProcesses(t *testing.T) {
	step := Kind(flows.StepBegun)
	const started = `{"at":"2026-03-02T09:00:02Z","kind":"started"}` + "\n"
	of := func(life, s int, call string, seq int, kind Kind) string {
		e := Entry{At: second(s), Kind: kind, Call: call, Seq: seq, Life: life}
		switch kind {
		case KindEntered:
			e.Entered = &Entered{}
		case KindEnded:
			e.Ended = &Ended{Status: flows.Ended}
		case KindResumed:
			e.Resumed = &Resumed{}
		}
		text, err := appendLine(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	begun := of(0, 1, "a", 1, KindEntered) + of(0, 2, "a", 2, step)
	other := of(0, 1, "b", 1, KindEntered)
	for name, c := range map[string]struct {
		lines, want string
		holes       bool
	}{
		"killed":                  {begun + started + of(2, 3, "a", 1, KindResumed) + of(2, 4, "a", 2, KindEnded), "a:1212~", false},
		"handed over":             {begun + of(0, 3, "a", 3, KindHandedOver) + started + of(2, 3, "a", 1, KindResumed) + of(2, 4, "a", 2, KindEnded), "a:12312~", false},
		"two of them":             {begun + other + started + of(2, 3, "a", 1, KindResumed) + of(2, 4, "a", 2, KindEnded), "a:1212~ b:1!", false},
		"after some starts":       {begun + strings.Repeat(started, startsMost-1) + of(2, 3, "a", 1, KindResumed), "a:121~", false},
		"it has begun so far":     {begun + started + of(2, 3, "a", 1, KindResumed), "a:121~", false},
		"much later":              {begun + strings.Repeat(started, startsMost) + of(2, 3, "a", 1, KindResumed) + of(2, 4, "a", 2, KindEnded), "a:12! a:12~", false},
		"killed again":            {begun + started + of(2, 3, "a", 1, KindResumed) + started, "a:121~!", false},
		"and taken up again":      {begun + started + of(2, 3, "a", 1, KindResumed) + started + of(3, 4, "a", 1, KindResumed), "a:1211~", false},
		"elsewhere":               {begun + of(0, 3, "a", 3, KindHandedOver) + started, "a:123>", false},
		"elsewhere, for good":     {begun + of(0, 3, "a", 3, KindHandedOver) + strings.Repeat(started, startsMost) + other + started, "a:123> b:1!", false},
		"from elsewhere":          {of(2, 3, "a", 1, KindResumed) + of(2, 4, "a", 2, KindEnded), "a:12~", false},
		"there and back":          {begun + of(0, 3, "a", 3, KindHandedOver) + of(3, 4, "a", 1, KindResumed) + of(3, 5, "a", 2, KindEnded), "a:12312~", true},
		"its first entry is gone": {begun + started + of(2, 3, "a", 2, step) + of(2, 4, "a", 3, KindEnded), "a:1223~", true},
		"entries are gone":        {begun + started + of(2, 3, "a", 1, KindResumed) + of(2, 4, "a", 3, KindEnded), "a:1213~", true},
	} {
		t.Run(name, func(t *testing.T) {
			at := filepath.Join(t.TempDir(), currentName)
			written(t, at, c.lines)
			if got := recorded(t, at, Filter{}); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			for call, err := range Calls(at, Filter{Call: "a"}) {
				if err != nil || call.ID == "a" && call.HasHoles() != c.holes {
					t.Errorf("%v, holes: %v", err, call.HasHoles())
				}
			}
		})
	}
}

// Law: calls that no daemon takes up any more are let go of, however often it starts.
func TestCallsThatNobodyTakesUp(t *testing.T) {
	given := 0
	g := gathering{most: openMost, calls: map[key]*gathered{}, yield: func(r Recorded) bool {
		if given++; !r.CutOff {
			t.Errorf("%s is not cut off", r.ID)
		}
		return true
	}}
	const starts, calls = 50, 20
	for i := range starts {
		for n := range calls {
			g.add(Entry{Kind: KindEntered, Call: fmt.Sprint(i, ".", n), Entered: &Entered{}})
		}
		if g.cutOff(); len(g.calls) >= startsMost*calls {
			t.Errorf("%d calls are held", len(g.calls))
		}
	}
	if g.finish(); given != starts*calls {
		t.Errorf("%d calls were given", given)
	}
}
