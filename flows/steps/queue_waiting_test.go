package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestQueueWaiting: a caller takes steps while agents ring, and leaves them when one is there, or by a key.
func TestQueueWaiting(t *testing.T) {
	for _, c := range []struct {
		name                         string
		of                           flowtest.Queue
		fields, acts                 string
		dialled                      []flowtest.Callee
		heard, logged, story, signal string
	}{
		{"steps again and again, until an agent is there", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}},
			", waiting: [play: one, play: two]", "", []flowtest.Callee{talker("1", 4500*time.Millisecond)}, "one two one two one/500ms",
			"answered 1 4.5s 5s agent ", "0s joined; 0s 1 ringing; 4.5s 1 answered; 4.5s 1 connected; 9.5s 1 over by agent", ""},
		{"steps that take no time have music in between", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}},
			", waiting: [log: round]", "", []flowtest.Callee{talker("1", 2500*time.Millisecond)}, "",
			"round; round; round; answered 1 2.5s 5s agent ",
			"0s joined; 0s 1 ringing; 2.5s 1 answered; 2.5s 1 connected; 7.5s 1 over by agent", "music, music-stop, music, music-stop, music, music-stop"},
		{"places in the steps", flowtest.Queue{Ahead: []time.Duration{3 * time.Second}, Wait: time.Minute}, ", waiting: [{play: one}, " +
			"{log: '${string(steps.q.position)} of ${string(steps.q.size)}, ${string(steps.q.waited)}, ${string(steps.q.ewt)}, ${steps.q.status}'}]",
			"3500ms hangup", nil, "one one one one/500ms", "2 of 2, 1s, 1m0s, waiting; 2 of 2, 2s, 1m0s, waiting; 1 of 1, 3s, 0s, waiting; abandoned  3.5s 0s  ",
			"0s joined; 3.5s left abandoned", ""},
		{"an exit key", flowtest.Queue{}, ", waiting: [play: one], exit_keys: {1: {log: out}}", "500ms 1", nil, "one/500ms",
			"out; behind; exit_key  500ms 0s  1", "0s joined; 500ms left exit_key1", ""},
		{"a question that wants the key is first", flowtest.Queue{}, ", waiting: [{collect: {id: c, prompt: one, length: 1}}, {log: 'got ${steps.c.value}'}, {wait: 1m}], exit_keys: {1: {log: out}}",
			"500ms 1 1s 1", nil, "one/500ms", "got 1; out; behind; exit_key  1.5s 0s  1", "0s joined; 1.5s left exit_key1", ""},
		{"the end of the wait", flowtest.Queue{Ends: flows.QueueLeaveEmpty, After: 1500 * time.Millisecond}, ", waiting: [play: one], on_empty: {log: empty}", "",
			nil, "one one/500ms", "empty; behind; leave_empty  1.5s 0s  ", "0s joined; 1.5s ends leave_empty", ""},
		{"a goto out of the steps leaves the queue", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, ", waiting: [{play: one}, {goto: other}]", "",
			[]flowtest.Callee{{Endpoint: "PJSIP/1"}}, "one", "other; withdrawn", "0s joined; 0s 1 ringing; 1s left withdrawn", ""},
		{"a flow", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}, Ahead: []time.Duration{time.Second}}, ", waiting_flow: during", "",
			[]flowtest.Callee{talker("1", 1500*time.Millisecond)}, "one one one/500ms", "place 2; place 1; answered 1 2.5s 5s agent ",
			"0s joined; 1s 1 ringing; 2.5s 1 answered; 2.5s 1 connected; 7.5s 1 over by agent", ""},
		{"a flow that knows all", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}, Ahead: []time.Duration{time.Second}, Wait: time.Minute}, ", waiting_flow: all", "",
			[]flowtest.Callee{talker("1", 1500*time.Millisecond)}, "one one one/500ms",
			"2 of 2 behind 0s for 1m0s, 1 there, number mine, key mine; 1 of 1 behind 1s for 0s, 1 there, number mine, key mine; answered 1 2.5s 5s agent ",
			"0s joined; 1s 1 ringing; 2.5s 1 answered; 2.5s 1 connected; 7.5s 1 over by agent", ""},
		{"a hotkey's steps keep the place", flowtest.Queue{Agents: []flows.QueueOffer{offer("1")}}, ", continue: true", "1s #",
			[]flowtest.Callee{talker("1", 4*time.Second)}, "one", "hot; behind; answered 1 4s 5s agent ",
			"0s joined; 0s 1 ringing; 4s 1 answered; 4s 1 connected; 9s 1 over by agent", "music, music-stop, music, music-stop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := queueFlow(c.fields) + "  other: [{log: other}, {set: {x: '${\"withdrawn\"}'}}, {log: '${vars.x}'}]\n" +
				"  during: {params: {position: 0}, steps: [{play: one}, {log: 'place ${string(flow.position)}'}]}\n" +
				"  all: {params: {position: 0, size: 0, waited: null, ewt: null, agents: 0, number: mine, key: mine}, steps: [{play: one}, {log: '${string(flow.position)} of ${string(flow.size)} " +
				"behind ${string(flow.waited)} for ${string(flow.ewt)}, ${string(flow.agents)} there, number ${flow.number}, key ${flow.key}'}]}\nvars: {x: ''}\n" +
				"defaults: {hotkeys: {'#': [{play: one}, {log: hot}]}}\n"
			p := queueLine(&c.of, c.dialled...).dial(t, text, c.acts)
			logged := strings.TrimSuffix(p.logged(), "; withdrawn  1s 0s  ")
			if story := strings.Join(c.of.Story, "; "); p.heard() != c.heard || logged != c.logged || story != c.story ||
				c.signal != "" && strings.Join(p.phone.Signals(), ", ") != c.signal || len(p.phone.Left()) > 0 {
				t.Errorf("heard  %q\nnot    %q\nlogged %q\nnot    %q\nstory %s\nnot   %s\nsignals %q, not %q, left %v\n%s", p.heard(), c.heard, logged, c.logged,
					story, c.story, strings.Join(p.phone.Signals(), ", "), c.signal, p.phone.Left(), p)
			}
		})
	}
}

