package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// inQueue walks a queue step, whose id is q, with on_hangup telling its result. The queue is sales.
func inQueue(t *testing.T, of *flowtest.Queue, fields, acts string, dialled ...flowtest.Callee) (p played, story string) {
	t.Helper()
	p = queueLine(of, dialled...).dial(t, queueFlow(fields), acts)
	if left := p.phone.Left(); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	return p, strings.Join(of.Story, "; ")
}

func queueLine(of *flowtest.Queue, dialled ...flowtest.Callee) line {
	return line{world: flows.World{Queues: &flowtest.Queues{Of: map[string]*flowtest.Queue{"sales": of}}},
		phone: flowtest.Options{Dialled: dialled, DefaultLength: time.Second}}
}

const queueTells = "'${steps.q.status} ${steps.q.agent} ${string(steps.q.waited)} ${string(steps.q.talk)} ${steps.q.by} ${steps.q.key}'"

func queueFlow(fields string) string {
	return "flows:\n  main:\n    on_hangup: {log: " + queueTells + "}\n    steps:\n      - queue: {id: q, queue: sales" + fields +
		"}\n      - log: behind\n"
}

// offer is an agent whose telephone is PJSIP/NUMBER and rings for 10 s.
func offer(number string) flows.QueueOffer {
	return flows.QueueOffer{Agent: number, Name: "A" + number, Endpoint: "PJSIP/" + number, Ring: 10 * time.Second}
}

// talker answers after that time and hangs up 5 s after they were joined.
func talker(number string, after time.Duration) flowtest.Callee {
	return flowtest.Callee{Endpoint: "PJSIP/" + number, Answers: true, After: after,
		Acts: []flowtest.Act{flowtest.Wait(5 * time.Second), flowtest.HangUp()}}
}

// What an agent may do to send the caller on: by keys, or by what the telephone has for that.
const (
	sendsOn = ", keys: {callee: {'*9': transfer}}, transfer: {allow: _2XX, steps: [{log: 'sent to ${steps.q.transfer}'}]}"
	refers  = ", transfers: {allow: _2XX, context: phones}"
)

// sender answers at once and does something after 5 s.
func sender(acts ...flowtest.Act) flowtest.Callee {
	return flowtest.Callee{Endpoint: "PJSIP/1", Answers: true, Acts: append([]flowtest.Act{flowtest.Wait(5 * time.Second)}, acts...)}
}

