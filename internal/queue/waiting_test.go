package queue

import (
	"testing"
	"time"
)

// ends are the ends of some effects, as entry=result.
func ends(out Effects) string {
	text := ""
	for _, end := range out.Ends {
		text += end.Entry + "=" + string(end.Result) + " "
	}
	return text
}

// Law: behind its longest wait an entry ends. Strict hangs up who rings, loose lets the ring go to its end, and neither an
// agent who has answered.
func TestMaxWait(t *testing.T) {
	for _, row := range []struct {
		name        string
		loose       bool
		state       OfferState
		atEnd, then string
	}{
		{"strict", false, Ringing, "a=timeout ", ""},
		{"loose", true, Ringing, "", "a=timeout "},
		{"strict, the agent has answered", false, AgentAnswered, "", "a=timeout "},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDesk(t, one(1, func(q *Queue) { q.MaxWait, q.Loose = 10*time.Second, row.loose }))
			d.join("a")
			d.tell("a", "1", row.state)
			d.want(ends(d.pass(10*time.Second)), row.atEnd)
			if got := len(d.last.Cancels); (got == 1) != (row.atEnd != "") {
				t.Errorf("%d are hung up", got)
			}
			d.pass(2 * time.Second)
			d.tell("a", "1", Rejected)
			d.want(ends(d.last), row.then)
		})
	}
	d := newDesk(t, one(0, func(q *Queue) { q.MaxWait, q.JoinEmpty, q.LeaveEmpty = 10*time.Second, nil, nil }))
	own, none := 5*time.Second, time.Duration(0)
	d.apply(Joined{ID: "own", Queue: "s", MaxWait: &own})
	d.apply(Joined{ID: "none", Queue: "s", MaxWait: &none})
	d.want(ends(d.pass(5*time.Second)), "own=timeout ")
	d.pass(time.Hour)
	if _, waits := d.e.Entry(d.now, "none"); !waits {
		t.Error("who has no bound is gone")
	}
}

// Law: who may not join ends at once, with the reason.
func TestJoin(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*Queue)
		before []Event
		want   Result
	}{
		{"full", func(q *Queue) { q.MaxLen = 1 }, []Event{Joined{ID: "x", Queue: "s"}}, Full},
		{"nobody logged in", nil, []Event{LoggedOutOf{Agent: "1"}, LoggedOutOf{Agent: "2"}}, JoinedEmpty},
		{"one logged out, one unreachable", nil, []Event{LoggedOutOf{Agent: "1"}, DeviceIs{"2", DeviceUnavailable}}, JoinedEmpty},
		{"one there, on a break", nil, []Event{LoggedOutOf{Agent: "1"}, Pausing{Agent: "2"}}, ""},
		{"breaks count", func(q *Queue) { q.JoinEmpty = []Condition{LoggedOut, Paused} }, []Event{LoggedOutOf{Agent: "1"}, Pausing{Agent: "2"}}, JoinedEmpty},
		{"talks count", func(q *Queue) { q.JoinEmpty = []Condition{InUse} }, []Event{DeviceIs{"1", DeviceInUse}, DeviceIs{"2", DeviceBusy}}, JoinedEmpty},
		{"ringing counts", func(q *Queue) { q.JoinEmpty = []Condition{RingingNow} }, []Event{DeviceIs{"1", DeviceRinging}, Joined{ID: "x", Queue: "s"}}, JoinedEmpty},
		{"unknown counts", func(q *Queue) { q.JoinEmpty = []Condition{Unknown} }, []Event{DeviceIs{"1", DeviceUnknown}}, JoinedEmpty},
		{"levels count", func(q *Queue) { q.JoinEmpty, q.Routing = []Condition{Penalty}, []Rule{{MinLevel: new(1)}} }, nil, JoinedEmpty},
		{"levels do not", func(q *Queue) { q.JoinEmpty, q.Routing = []Condition{LoggedOut}, []Rule{{MinLevel: new(1)}} }, nil, ""},
		{"no conditions", func(q *Queue) { q.JoinEmpty = nil }, []Event{LoggedOutOf{Agent: "1"}, LoggedOutOf{Agent: "2"}}, ""},
		{"ratio", func(q *Queue) { q.Diversion.RatioOver = 0.5 }, []Event{Joined{ID: "x", Queue: "s"}}, Overflow},
		{"ratio kept", func(q *Queue) { q.Diversion.RatioOver = 0.5 }, nil, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDesk(t, one(2, row.change))
			for _, event := range row.before {
				d.apply(event)
			}
			out := d.apply(Joined{ID: "a", Queue: "s"})
			got := Result("")
			if len(out.Ends) > 0 {
				got = out.Ends[0].Result
			}
			if got != row.want {
				t.Errorf("joining ends as %q, want %q", got, row.want)
			}
		})
	}
}

