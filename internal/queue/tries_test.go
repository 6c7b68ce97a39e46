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
		want := []Try{{Entry: "a", Queue: "s", Offer: try.Offer.ID, Rings: try.Offer.Since.Add(try.Offer.Ring + offerGrace)}}
		if called {
			want[0].Called, want[0].At, want[0].Rings = true, "north", time.Time{}
		}
		if got := d.e.OldTries(); !slices.Equal(got, want) {
			t.Errorf("they are %+v, want %+v", got, want)
		}
		d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Hour)})
		if got := d.e.OldTries(); len(got) > 0 {
			t.Errorf("when that is told they are %+v", got)
		}
	}
}

// Law: of two places of one number, which an older version let in, both tries are known, and either place keeps a third
// one out, whichever ends.
func TestTwoPlacesOfOneNumber(t *testing.T) {
	for _, ends := range []string{"a", "b"} {
		config := one(2, func(q *Queue) { q.JoinEmpty, q.LeaveEmpty = nil, nil })
		older := newDesk(t, config) // to which these are two numbers
		for id, number := range map[string]string{"a": "0044207", "b": "+44207"} {
			older.join(id)
			older.apply(Left{ID: id, Why: CallbackWanted, Number: number})
		}
		var entries []EntryRecord
		for _, id := range older.e.EntryIDs() {
			r, _ := older.e.EntryRecord(id)
			entries = append(entries, r)
		}
		var agents []AgentRecord
		for _, id := range []string{"1", "2"} {
			r, _ := older.e.AgentRecord(id)
			agents = append(agents, r)
		}
		config.SameNumber = likeOne
		d := newDesk(t, config)
		d.e = New(config, 2, d.now)
		d.heard(d.e.Restore(d.now, entries, agents, d.now))
		if got := d.e.OldTries(); len(got) != 2 {
			t.Errorf("they are %+v", got)
		}
		d.apply(Left{ID: ends, Why: Withdrawn})
		d.join("c")
		d.apply(Left{ID: "c", Why: CallbackWanted, Number: "0044207"})
		if got := d.e.Waiting(d.now, "s"); len(got) != 1 || got[0].ID == "c" {
			t.Errorf("%s has ended, then waiting are %+v", ends, got)
		}
		for _, id := range []string{"a", "b"} {
			d.apply(Left{ID: id, Why: Withdrawn})
		}
		d.join("e")
		d.apply(Left{ID: "e", Why: CallbackWanted, Number: "0044207"})
		if got := d.e.Waiting(d.now, "s"); len(got) != 1 || got[0].ID != "e" {
			t.Errorf("at last waiting are %+v", got)
		}
	}
}
