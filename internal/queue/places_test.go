package queue

import (
	"slices"
	"testing"
	"time"
)

// Law: a call-back keeps its place, and has an agent reserved when its turn has come; then it is the same entry again.
func TestCallBack(t *testing.T) {
	d := newDesk(t, one(1, nil))
	for _, id := range []string{"talk", "a", "b"} {
		d.join(id)
		d.pass(time.Millisecond)
	}
	for _, id := range []string{"a", "a", "b", "nobody"} { // each once, however often it is told
		d.apply(Told{Entry: id, State: CallbackOffered})
	}
	out := d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
	if len(out.Ends) != 0 {
		t.Errorf("a kept place ends: %+v", out.Ends)
	}
	if v, _ := d.e.Entry(d.now, "b"); v.Position != 3 {
		t.Errorf("who stands behind a call-back is at %d", v.Position)
	}
	d.talk("talk", "1", time.Minute)
	if len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Number != "100" || d.last.CallBacks[0].Attempt != 1 || len(d.last.Offers) != 0 {
		t.Fatalf("the turn has come: %+v", d.last)
	}
	d.pass(5 * time.Second)
	d.want(rungOf(d.apply(CalledBack{ID: "a", Again: d.now.Add(time.Minute), Why: "busy"})), "b>1")
	d.talk("b", "1", 10*time.Second)
	if len(d.last.CallBacks) != 0 {
		t.Error("it is called before it is time")
	}
	d.pass(50 * time.Second)
	if len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 2 {
		t.Fatalf("it is time again: %+v", d.last)
	}
	d.want(rungOf(d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s", Call: "new"}})), "a>1")
	d.tell("a", "1", Connected)
	d.want(ends(d.last), "a=answered ")
	if !slices.ContainsFunc(d.last.Facts, func(f Fact) bool { return f.Kind == EntryConnected && f.CalledBack }) {
		t.Errorf("nobody is told that it was a call-back: %+v", d.last.Facts)
	}
	if v, _ := d.e.Queue(d.now, "s"); v.Counts.Callbacks != 1 || v.Counts.CalledBack != 1 || v.Callbacks != 0 ||
		v.Counts.CallbacksOffered != 2 || v.Counts.CallbacksTried != 2 {
		t.Errorf("counted as %+v", v)
	}
}

// Law: a number has one place, the first. Attempts and time are bounded; a guard frees an agent of whom nothing is heard.
func TestCallBackBounds(t *testing.T) {
	d := newDesk(t, one(0, func(q *Queue) { q.JoinEmpty, q.LeaveEmpty, q.Callback.Expires = nil, nil, time.Hour }))
	for _, id := range []string{"a", "b", "c"} {
		d.join(id)
	}
	d.apply(Left{ID: "b", Why: CallbackWanted, Number: "100"})
	d.want(ends(d.apply(Left{ID: "c", Why: CallbackWanted, Number: "100"})), "c=callback ")
	d.want(ends(d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})), "b=withdrawn ")
	d.want(ends(d.pass(time.Hour)), "a=timeout ")

	d = newDesk(t, one(1, func(q *Queue) { q.Callback = Callbacks{Attempts: 2, InitialDelay: time.Minute} }))
	d.join("talk")
	d.join("a")
	d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
	d.talk("talk", "1", time.Second)
	if len(d.pass(58*time.Second).CallBacks) != 0 || len(d.pass(time.Second).CallBacks) != 1 {
		t.Error("the delay before the first attempt is not kept")
	}
	d.apply(CalledBack{ID: "a", Again: d.now})
	if len(d.last.CallBacks) != 1 {
		t.Fatal("no second attempt")
	}
	d.want(ends(d.apply(CalledBack{ID: "a", Again: d.now.Add(time.Minute), Why: "busy"})), "a=error ")

	d = newDesk(t, one(1, func(q *Queue) { q.Callback = Callbacks{} }))
	d.join("talk")
	d.join("a")
	d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
	d.talk("talk", "1", time.Second)
	d.pass(callbackGuard - time.Millisecond)
	if v, _ := d.e.Agent(d.now, "1"); v.Work != "reserved" {
		t.Errorf("the agent is %s", v.Work)
	}
	d.pass(time.Millisecond)
	if v, _ := d.e.Agent(d.now, "1"); v.Work != "idle" {
		t.Errorf("behind that the agent is %s", v.Work)
	}
	if d.pass(callbackRest); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 1 {
		t.Errorf("it is not tried again: %+v", d.last)
	}
}