// Law: who waits leaves when for so long nobody was there, and stays when somebody comes back in time.
func TestLeaveEmpty(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.JoinEmpty = nil }))
	d.apply(Pausing{Agent: "1"})
	d.join("a")
	d.pass(time.Hour)
	d.apply(LoggedOutOf{Agent: "1"})
	d.pass(29 * time.Second)
	d.apply(LoggedInto{Agent: "1"})
	d.apply(LoggedOutOf{Agent: "1"})
	d.want(ends(d.last), "")
}

// Law: each who waits has the whole time, whenever they joined.
func TestLeaveEmptyOneByOne(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.JoinEmpty = nil }))
	d.apply(DeviceIs{"1", DeviceUnavailable})
	d.join("a")
	d.pass(20 * time.Second)
	d.join("b")
	d.want(ends(d.pass(10*time.Second)), "a=leave_empty ")
	d.want(ends(d.pass(20*time.Second)), "b=leave_empty ")
}

// Law: an agent who has failed is left alone as long as the queue says, and a second at least since the offer began.
func TestBackoff(t *testing.T) {
	for _, row := range []struct {
		state OfferState
		alone time.Duration
	}{{NoAnswer, time.Second}, {Busy, 3 * time.Second}, {Rejected, 4 * time.Second}, {NotThere, 5 * time.Second}} {
		t.Run(string(row.state), func(t *testing.T) {
			d := newDesk(t, one(1, func(q *Queue) {
				q.Backoff = Backoff{Busy: 3 * time.Second, Reject: 4 * time.Second, Unavailable: 5 * time.Second}
			}))
			d.join("a")
			d.want(d.tell("a", "1", row.state), "")
			d.want(rungOf(d.pass(row.alone-time.Millisecond)), "")
			d.want(rungOf(d.pass(time.Millisecond)), "a>1")
		})
	}
}

// Law: after so many rings in a row an agent is paused, in this queue or in all, unless they have just talked.
func TestAutoPause(t *testing.T) {
	for _, row := range []struct {
		name   string
		pause  AutoPause
		states []OfferState
		talk   bool
		paused string
	}{
		{"never", AutoPause{}, []OfferState{NoAnswer, NoAnswer, NoAnswer}, false, ""},
		{"at the second", AutoPause{NoAnswer: 2}, []OfferState{NoAnswer, NoAnswer}, false, "s"},
		{"busy does not count", AutoPause{NoAnswer: 2}, []OfferState{NoAnswer, Busy}, false, ""},
		{"busy counts", AutoPause{NoAnswer: 2, Busy: true}, []OfferState{NoAnswer, Busy}, false, "s"},
		{"unavailable counts", AutoPause{NoAnswer: 1, Unavailable: true}, []OfferState{NotThere}, false, "s"},
		{"refusing never counts", AutoPause{NoAnswer: 1}, []OfferState{Rejected}, false, ""},
		{"everywhere", AutoPause{NoAnswer: 1, All: true}, []OfferState{NoAnswer}, false, "all"},
		{"spared", AutoPause{NoAnswer: 1, Grace: time.Hour}, []OfferState{NoAnswer}, true, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDesk(t, one(1, func(q *Queue) { q.AutoPause = row.pause }))
			if row.talk {
				d.join("talk")
				d.talk("talk", "1", time.Minute)
			}
			d.join("a")
			for _, state := range row.states {
				d.tell("a", "1", state)
				d.pass(20 * time.Second)
			}
			v, _ := d.e.Agent(d.now, "1")
			got := ""
			if _, one := v.Paused["s"]; one {
				got = "s"
			}
			if v.Presence == "on_break" {
				got = "all"
			}
			if got != row.paused {
				t.Errorf("paused in %q, want %q", got, row.paused)
			}
		})
	}
}

