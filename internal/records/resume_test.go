package records

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// desk writes lines as an instance would, without a spool.
type desk struct {
	*Records
	clock *clock
}

func newDesk(instance string, c *clock) *desk {
	r := &Records{opts: Options{Events: true}, now: c.now, instance: instance, fate: newFate(), wake: make(chan struct{}, 1)}
	r.queue = newQueue(&r.lost)
	return &desk{r, c}
}

// tell has a fact happen a second later.
func (d *desk) tell(c *Recorder, kind flows.FactKind, f flows.Fact) {
	f.Kind, f.At = kind, d.clock.pass(time.Second)
	c.Observe(f)
}

// lines are those that were written since, as a spool gives them back.
func (d *desk) lines(t *testing.T) (lines []line) {
	t.Helper()
	for _, l := range d.queue.take() {
		text, err := appendLine(nil, l)
		if err != nil {
			t.Fatal(err)
		}
		if l, err = parseLine(bytes.TrimSpace(text)); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if lost := d.Lost(); lost > 0 {
		t.Errorf("%d lines are lost", lost)
	}
	return lines
}

// ann is the call of these tests.
func ann() Begun {
	begun := caller("1.1")
	begun.Call.Started = morning()
	return begun
}

// inWords is a call in a few words.
func inWords(whole Whole) string {
	text := fmt.Sprint(whole.Call.Result, " ", whole.Call.Disposition, " ", whole.Call.Path, " ", whole.Call.Steps, " by ", whole.Call.Instance)
	for _, leg := range whole.Legs {
		text += fmt.Sprint("; ", leg.Party, " ", leg.UniqueID, " ", leg.Disposition, " ", leg.Result)
		if leg.Duration > 0 {
			text += fmt.Sprint(" ", leg.Duration)
		}
	}
	ends := 0
	for _, e := range whole.Events {
		if e.Kind == KindEnded {
			ends++
		}
	}
	return text + fmt.Sprint("; ", ends, " ends in ", len(whole.Events), " events")
}

// parts are what three processes write of one call, and what a restart of the first one does to it.
type parts struct {
	begins, late, taken, ends, third []line
	lost                             func(context.Context, *database) error
}

func partsOf(t *testing.T) parts {
	t.Helper()
	c := &clock{morning()}
	a, b, third := newDesk("a", c), newDesk("b", c), newDesk("c", c)
	first := a.Begin(ann())
	a.tell(first, flows.StepBegun, flows.Fact{Step: "main/1"})
	a.tell(first, flows.AnswerBegun, flows.Fact{})
	a.tell(first, flows.LegDialled, flows.Fact{Leg: "x", Text: "PJSIP/x"})
	var p parts
	p.begins = a.lines(t)
	second := b.Resume(ann(), 2)
	b.tell(second, flows.WalkResumed, flows.Fact{Flow: "main"})
	b.tell(second, flows.LegAnswered, flows.Fact{Leg: "x"})
	b.tell(second, flows.StepBegun, flows.Fact{Step: "main/2"})
	b.tell(second, flows.LegDialled, flows.Fact{Leg: "y", Text: "PJSIP/y"})
	b.tell(second, flows.LegEnded, flows.Fact{Leg: "y", Outcome: "busy"})
	p.taken = b.lines(t)
	a.tell(first, flows.StepBegun, flows.Fact{Step: "main/late"}) // it lives after all
	a.tell(first, flows.LegDialled, flows.Fact{Leg: "z", Text: "PJSIP/z"})
	first.End(flows.Outcome{Status: flows.Failed}, false)
	p.late = a.lines(t)
	b.tell(second, flows.LegEnded, flows.Fact{Leg: "x", Outcome: "normal"})
	second.End(flows.Outcome{Status: flows.HungUp, Cause: flows.CauseNormal}, true)
	second.End(flows.Outcome{Status: flows.Failed}, false)
	b.tell(second, flows.StepBegun, flows.Fact{Step: "main/never"})
	p.ends = b.lines(t)
	last := third.Resume(ann(), 3)
	third.tell(last, flows.StepBegun, flows.Fact{Step: "main/3"})
	last.End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}, true)
	p.third = third.lines(t)
	p.lost = func(ctx context.Context, d *database) error {
		calls, err := d.unfinished(ctx, "a")
		if err == nil {
			_, err = d.endLost(ctx, "a", calls)
		}
		return err
	}
	return p
}

