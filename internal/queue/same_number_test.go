package queue

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// likeOne has 00 and + be one.
func likeOne(number string) string {
	if rest, is := strings.CutPrefix(number, "00"); is {
		return "+" + rest
	}
	return number
}

// Law: a number has one place, the first, however it is written, also for the next engine and behind a change of the
// queue; and none any more when it was called, or has ended. It is called as it was left.
func TestANumberIsOneHoweverItIsWritten(t *testing.T) {
	wants := func(d *desk, id, number string) {
		d.join(id)
		d.apply(Left{ID: id, Why: CallbackWanted, Number: number})
	}
	waiting := func(d *desk) string {
		all := []string{}
		for _, v := range d.e.Waiting(d.now, "s") {
			all = append(all, v.Number)
		}
		return strings.Join(all, " ")
	}
	for name, happens := range map[string]func(d *desk, config Config){
		"as it is": func(*desk, Config) {},
		"changed": func(d *desk, config Config) {
			config.Queues[0].Retry = time.Hour
			d.e.Configure(d.now, config)
		},
		"the next engine": func(d *desk, config Config) {
			var entries []EntryRecord
			for _, id := range d.e.EntryIDs() {
				r, _ := d.e.EntryRecord(id)
				data, _ := json.Marshal(r)
				if err := json.Unmarshal(data, &r); err != nil {
					t.Fatal(err)
				}
				entries = append(entries, r)
			}
			d.e = New(config, 2, d.now)
			d.e.Restore(d.now, entries, nil, d.now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			config := one(0, func(q *Queue) { q.JoinEmpty, q.LeaveEmpty = nil, nil })
			config.SameNumber = likeOne
			d := newDesk(t, config)
			config.Queues = append([]Queue(nil), config.Queues...)
			wants(d, "a", "0044207")
			wants(d, "b", "+44208")
			happens(d, config)
			wants(d, "c", "+44207")
			wants(d, "d", "0044208")
			if got := waiting(d); got != "0044207 +44208" {
				t.Errorf("waiting are %s", got)
			}
			d.apply(Left{ID: "a", Why: Withdrawn})
			wants(d, "e", "+44207")
			if got := waiting(d); got != "+44208 +44207" {
				t.Errorf("then waiting are %s", got)
			}
			d.apply(Left{ID: "b", Why: CallbackWanted, Number: "0044208"}) // another way to write it
			wants(d, "f", "+44208")
			d.apply(CameBack{Joined: Joined{ID: "e", Queue: "s", Call: "back"}})
			wants(d, "g", "0044207")
			if got := waiting(d); got != "0044208  0044207" {
				t.Errorf("at last waiting are %s", got)
			}
		})
	}
}
