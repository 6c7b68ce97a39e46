package telephone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Outcome is how one call went.
type Outcome struct {
	// Answer is from the INVITE to its 200, End from the key to the BYE, the beep between them included.
	Answer, End time.Duration
	// Prompt is from the key to the first sound behind it, 0 where nobody listened.
	Prompt time.Duration
	// Err tells what went otherwise; the times before it are set.
	Err error
}

// call is one under way.
type call struct {
	line     *Line
	id       string
	target   string
	to       string
	sequence int
	inbox    chan message
	ended    chan struct{} // closed when the other side hangs up
	endedAt  time.Time
	once     sync.Once
}

// errHungUp tells that the other side ended the call too early.
var errHungUp = errors.New("hung up before the key")

// take is called by the line, for each message of the call.
func (c *call) take(m message) {
	if m.status == 0 {
		_ = c.line.send(m.answer())
		if m.method == "BYE" {
			c.once.Do(func() { c.endedAt = time.Now(); close(c.ended) })
		}
		return
	}
	select {
	case c.inbox <- m:
	default: // a flood of what was told again: the sender tells it once more
	}
}

// run makes the call, whose sound goes to a port.
func (c *call) run(ctx context.Context, port int, ear *ear) Outcome {
	var o Outcome
	begun := time.Now()
	answer, err := c.ask(ctx, "INVITE", "application/sdp", offer(c.line.deaf.LocalAddr().(*net.UDPAddr).IP.String(), port))
	o.Answer = time.Since(begun)
	if err != nil {
		o.Err = err
		return o
	}
	c.to = answer.to
	if answer.next != "" {
		c.target = answer.next
	}
	ack := c.request("ACK", "", "")
	if o.Err = c.line.send(ack); o.Err != nil {
		return o
	}
	if o.Err = c.listen(ctx, ack); o.Err != nil {
		return o
	}
	pressed := time.Now()
	if _, o.Err = c.ask(ctx, "INFO", "application/dtmf-relay", "Signal=1\r\nDuration=100\r\n"); o.Err != nil {
		return o
	}
	select {
	case <-c.ended:
	case <-ctx.Done():
		o.Err = fmt.Errorf("not hung up: %w", ctx.Err())
		return o
	}
	o.End = c.endedAt.Sub(pressed)
	if ear != nil {
		o.Prompt, o.Err = ear.after(pressed)
	}
	return o
}

// listen waits for the first beep's end. Who answers again has not heard the ACK.
func (c *call) listen(ctx context.Context, ack string) error {
	over := time.NewTimer(listening)
	defer over.Stop()
	for {
		select {
		case <-over.C:
			return nil
		case m := <-c.inbox:
			if m.method == "INVITE" && m.status == 200 {
				if err := c.line.send(ack); err != nil {
					return err
				}
			}
		case <-c.ended:
			return errHungUp
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// ask sends a request until a final reply comes, and returns that; one that is no 200 is an error.
func (c *call) ask(ctx context.Context, method, kind, body string) (message, error) {
	request := c.request(method, kind, body)
	tick := time.NewTicker(again)
	defer tick.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	heard := false // of a provisional reply: it is not sent again then
	if err := c.line.send(request); err != nil {
		return message{}, err
	}
	for {
		select {
		case m := <-c.inbox:
			switch {
			case m.method != method:
			case m.status < 200:
				heard = true
			case m.status == 200:
				return m, nil
			default:
				return m, fmt.Errorf("%s: %d", method, m.status)
			}
		case <-tick.C:
			if !heard {
				if err := c.line.send(request); err != nil {
					return message{}, err
				}
			}
		case <-limit.C:
			return message{}, fmt.Errorf("%s: no reply within %v", method, patience)
		case <-ctx.Done():
			return message{}, fmt.Errorf("%s: %w", method, ctx.Err())
		}
	}
}
