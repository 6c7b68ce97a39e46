package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// calls are the journals of all calls that have been written so far.
func (h *house) calls() []journal.Recorded {
	h.t.Helper()
	var calls []journal.Recorded
	for call, err := range journal.Calls(filepath.Join(filepath.Dir(h.path), "data", "journal"), journal.Filter{
		Damaged: func(d journal.Damage) { h.t.Errorf("a line is damaged: %+v", d) }}) {
		if err != nil {
			h.t.Fatal(err)
		}
		calls = append(calls, call)
	}
	return calls
}

// toldBy is what a journal says in a line.
func toldBy(call journal.Recorded) string {
	var words []string
	for i, e := range call.Entries {
		word := string(e.Kind)
		switch {
		case e.Seq != i+1:
			word = fmt.Sprintf("%d instead of %d", e.Seq, i+1)
		case e.Kind == journal.KindAsked:
			word += fmt.Sprint(" ", e.Asked.Port)
		case e.Kind == journal.KindEnded:
			word += fmt.Sprint(" ", e.Ended.Status)
		case e.Step != "" && e.Kind == journal.Kind(flows.StepBegun):
			word = e.Step
		case e.Kind != journal.KindEntered:
			continue
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// Law: a call leaves its entries, in their order, with the version and the share that
// it was given; all of them are written when the daemon has stopped.
func TestACallLeavesItsJournal(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "people.csv"), "number,name\n100,ann\n")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), asking("stable"), recording, func(h *house) {
		stable := h.app.now.Load().file.Version()
		c := h.call("200")
		h.hears(c, "sound:stable")
		c.Press("1")
		h.hears(c, "sound:name-ann")
		h.hears(c, "sound:stable")
		put(t, h.beside(), asking("canary"))
		if _, err := h.app.canaryAt(context.Background(), "new.yaml", 50); err != nil {
			t.Fatal(err)
		}
		trial := h.app.trial.Load().generation.file.Version()
		on := h.onCanary()
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 16)
		on.Hangup(16)
		h.ends(on, fakeari.EndHangup, 16)
		left := h.call("999")
		h.ends(left, fakeari.EndDialplan, 0)
		h.finish()
		calls := h.calls()
		var got []string
		for _, call := range calls {
			entered := call.Entered()
			got = append(got, fmt.Sprintf("%s %s %s %s to %s by %s: %s", entered.Version, entered.Share, entered.Call.From, entered.Flow, entered.Call.To, entered.Pattern, toldBy(call)))
		}
		want := []string{
			stable + " stable 100 main to 200 by 200: entered, main/1, main/top, main/top.choices.1.1, asked tables, main/top.choices.1.2, main/top.choices.1.3, main/top, main/top.choices.2.1, ended ended",
			trial + " canary CALLER main to 200 by 200: entered, main/1, main/top, ended hung-up",
		}
		for i := range got {
			got[i] = strings.Replace(got[i], "canary "+calls[i].Entered().Call.From, "canary CALLER", 1)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the journal has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		h.start(asking("stable"), recording) // there must be one to be stopped
		h.awaitReady()
	})
}

// onCanary is a caller who is on the canary; the others have hung up.
func (h *house) onCanary() *fakeari.Call {
	h.t.Helper()
	for i := range 100 {
		number := fmt.Sprintf("+1555%06d", i*7)
		if g, _ := h.app.generationFor(number, ""); g != h.app.now.Load() {
			g.release(h.app)
			c := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: number})
			h.hears(c, "sound:canary")
			return c
		} else {
			g.release(h.app)
		}
	}
	h.t.Fatal("nobody is on the canary")
	return nil
}

// Law: a call in the hands of Go has a journal too, with the flows that it is walked through.
func TestAHandlersCallLeavesItsJournal(t *testing.T) {
	handled := func(o *Options) {
		o.Record = true
		o.Handlers = map[string]Handler{"300": func(ctx context.Context, c *Call) error { return c.Flow(ctx, "main", nil) }}
	}
	folder := t.TempDir()
	put(t, filepath.Join(folder, "people.csv"), "number,name\n100,ann\n")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), asking("one"), handled, func(h *house) {
		c := h.call("300")
		h.hears(c, "sound:one")
		c.Press("1")
		h.hears(c, "sound:name-ann")
		c.Hangup(16)
		h.ends(c, fakeari.EndHangup, 16)
		h.again(asking("one"), recording)
		calls := h.calls()
		if want := "entered, main/1, main/top, main/top.choices.1.1, asked tables, main/top.choices.1.2, ended hung-up"; len(calls) != 1 || toldBy(calls[0]) != want {
			t.Errorf("the journal has %+v", calls)
		}
	})
}

// Law: who wants no journal has none, and one that cannot be written keeps no caller from being served.
func TestNoJournal(t *testing.T) {
	recorded(t, speaking("one")+"journal: {folder: none}\n", recording, func(h *house) {
		h.says("one")
		if _, err := os.Stat(filepath.Join(filepath.Dir(h.path), "data", "journal")); !os.IsNotExist(err) {
			t.Errorf("there is a journal: %v", err)
		}
	})
	folder := t.TempDir()
	put(t, filepath.Join(folder, "data", "journal"), "a file")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), speaking("one"), recording, func(h *house) {
		h.mustLog("the journal of the calls is not kept")
		h.says("one")
	})
}

// Law: a step that panics costs its call alone: the log and the journal say which
// step it was, and the caller hears the apology.
func TestAStepThatPanics(t *testing.T) {
	text := outer + "numbers: {200: main}\nflows: {main: [answer, {burst: {id: here}}, hangup]}\n"
	recorded(t, text, recording, func(h *house) {
		c := h.call("200")
		h.hears(c, "sound:sorry-youre-having-problems")
		h.ends(c, fakeari.EndHangup, 41)
		h.mustLog("main/here")
		h.mustLog("it burst")
		h.again(text, recording)
		calls := h.calls()
		if len(calls) != 1 || !strings.Contains(toldBy(calls[0]), "main/here, ended failed") || !strings.Contains(calls[0].Ended().Error, "it burst") {
			t.Errorf("the journal has %+v", calls)
		}
	})
}

// burstSpec is a step that panics.
func burstSpec() *flows.Spec {
	return &flows.Spec{Kind: "burst", Summary: "Panics.", Doc: "It panics.", Example: "- burst\n",
		New: func(flows.Args) flows.Step { return burst{} }}
}

type burst struct{}

func (burst) Run(context.Context, *flows.Run) (flows.Next, error) { panic("it burst") }

// Law: a call that the rules do not allow is refused with the reason, in the journal too, and nothing is dialled.
func TestARefusedCallIsInTheJournal(t *testing.T) {
	folder := t.TempDir()
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), callsOut, recording, func(h *house) {
		_, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/0900123@trunk", Flow: "main", By: "token crm"})
		if !errors.Is(err, flows.ErrNotPermitted) {
			t.Errorf("refused with %v", err)
		}
		if err := h.app.permitByHand(h.t.Context(), "Local/1@outgoing", "token web"); err == nil {
			t.Error("a move was permitted")
		}
		h.finish()
		h.ended <- nil // who looks for what is left asks again
		var told []string
		for e, err := range journal.Read(filepath.Join(folder, "data", "journal"), journal.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind == journal.KindRefused && e.Outcome != "" {
				told = append(told, e.Step+": "+e.Text)
			}
		}
		if want := "token crm: PJSIP/0900123@trunk, token web: Local/1@outgoing"; strings.Join(told, ", ") != want {
			t.Errorf("the journal tells %q", told)
		}
	})
}