// Law: a call-back that no agent takes lets others go first for a while, and so does one of which nobody tells what
// became.
func TestCallBackBlocksNobody(t *testing.T) {
	begin := func() *desk {
		d := newDesk(t, one(1, func(q *Queue) { q.Callback = Callbacks{Attempts: 2} }))
		d.join("talk")
		d.join("a")
		d.join("b")
		d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
		d.talk("talk", "1", time.Second)
		return d
	}
	d := begin()
	offer := d.last.CallBacks[0].Offer.ID
	d.apply(Told{Entry: "a", Offer: offer, State: NoAnswer})
	d.want(rungOf(d.pass(time.Second)), "b>1")
	d.tell("b", "1", Connected)
	if d.tell("b", "1", ConversationEnd); len(d.last.CallBacks) != 0 {
		t.Errorf("it does not rest: %+v", d.last.CallBacks)
	}
	if d.pass(callbackRest - time.Second); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 1 {
		t.Errorf("and then %+v", d.last.CallBacks)
	}
	d = begin()
	d.want(ends(d.pass(callbackGuard)), "")
	d.want(rungOf(d.last), "b>1")
}

// Law: that a caller has heard of call-backs is counted once, also where another engine is told again.
func TestCallBackOfferedOnce(t *testing.T) {
	d := newDesk(t, one(0, func(q *Queue) { q.JoinEmpty, q.LeaveEmpty = nil, nil }))
	d.join("a")
	d.apply(Told{Entry: "a", State: CallbackOffered})
	record, _ := d.e.EntryRecord("a")
	d.e = New(one(0, nil), 2, d.now)
	d.e.Restore(d.now, []EntryRecord{record}, nil, d.now.Add(time.Minute))
	d.apply(Told{Entry: "a", State: CallbackOffered})
	if v, _ := d.e.Queue(d.now, "s"); v.Counts.CallbacksOffered != 0 {
		t.Errorf("counted again: %+v", v.Counts)
	}
}

// Law: an agent who was called first is not kept for ever when nobody tells what became of their line, whether the engine
// that made the offer decides still or another one; one whose customer is there is not taken away from them.
func TestAnAnsweredCallBackIsGuarded(t *testing.T) {
	for _, c := range []struct {
		name            string
		restored, comes bool
	}{{"the same engine", false, false}, {"another engine", true, false}, {"the customer is there", false, true}} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, one(1, func(q *Queue) { q.Callback = Callbacks{Attempts: 2} }))
			d.join("talk")
			d.join("a")
			d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
			d.talk("talk", "1", time.Second)
			offer := d.last.CallBacks[0].Offer
			d.apply(Told{Entry: "a", Offer: offer.ID, State: AgentAnswered})
			if c.restored {
				entry, _ := d.e.EntryRecord("a")
				agent, _ := d.e.AgentRecord("1")
				d.e = New(one(1, func(q *Queue) { q.Callback = Callbacks{Attempts: 2} }), 2, d.now)
				d.e.Restore(d.now, []EntryRecord{entry}, []AgentRecord{agent}, d.now.Add(time.Minute))
			}
			if c.comes {
				d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Offers: []Offer{offer}})
			}
			if d.pass(offer.Ring + callbackGuard - time.Millisecond); len(d.last.CallBacks) != 0 {
				t.Errorf("too early: %+v", d.last.CallBacks)
			}
			d.pass(time.Millisecond)
			if v, _ := d.e.Agent(d.now, "1"); (v.Work == "idle") == c.comes {
				t.Errorf("behind that the agent is %s", v.Work)
			}
			d.pass(callbackRest)
			tried := len(d.last.CallBacks) == 1 && d.last.CallBacks[0].Attempt == 1
			if v, _ := d.e.Agent(d.now, "1"); tried == c.comes || c.comes && v.Work != "in_call" {
				t.Errorf("tried again: %v, the agent is %s", d.last.CallBacks, v.Work)
			}
		})
	}
}

