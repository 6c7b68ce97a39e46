package app

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
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

// Law: an agent whose call has ended is there no more, though the process has died that alone had noticed the end, and
// could not tell it: within the time after which it is looked for.
func TestALineThatNobodyHasToldOf(t *testing.T) {
	var stores []*memstore.Bucket
	change := func(o *Options) {
		stores = nil
		for _, name := range []string{queuesBucket, agentsBucket} {
			stores = append(stores, o.buckets(name).(distant).Bucket.(*memstore.Bucket))
		}
	}
	inQueues(t, onTheFloor, change, func(h *house, again func(time.Duration)) {
		agent := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "290", Number: "1002"})
		time.Sleep(10 * time.Second)
		time.AfterFunc(time.Second, func() { agent.Hangup(16) })
		for _, store := range stores {
			store.Fail(memstore.Faults{Unwritable: true})
		}
		again(3 * time.Second)
		h.mustLog("a call has ended while nobody ran it")
		time.Sleep(time.Second)
		again(time.Second)
		for _, store := range stores {
			store.Fail(memstore.Faults{})
		}
		time.Sleep(invalidEvery + 10*time.Second)
		if got := h.agentsOf(); got[1] != "1002 logged_out NOT_INUSE" {
			t.Errorf("then the agents are %q\n%s", got, h.logged())
		}
	})
}

// Law: that a line is gone is told for calls on which an agent may have waited, and for a while: also where nobody can
// take note of it as yet.
func TestLinesAreToldOf(t *testing.T) {
	var away []*memstore.Bucket
	change := func(o *Options) {
		for _, name := range []string{queuesBucket, agentsBucket} {
			away = append(away, o.buckets(name).(distant).Bucket.(*memstore.Bucket))
		}
		for _, bucket := range away {
			bucket.Fail(memstore.Faults{Away: true})
		}
	}
	inQueues(t, onTheFloor, change, func(h *house, _ func(time.Duration)) {
		q := h.hall()
		untold := func() int {
			q.news.mu.Lock()
			defer q.news.mu.Unlock()
			return len(q.news.waiting)
		}
		state, err := json.Marshal(map[string]any{"done": true, "view": flows.AgentView{Agent: "1002"}})
		if err != nil {
			t.Fatal(err)
		}
		agents := &flows.Checkpoint{Frames: []flows.FrameState{{}, {State: state}}}
		h.app.lineGone("caller", "a", &flows.Checkpoint{Frames: []flows.FrameState{{State: json.RawMessage(`{"done":true}`)}}})
		if got := untold(); got != 0 {
			t.Errorf("of a caller %d are told", got)
		}
		h.app.lineGone("agent", "a", agents)
		h.app.lineGone("unreadable", "a", nil)
		time.Sleep(lineGoneTime - time.Minute)
		if got := untold(); got != 2 {
			t.Errorf("before it is given up %d are to be told", got)
		}
		time.Sleep(2 * time.Minute)
		if got := untold(); got != 0 {
			t.Errorf("then %d are to be told", got)
		}
		h.mustLog("an agent may seem to wait on the line of a call that has ended")
		h.app.lineGone("agent", "a", agents)
		for _, bucket := range away {
			bucket.Fail(memstore.Faults{})
		}
		time.Sleep(20 * time.Second)
		if got := untold(); got != 0 {
			t.Errorf("when it can be told %d are", got)
		}
	})
}
