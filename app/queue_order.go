package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// order asks a queue's web service in which order to ring agents; nil when it says nothing useful.
func (q *queueing) order(ctx context.Context, ask queue.Ask) []string {
	order, err := q.askOrder(ctx, ask)
	if err != nil {
		q.app.log.Warn("the order of agents is not to be had, the longest idle is rung", "queue", ask.Queue, "error", err)
	}
	return order
}

func (q *queueing) askOrder(ctx context.Context, ask queue.Ask) ([]string, error) {
	external := q.hall.External(ask.Queue)
	generation := q.app.generation()
	if generation == nil {
		return nil, ErrNotConnected
	}
	defer generation.release(q.app)
	web := generation.reach().HTTP
	if web == nil || external.URL == "" {
		return nil, fmt.Errorf("asking for an order: %w", flows.ErrHostRefused)
	}
	body, err := json.Marshal(struct {
		Queue  string   `json:"queue"`
		Entry  string   `json:"entry"`
		Agents []string `json:"agents"`
	}{ask.Queue, ask.Entry, ask.Agents})
	if err != nil {
		return nil, err
	}
	once := 0
	answer, err := web.Fetch(ctx, flows.Request{Method: "POST", URL: external.URL, Body: body, Timeout: external.Timeout,
		Budget: external.Timeout, Retries: &once, Key: ask.ID, Header: map[string]string{"Content-Type": "application/json"}})
	if err != nil {
		return nil, err
	}
	var order struct {
		Agents []string `json:"agents"`
	}
	if err := json.Unmarshal(answer.Body, &order); err != nil {
		return nil, fmt.Errorf("reading the order of agents: %w", err)
	}
	return order.Agents, nil
}