// Law: an entry whose call is out of sight keeps its place: the agent who is its turn waits with it, for a while.
func TestAway(t *testing.T) {
	newAway := func() *desk {
		d := newDesk(t, one(2, nil))
		d.join("x")
		d.join("y")
		d.join("a")
		d.join("b")
		d.apply(Away{IDs: []string{"a"}, Until: d.now.Add(10 * time.Second)})
		d.want(d.talk("x", "1", time.Second), "")
		if v, _ := d.e.Agent(d.now, "1"); v.Work != "reserved" {
			t.Errorf("the agent is %s", v.Work)
		}
		d.want(d.talk("y", "2", time.Second), "b>2")
		return d
	}
	d := newAway()
	d.pass(time.Second)
	d.want(rungOf(d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}})), "a>1")
	if o := d.offers["a/1"]; !o.Since.Equal(d.now) {
		t.Errorf("rings since %s", o.Since)
	}
	d = newAway()
	d.join("c")
	d.want(rungOf(d.pass(8*time.Second)), "c>1")
	if d.all[len(d.all)-1].Ends[0] != (End{Entry: "a", Queue: "s", Result: Abandoned}) {
		t.Errorf("ends as %+v", d.all[len(d.all)-1].Ends)
	}
}

// Law: whose conversation is out of sight for too long has ended, and who comes back without it too.
func TestTalksAway(t *testing.T) {
	d := newDesk(t, one(1, nil))
	d.join("a")
	d.join("b")
	d.tell("a", "1", Connected)
	d.apply(Away{IDs: []string{"a"}, Until: d.now.Add(10 * time.Second)})
	d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Talks: true})
	d.pass(time.Minute)
	if v, _ := d.e.Agent(d.now, "1"); v.Work != "in_call" {
		t.Errorf("the agent is %s", v.Work)
	}
	d.apply(Away{IDs: []string{"a"}, Until: d.now.Add(10 * time.Second)})
	d.want(rungOf(d.pass(10*time.Second)), "b>1")
}

// Law: an end is told again to who repeats that the entry is there, and nothing else follows; a stranger joins in its place.
func TestComingBack(t *testing.T) {
	d := newDesk(t, one(1, nil))
	d.join("a")
	d.join("b")
	d.apply(Left{ID: "b", Why: ExitKey, Key: "1"})
	out := d.apply(CameBack{Joined: Joined{ID: "b", Queue: "s"}, Since: d.now})
	if len(out.Ends) != 1 || out.Ends[0].Result != ExitKey || len(out.Facts) != 0 {
		t.Errorf("told: %+v", out)
	}
	d.join("late")
	d.apply(CameBack{Joined: Joined{ID: "early", Queue: "s"}, Since: d.now.Add(-time.Minute), Position: 4})
	if v, _ := d.e.Entry(d.now, "early"); v.Position != 1 || v.Joined != 4 || v.Waited != time.Minute {
		t.Errorf("the stranger is at %+v", v)
	}
	o := Offer{ID: "old.1", Entry: "talks", Queue: "s", Agent: "1", Connected: true}
	out = d.apply(CameBack{Joined: Joined{ID: "talks", Queue: "s"}, Since: d.now, Talks: true, Offers: []Offer{o}})
	if len(out.Cancels) != 1 || out.Cancels[0].Offer != "old.1" {
		t.Errorf("an agent who rings for another: %+v", out)
	}
}

// Law: who calls again in time has the old place; who had an agent lately is offered that one first.
func TestCallersAreRemembered(t *testing.T) {
	d := newDesk(t, one(2, func(q *Queue) { q.ResumeAbandoned, q.StickyAgent = time.Minute, time.Hour }))
	d.apply(Joined{ID: "x", Queue: "s", From: "7"})
	d.join("y")
	d.pass(time.Second)
	d.apply(Joined{ID: "a", Queue: "s", From: "8"})
	d.pass(time.Second)
	d.join("b")
	d.apply(Left{ID: "a", Why: Abandoned})
	d.pass(50 * time.Second)
	d.apply(Joined{ID: "again", Queue: "s", From: "8"})
	if v, _ := d.e.Entry(d.now, "again"); v.Position != 3 || v.Waited != 51*time.Second {
		t.Errorf("the resumed place is %+v", v)
	}
	d = newDesk(t, one(3, func(q *Queue) { q.ResumeAbandoned, q.StickyAgent = time.Minute, time.Hour }))
	d.apply(Joined{ID: "x", Queue: "s", From: "7"})
	d.talk("x", "1", time.Second)
	d.want(rungOf(d.apply(Joined{ID: "y", Queue: "s", From: "7"})), "y>1")
	d.want(rungOf(d.apply(Joined{ID: "z", Queue: "s", From: "7"})), "z>2")
	d.apply(Left{ID: "z", Why: Abandoned})
	d.pass(time.Hour + time.Second)
	d.want(rungOf(d.apply(Joined{ID: "late", Queue: "s", From: "7"})), "late>2")
}

