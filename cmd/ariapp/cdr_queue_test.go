package main

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/records"
)

// Law: of each wait in a queue one line tells the queue, the agent or the end, and how long it took.
func TestWaitsOfACall(t *testing.T) {
	event := func(kind flows.FactKind, text, outcome string, took int64) records.Event {
		return records.Event{Kind: string(kind), Text: text, Outcome: outcome, Took: took}
	}
	joined, offered := event(flows.QueueJoined, "sales", "", 0), event(flows.QueueOffered, "1001", "", 0)
	connected, left := event(flows.QueueConnected, "1001", "", 4200), event(flows.QueueLeft, "sales", "answered", 4200)
	for want, events := range map[string][]records.Event{
		"":                                   {event(flows.StepBegun, "", "", 0)},
		"sales: waits":                       {joined, offered},
		"sales: answered by 1001 after 4.2s": {joined, offered, connected, left},
		"sales: timeout after 60.0s":         {joined, event(flows.QueueLeft, "sales", "timeout", 60000)},
		"sales: full":                        {joined, event(flows.QueueLeft, "sales", "full", 0)},
		"sales: answered by 1001 after 4.2s|sales: abandoned after 1.0s": {joined, connected, left, joined, event(flows.QueueLeft, "sales", "abandoned", 1000)},
		"sales: unknown|support: waits":                                  {joined, event(flows.QueueJoined, "support", "", 0)},
	} {
		if got := strings.Join(waitsOf(events), "|"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
