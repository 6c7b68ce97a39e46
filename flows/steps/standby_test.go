package steps

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// timedRooms are rooms in which somebody comes, and goes, at given times; a key of the phone's script has a step look.
type timedRooms struct {
	noRooms
	phone *flowtest.Phone
	// comes and goes are the times of the others, one after the other.
	comes, goes []time.Duration
	// there is from when somebody is there to be picked up, ready from when their bridge is.
	there, ready time.Duration
	// lost tells that whom another process has picked up is there for others.
	lost bool
	// keys are those that the other one presses, as a script; a key of the phone's own has a step look.
	keys []timedKey
	told []string
	// leaving is called when somebody leaves a meeting, nil for nothing.
	leaving func()
	// word is what the one who waits is asked and told, asked what was wanted of one who was picked up.
	word  flows.MeetingWord
	asked []flows.MeetingWord
	// made is when the bridge was there.
	made string
}

// timedKey is a key that somebody presses at a time.
type timedKey struct {
	at  time.Duration
	key rune
}

// pressing are keys that are pressed one after the other.
func pressing(at time.Duration, keys string) (all []timedKey) {
	for i, key := range keys {
		all = append(all, timedKey{at + time.Duration(i)*100*time.Millisecond, key})
	}
	return all
}

func (r *timedRooms) Wait(w flows.Waiter) (flows.Meeting, error) {
	r.told = append(r.told, "waits")
	m := &timedMeeting{rooms: r, comes: time.Hour}
	if w.Past != nil && w.Past.Taken { // whom they had has not come back
		m.comes, m.goes = 0, time.Nanosecond
		return m, nil
	}
	m.word = r.word // else it is known when who has come is back
	if len(r.comes) > 0 {
		m.comes, m.goes = r.comes[0], r.goes[0]
		r.comes, r.goes = r.comes[1:], r.goes[1:]
	}
	return m, nil
}

func (r *timedRooms) PickUp(who flows.PickUp) (flows.Meeting, error) {
	if r.phone.Elapsed() < r.there || r.lost && who.Past != nil {
		return nil, flows.ErrNobody
	}
	r.told, r.asked = append(r.told, "picks up "+who.Call), append(r.asked, who.Word)
	return &timedMeeting{rooms: r, goes: r.goes[0]}, nil
}

func (r *timedRooms) Apart() flows.Rooms { return r }

type timedMeeting struct {
	rooms       *timedRooms
	comes, goes time.Duration
	word        flows.MeetingWord
}

func (*timedMeeting) Slot() string { return "" }
func (m *timedMeeting) Look() flows.MeetingView {
	now := m.rooms.phone.Elapsed()
	return flows.MeetingView{Bridge: "meeting", Taken: now >= m.comes, Ready: now >= m.rooms.ready, Over: now >= m.goes && m.goes > 0, Other: "c2",
		Word: m.word}
}
func (m *timedMeeting) Made()                { m.rooms.made = m.rooms.phone.Elapsed().String() }
func (*timedMeeting) Press(flows.MeetingKey) {}
func (m *timedMeeting) Pressed() (keys []flows.MeetingKey) {
	for r := m.rooms; len(r.keys) > 0 && r.keys[0].at <= r.phone.Elapsed(); r.keys = r.keys[1:] {
		key, _ := digits.ParseKey(r.keys[0].key)
		keys = append(keys, flows.MeetingKey{Key: key, At: r.phone.Now()})
	}
	return keys
}
func (m *timedMeeting) Leave() bool {
	if m.rooms.leaving != nil {
		m.rooms.leaving()
	}
	return true
}

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

