package queue

import "testing"

// Law: who has answered is in a call, and hears the caller only when both are joined: there may be a key to press first.
func TestAgentsAreConnected(t *testing.T) {
	d := newDesk(t, one(1, nil))
	d.join("a")
	d.tell("a", "1", AgentAnswered)
	if v, _ := d.e.Agent(d.now, "1"); v.Work != "in_call" || v.Connected {
		t.Errorf("behind the answer: %+v", v)
	}
	d.tell("a", "1", Connected)
	if v, _ := d.e.Agent(d.now, "1"); v.Work != "in_call" || !v.Connected {
		t.Errorf("when they talk: %+v", v)
	}
	d.apply(Left{ID: "a", Why: Abandoned})
	if v, _ := d.e.Agent(d.now, "1"); v.Connected {
		t.Errorf("behind it: %+v", v)
	}
}
