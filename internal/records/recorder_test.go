package records

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// Law: a call has one row and each of its legs one, with their times, ends and
// dispositions; the rows of a call have its linkedid.
func TestACallAndItsLegs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{Events: true}, newShelf())
		begin := micro(time.Now())
		c := r.Begin(caller("1.1"))
		c.Observe(fact(flows.StepBegun, flows.Fact{Step: "main/1", Type: "answer"}))
		time.Sleep(1500 * time.Millisecond)
		c.Observe(fact(flows.AnswerBegun, flows.Fact{Step: "main/1"}))
		c.Observe(fact(flows.StepBegun, flows.Fact{Step: "main/2", Type: "dial"}))
		for _, leg := range []string{"a", "b"} {
			c.Observe(fact(flows.LegDialled, flows.Fact{Step: "main/2", Leg: leg, Text: "PJSIP/" + leg}))
		}
		time.Sleep(2 * time.Second)
		c.Observe(fact(flows.LegRang, flows.Fact{Leg: "b"}))
		c.Observe(fact(flows.LegEnded, flows.Fact{Leg: "a", Outcome: "busy", Text: "486"}))
		time.Sleep(time.Second)
		c.Observe(fact(flows.LegAnswered, flows.Fact{Leg: "b"}))
		time.Sleep(10 * time.Second)
		c.Observe(fact(flows.LegEnded, flows.Fact{Leg: "b", Outcome: "normal"}))
		c.End(flows.Outcome{Status: flows.HungUp, Cause: flows.CauseNormal}, true)
		c.End(flows.Outcome{Status: flows.Failed}, false) // nothing comes behind an end
		c.Observe(fact(flows.StepBegun, flows.Fact{Step: "late/1"}))
		r.close()

		rows := r.shelf.has()
		if len(rows) != 3 {
			t.Fatalf("got %d rows: %+v", len(rows), rows)
		}
		at := func(after time.Duration) time.Time { return begin.Add(after) }
		call := Row{ID: rows[0].ID, Call: rows[0].ID, Instance: r.instance, Rev: rows[0].Rev, Asterisk: "pbx",
			UniqueID: "1.1", LinkedID: "1.1", CLID: `"Ann" <100>`, Src: "100", Dst: "200", Context: "in",
			Channel: "PJSIP/trunk-00000001", DstChannel: "b", Start: begin, Answer: at(1500 * time.Millisecond),
			End: at(14500 * time.Millisecond), Seen: at(14500 * time.Millisecond), Duration: 14, BillSec: 13,
			Disposition: Answered, Cause: "normal", HangupBy: ByCaller, Flow: "main", Version: "v1", Share: "stable",
			Path: "main/1 main/2", Steps: 2, Result: "hung-up"}
		busy := call
		busy.ID, busy.Party, busy.UniqueID, busy.DstChannel, busy.Dst = call.ID+".1", 1, "a", "a", "PJSIP/a"
		busy.Start, busy.Answer, busy.End, busy.Seen = call.Answer, time.Time{}, at(3500*time.Millisecond), at(3500*time.Millisecond)
		busy.Duration, busy.BillSec, busy.Disposition, busy.Cause, busy.SIP, busy.HangupBy = 2, 0, Busy, "busy", "486", ""
		busy.Step, busy.Path, busy.Steps, busy.Result, busy.Rev = "main/2", "", 0, "ended", 2
		talked := busy
		talked.ID, talked.Party, talked.UniqueID, talked.DstChannel, talked.Dst = call.ID+".2", 2, "b", "b", "PJSIP/b"
		talked.Rang, talked.Answer, talked.End, talked.Seen = at(3500*time.Millisecond), at(4500*time.Millisecond), call.End, call.End
		talked.Duration, talked.BillSec, talked.Disposition, talked.Cause, talked.SIP, talked.Rev = 13, 10, Answered, "normal", "", 4
		if diff := cmp.Diff([]Row{call, busy, talked}, rows); diff != "" {
			t.Error(diff)
		}
		var kinds []string
		for i, e := range r.shelf.events[call.ID] {
			if kinds = append(kinds, e.Kind); e.Seq != int64(i+1) {
				t.Errorf("event %d has the number %d", i, e.Seq)
			}
		}
		want := "entered step-begun answer-begun step-begun leg-dialled leg-dialled leg-rang leg-ended leg-answered leg-ended ended"
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("got events %s", got)
		}
		if r.Lost() != 0 {
			t.Errorf("%d were lost", r.Lost())
		}
	})
}

// Law: an answer counts that came about, whenever it was told of.
func TestAnswers(t *testing.T) {
	for name, row := range map[string]struct {
		up, begun, answered bool
		want                Disposition
		bill                int64
	}{
		"never":        {false, false, false, NoAnswer, 0},
		"begun":        {false, true, true, Answered, 2},
		"it failed":    {false, true, false, NoAnswer, 0},
		"up already":   {true, false, true, Answered, 3},
		"nobody tells": {false, false, true, Answered, 3},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := inRoom(t, Options{}, newShelf())
				begun := caller("1.1")
				begun.Answered = row.up
				c := r.Begin(begun)
				time.Sleep(time.Second)
				if row.begun {
					c.Observe(fact(flows.AnswerBegun, flows.Fact{}))
				}
				time.Sleep(2 * time.Second)
				c.End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}, row.answered)
				r.close()
				got := r.shelf.has()[0]
				if got.Disposition != row.want || got.BillSec != row.bill || got.Duration != 3 ||
					got.Answer.IsZero() == row.answered || got.HangupBy != ByFlow {
					t.Errorf("got %+v", got)
				}
			})
		})
	}
}

