package queue

import (
	"encoding/json"
	"testing"
	"time"
)

// wanted is a desk at which the number 100 is called back in its turn: by the agent 1, with the agent 2 logged out.
func wanted(t *testing.T, rules Callbacks) (*desk, CallBack) {
	t.Helper()
	c := one(2, func(q *Queue) { q.Callback = rules })
	c.Agents[1].LoggedIn = false
	d := newDesk(t, c)
	d.join("talk")
	d.join("a")
	d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
	d.talk("talk", "1", time.Second)
	if len(d.last.CallBacks) != 1 {
		t.Fatalf("nobody is called back: %+v", d.last)
	}
	return d, d.last.CallBacks[0]
}

// begins has the number be called, and tells whether that may be.
func (d *desk) begins(try CallBack) bool {
	before, _ := d.e.Entry(d.now, try.Entry)
	d.apply(Calls{ID: try.Entry, Offer: try.Offer.ID, At: "north"})
	after, _ := d.e.Entry(d.now, try.Entry)
	return before.Calls == "" && after.Calls == try.Offer.ID
}

// Law: whose number rings has had an attempt, though the agent of it goes: nobody else calls them meanwhile, and what
// becomes of it counts. An agent who goes before that has cost none.
func TestAnAttemptCountsWhenTheNumberRings(t *testing.T) {
	ways := map[string]func(d *desk, try CallBack){
		"logs out": func(d *desk, _ CallBack) { d.apply(LoggedOutOf{Agent: "1"}) },
		"fails":    func(d *desk, try CallBack) { d.apply(Told{Entry: "a", Offer: try.Offer.ID, State: Rejected}) },
	}
	for name, leaves := range ways {
		for _, rings := range []bool{true, false} {
			d, try := wanted(t, Callbacks{Attempts: 1})
			if rings && !d.begins(try) {
				t.Fatal("nobody may call")
			}
			leaves(d, try)
			d.apply(LoggedInto{Agent: "2"})
			if len(d.last.CallBacks) == 0 {
				d.pass(callbackRest)
			}
			if called := len(d.last.CallBacks) == 1; called == rings {
				t.Errorf("%s, rings is %v: another agent has %+v", name, rings, d.last.CallBacks)
			}
			if !rings {
				continue
			}
			d.want(ends(d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now, Why: "busy"})), "a=error ")
		}
	}
}

// Law: one at a time calls a number, whoever asks; also behind another engine, until what becomes of it is told, they
// come, or nobody tells for too long.
func TestOneAtATimeCallsANumber(t *testing.T) {
	rules := Callbacks{Attempts: 3}
	d, try := wanted(t, rules)
	if !d.begins(try) || d.begins(try) {
		t.Fatal("not the first alone may call")
	}
	entry, _ := d.e.EntryRecord("a")
	c := one(2, func(q *Queue) { q.Callback = rules })
	d.e = New(c, 2, d.now)
	d.heard(d.e.Restore(d.now, []EntryRecord{entry}, nil, d.now.Add(time.Minute)))
	if d.begins(try) {
		t.Error("another engine lets somebody call who is called")
	}
	d.apply(LoggedOutOf{Agent: "1"})
	d.apply(LoggedInto{Agent: "2"})
	if d.pass(callbackGuard - time.Second); len(d.last.CallBacks) != 0 {
		t.Errorf("called meanwhile: %+v", d.last.CallBacks)
	}
	if d.pass(time.Second); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 2 {
		t.Fatalf("and then %+v", d.last.CallBacks)
	}
	again := d.last.CallBacks[0]
	if !d.begins(again) {
		t.Error("nobody may call again")
	}
	d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Offers: []Offer{again.Offer}})
	if v, _ := d.e.Entry(d.now, "a"); v.Calls != "" || v.Number != "" {
		t.Errorf("who has come is %+v", v)
	}
}

// Law: what is told of a try has no effect when something else became of it before, or another one has begun.
func TestAnOldTryHasNoEffect(t *testing.T) {
	d, try := wanted(t, Callbacks{Attempts: 3})
	later := d.now.Add(time.Hour)
	d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: later, Untried: true}) // closed until then
	d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Minute), Why: "the line is over"})
	if d.pass(time.Hour - time.Second); len(d.last.CallBacks) != 0 {
		t.Errorf("too early: %+v", d.last.CallBacks)
	}
	if d.pass(time.Second); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Attempt != 1 {
		t.Fatalf("and then %+v", d.last.CallBacks)
	}
	now := d.last.CallBacks[0]
	d.begins(now)
	d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Why: "given up"})
	if v, there := d.e.Entry(d.now, "a"); !there || v.Calls != now.Offer.ID {
		t.Errorf("the try of before has ended it: %+v", v)
	}
}

// Law: who is being called when their place expires may come yet.
func TestWhoIsCalledDoesNotExpire(t *testing.T) {
	d, try := wanted(t, Callbacks{Attempts: 3, Expires: time.Minute})
	d.begins(try)
	d.want(ends(d.pass(2*time.Minute)), "")
	d.want(ends(d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now.Add(time.Second)})), "a=timeout ")
}

