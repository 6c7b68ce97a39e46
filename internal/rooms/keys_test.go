package rooms_test

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/internal/rooms"
)

// Law: keys of one in a meeting come to the other one, once, in order, and no more than there is room for; whoever is in
// a meeting is known to be, and whoever has left it is not.
func TestKeysInAMeeting(t *testing.T) {
	all := rooms.New("t")
	house := all.Under(rooms.Options{App: "ivr"})
	told := 0
	agent, err := house.Wait(flows.Waiter{Call: "agent", Asterisk: "a", Notify: func(any) {}, At: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	agent.Press(flows.MeetingKey{Key: '1'}) // nobody has come
	caller, err := house.PickUp(flows.PickUp{Call: "agent", By: "caller", Asterisk: "a", Notify: func(any) { told++ }})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range "12" {
		agent.Press(flows.MeetingKey{Key: digits.Key(key), At: time.Unix(1, 0)})
	}
	if keys := caller.Pressed(); len(keys) != 2 || keys[0].Key != '1' || keys[1].Key != '2' || told != 1 || len(caller.Pressed()) != 0 {
		t.Errorf("%v came, told %d times", keys, told)
	}
	for range 1000 {
		agent.Press(flows.MeetingKey{Key: '3'})
	}
	if keys := caller.Pressed(); len(keys) != 64 || len(agent.Pressed()) != 0 {
		t.Errorf("%d keys came", len(keys))
	}
	if !all.Meets("a", "agent") || !all.Meets("a", "caller") || all.Meets("b", "caller") || all.Meets("a", "nobody") {
		t.Error("it is not known who is in a meeting")
	}
	caller.Leave()
	agent.Leave()
	if all.Meets("a", "agent") || all.Meets("a", "caller") {
		t.Error("who has left is in a meeting")
	}
}
