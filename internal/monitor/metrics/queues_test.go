package metrics

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Law: what is asked for is as things are, and what happened is counted; agents are counted, not named.
func TestQueues(t *testing.T) {
	m := New("v1")
	if text := exposed(t, m); strings.Contains(text, "ariapp_queue_waiting{") || strings.Contains(text, "ariapp_agents{") {
		t.Errorf("nobody has told of queues:\n%s", text)
	}
	m.Queues(func() Floor {
		return Floor{Queues: []queue.QueueView{{Name: "sales", Waiting: 3, Callbacks: 1, Talking: 2, Free: 1, Busy: 3, OnBreak: 2, Longest: 90 * time.Second,
			Wait: time.Minute, WaitKnown: true, Counts: queue.Counts{Answered: 4, Abandoned: 1, InTime: 3, LostInTime: 1}}, {Name: "empty"}},
			Agents: []queue.AgentView{{ID: "1001", Presence: "available", Work: "in_call"}, {ID: "1002", Presence: "on_break", Work: "in_call", Reason: "lunch"},
				{ID: "1003", Presence: "on_break", Work: "idle"}, {ID: "1004", Presence: "logged_out"}, {ID: "1005", Presence: "available", Work: "reserved"}}}
	})
	for _, f := range []queue.Fact{{Kind: queue.EntryJoined}, {Kind: queue.EntryJoined}, {Kind: queue.EntryConnected, Waited: 12 * time.Second, CalledBack: true},
		{Kind: queue.TalkEnded, Talked: 40 * time.Second}, {Kind: queue.OfferFailed, State: queue.NoAnswer}, {Kind: queue.EntryEnded, Result: queue.Abandoned},
		{Kind: queue.EntryEnded, Result: queue.TimedOut}, {Kind: queue.AgentIn, Agent: "1001"},
		{Kind: queue.CallbackShown}, {Kind: queue.CallbackShown}, {Kind: queue.CallbackShown}, {Kind: queue.CallbackKept}, {Kind: queue.CallbackTried}, {Kind: queue.CallbackTried}} {
		f.Queue = "sales"
		m.Queue(f)
	}
	text := exposed(t, m)
	for _, want := range []string{`ariapp_queue_waiting{queue="sales"} 3`, `ariapp_queue_callbacks{queue="sales"} 1`, `ariapp_queue_talking{queue="sales"} 2`,
		`ariapp_queue_longest_wait_seconds{queue="sales"} 90`, `ariapp_queue_estimated_wait_seconds{queue="sales"} 60`,
		`ariapp_queue_service_level_ratio{of="answered",queue="sales"} 0.75`, `ariapp_queue_service_level_ratio{of="all",queue="sales"} 0.8`,
		`ariapp_queue_agents{queue="sales",state="free"} 1`, `ariapp_queue_agents{queue="sales",state="busy"} 3`, `ariapp_queue_agents{queue="sales",state="on_break"} 2`,
		`ariapp_queue_occupancy_ratio{queue="sales"} 0.75`, `ariapp_queue_waiting{queue="empty"} 0`, `ariapp_agents{state="in_call"} 2`, `ariapp_agents{state="on_break"} 1`,
		`ariapp_agents_on_break{reason="lunch"} 1`, `ariapp_agents_on_break{reason="none"} 1`, `ariapp_agents{state="logged_out"} 1`, `ariapp_agents{state="ringing"} 1`, `ariapp_agents{state="idle"} 0`,
		`ariapp_queue_joined_total{queue="sales"} 2`, `ariapp_queue_answered_total{queue="sales"} 1`, `ariapp_queue_abandoned_total{queue="sales"} 1`,
		`ariapp_queue_missed_total{queue="sales",why="no_answer"} 1`, `ariapp_queue_ended_total{queue="sales",result="timeout"} 1`,
		`ariapp_queue_wait_seconds_bucket{queue="sales",le="15"} 1`, `ariapp_queue_wait_seconds_bucket{queue="sales",le="10"} 0`, `ariapp_queue_talk_seconds_sum{queue="sales"} 40`,
		`ariapp_queue_callbacks_total{queue="sales",what="offered"} 3`, `ariapp_queue_callbacks_total{queue="sales",what="kept"} 1`, `ariapp_queue_callbacks_total{queue="sales",what="tried"} 2`,
		`ariapp_queue_callbacks_total{queue="sales",what="connected"} 1`} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("there is no %s", want)
		}
	}
	for _, never := range []string{`"1001"`, `ariapp_queue_estimated_wait_seconds{queue="empty"}`, `ariapp_queue_occupancy_ratio{queue="empty"}`} {
		if strings.Contains(text, never) {
			t.Errorf("there is %s", never)
		}
	}
}

// Law: however many queues there are, and whatever they are called, the series are bounded and can be read.
func TestManyQueues(t *testing.T) {
	m := New("v1")
	views := []queue.QueueView{{Name: "\xff"}, {Name: strings.Repeat("x", 100)}}
	for n := range 2 * queuesMax {
		views = append(views, queue.QueueView{Name: "q" + strings.Repeat("a", n%50) + string(rune('a'+n/50))})
		m.Queue(queue.Fact{Kind: queue.EntryJoined, Queue: views[len(views)-1].Name})
	}
	m.Queues(func() Floor { return Floor{Queues: views} })
	text := exposed(t, m)
	if n := strings.Count(text, "ariapp_queue_waiting{"); n == 0 || n > queuesMax {
		t.Errorf("%d queues are shown", n)
	}
	if n := strings.Count(text, "ariapp_queue_joined_total{"); n != queuesMax+1 || !strings.Contains(text, `ariapp_queue_joined_total{queue="other"}`) {
		t.Errorf("%d queues are counted", n)
	}
}
