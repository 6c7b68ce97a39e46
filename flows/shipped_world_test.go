package flows_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// shippedWorld is what the shipped file reaches: it is open, there is a
// customer, and no web service answers. It keeps nothing, so that each walk finds it the same.
func shippedWorld() flows.World {
	return flows.World{HTTP: silentWeb{}, Tables: oneCustomer{}, Schedules: alwaysOpen{},
		Queues: &flowtest.Queues{Of: map[string]*flowtest.Queue{"helpdesk": {Ends: flows.QueueTimeout, After: 5 * time.Minute,
			Agents: []flows.QueueOffer{{Agent: "103", Name: "Mia", Endpoint: "PJSIP/103", Ring: 15 * time.Second}},
			Retry:  time.Second, Rules: flows.QueueRules{Callback: &flows.QueueCallbackRules{},
				Periodic: flows.QueuePeriodic{Media: []string{"queue-periodic-announce"}, Every: 45 * time.Second, Relative: true}}}},
			People: map[string]*flows.AgentView{"103": {Agent: "103", Name: "Mia", Presence: "logged_out", Work: "idle"}},
			PINs:   map[string]string{"103": "103471"}},
		Mailboxes: openMailboxes{}}
}

// openMailboxes take every message, and keep none.
type openMailboxes struct{ flows.Mailboxes }

func (openMailboxes) Mailbox(_ context.Context, number, _ string) (flows.Mailbox, bool, error) {
	return flows.Mailbox{Number: number, Rules: flows.VoicemailRules{Max: time.Minute, Format: "wav"}}, true, nil
}

func (openMailboxes) Expect(context.Context, flows.VoiceMessage) error { return nil }

func (openMailboxes) Deliver(context.Context, flows.VoiceMessage) error { return nil }

func (openMailboxes) Withdraw(context.Context, flows.VoiceMessage) error { return nil }

type silentWeb struct{}

func (silentWeb) Fetch(context.Context, flows.Request) (flows.Response, error) {
	return flows.Response{Took: 3 * time.Second}, fmt.Errorf("GET: %w", flows.ErrTimeout)
}

type oneCustomer struct{}

func (oneCustomer) Lookup(_ context.Context, _, key string) (map[string]any, bool, error) {
	return map[string]any{"name": "Ann", "balance": 105.5}, key == "1234", nil
}

type alwaysOpen struct{}

func (alwaysOpen) Decide(context.Context, string, time.Time) (flows.Decision, error) {
	return flows.Decision{Open: true, Status: "open", Rule: "always"}, nil
}

func (alwaysOpen) Override(context.Context, string, string, time.Time, string) error { return nil }