// TestQueueEndings has a row for each way in which a wait ends.
func TestQueueEndings(t *testing.T) {
	busy := flowtest.Callee{Endpoint: "PJSIP/2", Cause: flows.CauseBusy, SIP: 486}
	for _, c := range []struct {
		name          string
		of            flowtest.Queue
		fields, acts  string
		dialled       []flowtest.Callee
		logged, story string
	}{
		{"the agent hangs up", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, "", "",
			[]flowtest.Callee{talker("1", 3*time.Second)}, "answered 1 3s 5s agent ",
			"0s joined; 0s 1 ringing; 3s 1 answered; 3s 1 connected; 8s 1 over by agent"},
		{"the caller hangs up", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, "", "6s hangup",
			[]flowtest.Callee{talker("1", 3*time.Second)}, "answered 1 3s 3s caller ",
			"0s joined; 0s 1 ringing; 3s 1 answered; 3s 1 connected; 6s 1 over by caller"},
		{"the walk goes on", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, ", continue: true", "",
			[]flowtest.Callee{talker("1", 0)}, "behind; answered 1 0s 5s agent ",
			"0s joined; 0s 1 ringing; 0s 1 answered; 0s 1 connected; 5s 1 over by agent"},
		{"the caller gives up", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, "", "4s hangup",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}}, "abandoned  4s 0s  ", "0s joined; 0s 1 ringing; 4s left abandoned"},
		{"nobody answers, then another does", flowtest.Queue{Agents: []flows.QueueOffer{offer("1"), offer("3")}}, "", "",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}, talker("3", time.Second)}, "answered 3 11s 5s agent ",
			"0s joined; 0s 1 ringing; 10s 1 no_answer; 10s 3 ringing; 11s 3 answered; 11s 3 connected; 16s 3 over by agent"},
		{"busy, then not there", flowtest.Queue{Agents: []flows.QueueOffer{offer("2"), offer("4")}, Ends: flows.QueueTimeout,
			After: 9 * time.Second}, ", on_timeout: {log: late}", "", []flowtest.Callee{busy}, "late; behind; timeout  9s 0s  ",
			"0s joined; 0s 2 ringing; 0s 2 busy; 0s 4 ringing; 0s 4 unavailable; 9s ends timeout"},
		{"the quickest of all", flowtest.Queue{Agents: []flows.QueueOffer{offer("1"), offer("2"), offer("3")}, AtOnce: true}, "", "",
			[]flowtest.Callee{talker("1", 3*time.Second), {Endpoint: "PJSIP/2"}, talker("3", time.Second)}, "answered 3 1s 5s agent ",
			"0s joined; 0s 1 ringing; 0s 2 ringing; 0s 3 ringing; 1s 3 answered; 1s 3 connected; 6s 3 over by agent"},
		{"full", flowtest.Queue{Ends: flows.QueueFull}, ", on_full: {log: full}", "", nil, "full; behind; full  0s 0s  ",
			"0s joined; 0s ends full"},
		{"empty", flowtest.Queue{Ends: flows.QueueJoinEmpty}, ", on_empty: {log: empty}", "", nil,
			"empty; behind; join_empty  0s 0s  ", "0s joined; 0s ends join_empty"},
		{"its own bound", flowtest.Queue{}, ", max_wait: 5s", "", nil, "behind; timeout  5s 0s  ", "0s joined; 5s ends timeout"},
		{"a key", flowtest.Queue{}, ", exit_keys: {1: {log: out}}", "4s 2 1s 1", nil, "out; behind; exit_key  5s 0s  1",
			"0s joined; 5s left exit_key1"},
		{"a key of two", flowtest.Queue{}, ", exit_keys: {12: leave, 1: {log: one}}, on_exit: {log: out}", "4s 12", nil,
			"out; behind; exit_key  4.2s 0s  12", "0s joined; 4.2s left exit_key12"},
		{"a key while an agent rings", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, ", exit_keys: {1: leave}", "4s 1",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}}, "behind; exit_key  4s 0s  1", "0s joined; 0s 1 ringing; 4s left exit_key1"},
		{"the agent sends the caller on by keys", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, sendsOn, "",
			[]flowtest.Callee{sender(flowtest.Press("*9212")...)}, "sent to 212; behind; answered 1 0s 5.8s transfer ",
			"0s joined; 0s 1 ringing; 0s 1 answered; 0s 1 connected; 5.8s 1 over by transfer to 212"},
		{"the agent's telephone sends the caller on", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, refers, "",
			[]flowtest.Callee{sender(flowtest.Refer("212"))}, "",
			"0s joined; 0s 1 ringing; 0s 1 answered; 0s 1 connected; 5s 1 over by transfer to 212@phones"},
		{"the agent puts somebody else in their place", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, refers, "20s hangup",
			[]flowtest.Callee{sender(flowtest.ReferAttended("212", "c2", "c3"))},
			"a transfer has put somebody else into the callee's place; answered 1 0s 20s caller ",
			"0s joined; 0s 1 ringing; 0s 1 answered; 0s 1 connected; 5s 1 over by attended to bridge-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, story := inQueue(t, &c.of, c.fields, c.acts, c.dialled...)
			if p.logged() != c.logged || story != c.story {
				t.Errorf("logged %q, not %q\nstory %s\nnot   %s\n%s", p.logged(), c.logged, story, c.story, p)
			}
		})
	}
}

