package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// timedRooms are rooms in which somebody comes, and goes, at given times; a key of the phone's script has a step look.
type timedRooms struct {
	noRooms
	phone *flowtest.Phone
	// comes and goes are the times of the others, one after the other.
	comes, goes []time.Duration
	// there is from when somebody is there to be picked up.
	there time.Duration
	told  []string
}

func (r *timedRooms) Wait(w flows.Waiter) (flows.Meeting, error) {
	r.told = append(r.told, "waits")
	m := &timedMeeting{rooms: r, comes: time.Hour}
	if len(r.comes) > 0 {
		m.comes, m.goes = r.comes[0], r.goes[0]
		r.comes, r.goes = r.comes[1:], r.goes[1:]
	}
	return m, nil
}

func (r *timedRooms) PickUp(who flows.PickUp) (flows.Meeting, error) {
	if r.phone.Elapsed() < r.there {
		return nil, flows.ErrNobody
	}
	r.told = append(r.told, "picks up "+who.Call)
	return &timedMeeting{rooms: r, goes: r.goes[0]}, nil
}

func (r *timedRooms) Apart() flows.Rooms { return r }

type timedMeeting struct {
	rooms       *timedRooms
	comes, goes time.Duration
}

func (*timedMeeting) Slot() string { return "" }
func (m *timedMeeting) Look() flows.MeetingView {
	now := m.rooms.phone.Elapsed()
	return flows.MeetingView{Bridge: "meeting", Taken: now >= m.comes, Ready: true, Over: now >= m.goes && m.goes > 0, Other: "c2"}
}
func (*timedMeeting) Made()       {}
func (*timedMeeting) Leave() bool { return true }

// walk walks main with the phone that the rooms follow.
func (r *timedRooms) walk(t *testing.T, queues flows.Queues, text, acts string) played {
	t.Helper()
	l := line{outside: flows.Outside{}}
	program, findings := l.compile(t, text)
	if program == nil {
		t.Fatal(formatted(findings))
	}
	r.phone = flowtest.NewPhone(flowtest.Options{DefaultLength: time.Second}, script(t, acts)...)
	p := played{phone: r.phone}
	p.outcome = flows.NewWalker(program, p.phone, flows.Options{Flow: program.Flow("main"),
		Call: flows.CallInfo{ID: "c1", From: "100"}, World: flows.World{Queues: queues, Rooms: r},
		Observe: func(f flows.Fact) { p.facts = append(p.facts, f) }}).Run(p.phone.Context())
	return p
}

// TestAgentStandby: an agent waits on the line for one caller after the other, hears a beep before each, and is logged
// out when they hang up.
func TestAgentStandby(t *testing.T) {
	queues := desk()
	r := &timedRooms{comes: []time.Duration{5 * time.Second, 20 * time.Second}, goes: []time.Duration{10 * time.Second, 25 * time.Second}}
	p := r.walk(t, queues, "flows:\n  main:\n    on_hangup: {log: '${string(steps.a.calls)} ${steps.a.presence}'}\n"+
		"    steps: [{agent: {id: a, do: standby, agent: 7, check_pin: false, ready_key: '#'}}]\n",
		"5s 1 5s 1 2s # 8s 1 5s 1 10s hangup")
	var orders []string
	for _, o := range queues.Orders {
		orders = append(orders, string(o.Do)+" "+o.Standby)
	}
	if got := strings.Join(orders, ","); got != "look ,standby c1,ready ,logout " || p.heard() != "agent-loginok beep beep" ||
		p.logged() != "2 logged_out" || p.outcome.Status != flows.HungUp || strings.Join(r.told, ",") != "waits,waits,waits" {
		t.Errorf("ordered %s; heard %q; logged %q; rooms %v\n%s", got, p.heard(), p.logged(), r.told, p)
	}
}

// TestQueueStandby: an agent who waits on the line is joined without a ring; one who is not there is no end of the wait.
func TestQueueStandby(t *testing.T) {
	for name, c := range map[string]struct {
		there               time.Duration
		acts, story, logged string
	}{
		"there":             {0, "10s 1", "0s joined; 0s 7 answered; 0s 7 connected; 10s 7 over by agent", "answered 7 0s 10s agent "},
		"there in a moment": {time.Second, "10s 1", "0s joined; 0s 7 answered; 1s 7 connected; 10s 7 over by agent", "answered 7 1s 9s agent "},
		"gone":              {time.Hour, "12s hangup", "0s joined; 0s 7 answered; 3s 7 unavailable; 12s left abandoned", "abandoned  12s 0s  "},
	} {
		of := &flowtest.Queue{Agents: []flows.QueueOffer{{Agent: "7", Standby: "c2"}}}
		r := &timedRooms{there: c.there, goes: []time.Duration{10 * time.Second}}
		p := r.walk(t, &flowtest.Queues{Of: map[string]*flowtest.Queue{"sales": of}}, queueFlow(""), c.acts)
		if story := strings.Join(of.Story, "; "); story != c.story || p.logged() != c.logged || len(p.phone.Left()) > 0 {
			t.Errorf("%s: story %s\nnot   %s\nlogged %q, not %q, left %v\n%s", name, story, c.story, p.logged(), c.logged, p.phone.Left(), p)
		}
	}
}
