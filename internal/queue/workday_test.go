package queue

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// dayText is what an agent has done today, as a text.
func (d *desk) dayText() string {
	v, _ := d.e.Agent(d.now, "1")
	var parts []string
	for _, p := range v.Pauses {
		parts = append(parts, fmt.Sprintf("%s/%s %d×%s", p.Queue, p.Reason, p.Count, p.Took))
	}
	share, known := v.Occupancy()
	return fmt.Sprintf("%s there %s rested %s busy %.3f %v", strings.Join(parts, ", "), v.Online, v.Rested, share, known)
}

// Law: pauses are counted by queue and reason, with how long they lasted, what lasts still counted; another reason is
// another pause, the same one again is none; who logs out is on no break any more.
func TestPausesOfADay(t *testing.T) {
	d := newDesk(t, one(1, nil))
	pause := func(reason string, queues ...string) { d.apply(Pausing{Agent: "1", Reason: reason, Queues: queues}) }
	d.pass(time.Minute)
	pause("lunch")
	d.pass(10 * time.Minute)
	d.want(d.dayText(), "/lunch 1×10m0s there 11m0s rested 0s busy 0.000 true")
	pause("lunch")
	pause("training", "s")
	d.pass(time.Minute)
	pause("tea")
	d.pass(2 * time.Minute)
	d.apply(Resuming{Agent: "1"})
	d.pass(time.Hour)
	pause("lunch")
	d.pass(4 * time.Minute)
	v, _ := d.e.Agent(d.now, "1")
	if since := v.PausedSince[""]; len(v.PausedSince) != 1 || d.now.Sub(since) != 4*time.Minute {
		t.Errorf("on a break since %v", v.PausedSince)
	}
	d.want(d.dayText(), "/lunch 2×15m0s, /tea 1×2m0s, s/training 1×3m0s there 1h18m0s rested 0s busy 0.000 true")
	d.apply(LoggedOutOf{Agent: "1"})
	d.pass(time.Hour)
	d.want(d.dayText(), "/lunch 2×15m0s, /tea 1×2m0s, s/training 1×3m0s there 1h18m0s rested 0s busy 0.000 true")
	d.apply(LoggedInto{Agent: "1"})
	pause("x", "s")
	d.pass(time.Minute)
	d.apply(Resuming{Agent: "1", Queues: []string{"s"}})
	d.pass(time.Minute)
	d.want(d.dayText(), "/lunch 2×15m0s, /tea 1×2m0s, s/training 1×3m0s, s/x 1×1m0s there 1h20m0s rested 0s busy 0.000 true")
}

// Law: the occupancy of an agent is how much of the time without breaks they talk or rest after it.
func TestOccupancyOfAnAgent(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.WrapUp = 2 * time.Minute }))
	d.pass(4 * time.Minute)
	d.join("a")
	d.tell("a", "1", Connected)
	d.pass(3 * time.Minute)
	d.want(d.dayText(), " there 7m0s rested 0s busy 0.429 true")
	d.tell("a", "1", ConversationEnd)
	d.pass(time.Minute)
	d.want(d.dayText(), " there 8m0s rested 1m0s busy 0.500 true")
	d.pass(2 * time.Minute)
	d.apply(Pausing{Agent: "1", Reason: "lunch"})
	d.pass(time.Hour)
	d.want(d.dayText(), "/lunch 1×1h0m0s there 1h10m0s rested 2m0s busy 0.500 true")
	for _, row := range []struct {
		free, busy int
		share      float64
		known      bool
	}{{0, 0, 0, false}, {3, 1, 0.25, true}, {0, 2, 1, true}} {
		if share, known := (QueueView{Free: row.free, Busy: row.busy}).Occupancy(); share != row.share || known != row.known {
			t.Errorf("%+v: %v %v", row, share, known)
		}
	}
}

// Law: at midnight the day begins anew, for who looks before anything happens too; a pause that lasts is one of the new day,
// from then on.
func TestPausesOverMidnight(t *testing.T) {
	d := newDesk(t, one(1, nil))
	d.now = time.Date(2026, 1, 5, 23, 0, 0, 0, time.UTC)
	d.apply(Pausing{Agent: "1", Reason: "tea"})
	d.now = d.now.Add(30 * time.Minute)
	d.apply(Resuming{Agent: "1"})
	d.apply(Pausing{Agent: "1", Reason: "lunch"})
	d.want(d.dayText(), "/lunch 1×0s, /tea 1×30m0s there 14h30m0s rested 0s busy 0.000 true")
	d.now = d.now.Add(40 * time.Minute)
	d.want(d.dayText(), "/lunch 1×10m0s there 10m0s rested 0s busy 0.000 false")
	d.apply(Tick{})
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.dayText(), "/lunch 1×20m0s there 20m0s rested 0s busy 0.000 false")
	d.apply(Resuming{Agent: "1"})
	d.now = d.now.Add(time.Minute)
	d.want(d.dayText(), "/lunch 1×20m0s there 21m0s rested 0s busy 0.000 true")
	if v, _ := d.e.Agent(d.now, "1"); v.PausedSince != nil {
		t.Errorf("paused since %v", v.PausedSince)
	}
}

