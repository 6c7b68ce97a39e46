package app

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

func calling(id string) flows.CallInfo {
	return flows.CallInfo{ID: id, Asterisk: "main", Channel: "PJSIP/" + id, From: "100", To: "200",
		Started: time.Date(2026, 11, 26, 12, 0, len(id), 0, time.UTC)}
}

// Law: the board has each call with the step at which it is, and since when by this machine's clock, from its beginning to
// its end.
func TestTheBoardKnowsWhereCallsAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.begin(calling("22"), nil)
		b.begin(calling("1"), nil)
		now := time.Now()
		at := now.Add(time.Hour) // a call's own time may be ahead
		b.observe("main", flows.Fact{At: at, Kind: flows.StepBegun, Call: "1", Step: "sales/2", Type: "menu"})
		b.observe("main", flows.Fact{At: at.Add(time.Second), Kind: flows.KeyWas, Call: "1", Step: "sales/2", Text: "5"})
		b.observe("other", flows.Fact{At: at, Kind: flows.StepBegun, Call: "22", Step: "main/1", Type: "play"})
		want := []CallNow{
			{ID: "1", Asterisk: "main", Channel: "PJSIP/1", From: "100", To: "200", Flow: "sales", Step: "sales/2", Type: "menu",
				Started: calling("1").Started, Since: now},
			{ID: "22", Asterisk: "main", Channel: "PJSIP/22", From: "100", To: "200", Started: calling("22").Started,
				Since: calling("22").Started},
		}
		if diff := cmp.Diff(want, b.list()); diff != "" {
			t.Errorf("the board differs (-want +got):\n%s", diff)
		}
		b.end(calling("1"), flows.Outcome{Status: flows.Ended})
		b.end(calling("22"), flows.Outcome{Status: flows.HungUp})
		if list := b.list(); len(list) != 0 {
			t.Errorf("calls that have ended: %+v", list)
		}
	})
}

// tailed are the facts that a reader gets of what happens meanwhile, until there are so many.
func tailed(t *testing.T, a *App, count int, meanwhile func()) []CallFact {
	t.Helper()
	enough := errors.New("enough")
	var facts []CallFact
	over := make(chan error, 1)
	go func() {
		over <- a.TailCalls(t.Context(), func(f CallFact) error {
			facts = append(facts, f)
			if len(facts) >= count {
				return enough
			}
			return nil
		})
	}()
	synctest.Wait()
	meanwhile()
	if err := <-over; !errors.Is(err, enough) {
		t.Error(err)
	}
	return facts
}

func (b *board) isRead() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.readers) > 0
}

// Law: who looks on hears what happens to calls in its order, and nothing of what callers type or say.
func TestWhoLooksOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &App{board: newBoard()}
		facts := tailed(t, a, 6, func() {
			a.board.begin(calling("1"), nil)
			a.board.observe("main", flows.Fact{Kind: flows.PromptBegun, Call: "1", Step: "main/1", Text: "welcome"})
			a.board.observe("main", flows.Fact{Kind: flows.KeyWas, Call: "1", Step: "main/2", Text: "5"})
			a.board.observe("main", flows.Fact{Kind: flows.KeysTaken, Call: "1", Step: "main/2", Text: "1234"})
			a.board.observe("main", flows.Fact{Kind: flows.Logged, Call: "1", Step: "main/3", Text: "account 1234"})
			a.board.end(calling("1"), flows.Outcome{Status: flows.HungUp})
		})
		var told []string
		for _, f := range facts {
			told = append(told, f.Kind+" "+f.Text+f.From+f.Outcome)
		}
		want := []string{"call-begun 100", "prompt-begun welcome", "key-pressed ", "keys-taken ", "logged ", "call-ended hangup"}
		want[5] = "call-ended " + string(flows.HungUp)
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("told was (-want +got):\n%s", diff)
		}
		if a.board.isRead() {
			t.Error("who has had enough is still told")
		}
	})
}

// Law: who is too slow misses facts and is told how many; no call waits for them.
func TestASlowOnlookerIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &App{board: newBoard()}
		const more = 10
		held := make(chan struct{})
		enough := errors.New("enough")
		over := make(chan error, 1)
		missed := 0
		go func() {
			over <- a.TailCalls(t.Context(), func(f CallFact) error {
				<-held
				if missed = max(missed, f.Missed); missed >= more-1 { // it may be told in two parts
					return enough
				}
				return nil
			})
		}()
		synctest.Wait()
		for range readerFacts + more {
			a.board.observe("main", flows.Fact{Kind: flows.StepBegun, Call: "1", Step: "main/1"})
		}
		close(held)
		if err := <-over; !errors.Is(err, enough) || missed > more {
			t.Errorf("missed %d, %v", missed, err)
		}
	})
}

// Law: the end of a context ends the looking on.
func TestLookingOnEnds(t *testing.T) {
	a := &App{board: newBoard()}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := a.TailCalls(ctx, func(CallFact) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