// takenUp: a call that goes on in another process keeps its row and its legs, and has one ending: that of the process
// which took it up last, in whichever order the database hears of it, and however often.
func takenUp(t *testing.T, p place) {
	const whole = "hung-up ANSWERED main/1 main/2 2 by b; 1 x ANSWERED ended 8; 2 y BUSY ended 1; 1 ends in 12 events"
	for name, row := range map[string]struct {
		order string
		want  string
	}{
		"as it went":                {"begins taken ends", whole},
		"at once":                   {"begins+taken+ends", whole},
		"twice":                     {"begins taken begins+taken taken+ends ends begins", whole},
		"the first starts anew":     {"begins taken lost ends lost", whole},
		"before it is known":        {"begins lost taken ends", whole},
		"under way":                 {"begins lost taken lost", " ANSWERED main/1 main/2 2 by b; 1 x ANSWERED ; 2 y BUSY ended 1; 0 ends in 10 events"},
		"it was lost":               {"begins lost", "lost ANSWERED main/1 1 by a; 1 x NO ANSWER lost; 0 ends in 4 events"},
		"the first lives":           {"begins taken late ends", strings.Replace(strings.Replace(whole, "12 events", "14 events", 1), "; 2 y", "; 2 z NO ANSWER ended; 2 y", 1)},
		"and ends it first":         {"begins late taken ends", "hung-up ANSWERED main/1 main/late main/2 3 by b; 1 x ANSWERED ended 8; 2 z NO ANSWER ended 1; 3 y BUSY ended; 1 ends in 14 events"},
		"and ends it behind":        {"begins taken ends late", strings.Replace(strings.Replace(whole, "12 events", "14 events", 1), "; 2 y", "; 2 z NO ANSWER ended; 2 y", 1)},
		"a third one":               {"begins taken ends third", strings.NewReplacer("hung-up", "ended", "main/2 2 by b", "main/2 main/3 3 by c", "12 events", "14 events").Replace(whole)},
		"the second lives":          {"begins taken third ends", strings.NewReplacer("hung-up", "ended", "main/2 2 by b", "main/2 main/3 3 by c", "x ANSWERED ended 8", "x ANSWERED ended 10", "12 events", "13 events").Replace(whole)},
		"the beginning comes late":  {"taken ends begins", "hung-up ANSWERED main/2 1 by b; 1 x NO ANSWER ; 1 y BUSY ended 1; 1 ends in 12 events"},
		"the beginning is missing":  {"taken ends", "hung-up ANSWERED main/2 1 by b; 1 y BUSY ended 1; 1 ends in 8 events"},
		"the taking up is missing":  {"begins taken-1 ends", strings.Replace(whole, "12 events", "11 events", 1)},
		"all but the end is absent": {"ends", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := openDatabase(p.dsn, p.folder)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = d.close() }()
			ctx := context.Background()
			if err := d.ready(ctx); err != nil {
				t.Fatal(err)
			}
			for _, table := range []string{"ariapp_cdr", "ariapp_events"} {
				if _, err := d.Exec(`DELETE FROM ` + table); err != nil {
					t.Fatal(err)
				}
			}
			made := partsOf(t)
			named := map[string][]line{"begins": made.begins, "late": made.late, "taken": made.taken, "taken-1": made.taken[1:], "ends": made.ends, "third": made.third}
			for _, word := range strings.Fields(row.order) {
				var lines []line
				for _, part := range strings.Split(word, "+") {
					lines = append(lines, named[part]...)
				}
				if err = d.apply(ctx, lines); word == "lost" {
					err = made.lost(ctx, d)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			got := ""
			if whole, err := p.reader(t).Whole(ctx, "1.1"); err == nil {
				got = inWords(whole)
				if !slices.IsSortedFunc(whole.Events, func(a, b Event) int { return int(a.Seq - b.Seq) }) {
					t.Errorf("events are not in order: %+v", whole.Events)
				}
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// leftLegs: a leg whose process told of it when its call was over elsewhere is ended, too.
func leftLegs(t *testing.T, p place) {
	ctx := context.Background()
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	if err := d.ready(ctx); err != nil {
		t.Fatal(err)
	}
	made := partsOf(t)
	for _, lines := range [][]line{made.taken, made.ends, made.begins} {
		if err := d.apply(ctx, lines); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		since time.Time
		want  string
	}{{morning(), "1 x NO ANSWER ;"}, {morning().Add(time.Hour), "1 x NO ANSWER lost;"}} {
		if _, err := d.prune(ctx, time.Time{}, row.since); err != nil {
			t.Fatal(err)
		}
		whole, err := p.reader(t).Whole(ctx, "1.1")
		if got := inWords(whole); err != nil || !strings.Contains(got, row.want) {
			t.Errorf("%s, %v, want %s", got, err, row.want)
		}
	}
}

// endedAlone: a call whose channel is gone is ended with its cause, at the last that is known of it; one that has an
// end keeps it, and one of which nothing is known has a row all the same. What its process still writes counts.
func endedAlone(t *testing.T, p place) {
	ctx := context.Background()
	d, err := openDatabase(p.dsn, p.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.close() }()
	if err := d.ready(ctx); err != nil {
		t.Fatal(err)
	}
	c := &clock{morning()}
	a, b := newDesk("a", c), newDesk("b", c)
	begun := func(channel string) Begun {
		begun := ann()
		begun.Call.ID = channel
		return begun
	}
	var calls []*Recorder
	for _, channel := range []string{"cut", "ended", "lives", "lost"} {
		call := a.Begin(begun(channel))
		a.tell(call, flows.AnswerBegun, flows.Fact{})
		calls = append(calls, call)
	}
	calls[1].End(flows.Outcome{Status: flows.HungUp, Cause: flows.CauseBusy}, true)
	if err := d.apply(ctx, a.lines(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.endLost(ctx, "a", []string{calls[3].row.ID, "nobody's"}); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	for _, channel := range []string{"cut", "ended", "lives", "lost", "unknown"} {
		b.EndOne(begun(channel), flows.CauseFailure)
	}
	b.EndOne(begun("cut"), 0)
	calls[2].End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}, true)
	lines := b.lines(t)
	for _, lines := range [][]line{lines, a.lines(t), lines} {
		if err := d.apply(ctx, lines); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	for _, row := range p.list(t, Filter{}) {
		got[row.UniqueID] = fmt.Sprint(row.Result, " ", row.Disposition, " ", row.Cause, " ", row.Duration)
	}
	want := map[string]string{"cut": "lost ANSWERED failure 1", "ended": "hung-up ANSWERED busy 4", "lives": "ended ANSWERED normal 3604",
		"lost": "lost ANSWERED failure 4", "unknown": "lost NO ANSWER failure 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// startedAnew: calls of the process before stay as they are until it is known which of them go on; then those that do
// have their rows, and the others are lost. Calls that begin meanwhile are none of them.
func startedAnew(t *testing.T, p place) {
	c := &clock{morning()}
	begun := func(channel string) Begun {
		begun := ann()
		begun.Call.ID = channel
		return begun
	}
	r := p.open(t, c)
	for _, channel := range []string{"goes on", "handed over", "gone", "lost"} {
		call := r.Begin(begun(channel))
		call.Observe(flows.Fact{Kind: flows.StepBegun, Step: "main/1", At: c.pass(time.Second)})
		if channel == "handed over" {
			call.HandOver()
			call.End(flows.Outcome{Status: flows.Detached}, true) // nothing comes behind it
		}
	}
	closed(t, r)
	closed(t, p.again(t, c)) // it ends before it is known
	if rows := p.list(t, Filter{}); len(rows) != 0 {
		t.Errorf("ended too early: %+v", rows)
	}
	c.pass(time.Minute)
	r = p.again(t, c)
	r.Begin(begun("new"))
	for _, channel := range []string{"goes on", "handed over"} {
		call := r.Resume(begun(channel), 2)
		call.Observe(flows.Fact{Kind: flows.StepBegun, Step: "main/2", At: c.at})
		call.Observe(flows.Fact{Kind: flows.PromptBegun, Step: "main/2", At: c.at})
		if channel == "handed over" {
			call.HandOver()
		}
	}
	r.EndOne(begun("gone"), flows.CauseNormal)
	r.EndLost()
	call := r.Resume(begun("handed over"), 3)
	call.End(flows.Outcome{Status: flows.Ended}, true)
	closed(t, r)
	got := map[string]string{}
	for _, channel := range []string{"goes on", "handed over", "gone", "lost", "new"} {
		whole, err := p.reader(t).Whole(context.Background(), channel)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, e := range whole.Events {
			kinds = append(kinds, e.Kind)
		}
		got[channel] = whole.Call.Result + ", " + whole.Call.Path + ": " + strings.Join(kinds, " ")
	}
	want := map[string]string{
		"goes on":     ", main/1 main/2: entered step-begun resumed step-begun",
		"handed over": "ended, main/1 main/2: entered step-begun handed-over resumed step-begun handed-over resumed ended",
		"gone":        "lost, main/1: entered step-begun",
		"lost":        "lost, main/1: entered step-begun",
		"new":         ", : entered",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Law: nobody is kept: a nil Records takes no call up and ends none.
func TestNoRecordsGoOn(t *testing.T) {
	var r *Records
	c := r.Resume(ann(), 2)
	c.HandOver()
	r.EndOne(ann(), 0)
	r.EndLost()
	if c != nil {
		t.Error("there is a record where there are none")
	}
}

// Law: a call that goes on has bounds as another one has; what matters to its rows has its place when events have none.
func TestACallThatGoesOnHasBounds(t *testing.T) {
	d := newDesk("a", &clock{morning()})
	begun := ann()
	begun.Call.Args = []string{strings.Repeat("x", lineMax)}
	begun.Call.FromName = strings.Repeat("ü\x00", textMax)
	c := d.Resume(begun, -1)
	d.tell(c, flows.LegDialled, flows.Fact{Leg: "x", Text: strings.Repeat("\x00", lineMax)})
	lines := d.lines(t)
	if len(lines) != 2 || lines[0].Told.Life != 2 || len(lines[0].Told.Begun.Call.FromName) > textMax || len(lines[1].Told.Fact.Text) > textMax {
		t.Errorf("%d lines: %+v", len(lines), lines)
	}
	for range eventsMost + 1 {
		d.tell(c, flows.StepBegun, flows.Fact{Step: "main/1"})
	}
	d.tell(c, flows.LegEnded, flows.Fact{Leg: "x"})
	c.End(flows.Outcome{Status: flows.Ended}, true)
	const dropped = eventsMost + 5 - eventsOfCall // events beyond what a call may have
	if lost := d.Lost(); lost != dropped+1 {      // and a line without a place
		t.Errorf("%d are lost, want %d", lost, dropped+1)
	}
	lines = d.queue.take()
	if last := lines[len(lines)-1].Told; len(lines) != eventsMost+2 || last.End == nil || last.Event != 0 {
		t.Errorf("%d lines, the last is %+v", len(lines), last)
	}
}

// Law: what is told of a call must say of which, when, and by which process; else the line is none.
func TestLinesThatTellTooLittle(t *testing.T) {
	const at = `"at":"2026-03-02T09:00:00Z"`
	for text, good := range map[string]bool{
		`{"told":{"call":"c","life":2,"seq":1,` + at + `,"kind":"resumed"}}`:        true,
		`{"told":{"call":"c","life":1,"seq":1,` + at + `,"end":{"status":"lost"}}}`: true,
		`{"told":{}}`: false,
		`{"told":{"call":"c","life":2,"seq":1,` + at + `}}`:                                                    false,
		`{"told":{"life":2,"seq":1,` + at + `,"kind":"resumed"}}`:                                              false,
		`{"told":{"call":"c","life":2,"seq":1,"kind":"resumed"}}`:                                              false,
		`{"told":{"call":"c","life":0,"seq":1,` + at + `,"kind":"resumed"}}`:                                   false,
		`{"told":{"call":"c","life":1048577,"seq":1,` + at + `,"kind":"resumed"}}`:                             false,
		`{"told":{"call":"c","life":2,"seq":4294967296,` + at + `,"kind":"resumed"}}`:                          false,
		`{"told":{"call":"c","life":2,"seq":1,"event":1000000,` + at + `,"kind":"resumed"}}`:                   false,
		`{"told":{"call":"c","life":2,"seq":1,` + at + `,"fact":{"kind":"x"},"end":{"status":"ended"}}}`:       false,
		`{"told":{"call":"c","life":2,"seq":1,` + at + `,"begun":{"call":{"id":"1.1"}}}}`:                      false,
		`{"told":{"call":"c","life":2,"seq":1,` + at + `,"kind":"x"},"event":{"call":"c","seq":1,` + at + `}}`: false,
	} {
		if _, err := parseLine([]byte(text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Law: which calls are lost is known when it is decided, and done when the database is there, whichever comes first;
// it is done once.
func TestLostWhenTheDatabaseIsBack(t *testing.T) {
	for name, awayFirst := range map[string]bool{"away when it is decided": true, "decided late": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, folder := newShelf(), t.TempDir()
				before := inRoom(t, Options{Folder: folder}, s)
				goesOn, cut := caller("1.1"), caller("1.2")
				before.Begin(goesOn)
				before.Begin(cut)
				before.close()
				if awayFirst {
					s.set(errAway)
				}
				r, err := open(Options{Folder: folder}, s)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				r.Resume(goesOn, 2)
				r.Begin(caller("1.3"))
				for range 2 {
					r.EndLost()
					time.Sleep(time.Minute)
					s.set(nil)
					time.Sleep(retryMost)
				}
				synctest.Wait()
				got := map[string]string{}
				for _, row := range s.has() {
					got[row.UniqueID] = row.Result
				}
				if diff := cmp.Diff(map[string]string{"1.1": "", "1.2": Lost, "1.3": ""}, got); diff != "" || len(s.told) != 1 {
					t.Errorf("%d lines are told, %s", len(s.told), diff)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
