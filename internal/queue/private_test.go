package queue

import (
	"testing"
	"time"
)

// Law: that nobody may hear a talk is known of the agent who has it; it outlives the process, and a call-back, and ends with
// the entry. A call that is there already, and of which nothing is known, tells it anew.
func TestPrivateTalks(t *testing.T) {
	d := newDesk(t, one(1, nil))
	private := func() bool {
		v, _ := d.e.Agent(d.now, "1")
		return v.Private
	}
	want := func(when string, is bool) {
		t.Helper()
		if private() != is {
			t.Errorf("%s the talk is private: %v", when, !is)
		}
	}
	d.apply(Joined{ID: "a", Queue: "s", Private: true})
	d.tell("a", "1", Connected)
	want("with who said so", true)
	entry, _ := d.e.EntryRecord("a")
	agent, _ := d.e.AgentRecord("1")
	d.e = New(one(1, nil), 2, d.now)
	d.e.Restore(d.now, []EntryRecord{entry}, []AgentRecord{agent}, d.now.Add(time.Minute))
	want("in another process", true)
	d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s"}, Talks: true})
	want("when the call has come back", true)
	d.apply(Left{ID: "a", Why: Abandoned})
	d.join("b")
	d.tell("b", "1", Connected)
	want("with the next one", false)
	d.apply(Left{ID: "b", Why: Abandoned})

	d = newDesk(t, one(1, nil))
	d.join("talk")
	d.apply(Joined{ID: "a", Queue: "s", Private: true})
	d.apply(Left{ID: "a", Why: CallbackWanted, Number: "100"})
	d.talk("talk", "1", time.Second)
	d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s", Call: "new"}})
	d.tell("a", "1", Connected)
	want("with who is called back", true)

	d = newDesk(t, one(1, nil))
	d.apply(CameBack{Joined: Joined{ID: "a", Queue: "s", Private: true}})
	d.tell("a", "1", Connected)
	want("with who is told of by the call alone", true)
}
