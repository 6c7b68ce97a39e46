package queue

import (
	"testing"
	"time"
)

// Law: an agent who could not be called by no fault of theirs has missed nothing, and is not paused; another one is tried
// at once, and they are left alone for a while, as anybody who was not there, and as long as they may ring all the same.
func TestWhoIsSparedHasMissedNothing(t *testing.T) {
	for _, spared := range []bool{true, false} {
		isSpared(t, spared, 5*time.Second, 10*time.Second)
		isSpared(t, spared, 30*time.Second, 30*time.Second)
	}
}

// isSpared has an agent who would have rung so long be called in vain, and be left alone so long.
func isSpared(t *testing.T, spared bool, ring, alone time.Duration) {
	t.Helper()
	c := one(2, func(q *Queue) {
		q.RingTimeout = ring
		q.Callback, q.AutoPause = Callbacks{Attempts: 3}, AutoPause{NoAnswer: 1, Unavailable: true}
		q.Backoff.Unavailable = 10 * time.Second
	})
	c.Agents[1].LoggedIn = false
	d := newDesk(t, c)
	d.join("talk")
	d.join("a")
	d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
	d.talk("talk", "1", time.Second)
	if len(d.last.CallBacks) != 1 {
		t.Fatalf("nobody is called back: %+v", d.last)
	}
	d.apply(LoggedInto{Agent: "2"})
	d.apply(Told{Entry: "a", Offer: d.offers["a/1"].ID, State: NotThere, Spared: spared})
	if len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Offer.Agent != "2" {
		t.Errorf("spared is %v: the next one is %+v", spared, d.last.CallBacks)
	}
	missed := 1
	if spared {
		missed = 0
	}
	failed := 0
	for _, f := range d.last.Facts {
		if f.Kind == OfferFailed || f.Kind == AgentPaused {
			failed++
		}
	}
	v, _ := d.e.Agent(d.now, "1")
	s, _ := d.e.Queue(d.now, "s")
	if len(v.Paused) != missed || failed != 2*missed || s.Counts.Missed != missed {
		t.Errorf("spared is %v: %d facts, %d are missed, the agent is %+v", spared, failed, s.Counts.Missed, v)
	}
	d.want(d.join("b"), "")
	if d.pass(alone - time.Second); spared && len(d.last.Offers) > 0 {
		t.Errorf("they are not left alone: %+v", d.last.Offers)
	}
	if d.pass(time.Second); (len(d.last.Offers) == 1) != spared {
		t.Errorf("spared is %v: then offered are %+v", spared, d.last.Offers)
	}
}
