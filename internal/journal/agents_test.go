package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows"
)

// floor are queues with agent 103, whose PIN is 4711.
type floor struct{ flows.Queues }

func (floor) Agent(_ context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	if order.CheckPIN && flows.Reveal(order.PIN) != "4711" {
		return flows.AgentView{}, fmt.Errorf("agent %s: %w", order.Agent, flows.ErrAgentPIN)
	}
	if order.Agent != "103" {
		return flows.AgentView{}, fmt.Errorf("agent %s: %w", order.Agent, flows.ErrNoAgent)
	}
	return flows.AgentView{Agent: "103", Name: "Mia", Presence: "on_break", Work: "idle", Reason: "lunch",
		Endpoint: "PJSIP/103", Queues: []string{"helpdesk"}}, nil
}

// Law: what is done with agents is there to be walked again, and nothing of PINs, nor whom a wrong one was tried for.
func TestAgentsAreWritten(t *testing.T) {
	const does = flows.AgentPause
	for name, c := range map[string]struct {
		options Options
		order   flows.AgentOrder
		want    Asked
	}{
		"the right PIN":   {Options{Answers: true}, flows.AgentOrder{Agent: "103", CheckPIN: true, PIN: flows.NewSecret("4711")}, Asked{Target: "103", Agent: &Agent{"103", "Mia", "on_break", "idle", "lunch"}}},
		"a wrong PIN":     {Options{Answers: true}, flows.AgentOrder{Agent: "9876", CheckPIN: true, PIN: flows.NewSecret("5566")}, Asked{Fault: "wrong-pin", Error: "the queues have refused it"}},
		"no such agent":   {Options{Answers: true}, flows.AgentOrder{Agent: "9876", CheckPIN: true, PIN: flows.NewSecret("4711")}, Asked{Fault: "no-agent", Error: "the queues have refused it"}},
		"named by a flow": {Options{Answers: true}, flows.AgentOrder{Agent: "104"}, Asked{Target: "104", Fault: "no-agent", Error: "agent 104: there is no such agent"}},
		"without answers": {Options{}, flows.AgentOrder{Agent: "103"}, Asked{Bare: true}},
	} {
		c.order.Do = does
		got := asks(t, c.options, world{}, func(ctx context.Context, w flows.World) {
			_, _ = queues{floor{}, w.Store.(store).call}.Agent(ctx, c.order)
		})
		c.want.Port, c.want.Op = PortAgents, string(does)
		if diff := cmp.Diff([]Asked{c.want}, got, cmpopts.IgnoreFields(Asked{}, "Took")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		text, err := json.Marshal(got)
		for _, secret := range []string{"9876", "5566", "4711"} {
			if err != nil || strings.Contains(string(text), secret) {
				t.Errorf("%s: %v, %s is in %s", name, err, secret, text)
			}
		}
	}
	view := Agent{"103", "Mia", "on_break", "idle", "lunch"}.View()
	if want := (flows.AgentView{Agent: "103", Name: "Mia", Presence: "on_break", Work: "idle", Reason: "lunch"}); !cmp.Equal(want, view) {
		t.Errorf("the view is %+v", view)
	}
}