// Law: an agent on the line is asked whether they take the call, and told who calls and how long they have waited, before
// the two are joined; one who does not take it, or whose caller is gone meanwhile, waits for the next.
func TestStandbyAgentIsAskedAndTold(t *testing.T) {
	ask := flows.MeetingWord{Key: "1", Ask: []string{"vm-press", "digits:1"}, Within: 5 * time.Second}
	tell := flows.MeetingWord{Tell: []string{"sales", "queue-reporthold"}}
	both := ask
	both.Tell = tell.Tell
	for _, c := range []struct {
		name          string
		word          flows.MeetingWord
		goes          time.Duration
		acts, heard   string
		calls, joined string
	}{
		{"told", tell, 20 * time.Second, "5s 2 20s 2", "beep sales queue-reporthold", "1", "8s"},
		{"asked, and takes it", both, 20 * time.Second, "5s 2 2s 5 500ms 1 15s 2", "beep vm-press digits:1/500ms sales queue-reporthold", "1", "9.68s"},
		{"asked, and silent", both, 20 * time.Second, "5s 2 11s 2", "beep vm-press digits:1", "0", ""},
		{"the caller is gone meanwhile", tell, 6500 * time.Millisecond, "5s 2 1500ms 2", "beep sales/500ms", "0", ""},
	} {
		r := &timedRooms{comes: []time.Duration{5 * time.Second}, goes: []time.Duration{c.goes}, word: c.word}
		p := r.walk(t, desk(), "flows:\n  main:\n    on_hangup: {log: '${string(steps.a.calls)}'}\n"+
			"    steps: [{agent: {id: a, do: standby, agent: 7, check_pin: false, announce: false}}]\n", c.acts+" 20s hangup")
		if p.heard() != c.heard || p.logged() != c.calls || r.made != c.joined {
			t.Errorf("%s: heard %q, not %q; %s calls, not %s; joined at %q, not %q\n%s", c.name, p.heard(), c.heard, p.logged(), c.calls,
				r.made, c.joined, p)
		}
	}
}

// Law: what a queue has its agents asked and told is for those on the line too; one who does not take the call has not
// answered.
func TestQueueHasStandbyAgentsAskedAndTold(t *testing.T) {
	of := &flowtest.Queue{Agents: []flows.QueueOffer{{Agent: "7", Standby: "c2"}}, Rules: flows.QueueRules{
		Confirm: flows.QueueConfirm{Key: "1"}, AgentAnnounce: []string{"sales"}, ReportHoldTime: true, MemberDelay: 3 * time.Second}}
	r := &timedRooms{ready: time.Hour, goes: []time.Duration{20 * time.Second}}
	p := r.walk(t, &flowtest.Queues{Of: map[string]*flowtest.Queue{"sales": of}}, queueFlow(""), "20s 1 3s hangup")
	const story = "0s joined; 0s 7 answered; 20s 7 no_answer; 23s left abandoned"
	if got := strings.Join(of.Story, "; "); got != story {
		t.Errorf("story %s\nnot   %s\n%s", got, story, p)
	}
	want := []flows.MeetingWord{{Key: "1", Ask: []string{"vm-press", "digits:1"}, Within: confirmTime,
		Tell: []string{"sales", "queue-reporthold", "number:3", "queue-seconds"}}}
	if !reflect.DeepEqual(r.asked, want) {
		t.Errorf("the agent is to hear %+v, not %+v", r.asked, want)
	}
}

