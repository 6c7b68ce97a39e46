package control

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/ariapp/ariapp/internal/hand"
)

// Call is a call that the daemon walks, with the step at which it is.
type Call struct {
	ID       string    `json:"id"`
	Asterisk string    `json:"asterisk"`
	Channel  string    `json:"channel,omitempty"`
	From     string    `json:"from"`
	FromName string    `json:"from_name,omitempty"`
	To       string    `json:"to"`
	Flow     string    `json:"flow,omitempty"`
	Step     string    `json:"step,omitempty"`
	Type     string    `json:"type,omitempty"`
	Started  time.Time `json:"started"`
	Since    time.Time `json:"since,omitzero"`
	// Supervisors are those who hear it.
	Supervisors []Supervisor `json:"supervisors,omitempty"`
}

// Supervisor is somebody who hears a talk: at which telephone, how (listen, whisper or barge), whom a token has let in.
type Supervisor struct {
	From  string    `json:"from"`
	Mode  string    `json:"mode"`
	By    string    `json:"by,omitempty"`
	Since time.Time `json:"since"`
}

// CallFact is something that happens to a call.
type CallFact struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Call    string    `json:"call"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Step    string    `json:"step"`
	Type    string    `json:"type"`
	Leg     string    `json:"leg"`
	Text    string    `json:"text"`
	Outcome string    `json:"outcome"`
	Missed  int       `json:"missed"`
}

// Calls are the calls under way.
func (c *Client) Calls(ctx context.Context) ([]Call, error) {
	var answer []Call
	err := c.Hand("").Ask(ctx, http.MethodGet, "/calls", nil, &answer)
	return answer, err
}

// Call is one of them.
func (c *Client) Call(ctx context.Context, id string) (Call, error) {
	var answer Call
	err := c.Hand("").Ask(ctx, http.MethodGet, "/calls/"+url.PathEscape(id), nil, &answer)
	return answer, err
}

// TailCalls hands over what happens to calls, each a line of JSON, until ctx ends; then the error is nil.
func (c *Client) TailCalls(ctx context.Context, each func(line []byte) error) error {
	err := c.Hand("").Stream(ctx, "/calls/events", each)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Order is a call that the daemon shall make: to a flow, an extension, another endpoint or a bridge.
type Order struct {
	Endpoint  string            `json:"endpoint"`
	Flow      string            `json:"flow,omitempty"`
	Extension string            `json:"extension,omitempty"`
	Connect   string            `json:"connect,omitempty"`
	Bridge    string            `json:"bridge,omitempty"`
	CallerID  CallerID          `json:"caller_id,omitzero"`
	Variables map[string]string `json:"variables,omitempty"`
	Timeout   int               `json:"timeout,omitempty"`
	Asterisk  string            `json:"asterisk,omitempty"`
}

// CallerID is who calls.
type CallerID struct {
	Name   string `json:"name,omitempty"`
	Number string `json:"number,omitempty"`
}

// Placed is a call that the daemon makes.
type Placed struct {
	ID       string `json:"id"`
	Asterisk string `json:"asterisk"`
	// Outcome is what came of it, nil when nobody has waited for that.
	Outcome *Outcome `json:"outcome"`
}

// Outcome is what came of ringing.
type Outcome struct {
	Answered bool   `json:"answered"`
	Cause    string `json:"cause"`
	SIP      int    `json:"sip_status"`
}

// Originate has the daemon make a call, and waits for an answer if that is wanted.
func (c *Client) Originate(ctx context.Context, order Order, wait bool) (Placed, error) {
	path, within := apiPrefix+"/originate", askTime
	if wait {
		path, within = path+"?wait=true", ringTime
	}
	waiting, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var placed Placed
	key := http.Header{"Idempotency-Key": {rand.Text()}}
	err := c.answer(waiting, http.MethodPost, path, order, key, &placed)
	if err != nil && wait && ctx.Err() != nil {
		err = errors.Join(err, c.giveUp(ctx, order, key))
	}
	return placed, err
}

// giveUp ends a call that nobody waits for any more. Its id is what the daemon
// remembers of the key: asking again makes no second call.
func (c *Client) giveUp(ctx context.Context, order Order, key http.Header) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveUpTime)
	defer cancel()
	var placed Placed
	if err := c.answer(ctx, http.MethodPost, apiPrefix+"/originate", order, key, &placed); err != nil {
		return fmt.Errorf("giving the call up: %w", err)
	}
	_, err := hand.Hangup().Do(ctx, hand.Through(c.Hand(placed.Asterisk)), hand.HangupOrder{ID: placed.ID})
	if err != nil {
		return fmt.Errorf("giving the call up: %w", err)
	}
	return nil
}