// TestQueueAgents: what an agent does and hears before the talk, and what becomes of the others.
func TestQueueAgents(t *testing.T) {
	rules := func(r flows.QueueRules) flowtest.Queue {
		return flowtest.Queue{Rules: r, Agents: []flows.QueueOffer{offer("1"), offer("2")}, AtOnce: true, Retry: time.Minute}
	}
	confirm := flows.QueueRules{Confirm: flows.QueueConfirm{Key: "1", Timeout: 5 * time.Second}}
	script := func(text string) []flowtest.Act {
		acts, err := flowtest.ParseScript(text)
		if err != nil {
			t.Fatal(err)
		}
		return acts
	}
	second := flowtest.Callee{Endpoint: "PJSIP/2"}
	for _, c := range []struct {
		name              string
		of                flowtest.Queue
		acts              string
		dialled           []flowtest.Callee
		logged, story, by string
	}{
		{"confirmed by key", rules(confirm), "", []flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true, After: time.Second,
			Acts: script("3s 5 1s 1 5s hangup")}, second}, "answered 1 5.18s 4.82s agent ",
			"0s joined; 0s 1 ringing; 0s 2 ringing; 1s 1 answered; 5.18s 1 connected; 10s 1 over by agent", "1s vm-press, 2s digits:1 | "},
		{"not confirmed", rules(confirm), "20s hangup", []flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true, After: time.Second},
			second}, "abandoned  20s 0s  ",
			"0s joined; 0s 1 ringing; 0s 2 ringing; 1s 1 answered; 8s 1 no_answer; 10s 2 no_answer; 20s left abandoned",
			"1s vm-press, 2s digits:1 | "},
		{"both confirm", rules(confirm), "", []flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true, After: time.Second,
			Acts: script("6s 1")}, {Endpoint: "PJSIP/2", Answers: true, After: time.Second, Acts: script("4s 1 5s hangup")}},
			"answered 2 5.18s 4.82s agent ",
			"0s joined; 0s 1 ringing; 0s 2 ringing; 1s 1 answered; 1s 2 answered; 5.18s 2 connected; 10s 2 over by agent",
			"1s vm-press, 2s digits:1 | 1s vm-press, 2s digits:1"},
		{"a delay, an announcement and the time", rules(flows.QueueRules{MemberDelay: 2 * time.Second, ReportHoldTime: true,
			AgentAnnounce: []string{"sales"}}), "", []flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true, After: 3 * time.Second,
			Acts: script("20s hangup")}, second}, "answered 1 9s 14s agent ",
			"0s joined; 0s 1 ringing; 0s 2 ringing; 3s 1 answered; 9s 1 connected; 23s 1 over by agent",
			"5s sales, 6s queue-reporthold, 7s number:5, 8s queue-seconds | "},
		{"hung up meanwhile, the other rings again", rules(flows.QueueRules{MemberDelay: 2 * time.Second}), "15s hangup",
			[]flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true, After: time.Second, Acts: script("1s hangup")}, second},
			"abandoned  15s 0s  ", "0s joined; 0s 1 ringing; 0s 2 ringing; 1s 1 answered; 2s 1 rejected; 2s 2 canceled; 15s left abandoned",
			" | "},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, story := inQueue(t, &c.of, "", c.acts, c.dialled...)
			if p.logged() != c.logged || story != c.story || p.heardBy() != c.by {
				t.Errorf("logged %q, not %q\nstory %s\nnot   %s\nagents heard %q, not %q\n%s", p.logged(), c.logged, story, c.story,
					p.heardBy(), c.by, p)
			}
		})
	}
}