// Law: who was called back and has come is called again when their call is lost before they talk, whatever engine decides
// by then, and no more often than the queue says; whoever hangs up is not.
func TestWhoIsLostIsCalledAgain(t *testing.T) {
	rules := Callbacks{Attempts: 2, RetryDelay: time.Minute}
	for _, restored := range []bool{false, true} {
		d, try := wanted(t, rules)
		d.begins(try)
		d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Offers: []Offer{try.Offer}})
		if restored {
			entry, _ := d.e.EntryRecord("a")
			agent, _ := d.e.AgentRecord("1")
			d.e = New(one(1, func(q *Queue) { q.Callback = rules }), 2, d.now)
			d.heard(d.e.Restore(d.now, []EntryRecord{entry}, []AgentRecord{agent}, d.now.Add(time.Second)))
		} else {
			d.apply(Away{IDs: []string{"a"}, Until: d.now.Add(time.Second)})
		}
		d.want(ends(d.pass(time.Second)), "")
		if len(d.last.Cancels) != 1 || !d.last.Cancels[0].Back {
			t.Errorf("restored is %v: taken back are %+v", restored, d.last.Cancels)
		}
		if v, _ := d.e.Agent(d.now, "1"); v.Work != "idle" {
			t.Errorf("restored is %v: the agent is %s", restored, v.Work)
		}
		if d.pass(time.Minute); len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Number != "100" ||
			d.last.CallBacks[0].Attempt != 2 {
			t.Fatalf("restored is %v: called again are %+v", restored, d.last.CallBacks)
		}
		again := d.last.CallBacks[0]
		d.begins(again)
		d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Offers: []Offer{again.Offer}})
		d.apply(Away{IDs: []string{"a"}, Until: d.now.Add(time.Second)})
		d.want(ends(d.pass(time.Second)), "a=abandoned ")
	}
	d, try := wanted(t, rules)
	d.begins(try)
	d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Offers: []Offer{try.Offer}})
	d.want(ends(d.apply(Left{ID: "a", Why: Abandoned})), "a=abandoned ")
}

// Law: a call-back that an older version has written down, which knew less of it, is called in its turn.
func TestAnOlderCallBackIsCalled(t *testing.T) {
	d := newDesk(t, one(1, func(q *Queue) { q.Callback = Callbacks{Attempts: 3} }))
	var entry EntryRecord
	if err := json.Unmarshal([]byte(`{"id":"a","queue":"s","call":"1.2","asterisk":"x","from":"100",`+
		`"since":"2026-01-05T08:00:00Z","position":1,"number":"100","attempts":1,"kept":"2026-01-05T08:01:00Z"}`), &entry); err != nil {
		t.Fatal(err)
	}
	d.heard(d.e.Restore(d.now, []EntryRecord{entry}, nil, d.now.Add(time.Minute)))
	if len(d.last.CallBacks) != 1 || d.last.CallBacks[0].Number != "100" || d.last.CallBacks[0].Attempt != 2 ||
		d.last.CallBacks[0].Waited != time.Hour {
		t.Fatalf("called are %+v", d.last.CallBacks)
	}
	if !d.begins(d.last.CallBacks[0]) {
		t.Error("nobody may call")
	}
}

// Law: whose telephone rings is hung up once when the wish ends, though the agent for whom it rings has gone meanwhile, or
// another engine decides by then.
func TestWhoRingsIsHungUpThoughTheAgentHasGone(t *testing.T) {
	ways := map[string]func(d *desk, try CallBack){
		"the agent is there": func(*desk, CallBack) {},
		"logs out":           func(d *desk, _ CallBack) { d.apply(LoggedOutOf{Agent: "1"}) },
		"fails":              func(d *desk, try CallBack) { d.apply(Told{Entry: "a", Offer: try.Offer.ID, State: Rejected}) },
		"another engine": func(d *desk, _ CallBack) {
			entry, _ := d.e.EntryRecord("a")
			entry.Offers = nil
			d.e = New(one(0, func(q *Queue) { q.Callback = Callbacks{Attempts: 3} }), 2, d.now)
			d.heard(d.e.Restore(d.now, []EntryRecord{entry}, nil, d.now.Add(time.Minute)))
		},
	}
	for name, leaves := range ways {
		d, try := wanted(t, Callbacks{Attempts: 3})
		if !d.begins(try) {
			t.Fatal("nobody may call")
		}
		leaves(d, try)
		d.apply(Left{ID: "a", Why: Withdrawn})
		if got := d.last.Cancels; len(got) != 1 || got[0].Offer != try.Offer.ID || got[0].Entry != "a" || !got[0].Back ||
			got[0].Why != string(Withdrawn) {
			t.Errorf("%s: taken back are %+v", name, got)
		}
	}
	d, try := wanted(t, Callbacks{Attempts: 1})
	d.begins(try)
	d.apply(LoggedOutOf{Agent: "1"})
	d.want(ends(d.apply(CalledBack{ID: "a", Offer: try.Offer.ID, Again: d.now, Why: "busy"})), "a=error ")
	if len(d.last.Cancels) > 0 {
		t.Errorf("what is over is taken back: %+v", d.last.Cancels)
	}
}

// Law: whose telephone rings keeps the place for which it does, though the same number wants one further in front: else it
// would be called for that too.
func TestWhoIsCalledKeepsThePlace(t *testing.T) {
	for _, rings := range []bool{true, false} {
		d, try := wanted(t, Callbacks{Attempts: 3})
		if rings {
			d.begins(try)
		}
		d.apply(Joined{ID: "front", Queue: "s", From: "100", Priority: 9})
		want := "a=withdrawn "
		if rings {
			want = "front=callback "
		}
		d.want(ends(d.apply(Left{ID: "front", Why: CallbackWanted, Number: "100"})), want)
	}
}
