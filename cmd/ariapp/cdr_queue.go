package main

import (
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/records"
)

// waitsOf are a call's waits in queues in words: the queue, how it ended, who answered, and after how long.
func waitsOf(events []records.Event) []string {
	var waits []string
	name, agent, begun, after := "", "", false, int64(0)
	end := func(how string) {
		text := name + ": " + how
		if agent != "" {
			text = name + ": answered by " + agent
		}
		if after > 0 {
			text += fmt.Sprintf(" after %.1fs", (time.Duration(after) * time.Millisecond).Seconds())
		}
		waits = append(waits, text)
		agent, begun, after = "", false, 0
	}
	for _, e := range events {
		switch e.Kind {
		case string(flows.QueueJoined):
			if begun {
				end("unknown")
			}
			name, begun = e.Text, true
		case string(flows.QueueConnected):
			agent, after = e.Text, e.Took
		case string(flows.QueueLeft):
			if name = e.Text; after == 0 {
				after = e.Took
			}
			end(e.Outcome)
		}
	}
	if begun {
		end("waits")
	}
	return waits
}