// Law: another process goes on with the day; with that of another day it begins anew, and a pause that lasts counts from
// midnight. What an older version has written of a break is a pause too.
func TestWorkdayElsewhere(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.WrapUp = time.Minute }))
	d.join("a")
	d.talk("a", "1", time.Minute)
	d.pass(time.Minute)
	d.apply(Pausing{Agent: "1", Reason: "tea"})
	d.pass(time.Minute)
	d.apply(Resuming{Agent: "1"})
	d.apply(Pausing{Agent: "1", Reason: "training", Queues: []string{"s"}})
	d.pass(time.Minute)
	record, _ := d.e.AgentRecord("1")
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	var kept AgentRecord
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	other := newDesk(t, one(1, nil))
	restore := func(r AgentRecord, at time.Time) {
		other.now = at
		other.e = New(one(1, nil), 1, at)
		other.e.Restore(at, nil, []AgentRecord{r}, at)
	}
	restore(kept, d.now)
	other.want(other.dayText(), d.dayText())
	again, _ := other.e.AgentRecord("1")
	if diff := cmp.Diff(kept, again); diff != "" {
		t.Errorf("(-was +written down again):\n%s", diff)
	}
	restore(kept, time.Date(2026, 1, 6, 0, 5, 0, 0, time.UTC))
	other.want(other.dayText(), "s/training 1×5m0s there 5m0s rested 0s busy 0.000 true")
	restore(AgentRecord{ID: "1", LoggedIn: true, OnBreak: true, Reason: "tea", Login: start(), Break: start().Add(time.Minute)}, start().Add(3*time.Minute))
	other.want(other.dayText(), "/tea 1×2m0s there 3m0s rested 0s busy 0.000 true")
}

// Law: who is on a break of today when an older version is replaced, which has counted no pauses, can be looked at, is paused
// once since that break began, and resumes, is paused anew and logs out as anybody does.
func TestABreakOfAnOlderVersion(t *testing.T) {
	record := AgentRecord{ID: "1", LoggedIn: true, Login: start(), OnBreak: true, Reason: "tea",
		Break: start().Add(time.Minute), Paused: map[string]string{"s": "training"}, Day: start().Format(time.DateOnly)}
	for _, row := range []struct {
		end  Event
		want string
	}{
		{Resuming{Agent: "1"}, "/tea 1×3m0s there 5m0s rested 0s busy 0.000 true"},
		{Resuming{Agent: "1", Queues: []string{"s"}}, "/tea 1×4m0s there 5m0s rested 0s busy 0.000 true"},
		{Pausing{Agent: "1", Reason: "lunch"}, "/lunch 1×1m0s, /tea 1×3m0s there 5m0s rested 0s busy 0.000 true"},
		{Pausing{Agent: "1", Reason: "tea"}, "/tea 1×4m0s there 5m0s rested 0s busy 0.000 true"},
		{LoggedOutOf{Agent: "1"}, "/tea 1×3m0s there 4m0s rested 0s busy 0.000 true"},
	} {
		for _, looked := range []bool{true, false} {
			d := newDesk(t, one(1, nil))
			d.now = start().Add(3 * time.Minute)
			d.e = New(one(1, nil), 1, d.now)
			d.e.Restore(d.now, nil, []AgentRecord{record}, d.now)
			if looked {
				d.want(d.dayText(), "/tea 1×2m0s there 3m0s rested 0s busy 0.000 true")
			}
			d.pass(time.Minute)
			d.apply(row.end)
			d.pass(time.Minute)
			d.want(d.dayText(), row.want)
		}
	}
}

// Law: however many reasons agents have, so many are told apart.
func TestManyReasons(t *testing.T) {
	d := newDesk(t, one(1, nil))
	for i := range 3 * reasonsKept {
		d.apply(Pausing{Agent: "1", Reason: fmt.Sprint(i)})
		d.pass(time.Second)
	}
	v, _ := d.e.Agent(d.now, "1")
	count, took := 0, time.Duration(0)
	for _, p := range v.Pauses {
		count, took = count+p.Count, took+p.Took
	}
	if len(v.Pauses) > reasonsKept+1 || count != 3*reasonsKept || took != 3*reasonsKept*time.Second {
		t.Errorf("%d reasons, %d pauses, %s", len(v.Pauses), count, took)
	}
}