// Law: whose wait ends while an agent on the line is asked or told something is not joined with them any more.
func TestQueueEndsWhileAnAgentIsTold(t *testing.T) {
	of := &flowtest.Queue{Agents: []flows.QueueOffer{{Agent: "7", Standby: "c2"}}, Ends: flows.QueueWithdrawn, After: 5 * time.Second,
		Rules: flows.QueueRules{AgentAnnounce: []string{"sales"}}}
	r := &timedRooms{ready: 10 * time.Second, goes: []time.Duration{time.Minute}}
	p := r.walk(t, &flowtest.Queues{Of: map[string]*flowtest.Queue{"sales": of}}, queueFlow(""), "6s 0 40s hangup")
	if got := p.logged(); !strings.Contains(got, "withdrawn ") || strings.Contains(strings.Join(of.Story, "; "), "connected") {
		t.Errorf("logged %q, story %q\n%s", got, of.Story, p)
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

// TestQueueStandbyTalk: a talk with an agent on the line has the keys, the transfers and the bound of any other. The
// agent's keys are looked at when the caller presses one that does nothing, 0.
func TestQueueStandbyTalk(t *testing.T) {
	const sends = ", keys: {callee: {'*9': transfer, '*1': hangup, '*5': [log: taken]}, caller: {7: [log: led], 9: transfer}}, " +
		"transfer: {allow: _2XX, steps: [{log: 'sent to ${steps.q.transfer}'}]}"
	for name, c := range map[string]struct {
		fields, acts   string
		keys           []timedKey
		logged, ending string
		heard          string
	}{
		"the agent hangs the caller up": {sends, "4s 0 1s 0", pressing(4*time.Second, "*1"), "answered 7 0s 5s agent ", "5s 7 over by agent", ""},
		"the agent's steps":             {sends, "4s 0 1s 0", pressing(4*time.Second, "*5"), "taken; behind; answered 7 0s 5s agent *5", "5s 7 over by agent", ""},
		"the caller's steps":            {sends, "4s 7", nil, "led; behind; answered 7 0s 4s caller 7", "4s 7 over by caller", ""},
		"the agent sends the caller on": {sends, "4s 0 1s 0", pressing(4*time.Second, "*9212"), "sent to 212; behind; answered 7 0s 5s transfer ",
			"5s 7 over by transfer to 212", ""},
		"the caller transfers": {sends, "4s 9212", nil, "sent to 212; behind; answered 7 0s 4.6s transfer ", "4.6s 7 over by transfer to 212",
			"pbx-transfer"},
		"to where nobody may": {sends, "4s 0 1s 0 2s 0 1s *", pressing(4*time.Second, "*9812"), "answered 7 0s 48s agent ", "48s 7 over by agent", ""},
		"nobody dials":        {sends, "4s 9 14s 0", nil, "answered 7 0s 58s agent ", "58s 7 over by agent", "pbx-transfer"},
		"the time is up":      {", max_duration: 8s, warn_at: 3s", "", nil, "answered 7 0s 8s limit ", "8s 7 over by limit", "beep"},
	} {
		of := &flowtest.Queue{Agents: []flows.QueueOffer{{Agent: "7", Standby: "c2"}}}
		r := &timedRooms{goes: []time.Duration{30 * time.Second}, keys: c.keys}
		p := r.walk(t, &flowtest.Queues{Of: map[string]*flowtest.Queue{"sales": of}}, queueFlow(c.fields), c.acts+" 40s 0")
		story := of.Story[len(of.Story)-1]
		if story != c.ending || p.logged() != c.logged || !strings.Contains(p.heard(), c.heard) {
			t.Errorf("%s: ended with %q, not %q\nlogged %q, not %q\nheard %q\n%s", name, story, c.ending, p.logged(), c.logged, p.heard(), p)
		}
	}
}

// Law: the agent on the line who is alone in the bridge hears music while the caller dials an extension, and no more when
// the two talk on or the caller goes; also where another process goes on with it.
func TestAgentAloneHearsMusic(t *testing.T) {
	for name, acts := range map[string]string{"talks on": "4s 9 14s 0 50s hangup", "is sent on": "4s 9212 50s hangup"} {
		deaths(t, timedRooms{goes: []time.Duration{30 * time.Second}}, ", keys: {caller: {9: transfer}}, "+
			"transfer: {allow: _2XX, steps: [{log: sent}]}", acts, func(n int, p played, _ string) {
			var music []string
			for _, signal := range p.phone.Signals() {
				if on, is := strings.CutPrefix(signal, "music-in meeting"); is {
					music = append(music, on)
				}
			}
			got := strings.Join(music, ",")
			if got != ",-stop" && (n == 0 || got != ",,-stop") {
				t.Errorf("%s, dead at %d: in the bridge there is %q\n%s", name, n, got, p)
			}
		})
	}
}

// Law: an agent on the line whose process ends just as a talk does is taken out of its bridge by the next one: there
// nobody would come, and no music is heard.
func TestAgentIsLeftInNoBridge(t *testing.T) {
	r := &timedRooms{comes: []time.Duration{5 * time.Second}, goes: []time.Duration{10 * time.Second}}
	r.leaving = func() {
		r.leaving = nil
		r.phone.Detach()
	}
	l := line{world: flows.World{Queues: desk(), Rooms: r}}
	p, _ := l.dialDying(t, "flows:\n  main: [{agent: {id: a, do: standby, agent: 7, check_pin: false}}]\n", "6s 1 5s 1 30s hangup", -1)
	parted := 0
	for _, f := range p.facts {
		if f.Kind == flows.PartyParted {
			parted++
		}
	}
	if parted != 1 || p.phone.Bridged(flows.Caller) != "" {
		t.Errorf("taken out %d times, the agent is in %q; rooms %v\n%s", parted, p.phone.Bridged(flows.Caller), r.told, p)
	}
}

// Law: who comes to an agent on the line and goes again during the beep leaves nobody in silence: the agent waits for the
// next one.
func TestWhoGoesDuringTheBeep(t *testing.T) {
	r := &timedRooms{comes: []time.Duration{4 * time.Second}, goes: []time.Duration{5500 * time.Millisecond}}
	p := r.walk(t, desk(), "flows: {main: [{agent: {do: standby, agent: 7, check_pin: false}}]}\n", "5s 1 30s hangup")
	if signals := p.phone.Signals(); len(r.told) != 2 || signals[len(signals)-1] != "music" {
		t.Errorf("rooms %v, signals %v\n%s", r.told, signals, p)
	}
}