// Law: after a call an agent rests: as long as the member's part says, else the agent, else the queue. Ready ends it.
func TestWrapUp(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.WrapUp = 10 * time.Second }))
	d.join("a")
	d.talk("a", "1", time.Minute)
	d.want(d.join("b"), "")
	if v, _ := d.e.Agent(d.now, "1"); v.Work != "wrapup" {
		t.Errorf("the agent's work is %s", v.Work)
	}
	d.want(rungOf(d.pass(10*time.Second)), "b>1")
	d.talk("b", "1", time.Minute)
	d.join("c")
	d.want(rungOf(d.apply(Ready{Agent: "1"})), "c>1")
	for _, row := range []struct {
		agent, member *time.Duration
		want          time.Duration
	}{{nil, nil, 10 * time.Second}, {new(5 * time.Second), nil, 5 * time.Second}, {new(5 * time.Second), new(2 * time.Second), 2 * time.Second}} {
		c := one(1, func(q *Queue) { q.WrapUp = 10 * time.Second })
		c.Agents[0].WrapUp, c.Agents[0].Members[0].WrapUp = row.agent, row.member
		d := newDesk(t, c)
		d.join("a")
		d.talk("a", "1", time.Minute)
		d.join("b")
		d.want(rungOf(d.pass(row.want-time.Millisecond)), "")
		d.want(rungOf(d.pass(time.Millisecond)), "b>1")
	}
}

// Law: a device in use elsewhere is not rung, unless the queue or the member's part says so; one that is not there never.
func TestDevices(t *testing.T) {
	for _, row := range []struct {
		state   Device
		inUse   bool
		standby string
		rung    string
	}{
		{DeviceNotInUse, false, "", "a>1"}, {DeviceUnknown, false, "", "a>1"}, {DeviceInUse, false, "", ""}, {DeviceOnHold, false, "", ""}, {DeviceRinging, false, "", ""},
		{DeviceInUse, true, "", "a>1"}, {DeviceUnavailable, true, "", ""}, {DeviceInvalid, true, "", ""}, {DeviceInUse, false, "slot", "a>1"},
	} {
		d := newDesk(t, one(1, func(q *Queue) { q.RingInUse, q.JoinEmpty, q.LeaveEmpty = row.inUse, nil, nil }))
		d.apply(LoggedInto{Agent: "1", Standby: row.standby})
		d.apply(DeviceIs{"1", row.state})
		d.want(d.join("a"), row.rung)
		if row.rung == "" && row.state != DeviceNotInUse {
			d.want(rungOf(d.apply(DeviceIs{"1", DeviceNotInUse})), "a>1")
		}
	}
}

// Law: rules of relaxation count for those who wait already, by waited time; one that nobody who is there can satisfy is
// skipped at once, and counts again when somebody comes.
func TestRelaxation(t *testing.T) {
	c := one(2, func(q *Queue) {
		q.Routing = []Rule{{Until: 20 * time.Second, Require: map[string]int{"en": 4}}, {Until: 60 * time.Second, Require: map[string]int{"en": 2}}}
	})
	c.Agents[0].Skills, c.Agents[1].Skills = map[string]int{"en": 4}, map[string]int{"en": 2}
	c.Agents = append(c.Agents, Agent{ID: "3", Members: []Membership{{Queue: "s"}}})
	d := newDesk(t, c)
	d.want(d.join("a"), "a>1")
	d.want(d.join("b"), "")
	d.want(rungOf(d.pass(20*time.Second)), "b>2")
	d.apply(LoggedInto{Agent: "3"})
	d.join("c")
	d.want(rungOf(d.apply(LoggedOutOf{Agent: "1"})), "") // 2 rings, and is the one whom the second rule wants
	d.tell("b", "2", Connected)
	d.want(rungOf(d.apply(LoggedOutOf{Agent: "2"})), "a>3") // nobody is left for either rule
	d.apply(LoggedInto{Agent: "1"})
	d.want(rungOf(d.last), "c>1")
}

// Law: of the queues that an agent is in, the one with more weight goes first, then priority, then who came first.
func TestOrderOfAll(t *testing.T) {
	c := one(1, nil)
	heavy := c.Queues[0]
	heavy.Name, heavy.Weight = "heavy", 5
	c.Queues = append(c.Queues, heavy)
	c.Agents[0].Members = append(c.Agents[0].Members, Membership{Queue: "heavy"})
	d := newDesk(t, c)
	d.join("first")
	d.join("second")
	d.apply(Joined{ID: "urgent", Queue: "s", Priority: 1})
	d.apply(Joined{ID: "other", Queue: "heavy"})
	d.want(d.talk("first", "1", time.Minute), "other>1")
	d.want(d.talk("other", "1", time.Minute), "urgent>1")
	d.apply(Joined{ID: "third", Queue: "s"})
	d.apply(Changed{ID: "third", Priority: 2})
	d.want(d.talk("urgent", "1", time.Minute), "third>1")
	d.want(d.talk("third", "1", time.Minute), "second>1")
}