// Law: of a caller's own number the digits are read out, and the whole of it is called; what is no number is asked for.
func TestQueueCallBackToWhoCalls(t *testing.T) {
	for from, want := range map[string]string{
		"+442071838750": "3s vm-num-i-have, 4s digits:442071838750, 5s vm-press, 6s digits:1; 0s joined; 6s left callback+442071838750",
		"anonymous":     "3s vm-enter-num-to-call; 0s joined; 10s left abandoned",
		"":              "3s vm-enter-num-to-call; 0s joined; 10s left abandoned",
	} {
		of := flowtest.Queue{Rules: flows.QueueRules{Callback: &flows.QueueCallbackRules{}}}
		l, acts := queueLine(&of), "3s 2 @digits:1 1"
		if !strings.HasPrefix(from, "+") {
			acts = "3s 2 7s hangup"
		}
		l.call = flows.CallInfo{ID: "c1", From: from, To: "200", Language: "en"}
		p := l.dial(t, queueFlow(", callback: {key: 2}, on_callback: {log: later}"), acts)
		var words []string
		for _, h := range p.phone.Heard() {
			words = append(words, h.At.String()+" "+h.Media)
		}
		if got := strings.Join(words, ", ") + "; " + strings.Join(of.Story, "; "); got != want {
			t.Errorf("%q: %s\nnot %s", from, got, want)
		}
	}
}