// TestQueueHears: what a caller hears who waits.
func TestQueueHears(t *testing.T) {
	announce := flows.QueueAnnounce{Position: flows.QueueSayYes, HoldTime: flows.QueueSayOnce, Frequency: 30 * time.Second,
		MinGap: 15 * time.Second, OnlyImproved: true}
	ahead := []time.Duration{10 * time.Second, 20 * time.Second, 50 * time.Second}
	with := func(change func(*flows.QueueAnnounce)) flows.QueueAnnounce {
		a := announce
		change(&a)
		return a
	}
	for _, c := range []struct {
		name         string
		of           flowtest.Queue
		fields, acts string
		heard        string
	}{
		{"places that improve", flowtest.Queue{Ahead: ahead, Wait: 2 * time.Minute, Rules: flows.QueueRules{Announce: announce}}, "", "70s",
			"0s queue-thereare, 1s number:4, 2s queue-callswaiting, 3s queue-holdtime, 4s number:6, 5s queue-minutes, 6s queue-thankyou, " +
				"22s queue-thereare, 23s number:2, 24s queue-callswaiting, 25s queue-thankyou, 50s queue-youarenext, 51s queue-thankyou"},
		{"again and again", flowtest.Queue{Ahead: []time.Duration{time.Hour}, Rules: flows.QueueRules{Announce: with(func(a *flows.QueueAnnounce) {
			a.OnlyImproved, a.NoThanks = false, true
		})}}, "", "70s", "0s queue-thereare, 1s number:2, 2s queue-callswaiting, 33s queue-thereare, 34s number:2, 35s queue-callswaiting, " +
			"1m6s queue-thereare, 1m7s number:2, 1m8s queue-callswaiting"},
		{"no announcements without a frequency", flowtest.Queue{Ahead: ahead, Rules: flows.QueueRules{Announce: with(func(a *flows.QueueAnnounce) {
			a.Frequency = 0
		})}}, "", "70s", ""},
		{"the step's wish", flowtest.Queue{Ahead: ahead, Rules: flows.QueueRules{Announce: announce}}, ", announce: false", "70s", ""},
		{"more than", flowtest.Queue{Ahead: ahead, Rules: flows.QueueRules{Announce: with(func(a *flows.QueueAnnounce) {
			a.Position, a.Limit, a.Thanks = flows.QueueSayMore, 2, []string{"bye"}
		})}}, "", "15s", "0s queue-quantity1, 1s number:2, 2s queue-quantity2, 3s bye"},
		{"only up to", flowtest.Queue{Ahead: ahead, Rules: flows.QueueRules{Announce: with(func(a *flows.QueueAnnounce) {
			a.Position, a.Limit = flows.QueueSayLimit, 2
		})}}, "", "30s", "20s queue-thereare, 21s number:2, 22s queue-callswaiting, 23s queue-thankyou"},
		{"who is first hears nothing", flowtest.Queue{Rules: flows.QueueRules{Announce: announce}}, "", "70s", ""},
		{"unless that is wanted", flowtest.Queue{Rules: flows.QueueRules{Announce: with(func(a *flows.QueueAnnounce) {
			a.FirstInLine = true
		})}}, "", "10s", "0s queue-youarenext, 1s queue-thankyou"},
		{"periodic prompts in turn", flowtest.Queue{Rules: flows.QueueRules{Periodic: flows.QueuePeriodic{Media: []string{"a", "b"},
			Every: 20 * time.Second, Relative: true, StartDelay: 5 * time.Second}}}, "", "70s", "5s a, 26s b, 47s a, 1m8s b"},
		{"from begin to begin", flowtest.Queue{Rules: flows.QueueRules{Periodic: flows.QueuePeriodic{Media: []string{"a"},
			Every: 20 * time.Second}}}, "", "70s", "20s a, 40s a, 1m0s a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := inQueue(t, &c.of, c.fields, c.acts+" hangup")
			var words []string
			for _, h := range p.phone.Heard() {
				words = append(words, h.At.String()+" "+h.Media)
			}
			if heard := strings.Join(words, ", "); heard != c.heard {
				t.Errorf("heard %s\nnot   %s\n%s", heard, c.heard, p)
			}
		})
	}
}
