//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// sharedCalls is how many calls are made to see how they are shared.
const sharedCalls = 60

// sharedMenu is a menu that all callers hear.
const sharedMenu = `- answer
- menu: {prompt: demo-congrats, first_timeout: 1m, choices: {1: {continue: {context: onward, extension: sales}}}}`

// paced makes calls that stay for a while, and returns the median time from Stasis to what each first hears.
func paced(t *testing.T, w *watcher, tm *team, from string) time.Duration {
	t.Helper()
	run, err := phone().Start(t.Context(), sip.Call{To: numbered(0), From: from + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Pause(6 * time.Second), sip.Press("1"), sip.ExpectByeWithin(dialled)}},
		sip.Load{Calls: sharedCalls, Rate: 15})
	if err != nil {
		t.Fatal(err)
	}
	tm.awaitCalls(t, sharedCalls)
	shares := tm.shares(t)
	t.Logf("%d calls are shared so: %v", sharedCalls, shares)
	for name := range tm.now {
		if fair := sharedCalls / len(tm.now); shares[name] < fair-2 || shares[name] > fair+2 {
			t.Errorf("%s has %d of %d calls", name, shares[name], sharedCalls)
		}
	}
	if _, err := run.Wait(); err != nil {
		t.Error(err)
	}
	var took []time.Duration
	for i := range sharedCalls {
		caller := fmt.Sprintf("%s%d", from, i+1)
		story := w.ended(t, caller)
		want := told("callers/"+numbered(0)+" Stasis", "answered", "hears demo-congrats", "onward/sales Playback", "ended 16")
		if !slices.Equal(story, want) {
			t.Errorf("the story of %s is %q", caller, story)
		}
		took = append(took, w.between(caller, "callers/"+numbered(0)+" Stasis", "hears demo-congrats"))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// Law: new calls are shared evenly among all instances, and each is walked by one of them, from beginning to end.
func TestTeamSharesCalls(t *testing.T) {
	tm, w := teamOf(t, sideBySide("", []string{sharedMenu}), "n1"), watch(t)
	alone := paced(t, w, tm, "8901")
	tm.begin(t, "n2", "n3")
	shared := paced(t, w, tm, "8902")
	t.Logf("from Stasis to the first prompt: %v with one instance, %v with three (x%.1f)", alone, shared,
		float64(shared)/float64(alone))
	tm.over(t, 2*sharedCalls)
	for name, d := range tm.now {
		if ends := len(d.ends()); ends == 0 || name != "n1" && ends > sharedCalls/2 {
			t.Errorf("%s has ended %d calls", name, ends)
		}
	}
}
