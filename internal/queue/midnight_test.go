package queue

import (
	"testing"
	"time"
)

// zoneOf is a zone of the IANA database.
func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// Law: a day begins once, when the clock of its zone first shows it: though the day has 23 hours or 25, no midnight or
// two, or there was none of that date. All times are UTC.
func TestDaysOfZones(t *testing.T) {
	for _, c := range []struct {
		about, zone, from, day, begins string
	}{
		{"the usual", "UTC", "2026-01-05 09:00", "2026-01-06", "2026-01-06 00:00:00"},
		{"no zone", "", "2026-01-05 23:59", "2026-01-06", "2026-01-06 00:00:00"},
		{"east", "Asia/Kolkata", "2026-01-05 09:00", "2026-01-06", "2026-01-05 18:30:00"},
		{"west", "America/New_York", "2026-01-05 09:00", "2026-01-06", "2026-01-06 05:00:00"},
		{"a day of 23 hours", "Europe/Berlin", "2026-03-28 23:00", "2026-03-30", "2026-03-29 22:00:00"},
		{"a day of 25 hours", "Europe/Berlin", "2026-10-24 22:00", "2026-10-26", "2026-10-25 23:00:00"},
		{"a day without a midnight", "Africa/Cairo", "2026-04-23 12:00", "2026-04-24", "2026-04-23 22:00:00"},
		{"a day with two midnights", "America/Havana", "2026-10-31 12:00", "2026-11-01", "2026-11-01 04:00:00"},
		{"an hour before midnight twice", "America/Santiago", "2026-04-04 12:00", "2026-04-05", "2026-04-05 04:00:00"},
		{"a day that was left out", "Pacific/Apia", "2011-12-30 00:00", "2011-12-31", "2011-12-30 10:00:00"},
	} {
		var zone *time.Location
		if c.zone != "" {
			zone = zoneOf(t, c.zone)
		}
		at, err := time.Parse("2006-01-02 15:04", c.from)
		if err != nil {
			t.Fatal(err)
		}
		calendar, turned := newCalendar(zone, nanos(at)), ""
		for end := at.Add(36 * time.Hour); at.Before(end); at = at.Add(time.Second) {
			if over := calendar.isOver(nanos(at)); calendar.turn(nanos(at)) != over {
				t.Fatalf("%s: at %s it is over and it is not", c.about, at)
			}
			if calendar.day == c.day && turned == "" {
				turned = at.Format(time.DateTime)
			}
			if turned != "" && calendar.day < c.day {
				t.Fatalf("%s: at %s it is %s again", c.about, at, calendar.day)
			}
		}
		if turned != c.begins {
			t.Errorf("%s: %s begins at %s, want %s", c.about, c.day, turned, c.begins)
		}
	}
}

// Law: what queues and agents have counted begins anew at the midnight of the zone, and not at that of UTC; so it does
// for who looks when nothing has happened since.
func TestMidnight(t *testing.T) {
	config := one(1, nil)
	config.Zone = zoneOf(t, "America/New_York") // it is five hours behind
	d := newDesk(t, config)
	d.join("a")
	d.talk("a", "1", time.Minute)
	seen := func() (int, int, time.Duration) {
		q, _ := d.e.Queue(d.now, "s")
		a, _ := d.e.Agent(d.now, "1")
		return q.Counts.Answered, a.Calls, a.Talk
	}
	want := func(when string, answered, calls int, talk time.Duration) {
		t.Helper()
		if n, c, spoke := seen(); n != answered || c != calls || spoke != talk {
			t.Errorf("%s: %d answered, %d calls, %s, want %d, %d, %s", when, n, c, spoke, answered, calls, talk)
		}
	}
	d.now = time.Date(2026, 1, 6, 4, 59, 59, 0, time.UTC)
	want("before", 1, 1, time.Minute)
	d.apply(Tick{})
	want("before, when something happens", 1, 1, time.Minute)
	d.now = d.now.Add(time.Second)
	want("behind", 0, 0, 0)
	d.apply(Tick{})
	want("behind, when something happens", 0, 0, 0)
}

// Law: another process takes up the counts of the same day of the zone, and of no other; another zone by a reload counts
// from where its day has begun. A queue to which an agent comes back does not know yesterday's.
func TestMidnightElsewhere(t *testing.T) {
	config := one(1, nil)
	config.Zone = zoneOf(t, "America/New_York")
	d := newDesk(t, config)
	d.join("a")
	d.talk("a", "1", time.Minute)
	kept, _ := d.e.AgentRecord("1")
	if kept.Day != "2026-01-05" {
		t.Errorf("the record is of %s", kept.Day)
	}
	calls := func(e *Engine, now time.Time) int {
		v, _ := e.Agent(now, "1")
		return v.Calls
	}
	sameDay, nextDay := time.Date(2026, 1, 6, 4, 0, 0, 0, time.UTC), time.Date(2026, 1, 6, 5, 0, 0, 0, time.UTC)
	alone := config
	alone.Agents = []Agent{{ID: "1", LoggedIn: true}}
	for now, want := range map[time.Time]int{sameDay: 1, nextDay: 0} {
		other := New(config, 1, now)
		other.Restore(now, nil, []AgentRecord{kept}, now)
		if got := calls(other, now); got != want {
			t.Errorf("at %s another process knows of %d calls, want %d", now, got, want)
		}
		other = New(alone, 1, now)
		other.Restore(now, nil, []AgentRecord{kept}, now)
		other.Configure(now, config)
		if got := calls(other, now); got != want {
			t.Errorf("at %s who comes to a queue again has %d calls there, want %d", now, got, want)
		}
	}
	other := New(alone, 1, sameDay)
	other.Restore(sameDay, nil, []AgentRecord{kept}, sameDay)
	other.Apply(nextDay, Tick{})
	other.Configure(nextDay, config)
	if got := calls(other, nextDay); got != 0 {
		t.Errorf("who comes to a queue again the next day has %d calls there", got)
	}
	d.now = sameDay
	d.e.Configure(d.now, config)
	if got := calls(d.e, d.now); got != 1 {
		t.Errorf("the same zone again leaves %d calls", got)
	}
	config.Zone = zoneOf(t, "Europe/Berlin")
	d.e.Configure(d.now, config)
	if got := calls(d.e, d.now); got != 0 {
		t.Errorf("where it is tomorrow already there are %d calls", got)
	}
}

// Law: fewest_calls counts a day of the zone: in the evening who has taken fewer is rung, though idle for less long; past
// midnight who is idle for longer.
func TestFewestCallsOfADay(t *testing.T) {
	config := one(2, func(q *Queue) { q.Strategy = FewestCalls })
	config.Zone = zoneOf(t, "America/New_York")
	d := newDesk(t, config)
	d.join("long")
	d.tell("long", "1", Connected)
	for _, entry := range []string{"a", "b", "c"} {
		d.want(d.join(entry), entry+">2")
		d.talk(entry, "2", time.Minute)
	}
	d.now = time.Date(2026, 1, 6, 1, 0, 0, 0, time.UTC) // behind the midnight of UTC
	d.tell("long", "1", ConversationEnd)
	d.want(d.join("evening"), "evening>1")
	d.talk("evening", "1", time.Minute)
	d.now = time.Date(2026, 1, 6, 5, 0, 0, 0, time.UTC)
	d.want(d.join("night"), "night>2")
}