// Law: who takes steps meanwhile is offered a call-back too, once: at its time where these only let time pass, else behind
// the last of them; then the steps begin anew.
func TestQueueOffersCallBackToWhoTakesSteps(t *testing.T) {
	for _, c := range []struct{ name, fields, acts, heard, story string }{
		{"music", "waiting: [{play: one}, {moh: 30s}]", "8s hangup", "0s one, 5s offer, 6s one", "0s joined; 8s left abandoned"},
		{"music for ever", "waiting: [{moh: 0s}]", "8s hangup", "5s offer", "0s joined; 8s left abandoned"},
		{"a pause in a flow", "waiting_flow: during", "8s hangup", "0s one, 5s offer, 6s one", "0s joined; 8s left abandoned"},
		{"prompts", "waiting: [{play: one}, {play: two}, {play: three}]", "8500ms hangup",
			"0s one, 1s two, 2s three, 3s one, 4s two, 5s three, 6s offer, 7s one, 8s two", "0s joined; 8.5s left abandoned"},
		{"a question", "waiting: [{collect: {prompt: one, length: 1, first_timeout: 6s, attempts: 1}}]", "9s hangup", "0s one, 7s offer, 8s one",
			"0s joined; 9s left abandoned"},
		{"taken", "waiting: [{play: one}, {moh: 30s}]", "@offer 500ms 2 @digits:1 1",
			"0s one, 5s offer, 5.5s vm-num-i-have, 6.5s digits:100, 7.5s vm-press, 8.5s digits:1", "0s joined; 8.5s left callback100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			of := flowtest.Queue{Rules: flows.QueueRules{Callback: &flows.QueueCallbackRules{}}}
			p := queueLine(&of).dial(t, queueFlow(", callback: {key: 2, offer_after: 5s, prompt: offer}, "+c.fields)+
				"  during: [{play: one}, {wait: 30s}]\n", c.acts)
			var words []string
			for _, h := range p.phone.Heard() {
				words = append(words, h.At.String()+" "+h.Media)
			}
			if heard, story := strings.Join(words, ", "), strings.Join(of.Story, "; "); heard != c.heard || story != c.story {
				t.Errorf("heard %s\nnot   %s\nstory %s\nnot   %s\n%s", heard, c.heard, story, c.story, p)
			}
			if of.BacksOffered != 1 { // that it was is told once, though it was cut short
				t.Errorf("it is told %d times that a call-back was offered", of.BacksOffered)
			}
		})
	}
}

// Law: whether supervisors may hear the talk is told the queue as the caller joins.
func TestQueueOfWhoMayNotBeHeard(t *testing.T) {
	for fields, want := range map[string]string{"": "0s joined", ", supervise: true": "0s joined", ", supervise: false": "0s joined privately",
		`, supervise: "${call.from == 'nobody'}"`: "0s joined privately", `, supervise: "${call.from != 'nobody'}"`: "0s joined"} {
		of := flowtest.Queue{}
		if _, story := inQueue(t, &of, fields, "1s hangup"); !strings.HasPrefix(story, want+"; ") {
			t.Errorf("with %q: %s, want %s", fields, story, want)
		}
	}
}

// TestQueueCallBack: a caller who does not want to wait leaves a number, and keeps the place.
func TestQueueCallBack(t *testing.T) {
	for _, c := range []struct{ name, fields, acts, heard, story string }{
		{"the caller's own number", "key: 2, offer_after: 5s, prompt: offer", "@offer 2 @digits:1 1",
			"5s offer, 5s vm-num-i-have, 6s digits:100, 7s vm-press, 8s digits:1", "0s joined; 8s left callback100"},
		{"not confirmed", "key: 2, confirm_number: false", "3s 2", "", "0s joined; 3s left callback100"},
		{"another number", "key: 2, number: collect", "3s 2 @vm-enter-num-to-call 500ms 5551234# @digits:1 2s 1",
			"3s vm-enter-num-to-call, 4.9s vm-num-i-have, 5.9s digits:5551234, 6.9s vm-press, 7.9s digits:1", "0s joined; 9.9s left callback5551234"},
		{"a number that is wrong", "key: 2, number: collect, confirm_number: false", "3s 2 500ms 12# 5s 12345 10s hangup",
			"3s vm-enter-num-to-call, 3.9s vm-enter-num-to-call", "0s joined; 13.7s left callback12345"},
		{"another one, or none", "key: 2", "3s 2 5s 2 500ms 99999# 2s * 10s hangup",
			"3s vm-num-i-have, 4s digits:100, 5s vm-press, 6s digits:1, 8s vm-enter-num-to-call, 9.5s vm-num-i-have, 10.5s digits:99999, 11.5s vm-press", "0s joined; 21.5s left abandoned"},
		{"silence", "key: 2", "3s 2 2m hangup", "", "0s joined; 2m3s left abandoned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			of := flowtest.Queue{Rules: flows.QueueRules{Callback: &flows.QueueCallbackRules{}}}
			p, story := inQueue(t, &of, ", callback: {"+c.fields+"}, on_callback: {log: later}", c.acts)
			var words []string
			for _, h := range p.phone.Heard() {
				words = append(words, h.At.String()+" "+h.Media)
			}
			if heard := strings.Join(words, ", "); c.heard != "" && heard != c.heard || story != c.story ||
				strings.Contains(story, "callback") != strings.HasPrefix(p.logged(), "later; behind; callback ") {
				t.Errorf("heard %s\nnot   %s\nstory %s\nnot   %s\nlogged %s\n%s", heard, c.heard, story, c.story, p.logged(), p)
			}
		})
	}
}
