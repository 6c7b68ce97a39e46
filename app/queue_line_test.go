package app

import (
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an agent on the line who hangs up while no process runs the calls is there no more, and the caller with whom they
// talked is the queue's no longer.
func TestAgentsOnTheLineGoneMeanwhile(t *testing.T) {
	for _, talks := range []bool{false, true} {
		inQueues(t, onTheFloor, nil, func(h *house, again func(time.Duration)) {
			agent := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
			time.Sleep(3 * time.Second)
			expect(t, "at first", h.agentsOf(), []string{"1001 available NOT_INUSE", "1002 available NOT_INUSE"})
			caller := (*fakeari.Call)(nil)
			if talks {
				h.srv.Endpoint("PJSIP/1001").SetState("offline")
				caller = h.srv.Call(fakeari.Caller{App: "ivr", Exten: "202", Number: "555"})
				time.Sleep(5 * time.Second)
				if !caller.Hears(agent.ID()) {
					t.Errorf("they do not talk\n%s", h.logged())
				}
			}
			time.AfterFunc(time.Second, func() { agent.Hangup(16) })
			again(3 * time.Second)
			time.Sleep(15 * time.Second)
			if got := h.agentsOf(); got[1] != "1002 logged_out NOT_INUSE" {
				t.Errorf("then the agents are %q\n%s", got, h.logged())
			}
			if talks {
				h.hears(caller, "sound:bye")
				h.ends(caller, fakeari.EndHangup, 16)
			}
		})
	}
}
