package queue

import (
	"slices"
	"testing"
	"time"
)

// Law: of tries that another engine has begun it is known which they are, and whether the number is called, until what
// becomes of them is told; an engine's own are told by whoever it had call.
func TestTriesOfAnotherEngine(t *testing.T) {
	for _, called := range []bool{false, true} {
		d, try := wanted(t, Callbacks{Attempts: 3})
		if called {
			d.begins(try)
		}
		if own := d.e.OldTries(); len(own) > 0 {
			t.Errorf("of its own are %+v", own)
		}
		entry, _ := d.e.EntryRecord("a")
		agent, _ := d.e.AgentRecord("1")
		d.e = New(one(1, func(q *Queue) { q.Callback = Callbacks{Attempts: 3} }), 2, d.now)
		d.heard(d.e.Restore(d.now, []EntryRecord{entry}, []AgentRecord{agent}, d.now.Add(time.Minute)))
		want := []Try{{"a", "s", try.Offer.ID, called}}
		if got := d.e.OldTries(); !slices.Equal(got, want) {
			t.Errorf("they are %+v, want %+v", got, want)
		}
		d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour)})
		if got := d.e.OldTries(); len(got) > 0 {
			t.Errorf("when that is told they are %+v", got)
		}
	}
}
