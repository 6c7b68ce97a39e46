package app

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// keptBack is what a call does that calls somebody back: enough to make its program anew in another process.
type keptBack struct {
	Queue string `json:"queue"`
	// Customer is who is dialled.
	Customer string `json:"customer,omitempty"`
	// Line tells that it is the call of an agent who is called first: what they are told, and for how long they wait.
	Line  bool          `json:"line,omitempty"`
	Told  []string      `json:"told,omitempty"`
	Waits time.Duration `json:"waits,omitempty"`
	// Confirm is the question with which the call is taken, none without a key.
	Confirm flows.QueueConfirm `json:"confirm,omitzero"`
	// Walk is where the customer's walk goes on, without secrets; none where their first call is not known so well.
	Walk json.RawMessage `json:"walk,omitempty"`
}

// lineStep is the step in which an agent waits for the customer.
const lineStep = "line"

// targets are whom the rules for calls are asked for.
func (b *keptBack) targets() []string {
	if b.Line {
		return nil
	}
	return []string{b.Customer}
}

// program is what the call walks when it is answered, nil for nothing: a call that goes on where another was only asks.
func (b *keptBack) program() (*flows.Program, error) {
	steps := "[" + b.asked(b.work()) + ", hangup]"
	if len(b.Walk) > 0 {
		if b.Confirm.Key == "" {
			return nil, nil
		}
		steps = "[" + b.asked(exitChoice) + "]"
	}
	return connectProgram(steps)
}

// exitChoice has a menu be over with its key.
const exitChoice = "exit"

// work are the steps of who has taken the call: a customer is in the queue again, where the agent is kept for them.
func (b *keptBack) work() string {
	if !b.Line {
		return fmt.Sprintf("{queue: {id: second, queue: %s}}", quoted(b.Queue))
	}
	waits := fmt.Sprintf("{hold: {id: %s, time: %s}}", lineStep, b.Waits)
	if len(b.Told) == 0 {
		return waits
	}
	return fmt.Sprintf("{play: {media: %s}}, %s", quoted(b.Told), waits)
}

// asked has somebody press a key before these steps, if they are to be asked: no mailbox does.
func (b *keptBack) asked(work string) string {
	if b.Confirm.Key == "" {
		return work
	}
	if work != exitChoice {
		work = "[" + work + "]"
	}
	prompt := b.Confirm.Prompt
	if len(prompt) == 0 {
		prompt = []string{"vm-press", "digits:" + b.Confirm.Key}
	}
	return fmt.Sprintf("{menu: {id: first, prompt: %s, first_timeout: %s, max_noinput: 2, on_exhausted: hangup, "+
		"choices: {%s: %s}}}", quoted(prompt), max(b.Confirm.Timeout, time.Second), quoted(b.Confirm.Key), work)
}

// quoted is a value as YAML reads it that reads JSON.
func quoted(value any) string {
	text, _ := json.Marshal(value) // texts
	return string(text)
}