// Law: a call that ends takes the legs along of whose end nobody told; one of
// which it was not told that it was dialled is none; the same name is another leg when it is dialled again.
func TestLegsOfWhichLittleIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{}, newShelf())
		c := r.Begin(caller("1.1"))
		c.Observe(fact(flows.LegAnswered, flows.Fact{Leg: "ghost"}))
		c.Observe(fact(flows.LegEnded, flows.Fact{Leg: "ghost"}))
		c.Observe(fact(flows.LegDialled, flows.Fact{Leg: "a", Text: "PJSIP/a"}))
		c.Observe(fact(flows.LegEnded, flows.Fact{Leg: "a", Outcome: "no_answer"}))
		c.Observe(fact(flows.LegDialled, flows.Fact{Leg: "a", Text: "PJSIP/a"}))
		c.Observe(fact(flows.LegAnswered, flows.Fact{Leg: "a"}))
		time.Sleep(time.Second)
		c.End(flows.Outcome{Status: flows.Failed, Err: errors.New("x")}, false)
		r.close()
		var got []string
		for _, row := range r.shelf.has() {
			got = append(got, string(row.Disposition)+" "+row.Result)
			if row.End.IsZero() {
				t.Errorf("%s has no end", row.ID)
			}
		}
		if diff := cmp.Diff([]string{"FAILED failed", "NO ANSWER ended", "ANSWERED ended"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// Law: a record has bounds, however long the call is, and tells how much it left out.
func TestARecordHasBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{Events: true}, newShelf())
		c := r.Begin(caller("1.1"))
		const steps, legs = eventsOfCall + 5, legsMost + 2
		for i := range steps {
			c.Observe(fact(flows.StepBegun, flows.Fact{Step: strings.Repeat("s", 30), Text: strings.Repeat("\x00ü", textMax)}))
			if i%1000 == 0 {
				time.Sleep(time.Second)
			}
		}
		for range legs {
			c.Observe(fact(flows.LegDialled, flows.Fact{Leg: "x" + time.Now().String()}))
			time.Sleep(time.Millisecond)
		}
		c.End(flows.Outcome{Status: flows.Ended}, true)
		r.close()
		rows := r.shelf.has()
		if len(rows) != 1+legsMost || rows[0].Steps != steps || len(rows[0].Path) > pathMax+len(more) || !strings.HasSuffix(rows[0].Path, more) {
			t.Errorf("%d rows, the call has %d steps and a path of %d", len(rows), rows[0].Steps, len(rows[0].Path))
		}
		events := r.shelf.events[rows[0].ID]
		if len(events) != eventsOfCall || len(events[9].Text) > textMax || strings.Contains(events[9].Text, "\x00") {
			t.Errorf("%d events, of %d bytes", len(events), len(events[9].Text))
		}
		if want := int64(1 + steps + legs + 1 - eventsOfCall + legs - legsMost); r.Lost() != want {
			t.Errorf("%d lost, want %d", r.Lost(), want)
		}
	})
}

// Law: without events there are rows alone, which are as new as the events would be.
func TestWithoutEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{}, newShelf())
		c := r.Begin(caller("1.1"))
		time.Sleep(3 * time.Second)
		c.Observe(fact(flows.StepBegun, flows.Fact{Step: "main/1"}))
		c.Observe(fact(flows.PromptBegun, flows.Fact{Step: "main/1", Text: "hello"}))
		seen := micro(time.Now())
		time.Sleep(time.Second)
		synctest.Wait()
		if got := r.shelf.has()[0]; !got.Seen.Equal(seen) || got.Path != "main/1" || !got.End.IsZero() || len(r.shelf.events) > 0 {
			t.Errorf("got %+v, events %v", got, r.shelf.events)
		}
		c.End(flows.Outcome{Status: flows.Ended}, false)
		r.close()
	})
}

// Law: nobody is kept: a nil Records and its calls do nothing.
func TestNoRecords(t *testing.T) {
	var r *Records
	c := r.Begin(caller("1.1"))
	c.Observe(flows.Fact{Kind: flows.StepBegun})
	c.End(flows.Outcome{}, false)
	if c != nil || r.Lost() != 0 || r.Trouble() != nil || r.Close() != nil {
		t.Error("there are records where there are none")
	}
}

// Law: facts that go back in time, as those of a careless program in Go, leave a record whose times go on.
func TestTimeGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{Events: true}, newShelf())
		c := r.Begin(caller("1.1"))
		c.Observe(flows.Fact{Kind: flows.AnswerBegun})
		c.End(flows.Outcome{Status: flows.Ended}, true)
		r.close()
		if got := r.shelf.has()[0]; got.Answer.Before(got.Start) || got.Duration != 0 || got.BillSec != 0 {
			t.Errorf("got %+v", got)
		}
	})
}

// Law: a caller's name and number are written as Asterisk writes them.
func TestCallerIDs(t *testing.T) {
	for want, row := range map[string][2]string{`"Ann" <100>`: {"Ann", "100"}, "100": {"", "100"}, `"Ann"`: {"Ann", ""}, "": {"", ""}} {
		if got := callerID(row[0], row[1]); got != want {
			t.Errorf("%q: got %s", row, got)
		}
	}
}