// Law: what is counted is counted by the day, and the service levels are those two shares.
func TestCounts(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.ServiceLevel, q.ShortAbandon = 20*time.Second, 2*time.Second }))
	d.join("a")
	d.join("short")
	d.join("lost in time")
	d.join("lost")
	d.join("b")
	d.tell("a", "1", Connected)
	d.pass(time.Second)
	d.apply(Left{ID: "short", Why: Abandoned})
	d.pass(10 * time.Second)
	d.apply(Left{ID: "lost in time", Why: Abandoned})
	d.pass(20 * time.Second)
	d.apply(Left{ID: "lost", Why: Abandoned})
	d.tell("a", "1", ConversationEnd)
	d.talk("b", "1", time.Second)
	v, _ := d.e.Queue(d.now, "s")
	want := Counts{Joined: 5, Answered: 2, Abandoned: 3, InTime: 1, LostInTime: 1, Short: 1, Wait: 31 * time.Second, Talk: 32 * time.Second}
	if v.Counts != want {
		t.Errorf("counts %+v, want %+v", v.Counts, want)
	}
	if one, two := v.Counts.ServiceLevel(); one != 0.5 || two != 0.5 {
		t.Errorf("service levels %v %v", one, two)
	}
	if a, _ := d.e.Agent(d.now, "1"); a.Calls != 2 || a.Talk != 32*time.Second {
		t.Errorf("the agent has %+v", a)
	}
	d.pass(15 * time.Hour)
	v, _ = d.e.Queue(d.now, "s")
	if a, _ := d.e.Agent(d.now, "1"); a.Calls != 0 || v.Counts != (Counts{}) {
		t.Errorf("the next day begins with %+v and %+v", a, v.Counts)
	}
}

// Law: the estimated wait is what everybody up to that place takes, shared by those who work at it; not known before
// anybody has talked, not more than nine of ten have waited.
func TestEstimate(t *testing.T) {
	d := newDesk(t, one(2, func(q *Queue) { q.WrapUp = 20 * time.Second }))
	d.join("a")
	d.join("b")
	d.join("c")
	if v, _ := d.e.Entry(d.now, "c"); v.WaitKnown {
		t.Error("it is known from nothing")
	}
	d.talk("a", "1", 100*time.Second)
	d.tell("b", "2", Connected)
	d.pass(20 * time.Second)
	d.tell("c", "1", Connected)
	d.join("d")
	d.join("e")
	if v, _ := d.e.Entry(d.now, "e"); !v.WaitKnown || v.Wait != 2*120*time.Second/2 {
		t.Errorf("the second waits %s", v.Wait)
	}
	d.apply(LoggedOutOf{Agent: "2"})
	if v, _ := d.e.Entry(d.now, "e"); v.Wait != 2*120*time.Second {
		t.Errorf("with one agent the second waits %s", v.Wait)
	}
	q := d.e.queues["s"]
	for range waitsKept {
		q.waits.note(int64(30 * time.Second))
	}
	if v, _ := d.e.Entry(d.now, "e"); v.Wait != 30*time.Second {
		t.Errorf("bounded by what others waited it is %s", v.Wait)
	}
}

// Law: rules that change count for those who wait, and nobody loses a place by it.
func TestConfigure(t *testing.T) {
	c := one(2, nil)
	c.Agents[1].LoggedIn = false
	d := newDesk(t, c)
	d.join("talk")
	d.join("a")
	d.join("b")
	d.tell("talk", "1", Connected)
	c.Queues[0].MaxWait, c.Queues[0].Strategy = time.Minute, Linear
	c.Agents[1].Members = nil
	c.Agents = append(c.Agents, Agent{ID: "3", LoggedIn: true, Members: []Membership{{Queue: "s"}}})
	d.want(rungOf(d.heard(d.e.Configure(d.now, c))), "a>3")
	if v, _ := d.e.Entry(d.now, "b"); v.Position != 2 {
		t.Errorf("b is at %d", v.Position)
	}
	d.tell("a", "3", Connected)
	d.want(ends(d.pass(time.Minute)), "b=timeout ")
	d.heard(d.e.Configure(d.now, Config{}))
	if v, _ := d.e.Entry(d.now, "talk"); !v.Talking {
		t.Error("a conversation ends with its queue")
	}
	d.tell("talk", "1", ConversationEnd)
	d.tell("a", "3", ConversationEnd)
	if len(d.e.entries) != 0 {
		t.Errorf("%d entries are left", len(d.e.entries))
	}
}
