package acd

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// aged has an instance answer as one of a version that knows neither one agent, nor lines, nor agents who are made.
func (h *house) aged(one *inmate) {
	h.t.Helper()
	one.silent()
	stop, err := h.post.Answer(one.self.Instance, func(ctx context.Context, data []byte) []byte {
		var e envelope
		if err := json.Unmarshal(data, &e); err != nil {
			h.t.Error(err)
		}
		if d := e.Queues.Desk; d != nil && (d.List == listAgent || d.Line != "" || d.Make != nil) {
			e.Queues.Desk = &deskOrder{}
		}
		data, _ = json.Marshal(e)
		return one.Heard(ctx, data)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	one.silent = stop
}

// Law: an owner of an older version is asked as it understands; what it cannot do is no place that nobody has.
func TestAnOlderOwner(t *testing.T) {
	inBubble(t, func(h *house) {
		all := several(h, long(2))
		h.aged(all[0])
		ctx := context.Background()
		if v, err := all[1].AgentNamed(ctx, "1002"); err != nil || v.ID != "1002" || v.Endpoint != "PJSIP/1002" {
			t.Errorf("one agent is %+v, %v", v, err)
		}
		if _, err := all[1].AgentNamed(ctx, "9"); !errors.Is(err, flows.ErrNoAgent) {
			t.Errorf("nobody is %v", err)
		}
		if err := all[1].LineGone(ctx, "line", "a"); err != nil {
			t.Errorf("a line: %v", err)
		}
		if err := all[1].MakeAgent(ctx, eva("PJSIP/1", "")); !errors.Is(err, flows.ErrQueuesAway) || errors.Is(err, ErrNoEntry) {
			t.Errorf("to make somebody: %v", err)
		}
		if err := all[1].Withdraw(ctx, "nobody"); !errors.Is(err, ErrNoEntry) {
			t.Errorf("to end the wait of nobody: %v", err)
		}
	})
}

// Law: whoever finds that nobody decides, or that the one who did does so no more, is told that the queues are away.
func TestOrdersWhereNobodyDecides(t *testing.T) {
	inBubble(t, func(*house) {
		h := New(Options{Rules: ruled(1)}) // nobody has opened it
		if _, err := h.Agent(context.Background(), flows.AgentOrder{Agent: "1001", Do: flows.AgentLogout}); !errors.Is(err, flows.ErrQueuesAway) {
			t.Errorf("an order: %v", err)
		}
		if _, err := h.AgentNamed(context.Background(), "1001"); !errors.Is(err, flows.ErrQueuesAway) {
			t.Errorf("a look: %v", err)
		}
		time.Sleep(time.Second)
	})
}
