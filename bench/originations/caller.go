//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// order is what each call is asked for with.
const order = `{"endpoint": "Local/9904@callers", "flow": "survey"}`

// caller asks the daemon for calls.
type caller struct {
	url    string
	client *http.Client
	last   atomic.Int64
}

func newCaller(url string) *caller {
	return &caller{url: url + "/api/v1/originate?wait=true",
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}}
}

// outcome is what became of one call, and after how long.
type outcome struct {
	took time.Duration
	err  error
}

// all asks for so many calls at once and waits for what becomes of them.
func (c *caller) all(ctx context.Context, calls int) []outcome {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	outcomes := make([]outcome, calls)
	var asked sync.WaitGroup
	for i := range outcomes {
		asked.Go(func() {
			begun := time.Now()
			outcomes[i].err = c.one(ctx)
			outcomes[i].took = time.Since(begun)
		})
	}
	asked.Wait()
	return outcomes
}

// one asks for a call, and waits until somebody has answered.
func (c *caller) one(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, strings.NewReader(order))
	if err != nil {
		return fmt.Errorf("asking for a call: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%d-%d", time.Now().UnixNano(), c.last.Add(1)))
	reply, err := c.client.Do(request)
	if err != nil {
		return fmt.Errorf("asking for a call: %w", err)
	}
	defer reply.Body.Close()
	said, err := io.ReadAll(io.LimitReader(reply.Body, replyMax))
	if err != nil {
		return fmt.Errorf("asking for a call: %w", err)
	}
	return judge(reply.StatusCode, said)
}

// judge says what is wrong with an answer: nothing, when somebody has answered.
func judge(status int, said []byte) error {
	var made struct {
		Outcome *struct {
			Answered bool   `json:"answered"`
			Cause    string `json:"cause"`
		} `json:"outcome"`
	}
	switch {
	case status != http.StatusCreated:
		return fmt.Errorf("asking for a call: status %d: %.200s", status, said)
	case json.Unmarshal(said, &made) != nil || made.Outcome == nil:
		return fmt.Errorf("asking for a call: nobody knows what became of it: %.200s", said)
	case !made.Outcome.Answered:
		return fmt.Errorf("asking for a call: not answered: %s", made.Outcome.Cause)
	}
	return nil
}
